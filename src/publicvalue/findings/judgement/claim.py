"""What kind of claim it is: promised, on paper, or shown."""

from __future__ import annotations

from collections.abc import Sequence

from publicvalue.findings.judgement.known import Known
from publicvalue.findings.judgement.outcomes import Outcome
from publicvalue.framework.judgement.advice import BEFORE_USE
from publicvalue.framework.judgement.verdict import ClaimId

DOCUMENTED = 2
"""Strength from which something is more than claimed."""


def shown_from(known: Known) -> int:
    """Return the strength from which an outcome counts as shown: more is asked of a pilot."""
    rules = known.rules.outcomes
    return rules.pilot if known.assessment.system.phase == "pilot" else rules.shown


def shown_outcomes(known: Known, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes that count as shown in the system's phase."""
    return [one for one in outcomes if one.strength >= shown_from(known)]


def find_claim(known: Known, node: str, outcomes: Sequence[Outcome]) -> ClaimId:
    """Return the kind of claim that the evidence below a node makes."""
    ids = [one.id for component in known.components(node) for one in component.indicators if one.id in known.numbers]
    documented = any(known.numbers[id].strength >= DOCUMENTED for id in ids)
    if known.assessment.system.phase in BEFORE_USE or not documented:
        return "promised"
    if shown_outcomes(known, outcomes):
        return "shown"
    bands = known.rules.bands
    good = known.sheet.probability_at_least(node, bands.good)
    return "sound_on_paper" if good is not None and good >= bands.probably else "on_paper"
