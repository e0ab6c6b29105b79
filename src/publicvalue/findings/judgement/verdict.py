"""The judgement: red lines, harm, claim, certainty, direction, and the sentences that say them.

All words and thresholds are data of the framework; `docs/decisions/0031-the-judgement.md` says why they are so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from publicvalue.findings.judgement.certainty import find_certainty
from publicvalue.findings.judgement.claim import find_claim
from publicvalue.findings.judgement.core import core_components, core_share, open_questions
from publicvalue.findings.judgement.direction import Ground, Premises, find_direction, lay_ground
from publicvalue.findings.judgement.harms import find_harms
from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.model import HarmFinding, Judgement, OtherWeighting, RedLineFinding, Verdict
from publicvalue.findings.judgement.outcomes import find_outcomes
from publicvalue.findings.judgement.red_lines import find_red_lines
from publicvalue.findings.judgement.sentences import say
from publicvalue.framework.judgement.verdict import DirectionId
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.sheet import ScoreSheet
from publicvalue.scores.weightings import Weighting


@dataclass(frozen=True)
class Judged:
    """A judgement with the ground that it rests on."""

    judgement: Judgement
    premises: Premises
    ground: Ground


def find_verdict(known: Known, weighed: Sequence[tuple[Weighting, ScoreSheet]] = ()) -> Verdict:
    """Judge public value and each dimension.

    Parameters
    ----------
    known
        What was asked and brought, and the scores.
    weighed
        Other weightings, each with its scores: the direction under each stands beside the judgement.
    """
    lines, harms = find_red_lines(known), find_harms(known)
    judged = judge(known, PUBLIC_VALUE, lines, harms)
    overall = judged.judgement
    missing = open_questions(known, PUBLIC_VALUE)
    asked = len(core_components(known, PUBLIC_VALUE))
    dimensions = {term.id: judge(known, term.id, lines, harms).judgement for term in known.framework.dimensions}
    return Verdict(
        overall=overall,
        dimensions=MappingProxyType(dimensions),
        red_lines=lines,
        harms=harms,
        core_answered=asked - len(missing),
        core_asked=asked,
        missing=missing,
        not_applicable=known.not_applicable,
        said=say(known, overall, judged.premises, judged.ground.outcomes),
        weightings=tuple(_under(known, judged, weighting, sheet) for weighting, sheet in weighed),
    )


def _under(known: Known, judged: Judged, weighting: Weighting, sheet: ScoreSheet) -> OtherWeighting:
    """Return the direction under another weighting: all but the scores is as it was."""
    direction, _ = find_overall_direction(known, judged.ground, sheet)
    differs = direction != judged.judgement.direction.id
    return OtherWeighting(weighting.id, weighting.title, known.rules.direction(direction), differs)


def judge(known: Known, node: str, lines: tuple[RedLineFinding, ...], harms: tuple[HarmFinding, ...]) -> Judged:
    """Judge one node: claim, certainty and direction, with the reasons."""
    outcomes = find_outcomes(known, node)
    claim = find_claim(known, node, outcomes)
    of_node = lines if node == PUBLIC_VALUE else tuple(line for line in lines if node in line.caps)
    certainty = find_certainty(known, node, claim, outcomes, of_node)
    premises = Premises(claim, outcomes, certainty, lines, harms)
    ground = lay_ground(known, node, premises)
    direction, leaning, why = find_direction(known, ground, known.sheet)
    limits = tuple(reason for cap, reason in ground.caps if cap == direction)
    judgement = Judgement(
        node=node,
        direction=known.rules.direction(direction),
        claim=known.rules.claim(claim),
        certainty=certainty,
        leaning=known.rules.direction(leaning),
        core_share=ground.core_share[node],
        reasons=(*ground.decided, why, *limits),
    )
    return Judged(judgement, premises, ground)


def lay_overall_ground(known: Known) -> Ground:
    """Return what the direction of public value rests on beside its scores."""
    return judge(known, PUBLIC_VALUE, find_red_lines(known), find_harms(known)).ground


def find_overall_direction(known: Known, ground: Ground, sheet: ScoreSheet) -> tuple[DirectionId, DirectionId]:
    """Return the direction of public value and its leaning, without reasons: for many sheets in a row."""
    direction, leaning, _ = find_direction(known, ground, sheet)
    return direction, leaning


def answers_wanted(known: Known) -> int:
    """Return the fewest further core answers after which a direction can be said; 0 where one can be."""
    asked = len(core_components(known, PUBLIC_VALUE))
    short = known.rules.core.some - core_share(known, PUBLIC_VALUE)
    return max(0, math.ceil(short * asked - 1e-9))
