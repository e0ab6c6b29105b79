"""What a reader must know before anything else where data were made up: nobody was asked, nothing was counted."""

from __future__ import annotations

from publicvalue.reports.wording import join_words
from publicvalue.results.model import AssessmentResult


def describe_made_up(outcome: AssessmentResult) -> str:
    """Say which evidence was made up; an empty text where none was."""
    evidence = outcome.assessment.evidence.values()
    titles = [item.title for item in evidence if item.made_up]
    if not titles:
        return ""
    if len(titles) == len(evidence):
        return (
            "MADE-UP DATA. All evidence was made up, to teach or to test. No person answered, no case was counted. "
            "This says nothing about a real service."
        )
    return (
        f"MADE-UP DATA. {len(titles)} of {len(evidence)} items of evidence were made up, to teach or to test: "
        f"{join_words(titles)}. No score here says anything about a real service."
    )
