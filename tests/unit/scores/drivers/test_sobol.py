"""Sobol indices on models whose shares of variance are known, and designs that cannot be used."""

from __future__ import annotations

import numpy as np
import pytest

from publicvalue.errors import MethodError
from publicvalue.scores.drivers.sobol import (
    Evaluations,
    pick_freeze,
    saltelli_samples,
    sobol_indices,
    split_blocks,
    split_interleaved,
)


def evaluate(model: object, runs: int, factors: int, second: bool = False) -> Evaluations:
    a, b = saltelli_samples(runs, factors, np.random.default_rng(5))
    mixed = model(pick_freeze(b, a)) if second else None  # type: ignore[operator]
    return Evaluations(model(a), model(b), model(pick_freeze(a, b)), mixed)  # type: ignore[operator]


def additive(x: np.ndarray) -> np.ndarray:
    return np.stack([3 * x[..., 0] + 4 * x[..., 1], 10 + x[..., 1], np.full(x.shape[:-1], 7.0)], axis=-1)


def product(x: np.ndarray) -> np.ndarray:
    """Of two centred inputs: no first order, all interaction."""
    return ((x[..., 0] - 0.5) * (x[..., 1] - 0.5))[..., np.newaxis]


def test_additive_model_splits_its_variance_by_squared_coefficients() -> None:
    found = sobol_indices(evaluate(additive, 4096, 2), 0, np.random.default_rng(1))
    assert found.first[:, 0] == pytest.approx([9 / 25, 16 / 25], abs=0.01)
    assert found.total[:, 0] == pytest.approx([9 / 25, 16 / 25], abs=0.01)
    assert found.first[:, 1] == pytest.approx([0, 1], abs=0.01)
    assert found.variance[:2] == pytest.approx([25 / 12, 1 / 12], rel=0.01)


def test_output_that_does_not_vary_has_no_indices() -> None:
    found = sobol_indices(evaluate(additive, 64, 2), 10, np.random.default_rng(1))
    assert np.isnan(found.first[:, 2]).all()
    assert np.isnan(found.total[:, 2]).all()
    assert found.variance[2] == 0


def test_product_is_all_interaction() -> None:
    found = sobol_indices(evaluate(product, 4096, 2, second=True), 50, np.random.default_rng(1))
    assert found.first[:, 0] == pytest.approx([0, 0], abs=0.02)
    assert found.total[:, 0] == pytest.approx([1, 1], abs=0.03)
    assert found.second[:, 0] == pytest.approx([1], abs=0.05)
    assert found.pairs == ((0, 1),)


def test_half_widths_cover_the_share_as_often_as_they_should() -> None:
    rng, inside = np.random.default_rng(8), 0
    for _ in range(200):
        a, b = rng.random((256, 2)), rng.random((256, 2))
        found = sobol_indices(Evaluations(additive(a), additive(b), additive(pick_freeze(a, b))), 200, rng)
        inside += abs(found.total[0, 0] - 9 / 25) <= found.total_half[0, 0]
    assert 0.90 <= inside / 200 <= 0.99


def test_without_resamples_there_is_no_half_width() -> None:
    found = sobol_indices(evaluate(product, 16, 2), 0, np.random.default_rng(1))
    assert np.isnan(found.first_half).all()


def test_same_generator_gives_the_same_numbers() -> None:
    outputs = evaluate(product, 64, 2)
    once, again = (sobol_indices(outputs, 20, np.random.default_rng(3)).total_half for _ in range(2))
    assert (once == again).all()


def test_orders_of_rows_hold_the_same_design() -> None:
    outputs = evaluate(additive, 8, 2, second=True)
    assert outputs.ba is not None
    runs = np.stack([outputs.a, *outputs.ab, *outputs.ba, outputs.b], axis=1).reshape(-1, 3)
    blocks = np.concatenate([outputs.a, outputs.b, *outputs.ab])
    read, other = split_interleaved(runs, 2, second=True), split_blocks(blocks, 2)
    assert (read.ab == outputs.ab).all()
    assert read.ba is not None
    assert (read.ba == outputs.ba).all()
    assert (other.b == outputs.b).all()


def test_rows_that_make_no_design_are_refused() -> None:
    with pytest.raises(MethodError) as refused:
        split_blocks(np.zeros((11, 1)), 3)
    assert str(refused.value) == "11 rows of outputs\n    expected: a multiple of 5: the whole pick-freeze design"


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ((np.zeros((4, 1)), np.zeros((5, 1)), np.zeros((2, 4, 1))), "do not fit together"),
        ((np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((2, 1, 1))), "with 1 runs"),
        ((np.full((4, 1), np.nan), np.zeros((4, 1)), np.zeros((2, 4, 1))), "not a finite number"),
    ],
)
def test_outputs_that_cannot_be_used_are_refused(parts: tuple[np.ndarray, ...], what: str) -> None:
    with pytest.raises(MethodError, match=what):
        Evaluations(*parts)
