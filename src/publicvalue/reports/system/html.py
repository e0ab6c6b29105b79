"""The report of a system as one HTML file."""

from __future__ import annotations

from publicvalue.reports.country.context import CountryContext
from publicvalue.reports.render.html import render_document
from publicvalue.reports.system.document import system_document
from publicvalue.reports.system.evidence.question_texts import asking
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH, Language


def render_html(
    outcome: AssessmentResult,
    context: CountryContext | None = None,
    language: Language = ENGLISH,
    *,
    annexes_on_paper: bool = False,
) -> str:
    """Return the report of an outcome as one self-contained HTML document.

    Parameters
    ----------
    outcome
        Everything that the assessment found.
    context
        Readiness of the system's country, shown beside the scores; it moves none of them.
    language
        The language of the page.
    annexes_on_paper
        Whether the annexes are printed too.

    Returns
    -------
    str
        HTML5 in UTF-8: no request to anywhere, readable without JavaScript, meant for screen and print.
    """
    document = system_document(outcome, context, annexes_on_paper=annexes_on_paper)
    return render_document(document, asking(language, outcome.framework.instruments))
