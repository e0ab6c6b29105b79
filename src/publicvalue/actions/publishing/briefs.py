"""Write what people read aloud and hand on: the brief and the citizens' page, made from a stored result alone."""

from __future__ import annotations

from publicvalue.actions.store import Results
from publicvalue.reports.brief.forms import brief_files, citizens_files
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH, Language

BRIEF, CITIZENS = "brief", "citizens"
"""What the folders are called in their marks."""


def write_brief(result: AssessmentResult, results: Results, language: Language = ENGLISH) -> None:
    """Write the brief as a page, as Markdown and as plain text; a former one in the same place is replaced.

    Raises
    ------
    InputError
        When something else than a former brief is there: nothing else is ever replaced.
    """
    results.write(BRIEF, brief_files(result, language))


def write_citizens(result: AssessmentResult, results: Results, language: Language = ENGLISH) -> None:
    """Write the citizens' page in every form; raises InputError as `write_brief`."""
    results.write(CITIZENS, citizens_files(result, language))
