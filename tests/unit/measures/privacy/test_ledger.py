"""The ledger of published numbers: what an attacker finds by adding and subtracting, the ledger finds too."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publicvalue.measures.privacy import ledger
from publicvalue.measures.privacy.ledger import (
    Earlier,
    LedgerEntry,
    Revealed,
    entries_under_key,
    fewest_people,
    find_revealing,
    residues,
)
from publicvalue.measures.privacy.same_people import Source, under_key

EVERYBODY = range(40)


def source(name: str, people: range, *, apart: bool) -> Source:
    """Return a file of people with one column, in which they differ, or hardly do."""
    everybody = np.array(people, dtype=np.uint64)
    return Source(name, everybody, ("trust",), (everybody if apart else everybody // 10)[:, None])


FILE = source("people", EVERYBODY, apart=True)


def ids(people: object) -> np.ndarray:
    return np.array(sorted(people), dtype=np.uint64)  # type: ignore[call-overload]


def entry(*sets: object, title: str = "Trust", question: str = "trust", source: Source = FILE) -> list[LedgerEntry]:
    return [LedgerEntry((question,), source, tuple(map(ids, sets)), title)]


@pytest.mark.parametrize(
    ("sets", "people"),
    [
        ([EVERYBODY], None),
        ([EVERYBODY, range(39)], 1),
        ([EVERYBODY, range(36)], 4),
        ([EVERYBODY, range(35)], None),
        # Neither takes in the other: 20 and 21 to 40 leave nobody but number 20 out.
        ([EVERYBODY, range(20), range(21, 40)], 1),
        # Four parts, where a fifth of two people is left.
        ([EVERYBODY, range(10), range(10, 20), range(20, 30), range(30, 38)], 2),
        # a + b - c - d: two wide ones less two others that overlap.
        ([range(20), range(20, 40), range(1, 21), [*range(21, 40), 0, 20]], 1),
        ([range(20), range(20, 40), range(10, 30)], None),
        # Two that cross in three people tell nothing of them by sums alone.
        ([range(20), range(17, 37)], None),
        ([range(20), range(17, 37), range(37)], 3),
        # What the second leaves out and what the third does: of two differences the one of one person.
        ([EVERYBODY, range(39), range(1, 38)], 1),
        ([EVERYBODY, range(38), [*range(35), 38, 39]], 2),
        # Two that differ in five people, two of the one and three of the other.
        ([range(32), [*range(30), 32, 33, 34]], None),
        ([range(4)], 4),
        ([range(4), range(10, 14)], 4),
        ([], None),
        ([[]], None),
    ],
)
def test_fewest_people_of_all_combinations(sets: list, people: int | None) -> None:
    assert fewest_people(list(map(ids, sets))) == people


@pytest.mark.parametrize(
    ("weights", "people"),
    [
        # Weights that are all twice as large change nothing.
        ([[1.0] * 40, [2.0] * 40], None),
        # One, and four, who weigh more.
        ([[1.0] * 40, [1.5, *[1.0] * 39]], 1),
        ([[1.0] * 40, [*[1.5] * 4, *[1.0] * 36]], 4),
        ([[1.0] * 40, [*[1.5] * 5, *[1.0] * 35]], None),
        # Two weightings that leave one out between them: 0.1 and 0.2 are meant as they are written.
        ([[0.1] * 40, [0.2, *[0.1] * 39], [0.3, *[0.1] * 39]], 1),
        # Everybody has a weight of their own, and there are more sets of four than could be tried.
        ([[float(1 + n) for n in range(40)], [float(1 + n * n) for n in range(40)], [1.0] * 40], None),
    ],
)
def test_fewest_people_of_combinations_of_weighted_sums(weights: list[list[float]], people: int | None) -> None:
    sets = [ids(EVERYBODY) for _ in weights]
    assert fewest_people(sets, [residues(np.array(one)) for one in weights]) == people


def test_people_with_weights_of_their_own_hold_all_the_same_where_the_same_weights_are_used() -> None:
    weights = residues(np.array([1 + n / 7 for n in EVERYBODY]))
    assert fewest_people([ids(EVERYBODY), ids(range(35))], [weights, weights[:35]]) is None
    assert fewest_people([ids(EVERYBODY), ids(range(36))], [weights, weights[:36]]) == 4


def rank(rows: list[list[Fraction]]) -> int:
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for row in rows[found + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


def by_trying_all(sets: list[set[int]], people: int) -> int | None:
    """Return the fewest people that a combination rests on, by trying all sets of up to four people."""
    rows = [[Fraction(person in one) for person in range(people)] for one in sets]
    full = rank(rows)
    for number in range(1, 5):
        for few in combinations(range(people), number):
            outside = [[cell for person, cell in enumerate(row) if person not in few] for row in rows]
            if rank(outside) < full:
                return number
    return None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sets(st.integers(0, 6)), max_size=4))
def test_elimination_finds_what_trying_all_finds(sets: list[set[int]]) -> None:
    assert fewest_people([ids(one) for one in sets]) == by_trying_all(sets, 7)


def test_too_many_small_cells_to_look_at_are_not_taken_for_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MOST_LOOKS", 40)
    rng = np.random.default_rng(3)
    sets = [np.flatnonzero(rng.random(300) < 0.5) for _ in range(120)]
    assert fewest_people([one.astype(np.uint64) for one in sets]) == 4


def test_the_narrower_number_is_not_taken() -> None:
    found = find_revealing({"less": entry(range(38), title="Ease"), "all": entry(EVERYBODY)})
    assert found == {"less": Revealed(2, "Trust")}


def test_a_table_is_not_taken_before_a_number() -> None:
    numbers = {"table": entry(range(20), range(20, 40)), "number": entry(range(19), title="Ease")}
    assert find_revealing(numbers) == {"table": Revealed(1, "Ease")}


def test_a_table_that_tells_of_few_by_itself_is_named_itself() -> None:
    assert find_revealing({"table": entry(EVERYBODY, range(38), title="Ease")}) == {"table": Revealed(2, "Ease")}


def test_where_several_numbers_tell_of_few_together_the_first_of_them_is_named() -> None:
    numbers = {
        "all": entry(EVERYBODY, title="All"),
        "half": entry(range(20), title="Half"),
        "rest": entry(range(21, 40), title="Rest"),
    }
    assert find_revealing(numbers) == {"rest": Revealed(1, "All")}


def test_other_questions_do_not_combine() -> None:
    assert find_revealing({"all": entry(EVERYBODY), "less": entry(range(39), question="ease")}) == {}


def test_copies_of_a_file_are_the_same_people_and_other_surveys_are_not() -> None:
    alike = source("people", EVERYBODY, apart=False)
    less, other = source("copy", range(37), apart=False), source("other", range(31), apart=False)
    assert find_revealing({1: entry(EVERYBODY, source=alike), 2: entry(range(37), source=less)}) == {
        2: Revealed(3, "Trust")
    }
    assert find_revealing({1: entry(EVERYBODY, source=alike), 2: entry(range(31), source=other)}) == {}
    part = source("b", range(37), apart=True)
    assert find_revealing({1: entry(EVERYBODY), 2: entry(range(37), source=part)}) == {2: Revealed(3, "Trust")}


def test_what_was_told_before_may_be_told_again_though_it_tells_too_much() -> None:
    (both,) = (entry(EVERYBODY, range(39)),)
    assert find_revealing({"again": entry(range(39)), "new": entry(range(37), title="Ease")}, both) == {
        "new": Revealed(1, "Trust")
    }


@pytest.mark.parametrize(
    ("rows", "reduced", "begins"),
    [
        ([[2, 4, 6]], [[1, 2, 3]], [0]),
        # Twice 1 is 2, so that the first cell of the second row, divided by -2, is there too.
        ([[1, 1, 0], [1, 0, 1], [0, 1, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [0, 1, 2]),
        # No prime of a few digits: 61 is not 0.
        ([[61, 61]], [[1, 1]], [0]),
    ],
)
def test_rows_are_reduced_in_whole_numbers(rows: list, reduced: list, begins: list) -> None:
    found, pivots = ledger._reduced(np.array(rows, dtype=np.int64))
    assert (found.tolist(), pivots) == (reduced, begins)


def test_a_number_of_nobody_takes_in_nobody() -> None:
    assert LedgerEntry(("trust",), FILE, (), "Trust").people == 0
    assert entry(range(7), range(9))[0].people == 9


def test_entries_under_a_key_keep_all_but_their_cells() -> None:
    other = source("other", range(7), apart=True)
    plain = [entry(range(9)), [*entry(range(5), source=other), *entry(range(3))]]
    hidden = entries_under_key(plain, b"k")
    assert [[one.source.name for one in several] for several in hidden] == [["people"], ["other", "people"]]
    assert [[one.people for one in several] for several in hidden] == [[9], [5, 3]]
    assert np.array_equal(hidden[0][0].source.cells, under_key(FILE, b"k").cells)
    assert np.array_equal(hidden[1][0].source.cells, under_key(other, b"k").cells)


def test_before_is_unknown_where_it_says_so() -> None:
    assert Earlier(withheld=frozenset({"trust", "unknown"})).is_unknown is True
    assert Earlier(withheld=frozenset({"trust"})).is_unknown is False
