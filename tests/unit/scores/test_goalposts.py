"""Goalposts: clamped, folded, and varied only where they rest on judgement."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.framework.model import Fold, Goalposts
from publicvalue.scores.goalposts import score_draws, score_values


def posts(*anchors: tuple[float, float], fold: Fold = "none", basis: str = "standard") -> Goalposts:
    return Goalposts(anchors, basis, "tests", fold)


@pytest.mark.parametrize(("value", "score"), [(-5, 0), (0, 0), (5, 25), (10, 50), (15, 75), (20, 100), (99, 100)])
def test_curve_is_linear_between_anchors_and_clamped_outside(value: float, score: float) -> None:
    assert score_values(posts((0, 0), (10, 50), (20, 100)), np.array([value]))[0] == pytest.approx(score)


def test_falling_curve() -> None:
    assert score_values(posts((0, 100), (20, 0)), np.array([5.0]))[0] == pytest.approx(75)


def test_magnitude_reads_both_sides_alike() -> None:
    curve = posts((0, 100), (20, 0), fold="magnitude")
    assert score_values(curve, np.array([-5.0, 5.0])).tolist() == [75, 75]


def test_ratio_reads_a_ratio_and_its_inverse_alike() -> None:
    curve = posts((0.5, 0), (1, 100), fold="ratio")
    assert score_values(curve, np.array([0.8, 1.25, 1.0])).tolist() == pytest.approx([60, 60, 100])


def test_only_judged_anchors_vary() -> None:
    draws = np.full(2000, 10.0)
    moves = np.random.default_rng(1).uniform(-0.1, 0.1, (2, len(draws)))
    firm = score_draws(posts((0, 0), (20, 100)), draws, moves)
    judged = score_draws(posts((0, 0), (20, 100), basis="judgement"), draws, moves)
    assert np.ptp(firm) == 0
    # A shift of up to a tenth of the range moves a score in the middle by up to 10 points, stretched by up to 1/0.9.
    assert 48 < np.mean(judged) < 52
    assert 15 < np.ptp(judged) <= 2 * 10 / 0.9


def test_interval_comes_through_the_curve() -> None:
    draws = np.random.default_rng(2).normal(0, 10, 20000)
    low, high = np.quantile(score_draws(posts((0, 0), (10, 100)), draws, None), [0.025, 0.975])
    assert (low, high) == (0, 100)
