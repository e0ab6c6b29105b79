"""What a reader must know before anything else where data were made up: nobody was asked, nothing was counted."""

from __future__ import annotations

from publicvalue.reports.wording import NOTHING
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text


def describe_made_up(outcome: AssessmentResult) -> Text:
    """Say which evidence was made up; empty where none was."""
    evidence = outcome.assessment.evidence.values()
    titles = [item.title for item in evidence if item.made_up]
    if not titles:
        return NOTHING
    if len(titles) == len(evidence):
        return Text(
            "MADE-UP DATA. All evidence was made up, to teach or to test. No person answered, no case was counted. "
            "This says nothing about a real service."
        )
    return Text(
        "MADE-UP DATA. {some} of {all} items of evidence were made up, to teach or to test: {titles:and}. No score "
        "here says anything about a real service.",
        some=len(titles),
        all=len(evidence),
        titles=tuple(titles),
    )
