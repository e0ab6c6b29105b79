"""What was collected: the assessment, its system, its evidence and its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from publicvalue.errors import Place
from publicvalue.evidence.columns import Column, Scalar
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.people.model import People
from publicvalue.schema.node import Node

__all__ = ["KINDS", "Answer", "Assessment", "Column", "Evidence", "Scalar", "Settings", "System"]

KINDS = ("records", "survey", "ratings", "checklist", "costs", "statistics", "forecast")
"""Kinds of evidence, as the method names them."""


OF_PEOPLE = ("records", "survey", "ratings")
"""Kinds whose rows may be about single people: their files are published only where it is said."""


@dataclass(frozen=True)
class Evidence:
    """One item of evidence: never edited, only superseded by another item.

    Parameters
    ----------
    id, kind, title
        Name within the assessment, one of KINDS, name for people.
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
    kind: str
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


@dataclass(frozen=True)
class System:
    """The system that is assessed, in the fields that the UK and Dutch algorithm records share.

    Parameters
    ----------
    name, description, organisation, country
        What it is called, what it does, who runs it, ISO 3166-1 alpha-3 code of the country.
    phase
        One of PHASES.
    other
        Every further record field that was filled, by its name.
    """

    name: str
    description: str
    organisation: str
    country: str
    phase: str
    other: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def run_by(self) -> str:
        """Return the organisation with its country, where there is one."""
        return self.organisation if self.country == NO_COUNTRY else f"{self.organisation} ({self.country})"


NO_COUNTRY = "XXX"
"""Code of what belongs to no one country: several, or none."""

ENGINES = ("duckdb", "spark")
"""DuckDB in this process, or Apache Spark."""


@dataclass(frozen=True)
class Settings:
    """How the Monte Carlo runs.

    Parameters
    ----------
    seed
        Start of the random numbers; the same seed gives the same numbers.
    draws
        Size of the Monte Carlo, 1,000 to 500,000: about 6 KB of memory each.
    engine
        What counts the records, of ENGINES.
    """

    seed: int
    draws: int = 10_000
    engine: str = "duckdb"


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
    place: Place = field(default=Place(), compare=False)
