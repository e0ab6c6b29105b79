"""The assessment that a new user starts from: every question of the framework, open, with how to answer it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publicvalue.evidence.model import REGISTER_FIELDS, System
from publicvalue.framework.model import Component, Framework, Indicator
from publicvalue.measures.definition import Definition, Role
from publicvalue.reports.table import Table
from publicvalue.schema.statement import fields_of

WIDTH = 110


@dataclass(frozen=True)
class Start:
    """What is known of an assessment before it is written.

    Parameters
    ----------
    id, title
        Its name in files, and for people.
    framework
        How it names its framework: `id/version`, or the path of a ministry's own file.
    seed
        Start of the random numbers.
    """

    id: str
    title: str
    framework: str
    seed: int


def render_template(framework: Framework, definitions: Mapping[str, Definition], start: Start) -> str:
    """Write `assessment.yaml` with every open question of a framework as a comment.

    Parameters
    ----------
    framework
        The framework whose questions are asked.
    definitions
        Measure id -> definition, for the columns that an answer needs.
    start
        What is known of the assessment so far.
    """
    return "\n".join(
        [*_head(start), *_evidence(), "", "answers: []", *_comment(_HOW_TO_ANSWER), ""]
        + [line for component in framework.components for line in _component(component, definitions)]
    )


_HOW_TO_ANSWER = (
    "Every question of the framework follows. Answer what you can: remove '[]' after 'answers:', then remove the '# ' "
    "before an answer's lines and fill them in. Leave the rest: unknown is shown as unknown, never as zero. Any "
    "question may also be answered by a published figure (kind: statistics) or a forecast (kind: forecast) of the "
    "same quantity."
)


def _head(start: Start) -> Iterator[str]:
    yield from _comment("One assessment: the system, the evidence, and which evidence answers which question.")
    yield from _comment("`publicvalue check .` lists what is still wrong; `publicvalue assess .` writes the report.")
    yield "assessment:"
    yield f"  id: {start.id}"
    yield f"  title: {_quoted(start.title)}"
    yield f"  framework: {start.framework}"
    yield "  period: {from: 2026-01-01, to: 2026-12-31} # the period that is assessed"
    yield "system:"
    yield f"  name: {_quoted(start.title)}"
    yield "  description: What the system does, in two or three sentences."
    yield "  organisation: The agency that runs it"
    yield "  country: XXX # ISO 3166-1 alpha-3, such as BRB"
    yield "  phase: production # idea, design, development, pilot, production, retired"
    for name, text in ((name, fields_of(System)[name].said) for name in REGISTER_FIELDS):
        yield f"  # {name}: {text}"
    yield "settings:"
    yield f"  seed: {start.seed} # the same seed gives the same numbers"
    yield "  draws: 10000"


def _evidence() -> Iterator[str]:
    yield "evidence: []"
    example = """\
        - id: cases-2026
          kind: records # records, survey, ratings, checklist, costs, statistics, forecast
          title: Cases of 2026
          file: evidence/cases-2026.csv # CSV, Parquet or XLSX in this folder
          source: Case management system of the agency
          collected: 2026-11-01
          collected_by: AI unit
          licence: internal
          may_publish: false # true: the file goes into the bundle; false: its hash alone"""
    yield "# Remove '[]' above and list your files, such as:"
    yield from (f"# {line}" for line in textwrap.dedent(example).splitlines())


def _component(component: Component, definitions: Mapping[str, Definition]) -> Iterator[str]:
    yield ""
    yield f"# === {component.title} ({component.id})"
    yield from _comment(component.statement)
    for indicator in component.indicators:
        yield "#"
        yield from _comment(f"[ ] {indicator.statement}")
        answers = ", ".join(indicator.answered_by)
        yield from _comment(f"Who can answer: {answers}. Good evidence: {indicator.good_evidence}", "    ")
        yield from (f"# {line}" for line in _answer(indicator, definitions[indicator.measure]))


def _answer(indicator: Indicator, definition: Definition) -> Iterator[str]:
    yield f"- indicator: {indicator.id}"
    yield f"  evidence: evidence-id # kind: {indicator.kind}, unit: {indicator.unit}"
    roles = definition.role_sets[0]
    if roles:
        yield "  columns:"
        yield from (f"    {role.name}: {_column(role)}" for role in roles)
    options = [option for option in definition.options if option.set_by == "assessment"]
    if options:
        yield "  options:"
        yield from (f"    {option.name}: # {option.text}" for option in options)


def _column(role: Role) -> str:
    value = "[column-a, column-b]" if role.repeated else "column-name"
    return f"{value} # {role.text}" + ("" if role.required else " (may be left out)")


def _comment(text: str, indent: str = "") -> Iterator[str]:
    prefix = f"# {indent}"
    yield from textwrap.wrap(text, WIDTH, initial_indent=prefix, subsequent_indent=prefix)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


EMPTY_COLUMNS = {"checklist": ("item", "text", "state", "document"), "ratings": ("item", "text", "rater", "rating")}
"""Columns of the empty files that a new assessment brings, by kind of evidence."""


def empty_table(indicator: Indicator) -> Table | None:
    """Return the empty file of a checklist or of ratings: its items, with what is to be filled in left open."""
    items = indicator.options.get("items", ())
    columns = EMPTY_COLUMNS.get(indicator.kind)
    if columns is None or not isinstance(items, list | tuple):
        return None
    rows = tuple((str(item["id"]), str(item["text"]), "", "") for item in items if isinstance(item, Mapping))
    return Table(indicator.id, indicator.title, columns, rows)
