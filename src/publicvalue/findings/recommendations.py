"""Advice: recommendations whose stated triggers hold, in the order in which they are to be followed.

Red lines come first, then harm, then what moves the verdict, then the rest. Within a group, advice stands by points of
public value for its effort; where these are equal to the point, by the share of core questions that it would answer,
for its effort. Points and shares are never added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from publicvalue.findings.conditions import Stated, all_hold, describe
from publicvalue.findings.core import NEAR, core_components
from publicvalue.findings.direction import signs_of
from publicvalue.findings.judgement import LineState, Verdict
from publicvalue.findings.known import Known
from publicvalue.findings.names import node_name
from publicvalue.findings.outcomes import find_outcomes
from publicvalue.framework.model import PUBLIC_VALUE, Recommendation
from publicvalue.framework.terms import Phase
from publicvalue.framework.verdicts import OUTCOMES, PHASE, RED_LINES, STATED
from publicvalue.scores.drivers.what_if import gain_if_raised
from publicvalue.scores.rounding import rank_key
from publicvalue.words.text import Text

EFFORT = {"small": 1.0, "medium": 2.0, "large": 4.0}
"""Rough effort, to rank advice by what it brings for what it costs: days, weeks, months."""

FRONT = 7
"""Pieces of advice that stand in front: more at once is not followed (judgement). The rest stands in the annex."""

OPEN: tuple[LineState, ...] = ("unanswered", "claimed")
"""States of a red line that nobody answered or proved."""

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
    listed = {one.id: one for one in known.framework.recommendations}
    urgent = [(group, id, why) for group, id, why in _urgent(verdict) if id in listed]
    found: dict[str, Advice] = {}
    for group, id, why in urgent:
        first = found.get(id) or _advice(known, listed[id], (), group)
        found[id] = Advice(first.recommendation, (*first.because, why), first.gain, first.coverage_gain, first.group)
    moving, stated = _moving(known, verdict), _stated(known, verdict)
    for one in known.framework.recommendations:
        if one.id not in found and _can_be_followed(known, one) and all_hold(one.when, known.sheet, stated):
            group = "verdict" if _asks_lines(one) or moving & set(one.raises) else "rest"
            found[one.id] = _advice(known, one, _because(known, verdict, one), group)
    asking = (id for id, one in found.items() if _asks_lines(one.recommendation))
    order = {id: place for place, id in enumerate(dict.fromkeys([*(id for _, id, _ in urgent), *asking]))}
    ranked = sorted(found.values(), key=lambda one: _key(one, order))
    return tuple(
        Advice(one.recommendation, one.because, one.gain, one.coverage_gain, one.group, place)
        for place, one in enumerate(ranked, 1)
    )


def _urgent(verdict: Verdict) -> Iterator[tuple[Group, str, Text]]:
    """Yield what red lines and harm ask for, the worst first, each with the fact that asks."""
    for state in ("broken", "partly"):
        for line in verdict.red_lines:
            if line.state == state:
                yield "red line", line.advice, line.fact
    for effect in ("harm", "examine", "cap"):
        for harm in verdict.harms:
            if harm.effect == effect:
                yield "harm", harm.advice, harm.text


def _stated(known: Known, verdict: Verdict) -> dict[str, Stated]:
    """Return what conditions read beside scores: red lines, the best outcome, the phase."""
    asked = [line for line in verdict.red_lines if line.state != "not_applicable"]
    answered = sum(line.state not in OPEN for line in asked)
    best = max((one.strength for one in find_outcomes(known, PUBLIC_VALUE)), default=0)
    return {
        RED_LINES: Stated(coverage=answered / len(asked) if asked else 1.0),
        OUTCOMES: Stated(strength=best),
        **{f"{PHASE}.{phase}": Stated() for phase in get_args(Phase)},
        f"{PHASE}.{known.assessment.system.phase}": Stated(coverage=1.0),
    }


def _asks_lines(one: Recommendation) -> bool:
    """Return whether a recommendation asks to answer the red lines: they limit the verdict, whatever else is known."""
    return any(condition.of == RED_LINES for condition in one.when)


def _because(known: Known, verdict: Verdict, one: Recommendation) -> Iterator[Text]:
    """Yield what raised a recommendation, with numbers; what is stated of a system is known to who reads it."""
    for condition in one.when:
        if condition.of == RED_LINES:
            titles = (Text("{title:lower}", title=line.title) for line in verdict.lines(*OPEN))
            yield Text("not answered, or answered without a proof: {titles:list}", titles=tuple(titles))
        elif condition.of not in STATED:
            yield describe(condition, known.sheet, node_name(known.framework, condition.of))


def _moving(known: Known, verdict: Verdict) -> frozenset[str]:
    """Return the components on which the verdict hangs.

    Those whose core question is open while too few are answered; those of dimensions that are bad; and where no outcome
    is shown, those that ask for outcomes.
    """
    rules = known.rules
    shares = {term.id: verdict.dimensions[term.id].core_share for term in known.framework.dimensions}
    _, losses = signs_of(known, shares, known.sheet)
    moving: set[str] = set()
    if verdict.core_share < rules.core.enough - NEAR:
        moving |= {one.component for one in verdict.missing}
    for component in known.components(PUBLIC_VALUE):
        asks_outcome = component.stage in rules.outcomes.stages and verdict.overall.claim.id != "shown"
        if component.dimension in losses or asks_outcome:
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
