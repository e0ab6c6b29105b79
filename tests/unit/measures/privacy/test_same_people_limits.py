"""Who is the same person in two files, just on this side and just on the other of each limit."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.privacy import same_people
from publicvalue.measures.privacy.same_people import Source, as_one_people, find_same, under_key

EVERYBODY = np.arange(120)
OTHERWISE = 5_000


def source(name: str = "a", **columns: np.ndarray) -> Source:
    """Return a file whose cells hold these numbers, another hash for each column."""
    hashes = {column: np.asarray(cells) * 97 + sum(map(ord, column)) * 1_000_003 for column, cells in columns.items()}
    rows = len(next(iter(hashes.values())))
    cells = np.column_stack(list(hashes.values())).astype(np.uint64)
    return under_key(Source(name, np.arange(rows, dtype=np.uint64), tuple(columns), cells), b"file")


def pairs(first: Source, second: Source, *question: str) -> dict[int, int]:
    """Return row of the second -> row of the first."""
    theirs, ours = find_same(first, second, question)
    return dict(zip(ours.tolist(), theirs.tolist(), strict=True))


def changed(cells: np.ndarray, rows: slice) -> np.ndarray:
    """Return cells with others, which stand nowhere else, in some rows."""
    made = np.array(cells)
    made[rows] = OTHERWISE + np.arange(len(made))[rows]
    return made


def test_cells_under_a_key_are_those_that_ledgers_hold() -> None:
    plain = Source("a", np.arange(2, dtype=np.uint64), ("q",), np.array([[1], [2]], dtype=np.uint64))
    assert under_key(plain, b"k").cells.tolist() == [[4595175141465782192], [184964123866788286]]


def test_files_without_a_common_column_have_nobody_in_common() -> None:
    assert pairs(source(x=EVERYBODY), source(y=EVERYBODY)) == {}


def test_who_was_found_in_the_first_file_is_not_looked_for_in_the_second() -> None:
    first, second = source("a", x=EVERYBODY), source("b", y=EVERYBODY)
    one, other, both = as_one_people([first, second, source("c", x=EVERYBODY, y=EVERYBODY)], ["x"])
    assert not np.isin(one, other).any()
    assert np.array_equal(both, one)


@pytest.mark.parametrize(("different", "found"), [(10, 17), (9, 0)])
def test_rows_tell_who_is_who_when_half_of_them_differ(different: int, found: int) -> None:
    cells = np.arange(20) % different
    assert len(pairs(source(x=cells), source(x=changed(cells, slice(17, 20))))) == found


@pytest.mark.parametrize(("others", "found"), [(2, 18), (3, 0)])
def test_files_that_tell_nobody_apart_are_the_same_when_fewer_than_five_rows_are_left(others: int, found: int) -> None:
    cells = np.arange(20) % 3
    assert len(pairs(source(x=cells), source(x=changed(cells, slice(20 - others, 20))))) == found


def test_files_are_not_the_same_when_five_rows_are_left() -> None:
    cells = np.arange(21) % 3
    assert pairs(source(x=cells), source(x=changed(cells, slice(18, 21))[:20])) == {}


def test_people_who_can_be_told_from_nobody_are_not_the_same_by_most_of_their_columns() -> None:
    first = {"office": EVERYBODY % 3, "sex": EVERYBODY % 2, "weight": EVERYBODY}
    second = first | {"office": changed(first["office"], slice(10)), "weight": EVERYBODY + OTHERWISE}
    assert pairs(source(**first), source(**second)) == {}


@pytest.mark.parametrize(("equal", "found"), [(4, 120), (3, 0)])
def test_more_than_half_of_the_columns_have_to_agree(equal: int, found: int) -> None:
    first = {f"c{place}": EVERYBODY * (place + 1) for place in range(7)}
    second = {name: cells + OTHERWISE * (place >= equal) for place, (name, cells) in enumerate(first.items())}
    assert len(pairs(source(**first), source(**second))) == found


def test_half_of_the_columns_are_not_enough() -> None:
    first = {f"c{place}": EVERYBODY * (place + 1) for place in range(6)}
    second = {name: cells + OTHERWISE * (place >= 3) for place, (name, cells) in enumerate(first.items())}
    assert pairs(source(**first), source(**second)) == {}


@pytest.mark.parametrize(("last", "found"), [(50, 50), (49, 54)])
def test_columns_that_agree_in_fewer_rows_each_tell_who_is_who_down_to_half_of_the_rows(last: int, found: int) -> None:
    people = np.arange(100)
    first = {f"c{place}": people * (place + 1) for place in range(7)}
    kept = dict(zip(first, (90, 81, 73, 66, 60, 54, last), strict=True))
    second = {name: changed(cells, slice(kept[name], 100)) for name, cells in first.items()}
    # One that was renumbered tells nothing: no row is found by all columns.
    assert len(pairs(source(**first, n=people), source(**second, n=people + OTHERWISE))) == found


@pytest.mark.parametrize(("same", "found"), [(59, 47), (72, 72)])
def test_who_is_left_is_looked_at_where_half_were_found_by_their_answers(same: int, found: int) -> None:
    first = {f"c{place}": EVERYBODY * (place + 1) for place in range(6)} | {"q": EVERYBODY * 7}
    # The same numbers as before, but given by others.
    others = np.r_[first["q"][:same], np.roll(first["q"][same:], 1)]
    second = first | {
        "c0": changed(first["c0"], slice(30, 120)),
        "c1": changed(first["c1"], slice(0, 12)),
        "q": others,
    }
    second["c0"][:12] = first["c0"][:12]
    assert len(pairs(source(**first), source(**second), "q")) == found


@pytest.mark.parametrize(("kept", "found"), [(0, 120), (50, 120), (60, 60), (110, 110)])
def test_answers_count_where_half_of_them_are_written_as_before(kept: int, found: int) -> None:
    first = {"a": EVERYBODY, "b": EVERYBODY * 2, "c": EVERYBODY * 3, "q": EVERYBODY % 5}
    second = first | {"q": changed(first["q"], slice(kept, 120))}
    assert len(pairs(source(**first), source(**second), "q")) == found


@pytest.mark.parametrize(("kept", "found"), [(72, 120), (108, 108), (107, 120)])
def test_a_column_tells_who_is_who_when_nine_in_ten_agree_in_it(kept: int, found: int) -> None:
    first = {"a": EVERYBODY, "b": EVERYBODY * 2, "c": EVERYBODY * 3}
    assert len(pairs(source(**first), source(**first | {"c": changed(first["c"], slice(kept, 120))}))) == found


def tidied(columns: int) -> tuple[Source, Source]:
    """Return six columns and an answer of 40 people, who stand in another order, two with new cells in some columns."""
    people = np.arange(40)
    first = {f"c{place}": people * (place + 1) for place in range(5)} | {"q": people % 5}
    second = {
        name: changed(cells, slice(0, 2)) if place < columns else cells
        for place, (name, cells) in enumerate(first.items())
    }
    return source(**first), source(**{name: cells[::-1] for name, cells in second.items()})


@pytest.mark.parametrize(("columns", "found"), [(1, 40), (2, 38)])
def test_who_is_left_is_the_same_by_more_than_two_thirds_of_the_columns(columns: int, found: int) -> None:
    same = pairs(*tidied(columns), "q")
    assert len(same) == found
    assert all(row == 39 - place for row, place in same.items())


@pytest.mark.parametrize(("most", "found"), [(4, 38), (3, 40)])
def test_too_many_to_compare_are_the_same_by_their_answers(
    monkeypatch: pytest.MonkeyPatch, most: int, found: int
) -> None:
    monkeypatch.setattr(same_people, "MOST_PAIRS", most)
    assert len(pairs(*tidied(5), "q")) == found
