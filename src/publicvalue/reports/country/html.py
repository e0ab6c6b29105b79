"""The page of a country: one HTML file that asks nothing of the network and needs no scripts."""

from __future__ import annotations

from collections.abc import Sequence

from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.readiness import Readiness
from publicvalue.reports.country.document import country_document
from publicvalue.reports.render.html import render_document
from publicvalue.words.language import ENGLISH, Language


def render_country_html(
    framework: ReadinessFramework,
    case: CountryCase,
    readiness: Readiness,
    checklists: Sequence[ChecklistResult],
    language: Language = ENGLISH,
) -> str:
    """Return a country as one self-contained HTML document."""
    return render_document(country_document(framework, case, readiness, checklists), language)
