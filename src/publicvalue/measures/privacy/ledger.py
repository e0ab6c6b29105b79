"""The ledger of published numbers: no combination of them may rest on fewer than five people.

Each number of a question is a sum over the people whom it takes in. Numbers that are added and subtracted give the sum
over others: all less the women, less the men, is what the rest said. People who are taken in by the same numbers are a
cell; a number is a row of zeros and ones over the cells, and what can be had from several numbers is the space that
their rows span. A few people can be told when that space holds a row that is zero but for cells of fewer than five
people together. That is decided exactly, by elimination in whole numbers modulo a prime.

Means count as sums, as the number of answers stands beside them; quantiles count as sums too, which withholds rather
too much than too little. A weighted mean is a row of the people's weights: the same people with other weights are told
by another sum. A person may be scaled by any number, so that weights which are the same throughout change nothing.

Source: A. Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4 (linear relations between published
cells).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.privacy.derived_columns import as_one_question
from publicvalue.measures.privacy.same_people import Ids, Source, as_one_people, under_key
from publicvalue.measures.privacy.suppression import LEAST_CASES

PRIME = 2**31 - 1
"""Products of two residues fit into 64 bits."""

MOST_LOOKS = 5_000
"""Sets of small cells that are looked at; where there are more, nothing is excluded, and the number is withheld."""

UNKNOWN_BEFORE = "unknown"
"""Stands among the names of what is not given beside earlier numbers where nobody knows whom those told of."""

Whole = NDArray[np.int64]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class LedgerEntry:
    """A number, or the numbers of a table, which are given all or none.

    Parameters
    ----------
    question
        What is asked: the columns that hold the answers. Sums over different columns combine where one of them follows
        from the other.
    source
        The file of the people.
    sets
        Ids of the people behind each number, sorted; each of shape (people,).
    title
        Name of what is measured.
    amounts
        How much each of them counts in each number, as residues (`residues`) in the order of the ids; empty where all
        count the same.
    """

    question: tuple[str, ...]
    source: Source
    sets: tuple[Ids, ...]
    title: str
    amounts: tuple[Whole, ...] = ()

    @property
    def people(self) -> int:
        """How many people its largest number takes in."""
        return max(map(len, self.sets), default=0)


def entries_under_key(entries: Sequence[Sequence[LedgerEntry]], key: bytes) -> list[list[LedgerEntry]]:
    """Return numbers as they are held against those of a ledger with this key: every cell hashed under it."""
    files = {one.source.name: one.source for several in entries for one in several}
    hidden = {name: under_key(source, key) for name, source in files.items()}
    return [[replace(one, source=hidden[one.source.name]) for one in several] for several in entries]


@dataclass(frozen=True)
class Earlier:
    """What stood elsewhere before: numbers that were handed out, and what was not given beside them.

    Parameters
    ----------
    given
        What the numbers tell that were handed out.
    key
        Secret key of the hashes of their cells; empty where no numbers are kept.
    withheld
        Of a result that is made again: what was not given in it beside earlier numbers, by name. UNKNOWN_BEFORE among
        them where results were written before and no ledger says of whom.
    """

    given: tuple[LedgerEntry, ...] = ()
    key: bytes = field(default=b"", repr=False)
    withheld: frozenset[str] = frozenset()

    @property
    def is_unknown(self) -> bool:
        """Whether numbers may have been handed out of which nobody knows whom they told of."""
        return UNKNOWN_BEFORE in self.withheld


NOTHING_EARLIER = Earlier()


@dataclass(frozen=True)
class Revealed:
    """Why a number is not given: how few could be told from it together with others, one of them by its title."""

    people: int
    beside: str


def find_revealing(
    entries: Mapping[Name, Sequence[LedgerEntry]], given: Sequence[LedgerEntry] = ()
) -> dict[Name, Revealed]:
    """Return the numbers that must not be given beside the others, so that no combination rests on a few people.

    Taken are the numbers of most people first, single numbers before tables; each that tells of a few together with
    those taken before is found, and not taken.

    Parameters
    ----------
    entries
        Name of each number -> what it tells: the sums behind it, of one question each.
    given
        What is told anyway.
    """
    *several, before = _of_one_people([*entries.values(), given])
    entries = dict(zip(entries, several, strict=True))
    order = sorted(entries, key=lambda name: _rank(entries[name]))
    cells = {question: _Cells.of(*sums) for question, sums in _sums([*entries.values(), before]).items()}
    taken = list(before)
    found: dict[Name, Revealed] = {}
    for name in order:
        revealed = [one for one in (_revealed(entry, taken, cells[entry.question]) for entry in entries[name]) if one]
        if revealed:
            found[name] = min(revealed, key=lambda one: one.people)
        else:
            taken += entries[name]
    return found


def fewest_people(sets: Sequence[Ids], amounts: Sequence[Whole] = ()) -> int | None:
    """Return on how few people, below five, a combination of sums over sets of people can rest; None where on none.

    Parameters
    ----------
    sets
        Ids of the people of each sum, sorted; each of shape (people,).
    amounts
        How much each counts, as residues; empty where all count the same.
    """
    counted = amounts or [np.ones(len(ids), dtype=np.int64) for ids in sets]
    return _Cells.of(sets, counted).fewest(range(len(sets))) if sets else None


def residues(weights: NDArray[np.float64]) -> Whole:
    """Return weights, as people write them in tens, as residues modulo the prime; shape (people,)."""
    once, which = np.unique(weights, return_inverse=True)
    parts = (Fraction(repr(float(one))) for one in once)
    found = [one.numerator * pow(one.denominator, -1, PRIME) % PRIME for one in parts]
    return np.array(found, dtype=np.int64)[which.ravel()]


def _revealed(entry: LedgerEntry, taken: Sequence[LedgerEntry], cells: _Cells) -> Revealed | None:
    beside = [one for one in taken if one.question == entry.question]
    places = [cells.place(ids) for one in (*beside, entry) for ids in one.sets]
    people = cells.fewest(places)
    # What follows from numbers that are told anyway, such as one of them once more, tells of nobody else.
    if people is None or not cells.adds(places[: len(places) - len(entry.sets)], places):
        return None
    own = [cells.place(ids) for ids in entry.sets]
    alone = (one for one in beside if cells.fewest([*own, *(cells.place(ids) for ids in one.sets)]) is not None)
    partner = next(alone, beside[0] if beside else entry)
    return Revealed(people, partner.title)


def _rank(entries: Sequence[LedgerEntry]) -> tuple[bool, int]:
    """Return what numbers are taken by: single ones first, then those of most people."""
    apart = any(one.sets and len(np.unique(np.concatenate(one.sets))) > one.people for one in entries)
    return apart, -max((one.people for one in entries), default=0)


def _sums(entries: Iterable[Sequence[LedgerEntry]]) -> dict[tuple[str, ...], tuple[list[Ids], list[Whole]]]:
    """Return the people of each number of each question, and how much each of them counts."""
    found: dict[tuple[str, ...], tuple[list[Ids], list[Whole]]] = {}
    for several in entries:
        for entry in several:
            sets, amounts = found.setdefault(entry.question, ([], []))
            sets += entry.sets
            amounts += entry.amounts or [np.ones(len(ids), dtype=np.int64) for ids in entry.sets]
    return found


def _of_one_people(entries: Sequence[Sequence[LedgerEntry]]) -> list[list[LedgerEntry]]:
    """Give people the same id in every file, for each question by itself; questions that say the same are one."""
    files = {one.source.name: one.source for several in entries for one in several}
    same = as_one_question(files.values(), (one.question for several in entries for one in several))
    sources: dict[tuple[str, ...], dict[str, Source]] = {}
    for several in entries:
        for entry in several:
            sources.setdefault(same[entry.question], {})[entry.source.name] = entry.source
    columns = {one: tuple(sorted({name for each in same if same[each] == one for name in each})) for one in sources}
    people = {
        (question, source.name): ids
        for question, own in sources.items()
        for source, ids in zip(own.values(), as_one_people(list(own.values()), columns[question]), strict=True)
    }

    def renamed(entry: LedgerEntry) -> LedgerEntry:
        question, everybody = same[entry.question], entry.source.everybody
        ids = people[question, entry.source.name]
        new = [ids[np.searchsorted(everybody, one)] for one in entry.sets]
        orders = [np.argsort(one) for one in new]
        sets = tuple(one[order] for one, order in zip(new, orders, strict=True))
        amounts = tuple(one[order] for one, order in zip(entry.amounts, orders, strict=False))
        return replace(entry, question=question, sets=sets, amounts=amounts)

    return [[renamed(entry) for entry in several] for several in entries]


@dataclass(frozen=True)
class _Cells:
    """People by how much they count in each sum: `matrix` of shape (sums, cells), and how many people each cell has."""

    matrix: Whole
    sizes: Whole
    places: Mapping[int, int]

    @classmethod
    def of(cls, sets: Sequence[Ids], amounts: Sequence[Whole]) -> _Cells:
        everybody = np.unique(np.concatenate([*sets, np.empty(0, dtype=np.uint64)]))
        inside = np.zeros((len(sets), len(everybody)), dtype=np.int64)
        for place, (ids, own) in enumerate(zip(sets, amounts, strict=True)):
            inside[place, np.searchsorted(everybody, ids)] = own
        columns, sizes = _alike(inside, np.ones(len(everybody), dtype=np.int64))
        return cls(columns, sizes, {id(ids): place for place, ids in enumerate(sets)})

    def place(self, ids: Ids) -> int:
        return self.places[id(ids)]

    def adds(self, before: Sequence[int], places: Sequence[int]) -> bool:
        """Whether sums tell more than some of them do."""
        known, told = (len(_reduced(self.matrix[list(some)])[1]) for some in (before, places))
        return told > known

    def fewest(self, places: Sequence[int]) -> int | None:
        """Return on how few people, below five, a combination of some of the sums can rest."""
        if not len(self.sizes):
            return None
        columns, sizes = _alike(self.matrix[list(places)], self.sizes)
        sizes = np.where(columns.any(axis=0), sizes, LEAST_CASES)
        small = sizes < LEAST_CASES
        order = np.argsort(small, kind="stable")
        reduced, pivots = _reduced(columns[:, order])
        large = int((~small).sum())
        # Rows whose first entry is in a small cell are zero in all large ones; they span all that are.
        begins = {pivot - large: place for place, pivot in enumerate(pivots) if pivot >= large}
        return _lightest(reduced[list(begins.values()), large:], list(begins), sizes[order][large:])


def _alike(matrix: Whole, sizes: Whole) -> tuple[Whole, Whole]:
    """Return the columns that differ by more than a factor, and how many people each holds."""
    begins = (matrix != 0).argmax(axis=0)
    first = matrix[begins, np.arange(matrix.shape[1])]
    once, which = np.unique(first, return_inverse=True)
    inverse = np.array([pow(int(one), -1, PRIME) if one else 0 for one in once], dtype=np.int64)[which.ravel()]
    scaled = np.ascontiguousarray((matrix * inverse % PRIME).T)
    if not scaled.size:
        return scaled.T, sizes
    rows = scaled.view(np.dtype((np.void, scaled.itemsize * scaled.shape[1])))[:, 0]
    _, places, which = np.unique(rows, return_index=True, return_inverse=True)
    return scaled[places].T, np.bincount(which.ravel(), sizes, len(places)).astype(np.int64)


def _reduced(matrix: Whole) -> tuple[Whole, list[int]]:
    """Return the reduced row echelon form modulo the prime without zero rows, and the column where each row begins."""
    rows: Whole = matrix % PRIME
    pivots: list[int] = []
    # A column of zeros stays one.
    for column in np.flatnonzero(rows.any(axis=0)).tolist():
        top = len(pivots)
        below = np.flatnonzero(rows[top:, column])
        if not len(below):
            continue
        rows[[top, top + below[0]]] = rows[[top + below[0], top]]
        rows[top] = rows[top] * pow(int(rows[top, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(rows[:, column])
        others = others[others != top]
        rows[others] = (rows[others] - rows[others, column][:, None] * rows[top] % PRIME) % PRIME
        pivots.append(column)
        if len(pivots) == len(rows):
            break
    return rows[: len(pivots)], pivots


def _lightest(rows: Whole, pivots: Sequence[int], sizes: Whole) -> int | None:
    """Return the fewest people, below five, in the cells of a combination of rows that is not zero; None for none.

    Parameters
    ----------
    rows
        Independent rows in reduced echelon form; shape (rows, cells).
    pivots
        Cell in which each row begins.
    sizes
        People in each cell; shape (cells,).
    """
    if not len(rows):
        return None
    if len(rows) == 1:
        people = int(sizes[rows[0] != 0].sum())
        return people if people < LEAST_CASES else None
    if _rests_on_many(rows, sizes):
        return None
    beginning = {pivot: place for place, pivot in enumerate(pivots)}
    for looks, (people, chosen) in enumerate(_few(sizes)):
        if looks == MOST_LOOKS:
            return LEAST_CASES - 1
        # No other row has anything where a row begins: whoever takes a row must choose that cell.
        own = rows[[beginning[cell] for cell in chosen if cell in beginning]]
        if len(_reduced(np.delete(own, chosen, axis=1))[1]) < len(own):
            return people
    return None


def _rests_on_many(rows: Whole, sizes: Whole) -> bool:
    """Whether five groups of people, nobody in two, tell all rows apart: then no combination is zero in any group."""
    left = sizes.copy()
    for _ in range(LEAST_CASES):
        free = np.flatnonzero(left > 0)
        _, pivots = _reduced(rows[:, free])
        if len(pivots) < len(rows):
            return False
        left[free[pivots]] -= 1
    return True


def _few(sizes: Whole) -> Iterator[tuple[int, list[int]]]:
    """Yield the sets of cells that hold fewer than five people together, those of fewest people first."""
    for people in range(1, LEAST_CASES):
        for number in range(1, people + 1):
            fit = np.flatnonzero(sizes <= people - number + 1)
            for chosen in combinations(fit.tolist(), number):
                if sizes[list(chosen)].sum() == people:
                    yield people, list(chosen)
