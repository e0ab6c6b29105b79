"""Errors of the data as drivers of a composite index: analytic shares, SALib on the same runs, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from SALib.analyze import sobol as salib

from publicvalue.errors import InputError, MethodError
from publicvalue.files.disk.run_files import keep_runs
from publicvalue.scores.composite.aggregate import Aggregation
from publicvalue.scores.composite.choice_runs import ERRORS, ChoiceDesign, plan_runs
from publicvalue.scores.composite.chunks import Chunks
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.drivers import find_choice_drivers, find_level_drivers
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.measurement import CellErrors
from publicvalue.scores.composite.normalise import Scaled
from publicvalue.scores.composite.uncertainty import Alternatives, run_uncertainty

# Linear: the index is the weighted mean of the values as they are.
INDEX = Index(
    (Indicator("a", "left"), Indicator("b", "left"), Indicator("c", "right")),
    (Group("left", "top"), Group("right", "top"), Group("top")),
)
CODES = INDEX.codes[:3]
VALUES = np.array([[40.0, 60.0, 20.0], [50.0, 50.0, 50.0], [70.0, 10.0, 90.0]])
SIZES = np.array([[3.0, 4.0, 1.0], [2.0, 0.0, 5.0], [np.nan, np.nan, np.nan]])
DATA = Data(("u", "v", "exact"), CODES, VALUES)
# Weights of a, b, c, left, right, top: an even index, and one in which left counts three times as much.
WEIGHTS = np.array([[1, 1, 1, 1, 1, 1], [1, 1, 1, 3, 1, 1]], dtype=float)
SHARES = np.array([[0.25, 0.25, 0.5], [0.375, 0.375, 0.25]])
LINEAR = Alternatives(normalisations=(Scaled(),), weights=WEIGHTS, errors=CellErrors(SIZES, 7))
RUNS = 1024


def design(seed: int, **changes: object) -> ChoiceDesign:
    return replace(ChoiceDesign(np.random.default_rng(seed), runs=RUNS), **changes)


def analytic(unit: int) -> tuple[float, float, float]:
    """Return the shares of the weights alone, of the errors alone, and of both together, of a linear index."""
    sizes, means = np.nan_to_num(SIZES[unit]), SHARES @ VALUES[unit]
    weights, errors = means.var(), ((SHARES.mean(axis=0) * sizes) ** 2).sum()
    whole = weights + np.mean([((share * sizes) ** 2).sum() for share in SHARES])
    return weights / whole, errors / whole, (whole - weights - errors) / whole


def check_shares(found: np.ndarray, known: object, half: np.ndarray) -> None:
    """Check that shares lie within three standard errors of the known ones, and that these are small."""
    assert (half < 0.15).all()
    assert (np.abs(found - np.array(known)) <= 3 / 1.96 * half + 1e-9).all()


def test_shares_of_errors_and_of_weights_are_the_analytic_ones() -> None:
    found = find_choice_drivers(INDEX, DATA, LINEAR, design(1, second=True))
    assert found.choices == ("weights", ERRORS)
    assert found.units == DATA.units
    assert found.runs == 6 * RUNS
    for unit in (0, 1):
        weights, errors, both = analytic(unit)
        check_shares(found.scores.first[:, unit], [weights, errors], found.scores.first_half[:, unit])
        check_shares(found.scores.total[:, unit], [weights + both, errors + both], found.scores.total_half[:, unit])
        check_shares(found.scores.second[:, unit], [both], found.scores.second_half[:, unit])
    # Weights do not move a unit that is even, and errors do not move one that is known exactly.
    assert analytic(1)[0] == 0
    assert found.scores.total[:, 2] == pytest.approx([1, 0], abs=1e-3)
    assert found.changed_scores[1].tolist() == [1, 1, 0]
    assert found.ranks.total.shape == (2, 3)


def test_shares_of_each_indicator_are_its_part_of_the_variance_at_every_level() -> None:
    alone = replace(LINEAR, weights=WEIGHTS[:1])
    chunks = Chunks(10 * RUNS, codes=("top", "left", "right"))
    found = find_level_drivers(INDEX, DATA, alone, design(2, apart=True, chunks=chunks))
    assert list(found) == ["top", "left", "right"]
    squares = np.nan_to_num(SIZES[:2]) ** 2
    for code, weights in {"top": [0.25, 0.25, 0.5], "left": [0.5, 0.5, 0], "right": [0, 0, 1]}.items():
        parts = squares * np.array(weights) ** 2
        shares = (parts / parts.sum(axis=1, keepdims=True)).T
        assert found[code].choices == tuple(f"{ERRORS}: {one}" for one in CODES)
        indices = found[code].scores
        check_shares(indices.first[:, :2], shares, indices.first_half[:, :2])
        check_shares(indices.total[:, :2], shares, indices.total_half[:, :2])
        assert np.isnan(found[code].scores.total[:, 2]).all()


def test_one_factor_alone_explains_everything() -> None:
    alone = replace(LINEAR, weights=WEIGHTS[:1])
    found = find_choice_drivers(INDEX, DATA, alone, design(3))
    assert found.choices == (ERRORS,)
    check_shares(found.scores.first[0, :2], [1, 1], found.scores.first_half[0, :2])
    check_shares(found.scores.total[0, :2], [1, 1], found.scores.total_half[0, :2])


@pytest.mark.parametrize("apart", [False, True])
def test_indices_equal_salib_on_the_same_runs(apart: bool) -> None:
    shape = {"runs": 256, "second": True, "apart": apart}
    alternatives = replace(LINEAR, aggregations=(Aggregation(), Aggregation("geometric")))
    found = find_choice_drivers(INDEX, DATA, alternatives, design(4, **shape))
    planned = plan_runs(DATA, alternatives, design(4, **shape))
    outputs = run_uncertainty(INDEX, DATA, planned.alternatives, planned.picks).scores[:, :, 0]
    count = len(found.choices)
    assert count == (5 if apart else 3)
    blocks = outputs.reshape(2 + 2 * count, 256, 3)
    # SALib's order: A, A with each factor from B, B with each from A, B; run after run.
    ordered = np.concatenate([blocks[:1], blocks[2:], blocks[1:2]]).swapaxes(0, 1).reshape(-1, 3)
    problem = {"num_vars": count, "names": list(found.choices), "bounds": [[0, 1]] * count}
    for unit in (0, 1):
        theirs = salib.analyze(problem, ordered[:, unit], calc_second_order=True, num_resamples=2, seed=1)
        # SALib divides by the population's variance; our total order by the sample's, as COINr does.
        sample = 511 / 512
        np.testing.assert_allclose(found.scores.first[:, unit], theirs["S1"], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.scores.total[:, unit], theirs["ST"] * sample, rtol=1e-9, atol=1e-12)
        pairs = [theirs["S2"][left, right] for left, right in found.scores.pairs]
        np.testing.assert_allclose(found.scores.second[:, unit], pairs, rtol=1e-9, atol=1e-12)


def test_exchanging_errors_changes_only_the_cells_of_that_indicator() -> None:
    planned = plan_runs(DATA, LINEAR, design(5, runs=8, apart=True))
    assert planned.factors == ("weights", *(f"{ERRORS}: {one}" for one in CODES))
    plan = planned.alternatives.errors.plan.reshape(6, 8, 3)
    np.testing.assert_array_equal(plan[0], np.repeat(np.arange(8)[:, None], 3, axis=1))
    np.testing.assert_array_equal(plan[1], plan[0] + 8)
    np.testing.assert_array_equal(plan[2], plan[0])
    for place in range(3):
        np.testing.assert_array_equal(plan[3 + place] - plan[0], 8 * np.eye(3)[place] * np.ones((8, 1)))


def test_runs_with_the_same_errors_share_their_data() -> None:
    planned = plan_runs(DATA, LINEAR, design(6, runs=8))
    found = run_uncertainty(INDEX, DATA, planned.alternatives, planned.picks)
    assert len(found.picks) == 4 * 8
    assert found.combinations[0] == 2 * 8


def test_drivers_are_told_as_they_come_and_go_on_where_they_stopped(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    def find(runs: int = 64, **changes: object) -> tuple[np.ndarray, ...]:
        store = keep_runs(tmp_path, INDEX, DATA, LINEAR, 7, runs)
        cut = Chunks(100, store=store, watch=lambda done, whole: told.append((done, whole)))
        found = find_choice_drivers(INDEX, DATA, LINEAR, design(7, runs=runs, chunks=replace(cut, **changes)))
        return found.scores.first, found.scores.total, found.scores.total_half, found.ranks.total

    whole = find(store=None, size=256)
    parts = find()
    assert told == [(256, 256), (100, 256), (200, 256), (256, 256)]
    (tmp_path / "runs-00001.npy").unlink()
    again = find()
    for one, two, three in zip(whole, parts, again, strict=True):
        assert one.tobytes() == two.tobytes() == three.tobytes()


def test_draws_of_the_data_are_one_factor() -> None:
    draws = VALUES + np.random.default_rng(8).normal(0, 3, (50, 1, 3))
    drawn = replace(LINEAR, errors=CellErrors(draws, 1))
    assert find_choice_drivers(INDEX, DATA, drawn, design(8, runs=64)).choices == ("weights", ERRORS)
    with pytest.raises(MethodError, match="cannot be told apart by indicator"):
        find_choice_drivers(INDEX, DATA, drawn, design(8, runs=64, apart=True))


def test_a_design_without_anything_that_varies_is_refused() -> None:
    fixed = Alternatives(normalisations=(Scaled(),), errors=CellErrors(np.zeros((3, 3)), 1))
    with pytest.raises(MethodError, match="nothing varies"):
        find_choice_drivers(INDEX, DATA, fixed, design(9))
    with pytest.raises(MethodError, match="2 groups are asked for"):
        find_choice_drivers(INDEX, DATA, LINEAR, design(9, chunks=Chunks(codes=("left", "top")), runs=8))
    with pytest.raises(InputError, match="the errors of the cells have shape"):
        find_choice_drivers(INDEX, DATA, replace(LINEAR, errors=CellErrors(np.ones((2, 2)), 1)), design(9))


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (np.zeros((2, 3), int) - 1, "no table of draws"),
        (np.zeros(3, int), "no table of draws"),
        (np.zeros((4, 2), int), "the plan of the errors has 2 columns"),
        (np.zeros((1, 3), int), "the plan of the errors has 1 rows"),
    ],
)
def test_plans_of_errors_that_do_not_fit_are_refused(plan: np.ndarray, said: str) -> None:
    with pytest.raises((MethodError, InputError), match=said):
        run_uncertainty(INDEX, DATA, replace(LINEAR, errors=CellErrors(SIZES, 1, plan=plan)), np.zeros((2, 5), int))
