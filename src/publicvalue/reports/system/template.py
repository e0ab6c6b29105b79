"""The assessment that a new user starts from: every question of the framework, open, with how to answer it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from publicvalue.evidence.model import REGISTER_FIELDS, System
from publicvalue.framework.model import Component, Framework, Indicator
from publicvalue.measures.definition import Definition, Role
from publicvalue.reports.table import Table
from publicvalue.schema.statement import fields_of
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text

WIDTH = 110


@dataclass(frozen=True)
class TemplateStart:
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


def render_template(
    framework: Framework, definitions: Mapping[str, Definition], start: TemplateStart, language: Language = ENGLISH
) -> str:
    """Write `assessment.yaml` with every open question of a framework as a comment.

    Parameters
    ----------
    framework
        The framework whose questions are asked.
    definitions
        Measure id -> definition, for the columns that an answer needs.
    start
        What is known of the assessment so far.
    language
        The language of questions and comments; the names of fields are the same in all.
    """
    write = language.write
    return "\n".join(
        [*_head(start, write), *_evidence(write), "", "answers: []", *_comment(write(_HOW_TO_ANSWER)), ""]
        + [line for component in framework.components for line in _component(component, definitions, write)]
    )


_HOW_TO_ANSWER = Text(
    "Every question of the framework follows. Answer what you can: remove '[]' after 'answers:', then remove the '# ' "
    "before an answer's lines and fill them in. Leave the rest: unknown is shown as unknown, never as zero. Any "
    "question may also be answered by a published figure (kind: statistics) or a forecast (kind: forecast) of the "
    "same quantity."
)

Write = Callable[[str], str]
"""Writes a text in a language."""


def _head(start: TemplateStart, write: Write) -> Iterator[str]:
    yield from _comment(
        write(Text("One assessment: the system, the evidence, and which evidence answers which question."))
    )
    todo = Text("`publicvalue check .` lists what is still wrong; `publicvalue assess .` writes the report.")
    yield from _comment(write(todo))
    yield "assessment:"
    yield f"  id: {start.id}"
    yield f"  title: {_quoted(start.title)}"
    yield f"  framework: {start.framework}"
    yield f"  period: {{from: 2026-01-01, to: 2026-12-31}} # {write(Text('the period that is assessed'))}"
    yield "system:"
    yield f"  name: {_quoted(start.title)}"
    yield f"  description: {write(Text('What the system does, in two or three sentences.'))}"
    yield f"  organisation: {write(Text('The agency that runs it'))}"
    yield f"  country: XXX # {write(Text('ISO 3166-1 alpha-3, such as BRB'))}"
    yield "  phase: production # idea, design, development, pilot, production, retired"
    for name, text in ((name, fields_of(System)[name].said) for name in REGISTER_FIELDS):
        yield f"  # {name}: {write(Text(text))}"
    yield "settings:"
    yield f"  seed: {start.seed} # {write(Text('the same seed gives the same numbers'))}"
    yield "  draws: 10000"


def _evidence(write: Write) -> Iterator[str]:
    yield "evidence: []"
    yield f"# {write(Text('Remove {brackets:quoted} above and list your files, such as:', brackets='[]'))}"
    yield "# - id: cases-2026"
    yield "#   kind: records # records, survey, ratings, checklist, costs, statistics, forecast"
    yield f"#   title: {write(Text('Cases of 2026'))}"
    yield f"#   file: evidence/cases-2026.csv # {write(Text('CSV, Parquet or XLSX in this folder'))}"
    yield f"#   source: {write(Text('Case management system of the agency'))}"
    yield "#   collected: 2026-11-01"
    yield f"#   collected_by: {write(Text('AI unit'))}"
    yield f"#   licence: {write(Text('internal'))}"
    kept = Text("true: the file goes into the bundle; false: its hash alone")
    yield f"#   may_publish: false # {write(kept)}"


def _component(component: Component, definitions: Mapping[str, Definition], write: Write) -> Iterator[str]:
    yield ""
    yield f"# === {write(Text(component.title))} ({component.id})"
    yield from _comment(write(Text(component.statement)))
    for indicator in component.indicators:
        yield "#"
        yield from _comment(f"[ ] {write(Text(indicator.statement))}")
        who = tuple(Text(one) for one in indicator.answered_by)
        good = Text(indicator.good_evidence)
        text = Text("Who can answer: {who:list}. Good evidence: {good}", who=who, good=good)
        yield from _comment(write(text), "    ")
        yield from (f"# {line}" for line in _answer(indicator, definitions[indicator.measure], write))


def _answer(indicator: Indicator, definition: Definition, write: Write) -> Iterator[str]:
    yield f"- indicator: {indicator.id}"
    yield f"  evidence: evidence-id # kind: {indicator.kind}, unit: {indicator.unit}"
    roles = definition.role_sets[0]
    if roles:
        yield "  columns:"
        yield from (f"    {role.name}: {_column(role, write)}" for role in roles)
    options = [option for option in definition.options if option.set_by == "assessment"]
    if options:
        yield "  options:"
        yield from (f"    {option.name}: # {write(Text(option.text))}" for option in options)


def _column(role: Role, write: Write) -> str:
    value = "[column-a, column-b]" if role.repeated else "column-name"
    text = Text(role.text)
    return f"{value} # {write(text if role.required else Text('{text} (may be left out)', text=text))}"


def _comment(text: str, indent: str = "") -> Iterator[str]:
    prefix = f"# {indent}"
    yield from textwrap.wrap(text, WIDTH, initial_indent=prefix, subsequent_indent=prefix)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


EMPTY_COLUMNS = {"checklist": ("item", "text", "state", "document"), "ratings": ("item", "text", "rater", "rating")}
"""Columns of the empty files that a new assessment brings, by kind of evidence."""


def empty_table(indicator: Indicator, language: Language = ENGLISH) -> Table | None:
    """Return the empty file of a checklist or of ratings: its items, with what is to be filled in left open."""
    items = indicator.options.get("items", ())
    columns = EMPTY_COLUMNS.get(indicator.kind)
    if columns is None or not isinstance(items, list | tuple):
        return None
    listed = (item for item in items if isinstance(item, Mapping))
    rows = tuple((str(item["id"]), language.word(str(item["text"])), "", "") for item in listed)
    return Table(indicator.id, indicator.title, columns, rows)
