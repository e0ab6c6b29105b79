"""Small steps of the scores, each against what is counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from made_up import number
from publicvalue.errors import MethodError
from publicvalue.framework.model import PUBLIC_VALUE, Goalposts
from publicvalue.scores import ranks
from publicvalue.scores.aggregate import Method, aggregate_groups
from publicvalue.scores.bounds import bounds, coverage
from publicvalue.scores.drivers.what_if import gain_if_raised
from publicvalue.scores.goalposts import fold_values, score_draws, score_values
from publicvalue.scores.ranks import batches, rank_systems
from publicvalue.scores.sheet import ScoreSheet, _median_strength, interval, score_assessment
from publicvalue.scores.simulation.samples import draw_inputs
from publicvalue.scores.simulation.uncertainty import weigh
from publicvalue.scores.tree import Tree, TreeLevel, build_tree
from small_framework import small_framework

FRAMEWORK = replace(small_framework(), weight_spread=0.0, anchor_spread=0.0)
COSTS, HARM, SERVICE = "economic.benefit.costs", "economic.risk.harm", "citizen.benefit.service"
MEASURED = {f"{COSTS}.a": number(64, 3, strength=2), f"{COSTS}.b": number(36, 2, strength=5)}


@pytest.fixture
def sheet() -> ScoreSheet:
    return score_assessment(FRAMEWORK, MEASURED, 1, 4000)


@pytest.mark.parametrize(
    ("draws", "share", "place"), [(40, 0.025, 0), (41, 0.025, 1), (1000, 0.5, 499), (1000, 0.975, 974), (1, 0.0, 0)]
)
def test_place_is_the_smallest_at_or_below_which_lies_the_share(draws: int, share: float, place: int) -> None:
    assert ranks._place(draws, share) == place


def test_batches_hold_every_draw_once() -> None:
    assert list(batches(2500, 1000)) == [(0, 1000), (1000, 2000), (2000, 2500)]
    assert list(batches(1000, 1000)) == [(0, 1000)]


def test_error_of_rank_ends_is_that_of_their_batches() -> None:
    scores = np.random.default_rng(7).normal(np.arange(6.0), 2.0, (900, 6))
    found = rank_systems(scores, np.random.default_rng(1), batch=300)
    own = [np.sort(ranks.rank_scores(part, np.random.default_rng(1)), axis=0) for part in np.split(scores, 3)]
    # 2.5 and 97.5 percent of 300 draws are the 8th and the 293rd.
    expected = [np.std([one[place] for one in own], axis=0, ddof=1) / np.sqrt(3) for place in (7, 292)]
    np.testing.assert_allclose(found.error, expected)
    assert np.isnan(rank_systems(scores, np.random.default_rng(1)).error).all()


def test_equal_random_numbers_are_told_apart_by_all_their_digits() -> None:
    run = np.array([1, 1, 1, 2, 2])
    by = np.array([0.5 + 2**-50, 0.5, 0.25, 0.75, 0.125])
    assert ranks._order_within(run, by).tolist() == [2, 1, 0, 4, 3]
    assert ranks._order_within(np.array([1, 1, 2, 2]), np.array([0.9, 0.1, 0.3, 0.2])).tolist() == [1, 0, 3, 2]
    for bits in (61, 62, 63):
        many = np.array([1, 1, 1 << (bits - ranks.DIGITS)])
        assert ranks._order_within(many, np.array([0.9, 0.1, 0.5])).tolist() == [1, 0, 2]


def test_refusals_of_ranks_say_what_is_wanted() -> None:
    for scores, what in (
        (np.empty((0, 3)), "ranks of nothing"),
        (np.array([[np.inf]]), "a score that is to be ranked"),
    ):
        with pytest.raises(MethodError) as caught:
            rank_systems(scores, np.random.default_rng(1))
        assert caught.value.problems[0].what.startswith(what)


def test_gain_of_raising_components(sheet: ScoreSheet) -> None:
    # Costs score (64 + 36) / 2 = 50; public value is that of what is evidenced, which is costs alone.
    assert gain_if_raised(sheet.simulation, [COSTS]) == pytest.approx(25)
    assert gain_if_raised(sheet.simulation, [COSTS], target=60.0) == pytest.approx(10)
    assert gain_if_raised(sheet.simulation, [COSTS], target=40.0) == 0
    assert gain_if_raised(sheet.simulation, [HARM, "no.such.component"]) == 0
    nothing = score_assessment(FRAMEWORK, {}, 1, 10)
    assert gain_if_raised(nothing.simulation, [COSTS]) == 0.0


def test_coverage_and_bounds_of_each_level(sheet: ScoreSheet) -> None:
    points = sheet.simulation.points
    assert [one.tolist() for one in coverage(build_tree(FRAMEWORK), points)] == [
        pytest.approx([1, 0, 0]),
        pytest.approx([0.5, 0]),
        pytest.approx([0.25]),
    ]
    lows, highs = bounds(build_tree(FRAMEWORK), points)
    # Scores below 1 count as 1 in a geometric mean.
    assert [lows[0].tolist(), highs[0].tolist()] == [pytest.approx([50, 0, 0]), pytest.approx([50, 100, 100])]
    assert highs[-1].tolist() == pytest.approx([(50**0.5 * 100**0.5) ** 0.5 * 100**0.5])
    assert lows[-1].tolist() == pytest.approx([((50**0.5) ** 0.5)])


def test_score_of_a_node_has_its_numbers(sheet: ScoreSheet) -> None:
    score, unknown = sheet.scores[COSTS], sheet.scores[SERVICE]
    assert (score.value, score.coverage, score.strength) == (pytest.approx(50), 1.0, 2)
    draws = sheet.evidenced[COSTS]
    assert (score.low, score.high) == pytest.approx(tuple(np.quantile(draws, [0.025, 0.975])))
    assert (unknown.value, unknown.low, unknown.high, unknown.coverage, unknown.strength) == (None, None, None, 0.0, 0)
    assert (unknown.bound_low, unknown.bound_high) == (0, 100)
    assert sheet.scores[f"{SERVICE}.a"].bound_high == 100
    assert (sheet.scores[f"{SERVICE}.a"].bound_low, sheet.scores[f"{SERVICE}.a"].coverage) == (0, 0)
    one = sheet.scores[f"{COSTS}.b"]
    assert (one.value, one.bound_low, one.bound_high, one.coverage, one.strength) == (36, 36, 36, 1, 5)
    assert (sheet.scores["stage.outputs"].coverage, sheet.scores["category.benefit"].coverage) == (
        pytest.approx(0.5),
        pytest.approx(1 / 3),
    )


def test_interval_holds_the_score_itself() -> None:
    draws = np.linspace(40.0, 60.0, 1001)
    assert interval(draws, 50.0) == pytest.approx((40.5, 59.5))
    assert interval(draws, 30.0) == pytest.approx((30.0, 59.5))
    assert interval(draws, 70.0) == pytest.approx((40.5, 70.0))


@pytest.mark.parametrize(
    ("strengths", "weights", "median"),
    [
        ([1, 3, 5], [1.0, 1.0, 1.0], 3),
        ([5, 1, 3], [0.1, 0.1, 1.0], 3),
        # At a tie the lower one.
        ([2, 4], [1.0, 1.0], 2),
        ([4, 2], [1.0, 1.1], 2),
        ([-1, 4], [9.0, 1.0], 4),
        ([0, 4], [9.0, 1.0], 0),
        ([-1, -1], [1.0, 1.0], 0),
        ([3, 4], [0.0, 0.0], 0),
        ([1, 5, 5], [1.0, 0.6, 0.5], 5),
    ],
)
def test_strength_is_the_weighted_median_of_what_is_known(
    strengths: list[int], weights: list[float], median: int
) -> None:
    assert _median_strength(np.array(strengths), np.array(weights)) == median


def test_probability_at_least_counts_draws_on_the_score(sheet: ScoreSheet) -> None:
    counted = replace(
        sheet, evidenced={"n": np.array([40.0, 50.0, 60.0, 70.0])}, everything={"n": np.array([0.0, 90.0])}
    )
    assert counted.probability_at_least("n", 50.0) == 0.75
    assert counted.probability_at_least("n", 50.0, "all") == 0.5
    unknown = replace(sheet, evidenced={"n": np.array([np.nan, 50.0])})
    assert unknown.probability_at_least("n", 50.0) is None
    assert sheet.probability_at_least(PUBLIC_VALUE, 0.0) == 1.0


def goalposts(basis: str = "judgement", fold: str = "none") -> Goalposts:
    found = FRAMEWORK.indicators[0].goalposts
    return replace(found, anchors=((10.0, 0.0), (30.0, 100.0)), basis=basis, fold=fold)  # type: ignore[arg-type]


def test_judged_goalposts_move_and_stretch_about_their_middle() -> None:
    values, moves = np.array([10.0, 20.0, 30.0]), np.array([[0.1, 0.0, 0.0], [0.0, 0.25, 0.25]])
    # Moved by a tenth of their width, 2, the curve begins at 12; stretched by a quarter, it runs from 7.5 to 32.5.
    assert score_draws(goalposts(), values, moves).tolist() == pytest.approx([0, 50, 90])
    assert score_draws(goalposts(), np.array([22.0, 7.5, 32.5]), moves).tolist() == pytest.approx([50, 0, 100])
    assert score_draws(goalposts("standard"), values, moves).tolist() == [0, 50, 100]
    assert score_draws(goalposts(), values, None).tolist() == [0, 50, 100]
    assert score_values(goalposts(), np.array([0.0, 15.0, 99.0])).tolist() == [0, 25, 100]


def test_folded_values_are_magnitudes_or_the_smaller_of_a_ratio_and_its_inverse() -> None:
    values = np.array([-4.0, 0.5, 2.0])
    assert fold_values(goalposts(fold="magnitude"), values).tolist() == [4.0, 0.5, 2.0]
    assert fold_values(goalposts(fold="ratio"), values[1:]).tolist() == [0.5, 0.5]
    assert fold_values(goalposts(fold="ratio"), np.array([0.0]))[0] == pytest.approx(0, abs=1e-300)


def test_method_of_the_first_draws() -> None:
    method = Method((np.arange(12.0).reshape(6, 2), np.ones((6, 1))), (None, np.arange(6)))
    first = method.first(4)
    assert [one.shape for one in first.weights] == [(4, 2), (4, 1)]
    assert (first.picks[0], first.picks[1].tolist()) == (None, [0, 1, 2, 3])  # type: ignore[union-attr]


def test_shares_of_indicators_multiply_up_the_tree() -> None:
    tree = build_tree(replace(FRAMEWORK, weights={f"{COSTS}.a": 3.0, "citizen": 4.0, "economic.risk": 0.0}))
    assert tree.indicators == (
        *(f"{COSTS}.{x}" for x in "ab"),
        *(f"{HARM}.{x}" for x in "ab"),
        *(f"{SERVICE}.{x}" for x in "ab"),
    )
    assert [tree.leaf_shares(level).tolist() for level in range(3)] == [
        [0.75, 0.25, 0.5, 0.5, 0.5, 0.5],
        [0.75, 0.25, 0, 0, 0.5, 0.5],
        pytest.approx([0.15, 0.05, 0, 0, 0.4, 0.4]),
    ]
    assert [tree.leaf_nodes(level).tolist() for level in range(3)] == [
        [0, 0, 1, 1, 2, 2],
        [0, 0, 0, 0, 1, 1],
        [0] * 6,
    ]


def test_nodes_of_indicators_where_a_category_has_two_components() -> None:
    def level(name: str, children: tuple[str, ...], nodes: tuple[str, ...], *starts: int) -> TreeLevel:
        weights = np.array([3.0, *[1.0] * (len(children) - 1)])
        return TreeLevel(name, children, nodes, np.array(starts), weights, ("arithmetic",))

    tree = Tree(
        (
            level("component", ("a1", "a2", "b1", "c1", "d1"), ("a", "b", "c", "d"), 0, 2, 3, 4),
            level("category", ("a", "b", "c", "d"), ("x", "y", "z"), 0, 2, 3),
            level("dimension", ("x", "y", "z"), ("m", "n"), 0, 2),
            level("public_value", ("m", "n"), (PUBLIC_VALUE,), 0),
        )
    )
    assert [tree.leaf_nodes(place).tolist() for place in range(4)] == [
        [0, 0, 1, 2, 3],
        [0, 0, 0, 1, 2],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
    ]
    assert [tree.leaf_shares(place).tolist() for place in range(3)] == [
        [0.75, 0.25, 1, 1, 1],
        [0.5625, 0.1875, 0.25, 1, 1],
        pytest.approx([0.421875, 0.140625, 0.1875, 0.25, 1]),
    ]
    assert tree.components == ("a", "b", "c", "d")


def test_groups_stand_along_the_last_axis_whatever_each_draw_takes() -> None:
    # Two rounds of two draws of three children in two groups; the second draw takes the geometric mean.
    scores = np.array([[[10.0, 40.0, 7.0], [10.0, 40.0, 7.0]], [[20.0, 80.0, 5.0], [20.0, 80.0, 5.0]]])
    starts, even = np.array([0, 2]), np.ones((2, 3))
    stated = aggregate_groups(scores, even, starts, ("arithmetic", "geometric"))
    np.testing.assert_allclose(stated, [[[25, 7], [25, 7]], [[50, 5], [50, 5]]])
    mixed = aggregate_groups(scores, even, starts, ("arithmetic", "geometric"), np.array([0, 1]))
    np.testing.assert_allclose(mixed, [[[25, 7], [20, 7]], [[50, 5], [40, 5]]])


def test_equal_weights_stay_zero_where_the_given_ones_are() -> None:
    tree = build_tree(replace(FRAMEWORK, weights={"citizen": 0.0, "economic": 3.0}))
    inputs = draw_inputs({"people": 1}, ((0, 2),), np.random.default_rng(1))
    found = weigh(tree.levels[-1], np.array([[1.0, 1.0], [1.0, 2.0]]), np.array([False, True]), inputs)
    assert found.tolist() == [[3, 0], [1, 0]]
