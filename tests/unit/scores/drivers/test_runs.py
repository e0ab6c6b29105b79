"""Weights of runs, equal ones and those of the points, and what a scale is where nothing varies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from publicvalue.scores.composite.describe import correlations
from publicvalue.scores.drivers.design import _points
from publicvalue.scores.drivers.sobol import Evaluations, _location
from publicvalue.scores.tree import build_tree
from small_framework import small_framework


def test_runs_take_equal_weights_where_they_are_drawn_and_the_given_ones_elsewhere() -> None:
    tree = build_tree(replace(small_framework(), weights={"economic.risk.harm": 3.0, "citizen.benefit.service.b": 0.0}))
    found = _points(tree, np.full((2, len(tree.indicators)), 50.0))
    chosen = replace(found, weighting=np.array([[0], [1]]))
    given, equal = (np.stack([level[run] for level in chosen.method.weights[:1]])[0] for run in (0, 1))
    assert given.tolist() == tree.levels[0].weights.tolist()
    # What has no weight is no part of the whole, also where all parts weigh the same.
    assert equal.tolist() == [1, 1, 1, 1, 1, 0]
    assert chosen.method.weights[1][1].tolist() == [1, 1, 1]
    assert chosen.method.weights[1][0].tolist() == tree.levels[1].weights.tolist()


def test_scale_of_outputs_that_do_not_vary_is_one() -> None:
    a = np.array([[5.0, 1.0], [5.0, 3.0]])
    centre, scale = _location(Evaluations(a, a.copy(), np.stack([a])))
    assert (centre.tolist(), scale.tolist()) == ([5.0, 2.0], [1.0, 1.0])
    for rounding in (1e-13, 2e-12):
        near = np.array([[5.0], [5.0 + rounding]])
        assert _location(Evaluations(near, near.copy(), np.stack([near])))[1].tolist() == [1.0]
    apart = np.array([[5.0], [5.0 + 1e-9]])
    assert 0 < _location(Evaluations(apart, apart.copy(), np.stack([apart])))[1][0] < 1e-8


def test_spearman_of_ties_takes_the_middle_of_their_ranks() -> None:
    values = np.array([[1.0, 2.0], [1.0, 5.0], [3.0, 4.0], [7.0, 9.0]])
    ranks = np.array([[1.5, 1], [1.5, 3], [3, 2], [4, 4]])
    np.testing.assert_allclose(correlations(values, "spearman")[0, 1], np.corrcoef(ranks.T)[0, 1])
