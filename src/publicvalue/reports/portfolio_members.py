"""From an assessment's outcome to what a portfolio keeps of it."""

from __future__ import annotations

from dataclasses import replace

from publicvalue.findings.model import Outcome
from publicvalue.scores.portfolio import Member, keep_member


def member_of(outcome: Outcome) -> Member:
    """Return what a portfolio keeps of an outcome: names, scores and score distributions, no draws and no evidence."""
    assessment = outcome.assessment
    system = assessment.system
    kept = keep_member(
        assessment.id,
        assessment.title,
        {"country": system.country, "organisation": system.organisation, "phase": system.phase},
        outcome.framework,
        outcome.sheet,
    )
    return replace(kept, made_up=any(item.made_up for item in assessment.evidence.values()))
