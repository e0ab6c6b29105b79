"""The brief and the citizens' page in the forms in which they are handed on: a page to print, Markdown, plain text."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.reports.brief.citizens import citizens_document
from publicvalue.reports.brief.document import brief_document
from publicvalue.reports.render.forms import WIDTH, in_every_form
from publicvalue.reports.render.terminal import render_text
from publicvalue.reports.system.evidence.question_texts import asking
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH, Language

__all__ = ["brief_files", "citizens_files", "in_every_form", "render_brief", "render_citizens"]


def brief_files(outcome: AssessmentResult, language: Language = ENGLISH) -> Mapping[str, bytes]:
    """Return the brief of an outcome in every form: name of the file -> content."""
    return in_every_form("brief", brief_document(outcome), asking(language, outcome.framework.instruments))


def citizens_files(outcome: AssessmentResult, language: Language = ENGLISH) -> Mapping[str, bytes]:
    """Return the citizens' page of an outcome in every form: name of the file -> content."""
    asked = asking(language, outcome.framework.instruments)
    return in_every_form("citizens", citizens_document(outcome), asked)


def render_citizens(outcome: AssessmentResult, width: int = WIDTH, language: Language = ENGLISH) -> str:
    """Return the citizens' page of an outcome as plain text."""
    return render_text(citizens_document(outcome), asking(language, outcome.framework.instruments), width)


def render_brief(outcome: AssessmentResult, width: int = WIDTH, language: Language = ENGLISH) -> str:
    """Return the brief of an outcome as plain text."""
    return render_text(brief_document(outcome), asking(language, outcome.framework.instruments), width)
