"""What was collected: the assessment, its system, its evidence and its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from publicvalue.errors import Place
from publicvalue.evidence.columns import Column, Scalar
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.people.model import People
from publicvalue.evidence.stated import Kind, PlannedAction, RedLineAnswer, Response
from publicvalue.framework.terms import Phase
from publicvalue.schema.node import Node
from publicvalue.schema.shape import Shape
from publicvalue.schema.statement import fields_of
from publicvalue.schema.values import CHOICE, PLACES, Places, Whole, Written, said
from publicvalue.words.text import phrase

__all__ = ["Answer", "Assessment", "Column", "Evidence", "Scalar", "Settings", "System"]

EvidenceKind = Literal["records", "survey", "ratings", "checklist", "costs", "statistics", "forecast", "appraisal"]
"""Kinds of evidence, as the method names them."""
Engine = Literal["duckdb", "spark"]
"""DuckDB in this process, or Apache Spark."""
Each = Literal["month", "quarter", "year"]


OF_PEOPLE = ("records", "survey", "ratings")
"""Kinds whose rows may be about single people: their files are published only where it is said."""


@dataclass(frozen=True)
class Evidence:
    """One item of evidence: never edited, only superseded by another item.

    Parameters
    ----------
    id, kind, title
        Name within the assessment, kind of evidence, name for people.
    file
        Path inside the assessment's folder.
    sheet
        Sheet of a workbook; the first when empty.
    table
        Table of a database; needed when it has several.
    connection
        Name of the environment variable that holds the address of a PostgreSQL database. The table, or the rows of
        `query`, are then written to `file` unless it is there.
    query
        One SELECT, in place of `table`.
    keep_file
        False when what was fetched is removed after the run; then it cannot be published either.
    source, url, licence, collected, collected_by
        Where it comes from, who collected it, when.
    may_publish
        False when the bytes must not leave the folder: the bundle then carries the hash alone. A file of survey answers
        or ratings leaves it only where this is stated.
    made_up
        True when nobody was asked and nothing was counted: a program or a person made the data up, to teach or to test.
    note
        Anything a reader must know.
    cases
        How a table of events is turned into cases; none when its rows are used as they are.
    not_blank
        Column -> words that are values in it, though they mean blank elsewhere.
    """

    id: str
    kind: EvidenceKind
    title: str
    file: str
    source: str
    sheet: str = ""
    table: str = ""
    connection: str = ""
    query: str = ""
    keep_file: bool = True
    url: str = ""
    licence: str = ""
    collected: str = ""
    collected_by: str = ""
    may_publish: bool = True
    made_up: bool = False
    note: str = ""
    cases: CaseMapping | None = None
    not_blank: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    place: Place = field(default=Place(), compare=False)
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}), compare=False)


@dataclass(frozen=True)
class Answer:
    """Which evidence answers which indicator, and how.

    Parameters
    ----------
    indicator, evidence
        Ids.
    columns
        Role -> the columns that play it. Roles left out are looked for under their own name.
    where
        Column -> values: only rows with one of the values are used.
    options
        Settings of the measure.
    target, baseline
        The agency's own target and baseline, in the indicator's unit; reported apart from the score.
    note
        What a reader must know.
    by
        `period` or `group` -> column: the number is given for each period, group or both too.
    each
        month, quarter or year into which the days of `by`'s period are gathered; empty when it holds labels.
    places
        `where.NAME` or `options.NAME` -> where it stands.
    written
        The options as the file has them, before their measure reads them.
    """

    indicator: str
    evidence: str
    columns: Mapping[str, tuple[Column, ...]] = field(default_factory=lambda: MappingProxyType({}))
    where: Mapping[str, tuple[Scalar, ...]] = field(default_factory=lambda: MappingProxyType({}))
    options: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    target: float | None = None
    baseline: float | None = None
    note: str = ""
    by: Mapping[str, Column] = field(default_factory=lambda: MappingProxyType({}))
    each: str = ""
    place: Place = field(default=Place(), compare=False)
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    written: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def way(self) -> tuple[str, ...]:
        """What tells it from another answer to its indicator: evidence, columns, filters, options and breakdown."""
        columns = {role: tuple(map(_unplaced, columns)) for role, columns in self.columns.items()}
        by = {role: _unplaced(column) for role, column in self.by.items()}
        parts: tuple[Mapping[str, object], ...] = (columns, self.where, self.options, by)
        return self.evidence, *(repr(sorted(part.items())) for part in parts), self.each


def _unplaced(column: Column) -> Column:
    return replace(column, place=Place())


NO_COUNTRY = "XXX"
"""Code of what belongs to no one country: several, or none."""


@dataclass(frozen=True)
class System(Shape):
    """The system that is assessed, in the fields that the UK and Dutch algorithm records share."""

    called: ClassVar[str] = phrase("system")

    name: Annotated[Written, said(phrase("what the system is called"))]
    description: Annotated[Written, said(phrase("what it does, in two or three sentences"))]
    organisation: Annotated[Written, said(phrase("agency that runs it"))]
    phase: Annotated[Phase, CHOICE, said(phrase("where it is in its life"))]
    country: Annotated[
        Written,
        said(phrase("country in which it runs, such as BRB (ISO 3166-1 alpha-3); no one country, when left out")),
    ] = NO_COUNTRY
    website: Annotated[Written, said(phrase("page that tells the public about the system"))] = ""
    contact_email: Annotated[Written, said(phrase("where questions go"))] = ""
    team: Annotated[Written, said(phrase("unit that runs it"))] = ""
    responsible_owner: Annotated[Written, said(phrase("role that answers for it"))] = ""
    supplier: Annotated[Written, said(phrase("firm that supplies it, or 'in house'"))] = ""
    goal: Annotated[Written, said(phrase("what it is for, and for whom"))] = ""
    alternatives_considered: Annotated[Written, said(phrase("what else was considered"))] = ""
    previous_process: Annotated[Written, said(phrase("how the work was done before"))] = ""
    proportionality: Annotated[Written, said(phrase("why its benefits outweigh its intrusion"))] = ""
    human_decisions: Annotated[Written, said(phrase("what people decide, and what the system decides"))] = ""
    appeals_and_review: Annotated[Written, said(phrase("how a person can contest a decision"))] = ""
    lawful_basis: Annotated[Written, said(phrase("law that allows it"))] = ""
    source_data: Annotated[Written, said(phrase("data that it uses"))] = ""
    methods_and_models: Annotated[Written, said(phrase("kind of model"))] = ""
    impact_assessments: Annotated[Written, said(phrase("assessments made before"))] = ""
    risks: Annotated[Written, said(phrase("risks that the agency sees"))] = ""
    begin_date: Annotated[Written, said(phrase("in use since"))] = ""
    end_date: Annotated[Written, said(phrase("in use until"))] = ""
    publication_category: Annotated[Written, said(phrase("high-risk AI system, impactful algorithm, other"))] = ""
    register_url: Annotated[Written, said(phrase("its entry in a public register"))] = ""
    places: Places = field(default_factory=dict, repr=False, compare=False)

    @property
    def other(self) -> Mapping[str, str]:
        """The further record fields that were filled, by their names, in their order."""
        found = {name: str(getattr(self, name)) for name in REGISTER_FIELDS}
        return {name: text for name, text in found.items() if text}

    def run_by(self) -> str:
        """Return the organisation with its country, where there is one."""
        return self.organisation if self.country == NO_COUNTRY else f"{self.organisation} ({self.country})"


REGISTER_FIELDS: tuple[str, ...] = tuple(
    name for name, stated in fields_of(System).items() if not stated.required and name not in (PLACES, "country")
)
"""Fields that the UK transparency record and the Dutch algorithm register share, beside the required ones."""


@dataclass(frozen=True)
class Settings(Shape):
    """How the Monte Carlo runs: the same seed gives the same numbers; a draw takes about 6 KB of memory."""

    called: ClassVar[str] = phrase("settings")

    seed: Annotated[Whole, said(phrase("start of the random numbers; 1 when left out"), ge=0, le=2**53)] = 1
    draws: Annotated[Whole, said(phrase("size of the Monte Carlo; 10,000 when left out"), ge=1_000, le=500_000)] = (
        10_000
    )
    engine: Annotated[Engine, CHOICE, said(phrase("what counts the records; duckdb when left out"))] = "duckdb"


@dataclass(frozen=True)
class Assessment:
    """One assessment of one system over one period under one framework version."""

    id: str
    title: str
    system: System
    period_from: str
    period_to: str
    framework: str
    settings: Settings
    evidence: Mapping[str, Evidence]
    answers: tuple[Answer, ...]
    summary: str = ""
    people: People = field(default_factory=People)
    kind: Kind = field(default_factory=Kind)
    red_lines: Mapping[str, RedLineAnswer] = field(default_factory=lambda: MappingProxyType({}))
    response: Response | None = None
    action_plan: tuple[PlannedAction, ...] = ()
    place: Place = field(default=Place(), compare=False)
