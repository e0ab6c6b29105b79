from __future__ import annotations

import numpy as np
import pytest

from effect_worlds import STAGGERED, few_controls, lone_adopters, share_held
from publicvalue.measures.effect.staggered.few_units import UnitSpread, collapse, spread_without, standing_of


def test_spread_of_changes_is_that_of_units_without_the_system_around_their_mean() -> None:
    outcome = np.array([[1.0, 2.0, 9.0], [3.0, 5.0, 4.0], [2.0, 7.0, 9.0]])
    spread = spread_without(outcome, np.array([2, 3, 3]))
    assert spread
    # Over one period: changes 1, 2, 5 and then -1, 2 of the two that had not adopted; over two: 1 and 7.
    first = np.array([1.0, 2.0, 5.0])
    assert spread.variance == pytest.approx([0, (((first - first.mean()) ** 2).sum() + 4.5) / 3, 18])
    assert spread.freedom[1:] == pytest.approx([1.5, 1])


def test_a_time_that_no_two_units_passed_varies_as_much_as_the_most_variable() -> None:
    outcome = np.array([[1.0, 2.0, np.nan, 4.0], [3.0, 5.0, 4.0, np.nan], [1.0, 4.0, np.nan, np.nan]])
    spread = spread_without(outcome, np.array([4, 4, 4]))
    assert spread
    assert spread.variance[3] == spread.variance[1:].max()


def test_nothing_is_known_of_one_unit_alone() -> None:
    assert spread_without(np.array([[1.0, 2.0, 3.0], [1.0, 5.0, 3.0]]), np.array([3, 1])) is None


def test_variance_of_a_sum_is_that_of_units_with_this_variogram() -> None:
    # A random walk with steps of variance 2, and noise of variance 3: changes over h periods vary by 2 h + 6.
    spread = UnitSpread(np.array([0.0, 8.0, 10.0, 12.0]), np.full(4, 9.0))
    row = np.array([[-0.5, -0.5, 0.25, 0.75]])
    walk = 2.0 * np.minimum(*np.meshgrid(np.arange(4), np.arange(4))) + 3 * np.eye(4)
    assert spread.covariance(row[None])[0, 0] == pytest.approx(float(row[0] @ walk @ row[0]))
    assert spread.freedom_of(row) == pytest.approx(9)


def test_clusters_stand_for_their_units() -> None:
    standing = standing_of(np.array([1, 1, 3, 3]), np.array([0, 0, 1, 1]), 3)
    outcome = np.array([[1.0, 2.0, np.nan], [3.0, 4.0, 6.0], [5.0, 5.0, 5.0], [7.0, 7.0, 8.0]])
    assert collapse(outcome, np.array([1.0, 3.0, 1.0, 1.0]), standing) == pytest.approx(
        np.array([[2.5, 3.5, 6.0], [6.0, 6.0, 6.5]])
    )
    assert standing.few.tolist() == [0, 1]
    assert not len(standing_of(np.array([1, 3]), np.array([0, 0]), 3).few)


WORLDS = {
    "1 control": few_controls(12, 1),
    "2 controls": few_controls(12, 2),
    "1 adopter": few_controls(1, 12),
    "all alone": lone_adopters(4),
    "5 controls, 3 columns before": STAGGERED["5 never, 3 sizes, regression"],
}


@pytest.mark.parametrize("name", WORLDS)
def test_interval_of_few_holds_the_truth(name: str) -> None:
    # Twice the error of 250 samples is 2.8 percent.
    assert share_held(WORLDS[name], -2.0, 250, np.random.default_rng(20261130)) >= 0.922
