"""Advice: recommendations whose stated triggers hold, in the order in which they are to be followed.

Red lines come first, then harm, then what moves the verdict, then the rest. Within a group, advice stands by points of
public value for its effort; where these are equal to the point, by the share of core questions that it would answer,
for its effort. Points and shares are never added. Before these comes what lifts a limit of the verdict: red lines that
are open, core questions that are open where too few are answered, claims without a proof, outcomes that are not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from publicvalue.findings.advice.conditions import Stated, all_hold
from publicvalue.findings.advice.triggers import (
    LIMITS,
    asks_of_harm,
    because,
    find_stated,
    limit_of,
    of_phase_and_proof,
)
from publicvalue.findings.judgement.core import NEAR, core_components
from publicvalue.findings.judgement.direction import outcome_sign, signs_of
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import Verdict
from publicvalue.findings.judgement.outcomes import find_outcomes
from publicvalue.framework.model import PUBLIC_VALUE, Recommendation
from publicvalue.scores.drivers.what_if import gain_if_raised
from publicvalue.scores.rounding import rank_key
from publicvalue.words.text import Text

EFFORT = {"small": 1.0, "medium": 2.0, "large": 4.0}
"""Rough effort, to rank advice by what it brings for what it costs: days, weeks, months."""

FRONT = 7
"""Pieces of advice that stand in front: more at once is not followed (judgement). The rest stands in the annex."""

Group = Literal["red line", "harm", "verdict", "rest"]
GROUPS: tuple[Group, ...] = ("red line", "harm", "verdict", "rest")


@dataclass(frozen=True)
class Advice:
    """One recommendation that was raised.

    Parameters
    ----------
    recommendation
        The recommendation, with its rule.
    because
        What raised it, in words with numbers.
    gain
        Points of public value, over what is evidenced, if the evidenced components it names reached the target.
    coverage_gain
        Share of the core questions that apply which following it would answer, 0 to 1.
    group
        What it answers: a red line, harm, what moves the verdict, or the rest.
    rank
        Its place in the order, from 1.
    """

    recommendation: Recommendation
    because: tuple[Text, ...]
    gain: float
    coverage_gain: float
    group: Group = "rest"
    rank: int = 0

    @property
    def in_front(self) -> bool:
        """Whether it stands in front; the rest stands in the annex."""
        return self.rank <= FRONT


def find_advice(known: Known, verdict: Verdict) -> tuple[Advice, ...]:
    """List the advice on red lines and harm, and the recommendations whose triggers hold, in their order."""
    stated = find_stated(known, verdict)
    urgent = tuple(_urgent(known, verdict, stated))
    found: dict[str, Advice] = {}
    for group, one, why in urgent:
        first = found.get(one.id) or _advice(known, one, (), group)
        found[one.id] = replace(first, because=(*first.because, why))
    moving = _moving(known, verdict)
    for one in known.framework.recommendations:
        if one.id not in found and _can_be_followed(known, one) and all_hold(one.when, known.sheet, stated):
            moves = limit_of(one) or moving & set(one.raises)
            found[one.id] = _advice(known, one, because(known, verdict, one), "verdict" if moves else "rest")
    limits = sorted((one.recommendation for one in found.values()), key=_place_of_limit)
    first_of_all = [*(one.id for _, one, _ in urgent), *(one.id for one in limits if limit_of(one))]
    order = {id: place for place, id in enumerate(dict.fromkeys(first_of_all))}
    ranked = sorted(found.values(), key=lambda one: _key(one, order))
    return tuple(replace(one, rank=place) for place, one in enumerate(ranked, 1))


def _urgent(
    known: Known, verdict: Verdict, stated: Mapping[str, Stated]
) -> Iterator[tuple[Group, Recommendation, Text]]:
    """Yield what red lines and harm ask for, the worst first, each with the fact that asks.

    What a line or a rule names is left out in phases for which its trigger does not hold, and where harm is less proved
    than it asks: nobody pauses what is retired, or for a claim alone. Before it comes what is advised of every broken
    line and harm, where its whole trigger holds.
    """
    listed = {one.id: one for one in known.framework.recommendations}
    named = tuple(_named(verdict))
    group: Group = "red line" if verdict.lines("broken") else "harm"
    for one in known.framework.recommendations:
        if asks_of_harm(one) and all_hold(one.when, known.sheet, stated):
            yield from ((group, one, why) for _, _, why, severe in named if severe)
    for place, id, why, _ in named:
        if id in listed and all_hold(of_phase_and_proof(listed[id]), known.sheet, stated):
            yield place, listed[id], why


def _named(verdict: Verdict) -> Iterator[tuple[Group, str, Text, bool]]:
    """Yield the advice that lines and harm name, the worst first; and whether it is broken, shown or to be examined."""
    for state in ("broken", "partly"):
        for line in verdict.red_lines:
            if line.state == state:
                yield "red line", line.advice, line.fact, state == "broken"
    for effect in ("harm", "examine", "cap"):
        for harm in verdict.harms:
            if harm.effect == effect:
                yield "harm", harm.advice, harm.text, effect != "cap"


def _place_of_limit(one: Recommendation) -> int:
    limit = limit_of(one)
    return LIMITS.index(limit) if limit else len(LIMITS)


def _moving(known: Known, verdict: Verdict) -> frozenset[str]:
    """Return the components on which the verdict hangs.

    Those whose core question is open while too few are answered; those of dimensions that are bad; and those that ask
    for outcomes, where none is shown or those that are shown are not good.
    """
    rules = known.rules
    shares = {term.id: verdict.dimensions[term.id].core_share for term in known.framework.dimensions}
    _, losses = signs_of(known, shares, known.sheet)
    wanted = verdict.overall.claim.id != "shown" or outcome_sign(known, find_outcomes(known, PUBLIC_VALUE)) != 1
    moving: set[str] = set()
    if verdict.core_share < rules.core.enough - NEAR:
        moving |= {one.component for one in verdict.missing}
    for component in known.components(PUBLIC_VALUE):
        if component.dimension in losses or (wanted and component.stage in rules.outcomes.stages):
            moving.add(component.id)
    return frozenset(moving)


def _can_be_followed(known: Known, one: Recommendation) -> bool:
    """Return whether something that it would raise applies: nobody is asked for what no indicator takes."""
    asked = {component.id for component in known.components(PUBLIC_VALUE)}
    return bool(asked & set(one.raises))


def _key(advice: Advice, order: dict[str, int]) -> tuple[int, int, int, float, str]:
    effort = EFFORT[advice.recommendation.effort]
    id = advice.recommendation.id
    points = -round(advice.gain / effort)
    place = order.get(id, len(order))
    return GROUPS.index(advice.group), place, points, -rank_key(advice.coverage_gain / effort), id


def _advice(known: Known, one: Recommendation, because: Iterable[Text], group: Group) -> Advice:
    return Advice(
        recommendation=one,
        because=tuple(because),
        gain=gain_if_raised(known.sheet.simulation, one.raises),
        coverage_gain=_answered_by(known, one),
        group=group,
    )


def _answered_by(known: Known, one: Recommendation) -> float:
    """Return the share of the core questions that apply which are open and that it would answer."""
    components = core_components(known, PUBLIC_VALUE)
    raised = [c for c in components if c.id in one.raises and known.sheet.scores[c.id].value is None]
    return len(raised) / len(components) if components else 0.0
