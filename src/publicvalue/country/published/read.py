"""Read the rows of a publisher's file, hold each against the index's own identities, and name every bad row.

A total is the mean of its pillars, as the publisher forms it, and a pillar that of its dimensions. What is off by more
than the printed digits can tell is a bad row. Editions for which a framework says that this does not hold are read
without that check, and it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from publicvalue.country.layouts import Columns, find_columns, year_of_file
from publicvalue.country.model import TOTAL, Figure, IndexDefinition, ReadinessFramework
from publicvalue.country.names import CountryNames
from publicvalue.country.published.numbers import NOT_GIVEN, half_unit, number_problem
from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.node import Row
from publicvalue.schema.spelling import one_of
from publicvalue.words.text import Text

WHOLE = re.compile(r"\d+(\.0+)?")


@dataclass(frozen=True)
class PublishedRow:
    """A row that was read: the figures of one country in one edition; its rank, and of how many, where printed."""

    country: str
    year: int
    figures: tuple[Figure, ...]
    printed: Mapping[str, str] = field(repr=False)
    rank: int | None = None
    ranked: int | None = None


@dataclass(frozen=True)
class FileReading:
    """What became of a file.

    Parameters
    ----------
    file, index
        Its name, and the index that it holds.
    rows
        Rows that can be used.
    checked
        Rows whose identity was checked and holds.
    unchecked
        Year -> why the identity is not expected to hold in that edition.
    problems
        What is wrong, row by row.
    blank
        Cells in which the publisher says that there is no figure.
    """

    file: str
    index: IndexDefinition
    rows: tuple[PublishedRow, ...]
    checked: int
    unchecked: Mapping[int, str]
    problems: tuple[Problem, ...]
    blank: int


def read_published(framework: ReadinessFramework, file: str, header: Sequence[str], rows: Sequence[Row]) -> FileReading:
    """Read a publisher's file.

    Raises
    ------
    InputError
        When no layout fits its columns, or neither a column nor its name tells the year.
    """
    columns = find_columns(framework.layouts, header)
    if columns is None:
        raise InputError([_unknown(framework, file, header)])
    year = "" if columns.year else year_of_file(file)
    if not columns.year and not year:
        what, do = (
            Text("nothing tells the year of these figures"),
            Text("put the year of the edition into the file's name"),
        )
        raise InputError([Problem(Place(file), what, Text("a column with the year, or a year in the file's name"), do)])
    index = next(one for one in framework.indices if one.id == columns.layout.index)
    reader = _Reader(file, index, columns, CountryNames(framework.countries, framework.formerly, framework.also), year)
    return reader.read(rows)


def _unknown(framework: ReadinessFramework, file: str, header: Sequence[str]) -> Problem:
    what = Text("no layout fits the columns {columns:list}", columns=tuple(header[:12]))
    expected = one_of([f"{one.title} ({one.publisher})" for one in framework.indices])
    return Problem(Place(file), what, expected, Text("bring the publisher's own table, its header in the first row"))


@dataclass
class _Reader:
    """Reads one file; what it meets is gathered while it reads."""

    file: str
    index: IndexDefinition
    columns: Columns
    names: CountryNames
    year: str
    problems: list[Problem] = field(default_factory=list)
    seen: dict[tuple[str, int], int] = field(default_factory=dict)
    unchecked: dict[int, str] = field(default_factory=dict)
    blank: int = 0
    checked: int = 0
    counted: dict[int, int] = field(default_factory=dict)

    def read(self, rows: Sequence[Row]) -> FileReading:
        for part in self.columns.missing:
            what = Text("no column holds {part:quoted}", part=part)
            expected = one_of(self.columns.layout.parts[part])
            self.problems.append(Problem(Place(self.file), what, expected, Text("look whether it was renamed")))
        found = tuple(one for row in rows if (one := self._row(row)))
        if self.columns.rank and not self.columns.ranked:
            # A whole edition: its ranks are among all countries of the file.
            found = tuple(replace(one, ranked=self.counted[one.year] if one.rank else None) for one in found)
        return FileReading(self.file, self.index, found, self.checked, self.unchecked, tuple(self.problems), self.blank)

    def _row(self, row: Row) -> PublishedRow | None:
        before = len(self.problems)
        country, year = self._country(row), self._year(row)
        self.counted[year] = self.counted.get(year, 0) + bool(country)
        figures = self._figures(row, country, year)
        if len(self.problems) > before:
            return None
        if not figures:
            what, do = Text("{country} has no figure here", country=country), Text("nothing, if it was not covered")
            self.problems.append(Problem(row.at(self.columns.parts.get(TOTAL, self.columns.country)), what, "", do))
            return None
        if slips := tuple(self._slips(row, year, figures)):
            self.problems += slips
            return None
        printed = {part: row.cells[column].strip() for part, column in self.columns.parts.items()}
        rank, ranked = (self._whole(row, column) for column in (self.columns.rank, self.columns.ranked))
        return PublishedRow(country, year, figures, printed, rank, ranked)

    def _country(self, row: Row) -> str:
        written = row.cells[self.columns.country]
        found = self.names.find(written)
        if not found:
            what = Text("{name:quoted} is no country", name=written)
            do = Text("take the row out if it is a footer or a group; else write the country's code")
            self.problems.append(Problem(row.at(self.columns.country), what, Text("a row for each country"), do))
        return found

    def _year(self, row: Row) -> int:
        column = self.columns.year
        written = re.sub(r"\.0+$", "", row.cells[column]) if column else self.year
        edition = self.index.edition(int(written)) if written.isdecimal() else None
        if edition is None:
            what = Text("{index} has no edition {year:quoted}", index=self.index.title, year=written)
            expected = one_of([str(one.year) for one in self.index.editions])
            do = Text("leave the row out until the edition was added to the framework")
            self.problems.append(Problem(row.at(column), what, expected, do))
            return 0
        return edition.year

    def _figures(self, row: Row, country: str, year: int) -> tuple[Figure, ...]:
        found = []
        for part, column in self.columns.parts.items():
            written = row.cells[column].strip()
            if written.casefold() in NOT_GIVEN:
                self.blank += 1
                continue
            if problem := number_problem(row, column, (self.index.low, self.index.high)):
                self.problems.append(problem)
                continue
            unit = half_unit(written, self.index.decimals)
            found.append(
                Figure(self.index.id, country, year, part, float(written), unit, self.file, place=row.at(column))
            )
        key = (country, year)
        if country and year and found and self.seen.setdefault(key, row.number) != row.number:
            what = Text("{country} {year} stands in row {row} too", country=country, year=str(year), row=self.seen[key])
            do = Text("take one of the two rows out")
            self.problems.append(Problem(row.at(self.columns.country), what, Text("each country once"), do))
        return tuple(found)

    def _whole(self, row: Row, column: str) -> int | None:
        written = row.cells[column].strip() if column else ""
        return int(float(written)) if WHOLE.fullmatch(written) else None

    def _slips(self, row: Row, year: int, figures: Sequence[Figure]) -> Iterator[Problem]:
        """Find totals and pillars that are not the mean of what they are formed from."""
        edition = self.index.edition(year)
        if edition and edition.refused:
            self.unchecked[year] = edition.refused
            return
        known = {one.part: one for one in figures}
        groups = {TOTAL: tuple(pillar.id for pillar in self.index.pillars)}
        groups |= {p.id: tuple(f"{p.id}.{one.id}" for one in p.parts) for p in self.index.pillars if p.parts}
        # Whole and parts are each rounded to the digits that carry; a file leaves zeros at their end out.
        room, held = 10.0**-self.index.decimals + 1e-12, 0
        for whole, parts in groups.items():
            if whole not in known or any(part not in known for part in parts):
                continue
            below = [known[part] for part in parts]
            formed = float(np.mean([one.value for one in below]))
            held += 1
            if abs(known[whole].value - formed) > room:
                what = Text(
                    "{part} is {value:.10g}, and the mean of its parts {formed:.10g}",
                    part=whole,
                    value=known[whole].value,
                    formed=formed,
                )
                do = Text("check the row against its publication")
                yield Problem(row.at(self.columns.parts[whole]), what, Text("equal to the printed digits"), do)
        self.checked += held > 0


def compare_readings(readings: Sequence[FileReading]) -> tuple[int, tuple[Problem, ...]]:
    """Hold figures that stand in several files against each other.

    Returns
    -------
    tuple
        How many are equal to the digits that carry, and a problem for each that is not.
    """
    first: dict[tuple[str, str, int, str], Figure] = {}
    equal, problems = 0, []
    for reading in readings:
        for figure in (one for row in reading.rows for one in row.figures):
            key = (figure.index, figure.country, figure.year, figure.part)
            known = first.setdefault(key, figure)
            if known is figure:
                continue
            if abs(known.value - figure.value) <= 10.0**-reading.index.decimals:
                equal += 1
                continue
            what = Text(
                "{country} {year}: {part} is {value:.10g} here and {other:.10g} in {file}",
                country=figure.country,
                year=str(figure.year),
                part=figure.part,
                value=figure.value,
                other=known.value,
                file=known.source,
            )
            problems.append(Problem(figure.place, what, Text("one figure"), Text("check both against the publication")))
    return equal, tuple(problems)
