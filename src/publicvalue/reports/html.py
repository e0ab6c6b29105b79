"""The report as one HTML file that asks nothing of the network and needs no scripts."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from jinja2 import Environment
from markupsafe import Markup, escape

from publicvalue.findings.model import Outcome
from publicvalue.framework.model import Framework
from publicvalue.reports import wording
from publicvalue.reports.charts import has_unknown
from publicvalue.reports.document import describe_outcome
from publicvalue.reports.environment import template_environment
from publicvalue.reports.headline import name_component
from publicvalue.reports.measured import page_id
from publicvalue.reports.tables import Table, csv_text

if TYPE_CHECKING:
    from publicvalue.reports.country_context import CountryContext

MOST_ROWS = 120
"""Rows of a measure's own table that the page shows; its CSV has them all."""

LONG_WORD = 12
"""Letters from which on a word in a table may break after a sign."""

_SIGN = re.compile(r"(?<=[/_.-])")


def render_html(outcome: Outcome, context: CountryContext | None = None) -> str:
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


def csv_link(table: Table) -> str:
    """Return a table as the address of a CSV file that stands in the page itself."""
    # The byte order mark tells spreadsheets that the text is UTF-8.
    data = base64.b64encode(("\ufeff" + csv_text(table)).encode()).decode()
    return f"data:text/csv;charset=utf-8;base64,{data}"


def web_address(text: str) -> str:
    """Return an address when it is one of the web, else nothing: no other kind becomes a link."""
    return text if text.startswith(("https://", "http://")) else ""


def write_cell(cell: object) -> Markup:
    """Write a cell of a table: numbers short, blanks where nothing is known, long words with places to break."""
    if cell is None:
        return Markup("")
    if isinstance(cell, int | float):
        return escape(wording.write_number(cell))
    return Markup(" ").join(_breakable(word) for word in str(cell).split(" "))


def _breakable(word: str) -> Markup:
    """Allow a long word, such as an address, to break after a sign: a narrow column would else be forced wide."""
    if len(word) <= LONG_WORD:
        return escape(word)
    return Markup("<wbr>").join(escape(part) for part in _SIGN.split(word))


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
