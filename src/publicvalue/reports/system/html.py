"""The report as one HTML file that asks nothing of the network and needs no scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jinja2 import Environment

from publicvalue.framework.model import Framework
from publicvalue.reports import wording
from publicvalue.reports.pictures.drawing import has_unknown
from publicvalue.reports.render.cells import csv_link, write_cell
from publicvalue.reports.render.environment import template_environment
from publicvalue.reports.system.document import describe_outcome
from publicvalue.reports.system.headline import name_component
from publicvalue.reports.system.measured import page_id
from publicvalue.results.model import AssessmentResult

if TYPE_CHECKING:
    from publicvalue.reports.country.context import CountryContext

MOST_ROWS = 120
"""Rows of a measure's own table that the page shows; its CSV has them all."""


def render_html(outcome: AssessmentResult, context: CountryContext | None = None) -> str:
    """Return the report of an outcome as one self-contained HTML document.

    Parameters
    ----------
    outcome
        Everything that the assessment found.
    context
        Readiness of the system's country, shown beside the scores; it moves none of them.

    Returns
    -------
    str
        HTML5 in UTF-8: no request to anywhere, readable without JavaScript, meant for screen and print.
    """
    template = _environment().get_template("report.html.j2")
    return template.render(report=describe_outcome(outcome), outcome=outcome, context=context)


def web_address(text: str) -> str:
    """Return an address when it is one of the web, else nothing: no other kind becomes a link."""
    return text if text.startswith(("https://", "http://")) else ""


def describe_terms(framework: Framework) -> Mapping[str, str]:
    """Return the title of each dimension, category and stage by its id."""
    terms = (*framework.dimensions, *framework.categories, *framework.stages)
    return {term.id: term.title for term in terms}


def _environment() -> Environment:
    environment = template_environment()
    environment.filters.update(
        quantity=wording.write_quantity,
        range=lambda pair, unit="": wording.write_range(pair[0], pair[1], unit),
        score=wording.write_score,
        joined=wording.join_words,
        sentence=wording.sentence,
        strength=lambda strength, framework: wording.write_strength(framework, strength),
        cell=write_cell,
        csv=csv_link,
        address=web_address,
        page_id=page_id,
        has_unknown=has_unknown,
        component_name=lambda id, outcome: name_component(outcome, id),
        terms=describe_terms,
    )
    environment.globals["most_rows"] = MOST_ROWS
    return environment
