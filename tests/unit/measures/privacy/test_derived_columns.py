"""Columns that say the same are found, and such as only look alike by chance are not."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.measures.privacy.derived_columns import as_one_question, follows
from publicvalue.measures.privacy.same_people import Source

ANSWERS = np.array([(3 * place + place // 4) % 5 for place in range(40)])


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (4 - ANSWERS, True),
        ((ANSWERS >= 3).astype(int), True),
        # One to four were changed, as where a blank takes one person out.
        (np.where(np.arange(40) < 4, 5, 4 - ANSWERS), True),
        (np.where(np.arange(40) < 5, 5, 4 - ANSWERS), False),
        ((ANSWERS * 7 + np.arange(40)) % 5, False),
        # What all say alike follows from nothing.
        (np.zeros(40, dtype=int), False),
        (np.where(np.arange(40) < 2, 1, 0), False),
    ],
)
def test_a_column_that_follows_from_another(second: np.ndarray, found: bool) -> None:
    assert follows(ANSWERS, second) is found


def test_a_number_of_each_row_tells_nothing_of_any_column() -> None:
    assert not follows(np.arange(40), ANSWERS)
    assert not follows(np.arange(0), np.arange(0))


def test_questions_that_follow_from_each_other_are_one_and_those_of_several_columns_hold_their_own_apart() -> None:
    cells = np.column_stack([ANSWERS, 4 - ANSWERS, (ANSWERS >= 3), (np.arange(40) * 7) % 5]).astype(np.uint64)
    source = Source("people", np.arange(40, dtype=np.uint64), ("ease", "hard", "yes", "trust"), cells)
    questions = [("ease",), ("hard",), ("yes",), ("trust",), ("ease", "trust")]
    found = as_one_question([source], questions)
    assert {one: found[one] for one in questions[:4]} == {
        ("ease",): ("ease",),
        ("hard",): ("ease",),
        ("yes",): ("ease",),
        ("trust",): ("trust",),
    }
    assert as_one_question([source], [("ease",), ("trust",), ("ease", "trust")])["ease", "trust"] == ("ease", "trust")
