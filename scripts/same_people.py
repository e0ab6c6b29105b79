"""Simulates how often people are taken for the same, or missed, between two files of made-up surveys.

    python scripts/same_people.py [REPEATS]

Each file has a number of the row, five answers from 1 to 5 that hang together, age, sex, region and office. The second
file is the first one changed in one way, or other people of the same kind. Told are, over all repeats: pairs of rows
that are not the same person, of all pairs (false), and people in both files who were not paired (missed).
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable

import numpy as np

from publicvalue.measures.privacy.same_people import Source, find_same

Table = dict[str, np.ndarray]
ITEMS = ("ease", "trust", "fair", "quick", "again")
ITEMS_AND = (*ITEMS, "age", "sex", "region", "office")
SIZES = (40, 200, 1_000)
WHO = "who"
"""Who a row is in truth: in no file."""


def people(rng: np.random.Generator, size: int, first: int = 0) -> Table:
    mood = rng.normal(size=size)
    answers = {name: np.clip(np.round(3 + mood + rng.normal(0, 0.9, size)), 1, 5).astype(int) for name in ITEMS}
    return {
        WHO: np.arange(first, first + size),
        "number": np.arange(1, size + 1),
        **answers,
        "age": rng.integers(18, 80, size),
        "sex": rng.choice(["f", "m"], size),
        "region": rng.choice(list("abcde"), size),
        "office": rng.choice([f"o{i}" for i in range(12)], size),
    }


def shuffled(rng: np.random.Generator, table: Table) -> Table:
    order = rng.permutation(len(table[WHO]))
    return {name: column[order] for name, column in table.items()} | {"number": np.arange(1, len(order) + 1)}


def typos(share: float) -> Callable[[np.random.Generator, Table], Table]:
    def change(rng: np.random.Generator, table: Table) -> Table:
        changed = {}
        for name, column in table.items():
            wrong = rng.random(len(column)) < (share if name in ITEMS_AND else 0)
            changed[name] = np.where(wrong, rng.permutation(column), column)
        return shuffled(rng, changed)

    return change


def recoded(*names: str) -> Callable[[np.random.Generator, Table], Table]:
    def change(rng: np.random.Generator, table: Table) -> Table:
        return shuffled(rng, table | {name: np.array([f"code {cell}" for cell in table[name]]) for name in names})

    return change


def renamed(rng: np.random.Generator, table: Table) -> Table:
    return shuffled(rng, {name if name == WHO else f"q_{name}": column for name, column in table.items()})


def one_answer(rng: np.random.Generator, table: Table) -> Table:
    return shuffled(rng, {name: table[name] for name in (WHO, "number", "ease", "sex")})


def others(rng: np.random.Generator, table: Table) -> Table:
    return people(rng, len(table[WHO]), first=10**6)


def half(rng: np.random.Generator, table: Table) -> Table:
    stay, new = len(table[WHO]) // 2, people(rng, len(table[WHO]) // 2, first=10**6)
    return shuffled(rng, {name: np.concatenate([column[:stay], new[name]]) for name, column in table.items()})


def panel(rng: np.random.Generator, table: Table) -> Table:
    again = people(rng, len(table[WHO]))
    answers = {name: np.where(rng.random(len(table[name])) < 0.6, table[name], again[name]) for name in ITEMS}
    return shuffled(rng, table | answers)


CHANGES: dict[str, Callable[[np.random.Generator, Table], Table]] = {
    "the same, in another order": shuffled,
    "2 % of cells mistyped": typos(0.02),
    "10 % of cells mistyped": typos(0.10),
    "two answers coded anew": recoded("fair", "quick"),
    "all answers coded anew": recoded(*ITEMS),
    "ages and offices coded anew": recoded("age", "office"),
    "half of the people are others": half,
    "a panel: the same people a year later, 4 of 10 answers changed": panel,
    "one answer and the sex alone": one_answer,
    "every column under another name": renamed,
    "other people of the same kind": others,
}


def source(name: str, table: Table) -> Source:
    columns = tuple(sorted(one for one in table if one != WHO))
    cells = np.empty((len(table[WHO]), len(columns)), dtype=np.uint64)
    for place, column in enumerate(columns):
        for row, cell in enumerate(table[column]):
            digest = hashlib.blake2b(f"{column}: {cell}".encode(), digest_size=8).digest()
            cells[row, place] = int.from_bytes(digest, "little")
    return Source(name, np.arange(len(cells), dtype=np.uint64), columns, cells)


def measure(change: Callable[[np.random.Generator, Table], Table], size: int, repeats: int) -> tuple[float, float]:
    """Return the shares of pairs that are false, and of people in both files who are missed."""
    pairs = false = both = found = 0
    for seed in range(repeats):
        rng = np.random.default_rng((seed, size))
        first = people(rng, size)
        second = change(rng, first)
        theirs, ours = find_same(source("a", first), source("b", second), ["ease"])
        same = first[WHO][theirs] == second[WHO][ours]
        pairs, false, found = pairs + len(same), false + int((~same).sum()), found + int(same.sum())
        both += len(np.intersect1d(first[WHO], second[WHO]))
    return false / max(pairs, 1), 1 - found / both if both else 0.0


def main(words: list[str]) -> int:
    repeats = int(words[0]) if words else 20
    print("| second file | " + " | ".join(f"n = {size}: false, missed" for size in SIZES) + " |")
    print("|---|" + "---|" * len(SIZES))
    for name, change in CHANGES.items():
        cells = (measure(change, size, repeats if size < 1_000 else max(repeats // 4, 1)) for size in SIZES)
        print(f"| {name} | " + " | ".join(f"{false:.1%}, {missed:.1%}" for false, missed in cells) + " |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
