"""Which sums over people an answer of a survey tells, for the ledger of published numbers.

A number tells the sum over all who answered; a difference that over either group; a scale that over each item too; a
table by period and group that over each cell that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.model import Answer
from publicvalue.evidence.table import EvidenceTable, PeopleOfRows, fetch
from publicvalue.measures.breakdown import GROUP, PERIOD, label_of, without_breakdown
from publicvalue.measures.privacy.ledger import (
    NOTHING_EARLIER,
    UNKNOWN_BEFORE,
    Earlier,
    LedgerEntry,
    Revealed,
    entries_under_key,
    find_revealing,
)
from publicvalue.measures.privacy.nested_answers import SurveyNumber, withhold_nested
from publicvalue.measures.privacy.same_people import Ids, Source
from publicvalue.measures.privacy.suppression import HIDDEN, LEAST_CASES
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable, Result
from publicvalue.words.text import Text, counted

ITEMS = "items"
"""Role of the columns of a scale."""
COMPARED = ("group", "reference")
"""Options that name the two groups of a difference."""

GROUPS = " groups"
"""Stands after the name of a number, or of a part of `people`, for what its groups say."""
EARLIER = Text(
    "A few people could be told from it together with numbers of the same answers that were handed out before: hand out"
    " those again, or ask the same people, or at least five others."
)
UNKNOWN = Diagnostic(
    Text("Numbers handed out before"),
    None,
    Text(
        "Results were written before of which no ledger says whom they tell of: if somebody has them, a few people may"
        " be told from both together, and nobody could look."
    ),
    UNKNOWN_BEFORE,
)
"""Stands beside each number of people that could not be held against earlier ones."""

Columns = Mapping[str, NDArray[np.generic]]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Told:
    """A number of a survey that is to be given.

    Parameters
    ----------
    table
        The evidence; one whose people are not known tells nothing to the ledger.
    answer
        The answer, with its options.
    result
        The number with its details, the table by period and group last.
    title
        Name of what is measured.
    """

    table: EvidenceTable
    answer: Answer
    result: Measured
    title: str

    def asked(self) -> SurveyNumber:
        """Return the number as one that is held against others of the same wording."""
        return SurveyNumber(self.answer, self.table.roles, self.result.n, self.title)


@dataclass(frozen=True)
class Withheld:
    """Numbers that are not given, or given without their table, by name.

    Parameters
    ----------
    results
        What stands in the place of the numbers.
    ledger
        What all numbers tell that are given.
    beside_earlier
        Names of what is not given because of numbers that were handed out before.
    """

    results: Mapping[str, Result]
    ledger: tuple[LedgerEntry, ...]
    beside_earlier: frozenset[str] = frozenset()


@dataclass
class Sources:
    """The people of files, each read once."""

    read: dict[str, Source] = field(default_factory=dict)

    def of(self, people: PeopleOfRows) -> Source:
        """Return the people of a file."""
        if people.name not in self.read:
            self.read[people.name] = read_source(people)
        return self.read[people.name]


@dataclass(frozen=True)
class FoundRevealing:
    """What must not be told, with the reason of each; and whether numbers that were handed out are why."""

    reasons: Mapping[str, Text]
    beside_earlier: frozenset[str]


def find_untold(
    told: Mapping[str, Sequence[LedgerEntry]], beside: Sequence[LedgerEntry], earlier: Earlier
) -> FoundRevealing:
    """Find what must not be told beside other numbers of this result, or beside numbers that were handed out before.

    What is withheld beside earlier numbers is withheld again from a result that is made again where these are unknown:
    its reason names nobody and no number for that.

    Parameters
    ----------
    told
        Name of each thing -> what it tells.
    beside
        What is told anyway by this result.
    earlier
        What was handed out before.
    """
    stated = earlier.withheld & told.keys()
    left = {name: entries for name, entries in told.items() if name not in stated}
    alone = find_revealing(left, beside)
    together = alone
    if earlier.given:
        *several, own = entries_under_key([*left.values(), beside], earlier.key)
        together = find_revealing(dict(zip(left, several, strict=True)), [*earlier.given, *own])
    if together.keys() == alone.keys():
        reasons = {name: _reason(name, one) for name, one in alone.items()}
        return FoundRevealing({**reasons, **_earlier(stated)}, stated)
    return FoundRevealing(_earlier({*together, *stated}), frozenset({*together, *stated}))


def _reason(name: str, revealed: Revealed) -> Text:
    return groups_reason(revealed) if name.endswith(GROUPS) else told_reason(revealed)


def _earlier(names: Iterable[str]) -> dict[str, Text]:
    return dict.fromkeys(names, EARLIER)


def withhold_revealing(told: Mapping[str, Told], sources: Sources, earlier: Earlier = NOTHING_EARLIER) -> Withheld:
    """Hold numbers of surveys against each other, and withhold those by which a few people could be told.

    Parameters
    ----------
    told
        Name of each number -> the number. Several of one indicator have a name each.
    sources
        Reads who the people are.
    earlier
        What was handed out before.
    """
    withheld: dict[str, Result] = dict(withhold_nested({name: one.asked() for name, one in told.items()}))
    entries = {name: entries_of(one, sources) for name, one in told.items() if name not in withheld}
    numbers = find_untold({name: number for name, (number, _) in entries.items()}, (), earlier)
    withheld |= {name: NotApplicable(reason) for name, reason in numbers.reasons.items()}
    given = {name: both for name, both in entries.items() if name not in withheld}
    ledger = tuple(entry for number, _ in given.values() for entry in number)
    cells = {f"{name}{GROUPS}": table for name, (_, table) in given.items() if table}
    tables = find_untold(cells, ledger, earlier)
    for name, reason in tables.reasons.items():
        number_name = name.removesuffix(GROUPS)
        withheld[number_name] = without_breakdown(told[number_name].result, reason)
    shown = (entry for name, table in cells.items() if name not in tables.reasons for entry in table)
    beside = numbers.beside_earlier | tables.beside_earlier
    if earlier.is_unknown and given:
        withheld |= {name: _unknown(withheld.get(name, told[name].result)) for name in given}
        beside |= {UNKNOWN_BEFORE}
    return Withheld(withheld, (*ledger, *shown), beside)


def _unknown(result: Result) -> Result:
    return replace(result, diagnostics=(*result.diagnostics, UNKNOWN)) if isinstance(result, Measured) else result


def told_reason(revealed: Revealed) -> Text:
    """Return why a number of a survey is not given."""
    return Text(
        "{people} could be told from it together with other numbers of the same answers, such as {title:quoted}: ask it"
        " of the same people, or leave out at least {least_cases}.",
        people=_people(revealed),
        title=revealed.beside,
        least_cases=LEAST_CASES,
    )


def groups_reason(revealed: Revealed) -> Text:
    """Return why the groups of a number are not given."""
    return Text(
        "{people} could be told from these groups together with {title:quoted}",
        people=_people(revealed),
        title=revealed.beside,
    )


def _people(revealed: Revealed) -> Text:
    return counted(revealed.people, "1 person", "{number:count} people")


def entries_of(told: Told, sources: Sources) -> tuple[list[LedgerEntry], list[LedgerEntry]]:
    """Return what a number itself tells, and what its table by period and group does."""
    table, answer, result, title = told.table, told.answer, told.result, told.title
    if table.people is None:
        return [], []
    rows = _labelled(table, table.people, answer.each)
    source = sources.of(table.people)
    number: list[LedgerEntry] = []
    cells: list[LedgerEntry] = []
    for question, answered in _questions(table, rows):
        sets = [_ids(rows, answered & taken) for taken in _taken(rows, answer.options)]
        number.append(LedgerEntry(question, source, tuple(sets), title))
        shown = [_ids(rows, answered & cell) for cell in _shown_cells(table, rows, result)]
        if shown:
            cells.append(LedgerEntry(question, source, tuple(shown), title))
    return number, cells


def read_source(people: PeopleOfRows) -> Source:
    """Return the people of a file, each with what stands in the cells."""
    read = fetch(people.cells.order_by("person"))
    cells = np.column_stack([read[f"cell_{place}"].astype(np.uint64) for place in range(len(people.columns))])
    return Source(people.name, read["person"].astype(np.uint64), people.columns, cells)


def _labels(table: EvidenceTable) -> list[str]:
    return [name for name in (PERIOD, GROUP) if table.has(name)]


def _labelled(table: EvidenceTable, people: PeopleOfRows, each: str) -> Columns:
    """Fetch who the rows are with their answers, groups, and labels of period and group."""
    rows = people.rows.mutate(**{name: label_of(people.rows, name, each) for name in _labels(table)})
    wanted = [name for name in rows.columns if name in ("person", "value", "event", "group", *_labels(table))]
    answers = {name: rows[name].notnull() for name in rows.columns if name.startswith(f"{ITEMS}_")}
    return fetch(rows.select(*wanted, **answers))


def _questions(table: EvidenceTable, rows: Columns) -> Iterator[tuple[tuple[str, ...], Marks]]:
    """Yield the columns that hold answers, together and each item by itself, with the rows that have them."""
    for role in ("value", "event"):
        if table.has(role):
            yield table.roles[role], ~_is_null(rows[role])
    if table.has(ITEMS):
        columns = table.roles[ITEMS]
        given = [rows[f"{ITEMS}_{place}"].astype(bool) for place in range(1, len(columns) + 1)]
        if len(columns) > 1:
            yield tuple(sorted(columns)), np.any(given, axis=0)
        for column, answered in zip(columns, given, strict=True):
            yield (column,), answered


def _is_null(cells: NDArray[np.generic]) -> Marks:
    if cells.dtype == object:
        return np.array([cell is None for cell in cells], dtype=bool)
    return np.isnan(cells) if cells.dtype.kind == "f" else np.zeros(len(cells), dtype=bool)


def _taken(rows: Columns, options: Mapping[str, object]) -> list[Marks]:
    """Return the rows behind each sum of a number: all, or those of either group that is compared."""
    compared = [str(options[name]) for name in COMPARED if name in options]
    if "group" in rows and compared:
        return [np.array([cell == name for cell in rows["group"]], dtype=bool) for name in compared]
    return [np.ones(len(rows["person"]), dtype=bool)]


def _shown_cells(table: EvidenceTable, rows: Columns, result: Measured) -> Iterator[Marks]:
    """Yield the rows of each cell of period and group that the table shows."""
    labels = _labels(table)
    for row in result.details[-1].rows if labels and result.details else ():
        if row[-1] != HIDDEN:
            cells = [rows[name] == str(label) for name, label in zip(labels, row, strict=False)]
            yield np.logical_and.reduce([cell.astype(bool) for cell in cells])


def _ids(rows: Columns, kept: Marks) -> Ids:
    return np.unique(rows["person"][kept].astype(np.uint64))
