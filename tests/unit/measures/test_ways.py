"""Which of several ways counts, and which contradicts it."""

from __future__ import annotations

from itertools import permutations
from types import MappingProxyType

import pytest

from publicvalue.errors import Place
from publicvalue.evidence.columns import Column
from publicvalue.evidence.model import Answer
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.measures.ways import Agreement, TriedWay, compare_ways, order_ways
from publicvalue.words.text import Text

NOTHING = NotApplicable(Text("no period"))


def found(estimate: float, low: float, high: float, strength: int = 3) -> Number:
    return Number(estimate, low, high, 100, "percent", Text("made up"), strength)


def way(evidence: str, result: Number | NotApplicable, stands_in: bool = False, **options: object) -> TriedWay:
    return TriedWay(Answer("a.b.c.d", evidence, options=MappingProxyType(options)), stands_in, result)


NARROW, WIDE = found(10, 9, 11), found(10, 5, 15)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (way("z", found(10, 0, 20, 1)), way("a", NOTHING)),
        (way("z", found(10, 0, 20, 4)), way("a", found(10, 9, 11, 3))),
        (way("z", found(10, 0, 20, 3), stands_in=True), way("a", found(10, 9, 11, 2))),
        (way("z", WIDE), way("a", NARROW, stands_in=True)),
        (way("z", NARROW), way("a", WIDE)),
        (way("a", NARROW), way("b", NARROW)),
        (way("a", NARROW, design="before_after"), way("a", NARROW, design="staggered_adoption")),
        (way("a", NOTHING), way("b", NOTHING)),
        (way("b", NOTHING), way("a", NOTHING, stands_in=True)),
    ],
    ids=["number", "strength", "strength before own kind", "own kind", "narrower", "id", "options", "none", "own none"],
)
def test_first_way_counts_in_whichever_order_they_are_written(first: TriedWay, second: TriedWay) -> None:
    assert order_ways([first, second]) == [0, 1]
    assert order_ways([second, first]) == [1, 0]


def test_order_of_many_ways_does_not_depend_on_how_they_are_written() -> None:
    ways = [way("d", NARROW), way("c", WIDE), way("b", NOTHING), way("a", found(3, 2, 4, 2))]
    written = [[ways[place] for place in order] for order in permutations(range(4))]
    ordered = [[one[place].answer.evidence for place in order_ways(one)] for one in written]
    assert ordered == [["d", "c", "a", "b"]] * 24


@pytest.mark.parametrize(
    ("counts", "other", "no_change", "said"),
    [
        (found(10, 8, 12), found(13, 11, 15), None, "agrees"),
        (found(10, 8, 12), found(13, 12, 15), None, "agrees"),
        (found(10, 8, 12), found(14, 12.1, 15), None, "contradicts"),
        (found(14, 12.1, 15), found(10, 8, 12), None, "contradicts"),
        # Of a change: opposite, and beyond what the other leaves open.
        (found(-18, -30, -6), found(2, -9, 13), 0.0, "contradicts"),
        (found(2, -9, 13), found(-18, -30, -6), 0.0, "contradicts"),
        (found(-18, -30, -6), found(2, -9, 13), None, "agrees"),
        (found(-18, -30, -6), found(2, -9, 13), 5.0, "agrees"),
        (found(-18, -30, -6), found(2, -20, 24), 0.0, "agrees"),
        (found(-18, -40, 4), found(2, -9, 13), 0.0, "agrees"),
        (found(-18, -30, -6), found(0, -9, 9), 0.0, "agrees"),
        (found(-18, -30, -6), found(-3, -9, 3), 0.0, "agrees"),
        # Much weaker evidence contradicts nothing, and what has no number says nothing.
        (found(10, 8, 12, 4), found(50, 49, 51, 3), None, "contradicts"),
        (found(10, 8, 12, 3), found(50, 49, 51, 4), None, "contradicts"),
        (found(10, 8, 12, 4), found(50, 49, 51, 2), None, "not_compared"),
        (found(10, 8, 12, 1), found(50, 49, 51, 3), None, "not_compared"),
        (found(10, 8, 12), NOTHING, None, "not_compared"),
        (NOTHING, NOTHING, None, "not_compared"),
    ],
)
def test_other_way_contradicts_where_it_tells_otherwise(
    counts: Number | NotApplicable, other: Number | NotApplicable, no_change: float | None, said: Agreement
) -> None:
    assert compare_ways(counts, other, no_change, 1) == said


def test_how_far_strengths_may_lie_apart_is_the_frameworks_to_say() -> None:
    strong, weak = found(10, 8, 12, 4), found(50, 49, 51, 3)
    assert [compare_ways(strong, weak, None, apart) for apart in (0, 1)] == ["not_compared", "contradicts"]


def test_way_of_an_answer_does_not_go_by_where_it_stands() -> None:
    def answer(line: int, name: str = "days") -> Answer:
        columns = MappingProxyType({"value": (Column(name, place=Place("a.yaml", line)),)})
        return Answer(
            "a.b.c.d", "offices", columns, by=MappingProxyType({"group": Column("x", place=Place("b", line))})
        )

    assert answer(3).way == answer(40).way
    assert answer(3).way != answer(3, "hours").way


def test_measures_of_change_say_what_no_change_is() -> None:
    changes = {id for id, definition in DEFINITIONS.items() if definition.no_change is not None}
    assert changes == {
        *("adoption_effect", "before_after", "interrupted_series", "randomised_difference", "staggered_adoption"),
        *("survey_difference", "synthetic_control", "threshold_discontinuity"),
    }
    assert {DEFINITIONS[id].no_change for id in changes} == {0.0}


def test_a_single_answer_is_contradicted_only_from_beyond_its_part_of_the_scale() -> None:
    grade, all_in_place, half, none = (
        found(85, 71, 99, 2),
        found(100, 100, 100, 2),
        found(40, 40, 40, 2),
        found(0, 0, 0, 2),
    )
    said = [compare_ways(one, grade, None, 1, coarse=True) for one in (all_in_place, half, none)]
    assert said == ["agrees", "contradicts", "contradicts"]
    assert compare_ways(all_in_place, grade, None, 1) == "contradicts"
