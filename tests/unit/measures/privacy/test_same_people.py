"""Who is the same person in two files: an analyst's tidying between two reports hides nobody."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.privacy.same_people import Source, as_one_people, find_same, under_key

COLUMNS = ("number", "office", "q1", "q2", "q3", "q4", "weight")
Cells = np.ndarray


def survey(people: int, seed: int = 1) -> Cells:
    rng = np.random.default_rng(seed)
    answers = rng.integers(1, 6, (people, 4))
    office, weight = rng.integers(1, 9, people), rng.integers(1000, 9000, people)
    return np.column_stack([np.arange(people), office, answers, weight])


def source(cells: Cells, columns: tuple[str, ...] = COLUMNS, name: str = "a") -> Source:
    places = np.array([sum(map(ord, one)) for one in columns]) * 1_000_003
    plain = Source(name, np.arange(len(cells), dtype=np.uint64), columns, (cells * 97 + places).astype(np.uint64))
    return under_key(plain, b"file")


def pairs(first: Cells, second: Source, question: str = "q1") -> dict[int, int]:
    theirs, ours = find_same(source(first), second, [question])
    return dict(zip(ours.tolist(), theirs.tolist(), strict=True))


def test_a_file_with_one_person_less_that_was_numbered_and_weighed_anew_holds_the_same_people() -> None:
    before = survey(120)
    after = np.delete(before, 7, axis=0)
    after[:, 0], after[:, -1] = np.arange(119), after[:, -1] * 3 + 1
    found = pairs(before, source(after))
    assert len(found) == 119
    assert [found[row] for row in (0, 6, 7, 118)] == [0, 6, 8, 119]


def test_a_file_with_other_columns_holds_the_same_people() -> None:
    before = survey(120)
    fewer = source(before[:119, [1, 2, 3, 4, 5]], COLUMNS[1:6])
    more = source(np.column_stack([before[:119], np.arange(119) % 7]), (*COLUMNS, "added"))
    for file in (fewer, more):
        found = pairs(before, file)
        assert len(found) == 119
        # Two who filled in all the same may stand for each other.
        assert sum(row == place for row, place in found.items()) > 110


def test_rows_that_were_tidied_are_the_same_people_as_long_as_they_answer_the_same() -> None:
    before, rng = survey(120), np.random.default_rng(4)
    after = before.copy()
    after[:10, 1] = 99
    after[:10, -1] = rng.integers(10_000, 20_000, 10)
    assert len(pairs(before, source(after))) == 120
    after[3, 2] = after[3, 2] % 5 + 1
    # Who corrected an answer stands on both sides by that answer: two that differ.
    assert len(pairs(before, source(after))) == 119


@pytest.mark.parametrize("people", [12, 40, 150])
def test_another_survey_with_the_same_questions_is_of_other_people(people: int) -> None:
    found = [len(pairs(survey(people), source(survey(people, seed)))) for seed in range(2, 22)]
    assert max(found) <= people // 4


def test_three_files_are_one_people_and_no_row_stands_twice() -> None:
    cells = survey(60)
    files = [source(cells[:50], name="a"), source(cells[10:], name="b"), source(cells, name="c")]
    first, second, third = as_one_people(files, ["q1"])
    assert np.array_equal(first[10:], second[:40])
    assert np.array_equal(third, np.r_[first, second[40:]])
    assert len(np.unique(third)) == 60


def test_a_key_hides_the_cells_and_keeps_who_is_who() -> None:
    plain = source(survey(30))
    hidden = under_key(plain, b"k" * 32)
    assert not np.isin(hidden.cells, plain.cells).any()
    assert not np.isin(under_key(plain, b"o" * 32).cells, hidden.cells).any()
    theirs, ours = find_same(hidden, under_key(plain, b"k" * 32), ["q1"])
    assert np.array_equal(theirs, ours)
    assert len(ours) == 30
