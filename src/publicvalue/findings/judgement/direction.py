"""The direction: what no good news outweighs first, then signs that differ, then the bands.

The order is: a red line or severe harm; too little of the core; dimensions of different signs; the bands. What is left
is capped by what the claim, the red lines and the certainty allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.findings.judgement.core import (
    NEAR,
    core_components,
    core_share,
    documented_components,
    unknown_dimensions,
)
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import Certainty, HarmFinding, RedLineFinding
from publicvalue.findings.judgement.outcomes import Outcome, best_is_bad, outcome_name, pooled
from publicvalue.framework.judgement.verdict import DIRECTIONS, Bands, ClaimId, DirectionId
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.sheet import ScoreSheet
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text

Cap = tuple[DirectionId, Text]
"""The best direction that is left, and why."""


@dataclass(frozen=True)
class Ground:
    """What the direction of a node rests on beside the scores: it stays as it is while single answers are tried.

    Parameters
    ----------
    node
        Node that is judged.
    decided
        Why nothing outweighs what is known: broken red lines and severe harm; empty where there is none.
    examined
        Whether harm is known that asks for examination: then it is never said that nothing can be said.
    core_share
        Share of the core that is answered, of the node and of each dimension.
    outcomes
        Whether the outcomes that are shown are good: 1, 0 for neither, -1 for bad, None where none is shown.
    caps
        What limits the direction.
    held
        Dimensions that count as no gain whatever they score: harm, a broken red line or money speaks against them.
    """

    node: str
    decided: tuple[Text, ...]
    examined: bool
    core_share: Mapping[str, float]
    outcomes: int | None
    caps: tuple[Cap, ...]
    held: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Premises:
    """What is found of a node before its direction: the kind of claim, outcomes, certainty, red lines and harm."""

    claim: ClaimId
    outcomes: tuple[Outcome, ...]
    certainty: Certainty
    lines: tuple[RedLineFinding, ...]
    harms: tuple[HarmFinding, ...]


def lay_ground(known: Known, node: str, found: Premises) -> Ground:
    """Gather what the direction of a node rests on beside its scores."""
    harms = [one for one in found.harms if node in (PUBLIC_VALUE, one.dimension)]
    lines = [one for one in found.lines if node == PUBLIC_VALUE or node in one.caps]
    broken = [one.fact for one in lines if one.state == "broken"]
    dimensions = [PUBLIC_VALUE, *(term.id for term in known.framework.dimensions)]
    sign = outcome_sign(known, found.outcomes)
    # Good news that is promised, or too weak for a pilot, speaks against nothing that is bad; bad news does.
    return Ground(
        node=node,
        decided=(*broken, *(one.text for one in harms if one.effect == "harm")),
        examined=any(one.effect == "examine" for one in harms),
        core_share={id: core_share(known, id) for id in dimensions},
        outcomes=None if sign == 1 and found.claim != "shown" else sign,
        caps=(
            *_claim_caps(known, found.claim, found.outcomes),
            *_outcome_caps(known, found.claim, found.outcomes),
            *_line_caps(lines),
            *_harm_caps(node, harms),
            *_certainty_caps(found.certainty),
            *(_unknown_caps(known) if node == PUBLIC_VALUE else ()),
        ),
        held=held_back(found.lines, found.harms),
    )


def outcome_sign(known: Known, outcomes: Sequence[Outcome]) -> int | None:
    """Return whether the outcomes that are known are good: 1, 0 for neither, -1 for bad, None where none is known."""
    draws = pooled(known, outcomes)
    return None if draws is None else _sign(known.rules.bands, *_chances(known.rules.bands, draws))


def held_back(lines: Iterable[RedLineFinding], harms: Iterable[HarmFinding]) -> frozenset[str]:
    """Return the dimensions against which a broken red line, harm or money speaks."""
    broken = (dimension for line in lines if line.state == "broken" for dimension in line.caps)
    return frozenset([*broken, *(harm.dimension for harm in harms)])


def _chances(bands: Bands, draws: Floats) -> tuple[float, float]:
    return float(np.mean(draws >= bands.good)), float(np.mean(draws <= bands.bad))


def _sign(bands: Bands, good: float, bad: float) -> int:
    return 1 if good >= bands.probably else -1 if bad >= bands.probably else 0


def _claim_caps(known: Known, claim: ClaimId, outcomes: Sequence[Outcome]) -> Iterator[Cap]:
    if claim == "promised":
        yield "could_create", Text("nothing is documented or measured in use yet")
    elif claim != "shown":
        yield "could_create", Text("nobody is yet shown to be better off")
    elif known.assessment.system.phase == "pilot":
        yield "probably_creates", Text("it is shown in a pilot alone")
    elif not any(one.first_hand and one.strength >= known.rules.outcomes.creates for one in outcomes):
        yield "probably_creates", Text("no outcome is measured among the people served themselves")


def _outcome_caps(known: Known, claim: ClaimId, outcomes: Sequence[Outcome]) -> Iterator[Cap]:
    """Yield what limits the direction where many weaker answers would outvote the one that is best evidenced."""
    if claim == "shown" and (one := best_is_bad(known, outcomes)):
        yield "mixed", Text("what is best evidenced is bad: {name}", name=outcome_name(known, one))


def _line_caps(lines: Sequence[RedLineFinding]) -> Iterator[Cap]:
    for line in lines:
        if line.state == "unanswered":
            yield "could_create", Text("the red line {title:quoted} is not answered", title=line.title)
        elif line.state == "claimed":
            yield "probably_creates", Text("the red line {title:quoted} is answered without a proof", title=line.title)
        elif line.state == "partly":
            yield "probably_creates", Text("the red line {title:quoted} is partly kept", title=line.title)


def _harm_caps(node: str, harms: Sequence[HarmFinding]) -> Iterator[Cap]:
    """Yield what harm limits: a cap holds for its dimension, and for the whole through it alone."""
    for harm in harms:
        if harm.effect == "examine" or (harm.effect == "cap" and node == harm.dimension):
            yield "mixed", harm.text


def _certainty_caps(certainty: Certainty) -> Iterator[Cap]:
    if certainty.level.id in ("very_low", "low"):
        yield "probably_creates", Text("certainty is {level:lower}", level=Text(certainty.level.title))


def _unknown_caps(known: Known) -> Iterator[Cap]:
    """Yield what limits the whole: unknown dimensions, which may be what is bad, and much that is only claimed."""
    enough = known.rules.core.enough - NEAR
    asked, given = core_components(known, PUBLIC_VALUE), documented_components(known, PUBLIC_VALUE)
    if len(given) < enough * len(asked) and core_share(known, PUBLIC_VALUE) >= enough:
        yield "probably_creates", Text("much of what is known is not documented")
    if unknown := unknown_dimensions(known):
        names = dimension_titles(known, unknown)
        yield "probably_creates", Text("too little is known of {names:and}", names=names)


def find_direction(known: Known, ground: Ground, sheet: ScoreSheet) -> tuple[DirectionId, DirectionId, Text]:
    """Return the direction of a node, its leaning, and why the scores point there.

    Parameters
    ----------
    known
        What is asked and how it is judged.
    ground
        What it rests on beside the scores.
    sheet
        The scores: those of the assessment, or those under an answer that is tried.

    Returns
    -------
    tuple
        The direction; the direction if the share of the core were no matter; the reason that the scores give.
    """
    if ground.decided:
        return "harm", "harm", Text("what is said first outweighs all else")
    pointed, why = _points_to(known, ground, sheet)
    leaning = pointed if pointed == "cannot_say" else _capped(ground, pointed)
    share = ground.core_share[ground.node]
    if share < known.rules.core.some - NEAR:
        little = Text("{share:percent} of the core questions are answered", share=share)
        return ("mixed" if ground.examined else "cannot_say"), leaning, little
    return leaning, leaning, why


def _capped(ground: Ground, pointed: DirectionId) -> DirectionId:
    """Return the worst of the direction and what limits it; doubt softens bad news as it softens good news."""
    doubt = any(cap in ("probably_creates", "could_create") for cap, _ in ground.caps)
    if pointed == "harm" and doubt:
        return "probably_harm"
    return max((pointed, *(cap for cap, _ in ground.caps)), key=DIRECTIONS.index)


def _points_to(known: Known, ground: Ground, sheet: ScoreSheet) -> tuple[DirectionId, Text]:
    bands = known.rules.bands
    drawn = sheet.evidenced[ground.node]
    if np.isnan(drawn).any():
        return "cannot_say", Text("nothing is known")
    good, bad = _chances(bands, drawn)
    if ground.node == PUBLIC_VALUE:
        gains, losses = signs_of(known, ground.core_share, sheet, ground.held)
        if losses and (gains or good >= bands.probably):
            return "mixed", _split(known, gains, losses)
    if good >= bands.probably:
        if ground.outcomes is not None and ground.outcomes < 1:
            return "mixed", Text("the outcomes that are shown are not clearly good")
        return ("creates" if good >= bands.surely else "probably_creates"), _band("at least", bands.good, good)
    if bad >= bands.probably:
        if ground.outcomes == 1:
            return "mixed", Text("the outcomes that are shown are good, and most else is bad")
        return ("harm" if bad >= bands.surely else "probably_harm"), _band("at most", bands.bad, bad)
    return "mixed", Text("what is known is clearly neither good nor bad")


def _band(which: str, score: float, chance: float) -> Text:
    if which == "at least":
        return Text("it scores {score:g} or more with probability {chance:chance}", score=score, chance=chance)
    return Text("it scores {score:g} or less with probability {chance:chance}", score=score, chance=chance)


def _split(known: Known, gains: Sequence[str], losses: Sequence[str]) -> Text:
    if not gains:
        return Text("{losses:and} is bad, whatever the whole scores", losses=dimension_titles(known, losses))
    return Text(
        "the dimensions differ: {gains:and} good, {losses:and} bad",
        gains=dimension_titles(known, gains),
        losses=dimension_titles(known, losses),
    )


def dimension_titles(known: Known, ids: Sequence[str]) -> tuple[Text, ...]:
    """Return the titles of dimensions as they stand in a sentence."""
    titles = {term.id: term.title for term in known.framework.dimensions}
    return tuple(Text("{title:lower}", title=Text(titles[id])) for id in ids)


def signs_of(
    known: Known, shares: Mapping[str, float], sheet: ScoreSheet, held: frozenset[str] = frozenset()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the dimensions that are good, and those that are bad, where enough of their core is answered."""
    gains, losses = [], []
    for term in known.framework.dimensions:
        drawn = sheet.evidenced.get(term.id)
        if drawn is None or np.isnan(drawn).any() or shares[term.id] < known.rules.core.some - NEAR:
            continue
        sign = _sign(known.rules.bands, *_chances(known.rules.bands, drawn))
        gains += [term.id] if sign > 0 and term.id not in held else []
        losses += [term.id] if sign < 0 else []
    return tuple(gains), tuple(losses)
