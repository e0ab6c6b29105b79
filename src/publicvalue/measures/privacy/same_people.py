"""Which rows of two files are the same people: by what stands in the cells that both files have.

Rows that are equal in all columns of both files are the same person, where rows differ enough from each other to tell
who is who. Where columns were recomputed, renumbered or cleaned, the columns that still agree tell whether the files
are of the same people; rows that are left over are then held for the same person where they give the same answer and
agree in most other cells.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.privacy.suppression import LEAST_CASES

MOST_CELLS = 2_000_000
"""Of a file whose cells are looked at one by one; of a larger one, each row is looked at as a whole."""

WHOLE = "*"
"""Stands for all columns of a file whose rows are looked at as a whole."""

KEPT_BY_A_COLUMN = 0.9
"""Share of the rows that agree without a column, which have to agree with it too if it is to tell who is who."""

MOST_PAIRS = 250_000
"""Of rows that are left over in two files, which are compared each with each."""

ODD = np.uint64(0x9E3779B97F4A7C15)
FURTHER = np.uint64(40)
"""Bits that hold the number of a row; those above hold that of its file."""

Ids = NDArray[np.uint64]
Places = NDArray[np.int64]
Pairs = tuple[Places, Places]


@dataclass(frozen=True)
class Source:
    """The people of one file.

    Parameters
    ----------
    name
        Names the file, among all that are held against each other.
    everybody
        Id of each row in this file, sorted; shape (rows,).
    columns
        Names of the columns whose cells are known.
    cells
        Hash of each cell with its column's name; shape (rows, columns).
    """

    name: str
    everybody: Ids
    columns: tuple[str, ...] = field(repr=False)
    cells: Ids = field(repr=False)

    def keys(self, columns: Sequence[str]) -> Ids:
        """Return a hash of each row over some columns, in whatever order they are named."""
        places = [self.columns.index(name) for name in columns]
        hashes: Ids = self.cells[:, places].sum(axis=1, dtype=np.uint64)
        return hashes


def under_key(source: Source, key: bytes) -> Source:
    """Return a file whose cells are hashed again under a secret key: who has not the key cannot try what they hold."""
    cells = np.empty_like(source.cells)
    for place in range(cells.shape[1]):
        once, which = np.unique(source.cells[:, place], return_inverse=True)
        digests = (hashlib.blake2b(int(one).to_bytes(8, "little"), digest_size=8, key=key).digest() for one in once)
        cells[:, place] = np.array([int.from_bytes(one, "little") for one in digests], dtype=np.uint64)[which]
    return replace(source, cells=cells)


def as_one_people(sources: Sequence[Source], question: Sequence[str]) -> list[Ids]:
    """Return an id for each row of several files, the same where rows are the same person.

    Parameters
    ----------
    sources
        The files; those before are looked at first.
    question
        The columns that hold the answers.
    """
    found: list[Ids] = []
    for number, source in enumerate(sources):
        own: Ids = (np.uint64(number) << FURTHER) + np.arange(len(source.everybody), dtype=np.uint64)
        taken = np.zeros(len(own), dtype=bool)
        for before, ids in zip(sources[:number], found, strict=True):
            theirs, ours = find_same(before, source, question)
            new = ~taken[ours] & ~np.isin(ids[theirs], own[taken])
            own[ours[new]] = ids[theirs[new]]
            taken[ours[new]] = True
        found.append(own)
    return found


def find_same(first: Source, second: Source, question: Sequence[str]) -> Pairs:
    """Return the places of the rows of two files that are the same people, pair by pair."""
    shared = tuple(name for name in first.columns if name in second.columns)
    if not shared:
        return _none(), _none()
    both = _Both(first, second)
    if both.tell_apart(shared) or both.are_nearly_equal(shared):
        both.pair(shared)
    if not both.is_done():
        _pair_left(both, shared, [name for name in question if name in shared])
    return both.pairs


def _pair_left(both: _Both, shared: Sequence[str], question: Sequence[str]) -> None:
    """Pair rows that do not agree in all columns, where the files are of the same people all the same."""
    agreeing = both.agreeing(shared)
    telling = both.tell_apart(agreeing) and 2 * both.agree(agreeing) >= both.smaller
    # A number of the row agrees between any two files: few columns do not tell.
    if 2 * len(agreeing) > len(shared) and (telling or both.are_nearly_equal(agreeing)):
        # Answers that were written otherwise throughout, in other units say, tell nobody from anybody.
        answers = list(question) if question and 2 * both.agree(question) >= both.smaller else []
        both.pair(list(dict.fromkeys([*agreeing, *answers])))
        if answers and 2 * len(both.pairs[0]) >= both.smaller:
            both.pair_alike(shared, answers)


class _Both:
    """Two files, and the pairs of rows that were found so far."""

    def __init__(self, first: Source, second: Source) -> None:
        self.first, self.second = first, second
        self.smaller = min(len(first.everybody), len(second.everybody))
        self.pairs: Pairs = _none(), _none()

    def is_done(self) -> bool:
        """Whether every row of the smaller file has its pair."""
        return len(self.pairs[0]) == self.smaller

    def agree(self, columns: Sequence[str]) -> int:
        """Return how many rows agree in some columns."""
        return len(_paired(self.first.keys(columns), self.second.keys(columns))[0]) if columns else 0

    def tell_apart(self, columns: Sequence[str]) -> bool:
        """Whether rows differ enough from each other in some columns to tell who is who."""
        return bool(columns) and all(
            2 * len(np.unique(one.keys(columns))) >= len(one.everybody) for one in (self.first, self.second)
        )

    def are_nearly_equal(self, columns: Sequence[str]) -> bool:
        """Whether the files are equal in some columns but for fewer than five rows."""
        rows = len(self.first.everybody) + len(self.second.everybody)
        return bool(columns) and rows - 2 * self.agree(columns) < LEAST_CASES

    def agreeing(self, columns: Sequence[str]) -> list[str]:
        """Return the columns that agree row by row; those of fewest different cells are looked at first."""

        def different(name: str) -> int:
            return len(np.unique(self.first.keys([name])))

        chosen: list[str] = []
        matched = self.smaller
        for name in sorted(columns, key=different):
            number = self.agree([*chosen, name])
            if 2 * number >= self.smaller and number >= KEPT_BY_A_COLUMN * matched:
                chosen.append(name)
                matched = number
        return chosen

    def pair_alike(self, columns: Sequence[str], answers: Sequence[str]) -> None:
        """Pair the rows that have no pair yet, answer alike, and agree in more than two thirds of some columns."""
        first, second = self._left()
        if len(first) * len(second) > MOST_PAIRS:
            # Too many to compare each with each: taken for the same rather than for others.
            self.pair(answers)
            return
        alike = np.zeros((len(first), len(second)), dtype=np.int64)
        for name in columns:
            alike += self.first.keys([name])[first][:, None] == self.second.keys([name])[second]
        alike[self.first.keys(answers)[first][:, None] != self.second.keys(answers)[second]] = 0
        while alike.size and 3 * alike.max() > 2 * len(columns):
            row, other = np.unravel_index(alike.argmax(), alike.shape)
            self.pairs = np.append(self.pairs[0], first[row]), np.append(self.pairs[1], second[other])
            alike[row], alike[:, other] = 0, 0

    def pair(self, columns: Sequence[str]) -> None:
        """Pair the rows that have no pair yet and agree in some columns."""
        left = self._left()
        keys = [one.keys(columns)[places] for one, places in zip(self._files, left, strict=True)]
        new = _paired(keys[0], keys[1])
        first, second = (np.concatenate([had, free[at]]) for had, free, at in zip(self.pairs, left, new, strict=True))
        self.pairs = first, second

    def _left(self) -> list[Places]:
        """Return the places of the rows of both files that have no pair yet."""
        rows = [np.arange(len(one.everybody)) for one in self._files]
        return [np.setdiff1d(every, had) for every, had in zip(rows, self.pairs, strict=True)]

    @property
    def _files(self) -> tuple[Source, Source]:
        return self.first, self.second


def _paired(first: Ids, second: Ids) -> Pairs:
    """Return the places of equal keys, each used once."""
    _, theirs, ours = np.intersect1d(_numbered(first), _numbered(second), assume_unique=True, return_indices=True)
    return theirs.astype(np.int64), ours.astype(np.int64)


def _numbered(keys: Ids) -> Ids:
    """Return keys that differ: the second of two equal ones is another."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.r_[True, ordered[1:] != ordered[:-1]] if len(keys) else np.zeros(0, dtype=bool)
    start = np.maximum.accumulate(np.where(begins, np.arange(len(keys)), 0)) if len(keys) else np.zeros(0, dtype=int)
    numbered = np.empty_like(keys)
    numbered[order] = ordered + (np.arange(len(keys)) - start).astype(np.uint64) * ODD
    return numbered


def _none() -> Places:
    return np.zeros(0, dtype=np.int64)
