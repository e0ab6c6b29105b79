from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evidence_tables import context, table_of
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.disparity.all_comparisons import adjust_by_holm
from publicvalue.measures.disparity.group_means import compare_means
from publicvalue.measures.disparity.value_disparity import measure_value_disparity
from publicvalue.measures.kernels.means import Moments
from publicvalue.measures.picture import Intervals
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable


def groups(**values: np.ndarray) -> EvidenceTable:
    return table_of(
        value=np.concatenate(list(values.values())).tolist(),
        group=[name for name, own in values.items() for _ in own],
    )


def measure(evidence: EvidenceTable, draws: int = 2000, **options: object) -> Measured:
    result = measure_value_disparity(evidence, context("days", draws=draws, **options))
    assert isinstance(result, Measured), result
    return result


RNG = np.random.default_rng(11)
NORTH, SOUTH, WEST = RNG.normal(20, 5, 200), RNG.normal(24, 9, 60), RNG.normal(23.8, 6, 80)
THREE = groups(north=NORTH, south=SOUTH, west=WEST)


def test_one_comparison_is_that_of_welch() -> None:
    result = measure(groups(north=NORTH, south=SOUTH))
    known = stats.ttest_ind(SOUTH, NORTH, equal_var=False)
    assert result.estimate == pytest.approx(SOUTH.mean() - NORTH.mean())
    assert (result.low, result.high) == pytest.approx(tuple(known.confidence_interval()), abs=0.01)
    assert result.details[0].rows[1][-1] == pytest.approx(known.pvalue, rel=0.05)


def test_a_group_that_only_just_differs_most_is_moved_towards_the_reference() -> None:
    several = measure(THREE)
    worst = "south" if SOUTH.mean() > WEST.mean() else "west"
    alone = measure(THREE, groups=[worst])
    assert several.estimate == alone.estimate
    assert several.low < alone.low
    assert several.high <= alone.high
    assert several.diagnostics[0].text.endswith("picked from 2 comparisons; the interval allows for that.")


def test_draws_agree_with_the_interval() -> None:
    result = measure(THREE, draws=300_000)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], rel=0.02)


def test_picture_shows_every_group_at_once() -> None:
    result = measure(THREE)
    picture = result.pictures[0]
    assert isinstance(picture, Intervals)
    assert [point.label for point in picture.points] == ["south", "west"]
    alone = measure(THREE, groups=["west"])
    assert picture.points[1].low < alone.low < alone.high < picture.points[1].high


def test_tiny_groups_are_neither_named_nor_shown() -> None:
    result = measure(groups(north=NORTH, south=SOUTH, reef=np.array([1.0, 2.0]), islands=NORTH[:8]))
    rows = {row[0]: row[1:] for row in result.details[0].rows}
    # Reef alone could be had by subtraction: the next smallest group hides it.
    assert "reef" not in rows
    assert rows["1 group of fewer than 5"] == rows["islands"] == (None,) * 8
    assert rows["north"][0] == len(NORTH)
    text = "Not compared, because they have fewer than 30 cases: islands, 1 group of fewer than 5."
    assert Diagnostic("Small groups left out", None, text) in result.diagnostics


def test_a_group_hidden_for_another_is_not_in_the_picture() -> None:
    sizes = {"north": NORTH, "south": SOUTH, "west": NORTH[:40] + 3.0, "reef": np.array([1.0, 2.0])}
    result = measure(groups(**sizes))
    rows = {row[0]: row[1:] for row in result.details[0].rows}
    assert set(rows["1 group of fewer than 5"]) == set(rows["west"]) == {None} or set(rows["north"]) == {None}
    picture = result.pictures[0]
    assert isinstance(picture, Intervals)
    worst = result.diagnostics[0].text.split(" differs")[0]
    shown = {name for name, row in rows.items() if row[0] is not None}
    assert {point.label for point in picture.points} == (shown | {worst}) - {"north"}


def test_skewed_values_are_named() -> None:
    result = measure(groups(north=NORTH, south=RNG.exponential(5, 60) ** 2))
    check = next(check for check in result.diagnostics if check.name == "Cases enough for the skewness")
    assert check.passed is False
    assert check.text == "Too few for skewed values (Cochran's rule) in: south."


def test_values_that_do_not_vary_give_no_error() -> None:
    result = measure_value_disparity(groups(north=NORTH, south=np.full(40, 3.0)), context("days"))
    assert result == NotApplicable("All values are the same in south, so no error can be given.")


def test_holm_is_that_of_the_source() -> None:
    assert adjust_by_holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert adjust_by_holm([0.9, 0.6]) == [1.0, 1.0]
    assert adjust_by_holm([]) == []


@pytest.mark.parametrize(("squares", "flat"), [(0.0, True), (1e-33, True), (1e-9, False)])
def test_rounded_sums_of_equal_values_are_no_spread(squares: float, flat: bool) -> None:
    sums = {"north": Moments(40, 3.0, 20.0, 0.0), "south": Moments(38, 0.1, squares, 0.0)}
    result = compare_means(sums, context("days"), ())
    assert (result == NotApplicable("All values are the same in south, so no error can be given.")) == flat
