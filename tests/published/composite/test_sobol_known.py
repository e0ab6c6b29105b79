"""Sobol indices against the Ishigami function's analytic values, SALib on the same sample, and COINr's numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from SALib.analyze import sobol as salib

from known_answers import known_answers
from publicvalue.scores.drivers.sobol import (
    Evaluations,
    pick_freeze,
    saltelli_samples,
    sobol_indices,
    split_blocks,
    split_interleaved,
)

Find = Callable[[str], Path]


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = -np.pi + 2 * np.pi * unit
    y = np.sin(x[..., 0]) + 7 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])
    return y[..., np.newaxis]


def test_ishigami_as_derived_by_hand(shared_data: Find) -> None:
    known = known_answers(shared_data)["sobol_ishigami"]
    rng = np.random.default_rng(1)
    a, b = saltelli_samples(known["N"], 3, rng)
    found = sobol_indices(Evaluations(ishigami(a), ishigami(b), ishigami(pick_freeze(a, b))), 0, rng)
    assert found.first[:, 0] == pytest.approx(known["S1"], abs=known["tol"])
    assert found.total[:, 0] == pytest.approx(known["ST"], abs=known["tol"])


@pytest.mark.parametrize("second", [True, False])
def test_indices_equal_salib_on_the_same_sample(second: bool) -> None:
    rng = np.random.default_rng(2)
    rows = 256 * (8 if second else 5)
    # Any numbers will do: both only read them as the outputs of a design.
    outputs = rng.normal(40, 3, (rows, 5))
    found = sobol_indices(split_interleaved(outputs, 3, second), 0, rng)
    problem = {"num_vars": 3, "names": ["x", "y", "z"], "bounds": [[0, 1]] * 3}
    for column in range(5):
        theirs = salib.analyze(problem, outputs[:, column], calc_second_order=second, num_resamples=2, seed=1)
        assert found.first[:, column] == pytest.approx(theirs["S1"], rel=1e-9)
        # SALib divides by the population's variance, we by the sample's, as COINr does.
        assert found.total[:, column] * 512 / 511 == pytest.approx(theirs["ST"], rel=1e-9)
        expected = [theirs["S2"][pair] for pair in found.pairs]
        assert found.second[:, column] == pytest.approx(expected, rel=1e-9)


def test_confidence_agrees_with_salib() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.random((400, 3)), rng.random((400, 3))
    outputs = Evaluations(ishigami(a), ishigami(b), ishigami(pick_freeze(a, b)))
    found = sobol_indices(outputs, 2000, rng)
    rows = np.concatenate([outputs.a[np.newaxis], outputs.ab, outputs.b[np.newaxis]])
    problem = {"num_vars": 3, "names": ["x", "y", "z"], "bounds": [[0, 1]] * 3}
    flat = np.moveaxis(rows, 0, 1).ravel()
    theirs = salib.analyze(problem, flat, calc_second_order=False, num_resamples=2000, seed=4)
    assert found.first_half[:, 0] == pytest.approx(theirs["S1_conf"], rel=0.1)
    assert found.total_half[:, 0] == pytest.approx(theirs["ST_conf"], rel=0.1)


def test_total_order_equals_coinr_and_first_order_in_its_mode(shared_data: Find) -> None:
    def read(name: str, columns: object = None) -> np.ndarray:
        path = shared_data(f"composite-index/sensitivity/{name}.csv")
        return np.loadtxt(path, delimiter=",", skiprows=1, usecols=columns, ndmin=2)  # type: ignore[call-overload,no-any-return]

    theirs, outputs, inputs = read("ishigami_sobol", (1, 2)), read("ishigami_y"), read("ishigami_X")
    assert ishigami(inputs) == pytest.approx(outputs, rel=1e-9)
    rng = np.random.default_rng(1)
    ours = sobol_indices(split_blocks(outputs, 3), 0, rng)
    as_coinr = sobol_indices(split_blocks(outputs, 3), 0, rng, "uncentred")
    assert ours.total[:, 0] == pytest.approx(theirs[:, 1], rel=1e-9)
    assert as_coinr.total[:, 0] == pytest.approx(theirs[:, 1], rel=1e-9)
    assert as_coinr.first[:, 0] == pytest.approx(theirs[:, 0], rel=1e-9)
    # A constant added to every output changes no share of variance. Uncentred, it changes the estimate.
    shifted = split_blocks(outputs + 100, 3)
    assert sobol_indices(shifted, 0, rng).first == pytest.approx(ours.first, rel=1e-9)
    assert np.abs(sobol_indices(shifted, 0, rng, "uncentred").first - as_coinr.first).max() > 0.1


def test_variance_equals_coinr(shared_data: Find) -> None:
    path = shared_data("composite-index/sensitivity/ishigami_y.csv")
    known = json.loads(shared_data("composite-index/sensitivity/ishigami.json").read_text(encoding="utf-8"))
    outputs = split_blocks(np.loadtxt(path, skiprows=1, ndmin=2), known["d"])
    found = sobol_indices(outputs, 0, np.random.default_rng(1))
    assert found.variance[0] == pytest.approx(known["variance"], rel=1e-9)
