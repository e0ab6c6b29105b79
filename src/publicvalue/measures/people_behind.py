"""Whom the numbers of an answer to a survey take in, and how much each of them counts: for the ledger of numbers.

A number tells the sum over all who answered; a difference that over either group; a scale that over each item too; a
table by period and group that over each cell that it shows, and so do tables of strata and of the groups beside those
that are compared. Each person counts as the weights say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.model import Answer
from publicvalue.evidence.table import EvidenceTable, PeopleOfRows, fetch
from publicvalue.measures.breakdown import GROUP, PERIOD, label_of
from publicvalue.measures.definition import COUNT
from publicvalue.measures.privacy.ledger import PRIME, LedgerEntry, residues
from publicvalue.measures.privacy.nested_answers import SurveyNumber
from publicvalue.measures.privacy.same_people import Source
from publicvalue.measures.privacy.suppression import HIDDEN, LEAST_CASES, is_dominated
from publicvalue.measures.result import Measured
from publicvalue.measures.survey.difference import MEANS
from publicvalue.measures.survey.sample.estimate import STRATA
from publicvalue.measures.survey.sample.raking import MARGINS_ROLE

ITEMS = "items"
"""Role of the columns of a scale."""
COMPARED = ("group", "reference")
"""Options that name the two groups of a difference."""

CENSUS = "census"
"""Option that says that everybody was asked, so that a number has no interval."""

GROUPS = " groups"
"""Stands after the name of a number, or of a part of `people`, for what its groups say."""
POWERS = {"": (1, 2, 3), GROUPS: (1, 2)}
"""Powers of the weights in what stands beside a number, and in a table with intervals; in another table the first."""
BESIDE_NUMBER = {" strata": (STRATA, "stratum"), " means": (MEANS, "group")}
"""Stands after the name of a number for what a table beside it says -> the table's title, and the role it goes by."""

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
class Entries:
    """What a number itself tells, and what its tables do.

    Parameters
    ----------
    number
        What the number tells.
    tables
        Part of its name -> what that table tells.
    dominated
        Parts of its name, empty for the number itself, of which a few people hold nearly all of the weight.
    has_thin_stratum
        Whether a stratum of its interval has fewer than five people.
    """

    number: tuple[LedgerEntry, ...] = ()
    tables: Mapping[str, tuple[LedgerEntry, ...]] = field(default_factory=dict)
    dominated: frozenset[str] = frozenset()
    has_thin_stratum: bool = False

    @property
    def told(self) -> dict[str, tuple[LedgerEntry, ...]]:
        """What those tables tell that no few people dominate."""
        return {part: table for part, table in self.tables.items() if part not in self.dominated}


def entries_of(told: Told, sources: Sources) -> Entries:
    """Return what a number itself tells, and what its tables by period and group, by stratum and by group do."""
    table, options = told.table, told.answer.options
    if table.people is None:
        return Entries()
    rows = _labelled(table, table.people, told.answer.each)
    source = sources.of(table.people)
    weights = _Weights.of(rows)
    found: dict[str, list[LedgerEntry]] = {"": []}
    dominated: set[str] = set()
    is_thin = False
    for question, answered in _questions(table, rows):
        for part, cells in (("", _taken(rows, options)), *_tables(table, rows, told.result)):
            kept = [_in_order(rows, answered & cell) for cell in cells]
            if any(weights.dominated(places) for places in kept):
                dominated.add(part)
            if kept:
                strata = [_in_order(rows, answered & cell) for cell in _tried(rows, options, cells) if not part]
                is_thin |= any(0 < len(np.unique(rows["person"][places])) < LEAST_CASES for places in strata)
                kept += strata
                powers = (1,) if weights.equal or options.get(CENSUS) else POWERS.get(part, (1,))
                sets = tuple(rows["person"][places].astype(np.uint64) for _ in powers for places in kept)
                amounts = () if weights.equal else tuple(weights.to(one)[places] for one in powers for places in kept)
                found.setdefault(part, []).append(LedgerEntry(question, source, sets, told.title, amounts))
    tables = {part: tuple(several) for part, several in found.items() if part}
    return Entries(tuple(found[""]), tables, frozenset(dominated), is_thin)


@dataclass(frozen=True)
class _Weights:
    """How much each row counts: for each respondent, how many these are, and both as residues; shape (rows,)."""

    each: NDArray[np.float64]
    times: NDArray[np.float64]
    one: NDArray[np.int64]
    copies: NDArray[np.int64]
    equal: bool

    @classmethod
    def of(cls, rows: Columns) -> _Weights:
        """Read them; weights that are raked are not known: rows of the same categories get the same unknown factor."""
        ones = np.ones(len(rows["person"]))
        each, times = (np.nan_to_num(rows.get(role, ones).astype(np.float64)) for role in ("weight", COUNT.name))
        found, copies = residues(each), residues(times)
        raked = [name for name in rows if name.startswith(f"{MARGINS_ROLE.name}_")]
        for name in raked:
            once, which = np.unique(rows[name].astype(str), return_inverse=True)
            hashes = (blake2b(f"{name} {cell}".encode(), digest_size=8).digest() for cell in once)
            factors = [1 + int.from_bytes(one, "little") % (PRIME - 1) for one in hashes]
            found = found * np.array(factors, dtype=np.int64)[which.ravel()] % PRIME
        return cls(each, times, found, copies, not raked and len(np.unique(found * copies % PRIME)) < 2)

    def to(self, power: int) -> NDArray[np.int64]:
        """Return how much each row counts in a sum of a power of the weights, as residues; shape (rows,)."""
        found = self.copies
        for _ in range(power):
            found = found * self.one % PRIME
        return found

    def dominated(self, places: NDArray[np.int64]) -> bool:
        """Whether a few of some rows hold nearly all of the weight."""
        return not self.equal and is_dominated(self.each[places], self.times[places])


def _in_order(rows: Columns, kept: Marks) -> NDArray[np.int64]:
    """Return the places of rows in the order of the people, of whom none stands in two."""
    places = np.flatnonzero(kept)
    return np.asarray(places[np.argsort(rows["person"][places].astype(np.uint64))])


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
    known = ("person", "value", "event", "group", "stratum", "weight", COUNT.name, *_labels(table))
    wanted = [name for name in rows.columns if name in known or name.startswith(f"{MARGINS_ROLE.name}_")]
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
            # Who answered fewer than half of the items is in the means of these, and not in that of the scale.
            yield tuple(sorted(columns)), 2 * np.sum(given, axis=0) >= len(columns)
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


def _tried(rows: Columns, options: Mapping[str, object], taken: Sequence[Marks]) -> list[Marks]:
    """Return the strata whose means could be tried out by the interval of a number."""
    if "stratum" not in rows or options.get(CENSUS):
        return []
    labels = rows["stratum"].astype(str)
    return [one & (labels == label) for one in taken for label in np.unique(labels)]


def _tables(table: EvidenceTable, rows: Columns, result: Measured) -> Iterator[tuple[str, list[Marks]]]:
    """Yield each table of a number with the rows of the cells that it shows."""
    labels = _labels(table)
    if labels and result.details:
        shown = (row for row in result.details[-1].rows if row[-1] != HIDDEN)
        yield GROUPS, [_labelled_as(rows, labels, row) for row in shown]
    for part, (title, role) in BESIDE_NUMBER.items():
        for detail in result.details:
            if detail.title == title and role in rows:
                shown = (row for row in detail.rows if row[1] != HIDDEN)
                yield part, [_labelled_as(rows, [role], row) for row in shown]


def _labelled_as(rows: Columns, names: Sequence[str], labels: Sequence[object]) -> Marks:
    """Return the rows of one cell of a table, whose row begins with its labels."""
    cells = [rows[name] == str(label) for name, label in zip(names, labels, strict=False)]
    return np.asarray(np.logical_and.reduce([cell.astype(bool) for cell in cells]))
