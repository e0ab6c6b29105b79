from __future__ import annotations

import numpy as np
import pytest

from publicvalue.errors import InputError
from publicvalue.scores.composite.index import Group, Index, Indicator, remove_item

TOP, A, B = Group("top"), Group("a", "top"), Group("b", "top")


def problems(*indicators: Indicator, groups: tuple[Group, ...]) -> list[str]:
    with pytest.raises(InputError) as raised:
        Index(indicators, groups)
    return [problem.what for problem in raised.value.problems]


def test_index_orders_items_by_level() -> None:
    index = Index((Indicator("x", "a"), Indicator("y", "b", -1)), (TOP, A, B))
    assert index.codes == ("x", "y", "a", "b", "top")
    assert [index.level(code) for code in index.codes] == [1, 1, 2, 2, 3]
    assert index.directions.tolist() == [1, -1]
    assert {code: places.tolist() for code, places in index.children.items()} == {"a": [0], "b": [1], "top": [2, 3]}


def test_index_level_is_above_the_highest_child() -> None:
    index = Index((Indicator("x", "a"), Indicator("y", "top")), (TOP, A))
    assert (index.level("top"), index.height, index.top) == (3, 3, "top")


def test_index_item_with_two_parents() -> None:
    found = problems(Indicator("x", "a"), Indicator("x", "b"), groups=(TOP, A, B))
    assert found == ["x stands 2 times in the index, with parents a, b"]


def test_index_loop() -> None:
    found = problems(Indicator("x", "a"), groups=(TOP, Group("a", "b"), Group("b", "a")))
    assert "a, b: going up from parent to parent never ends" in found


def test_index_group_with_nothing_in_it() -> None:
    assert problems(Indicator("x", "a"), groups=(TOP, A, B)) == ["group b has nothing in it"]


def test_index_direction_of_zero() -> None:
    assert problems(Indicator("x", "a", 0), groups=(TOP, A)) == ["indicator x: its direction is 0"]


def test_index_weights_that_add_up_to_nothing() -> None:
    found = problems(Indicator("x", "a", 1, 0), Indicator("y", "a", 1, 0), groups=(TOP, A))
    assert found == ["the weights in group a add up to nothing: those of x, y are 0"]


def test_index_weights_below_zero_or_not_a_number() -> None:
    found = problems(Indicator("x", "a", 1, -1), Indicator("y", "a", 1, np.nan), groups=(TOP, A))
    assert found == ["indicator x: its weight is -1", "indicator y: its weight is nan"]


def test_index_unknown_parent() -> None:
    assert problems(Indicator("x", ""), groups=(TOP,)) == ["x: its parent '' is not a group of the index"]


def test_index_two_tops() -> None:
    assert problems(Indicator("x", "a"), Indicator("y", "top"), groups=(TOP, Group("a"))) == [
        "top and a have no parent"
    ]


def test_index_without_an_item_loses_groups_left_empty() -> None:
    index = Index((Indicator("x", "a"), Indicator("y", "b")), (TOP, A, B))
    assert remove_item(index, "y").codes == ("x", "a", "top")
    assert remove_item(index, "a").codes == ("y", "b", "top")
