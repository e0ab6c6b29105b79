"""Measurement error of the data in a composite index: known variance, coverage, the same bytes in parts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from publicvalue.errors import InputError, MethodError
from publicvalue.files.disk.run_files import keep_runs
from publicvalue.scores.composite.aggregate import Aggregation
from publicvalue.scores.composite.chunks import Chunks, join_chunks, run_chunks
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.impute import Imputation
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.measurement import CellErrors, draw_data
from publicvalue.scores.composite.normalise import Goalposts, MinMax, Posts, ZScore
from publicvalue.scores.composite.uncertainty import Alternatives, draw_picks, run_uncertainty

INDEX = Index(tuple(Indicator(f"i{n}", "top", -1 if n == 1 else 1) for n in range(4)), (Group("top"),))
CODES = INDEX.codes[:4]
POSTS = Goalposts({code: Posts(-100, 300, scale=1) for code in CODES}, cut=False)
FIXED = Alternatives(normalisations=(POSTS,))
VALUES = np.random.default_rng(1).lognormal(2, 0.5, (9, 4))
VALUES[1, 2] = np.nan
DATA = Data(tuple(f"u{n}" for n in range(9)), CODES, VALUES)
SIZES = np.random.default_rng(2).uniform(0.2, 2, (9, 4))
SIZES[3, 0], SIZES[4] = np.nan, 0
ERRORS = CellErrors(SIZES, seed=11)
CHOICES = Alternatives(
    imputations=(Imputation("mean"), Imputation("none")),
    normalisations=(MinMax(1, 100), ZScore(50, 5)),
    aggregations=(Aggregation(), Aggregation("geometric")),
    errors=ERRORS,
)
PICKS = draw_picks(CHOICES, 120, np.random.default_rng(3))


def same(runs: int) -> np.ndarray:
    return np.zeros((runs, 5), dtype=np.intp)


@pytest.mark.parametrize("sizes", [np.zeros((9, 4)), np.full((9, 4), np.nan)])
def test_values_known_exactly_give_exactly_the_numbers_without_errors(sizes: np.ndarray) -> None:
    plain = run_uncertainty(INDEX, DATA, replace(CHOICES, errors=None), PICKS)
    exact = run_uncertainty(INDEX, DATA, replace(CHOICES, errors=CellErrors(sizes, 1)), PICKS)
    assert exact.scores.tobytes() == plain.scores.tobytes()
    assert exact.combinations == plain.combinations


def test_draws_leave_exact_and_missing_values_as_they_are() -> None:
    drawn = draw_data(DATA, ERRORS, 5).values
    kept = ~(np.nan_to_num(SIZES) > 0) | np.isnan(VALUES)
    np.testing.assert_array_equal(drawn[kept], VALUES[kept])
    assert (drawn[~kept] != VALUES[~kept]).all()
    assert (draw_data(DATA, ERRORS, 6).values[~kept] != drawn[~kept]).all()


def test_variance_of_the_index_is_the_analytic_one() -> None:
    runs = 4000
    found = run_uncertainty(INDEX, DATA, replace(FIXED, errors=ERRORS), same(runs)).scores[:, :, 0]
    present = (~np.isnan(VALUES)).sum(axis=1)
    squares = np.where(np.isnan(VALUES), 0, np.nan_to_num(SIZES) / 400) ** 2
    analytic = squares.sum(axis=1) / present**2
    plain = run_uncertainty(INDEX, DATA, FIXED, same(1)).scores[0, :, 0]
    moving = analytic > 0
    assert moving.tolist() == [unit != 4 for unit in range(9)]
    np.testing.assert_allclose(found.var(axis=0, ddof=1)[moving], analytic[moving], rtol=4 * np.sqrt(2 / runs))
    np.testing.assert_allclose(found.mean(axis=0), plain, rtol=0, atol=4 * np.sqrt(analytic.max() / runs))
    np.testing.assert_allclose(found[:, 4], plain[4], rtol=1e-12)


def test_intervals_hold_the_true_index_in_95_of_100() -> None:
    rng, units = np.random.default_rng(4), 4000
    true, sizes = rng.normal(50, 10, (units, 4)), rng.uniform(1, 5, (units, 4))
    names = tuple(f"u{n}" for n in range(units))
    seen = Data(names, CODES, rng.normal(true, sizes))
    scores = run_uncertainty(INDEX, seen, replace(FIXED, errors=CellErrors(sizes, 5)), same(1000)).scores[:, :, 0]
    low, high = np.quantile(scores, (0.025, 0.975), axis=0)
    truth = run_uncertainty(INDEX, Data(names, CODES, true), FIXED, same(1)).scores[0, :, 0]
    assert 0.94 <= np.mean((low <= truth) & (truth <= high)) <= 0.96


def test_imputation_and_normalisation_see_the_varied_data() -> None:
    found = run_uncertainty(INDEX, DATA, CHOICES, PICKS)
    for run in (0, 70, 119):
        seen = draw_data(DATA, ERRORS, run)
        alone = run_uncertainty(INDEX, seen, replace(CHOICES, errors=None), PICKS[run : run + 1])
        np.testing.assert_array_equal(found.scores[run], alone.scores[0])
    assert found.combinations == (120, 120, 120, 120)


def test_parts_and_resumption_give_the_same_bytes(tmp_path: Path) -> None:
    whole = run_uncertainty(INDEX, DATA, CHOICES, PICKS)
    store = keep_runs(tmp_path, INDEX, DATA, CHOICES, PICKS, 50)
    next(iter(run_chunks(INDEX, DATA, CHOICES, PICKS, Chunks(50, store=store))))
    again = keep_runs(tmp_path, INDEX, DATA, CHOICES, PICKS, 50)
    assert again.load(0) is not None
    assert again.load(1) is None
    joined = join_chunks(run_chunks(INDEX, DATA, CHOICES, PICKS, Chunks(50, store=again)))
    assert joined.scores.tobytes() == whole.scores.tobytes()
    assert joined.combinations == whole.combinations


@pytest.mark.parametrize("other", [None, CellErrors(SIZES, 12), CellErrors(SIZES * 2, 11)])
def test_parts_of_other_errors_are_never_taken(tmp_path: Path, other: CellErrors | None) -> None:
    keep_runs(tmp_path, INDEX, DATA, CHOICES, PICKS).save(0, np.ones((1, 1, 1)))
    assert keep_runs(tmp_path, INDEX, DATA, CHOICES, PICKS).load(0) is not None
    assert keep_runs(tmp_path, INDEX, DATA, replace(CHOICES, errors=other), PICKS).load(0) is None


def test_draws_of_cells_are_taken_whole_and_equally_often() -> None:
    draws = VALUES + np.arange(3)[:, None, None]
    draws[:, 0, 0] = np.nan
    errors = CellErrors(draws, 1)
    seen = [draw_data(DATA, errors, run).values for run in range(300)]
    steps = np.array([np.nanmax(one - VALUES) for one in seen]).round(9)
    assert (np.bincount(steps.astype(int), minlength=3) > 70).all()
    np.testing.assert_array_equal(np.array(seen)[:, 0, 0], VALUES[0, 0])
    assert np.isnan(np.array(seen)[:, 1, 2]).all()


def test_errors_follow_their_indicator_where_columns_stand_in_another_order() -> None:
    order = [2, 0, 3, 1]
    turned = Data(DATA.units, tuple(CODES[place] for place in order), VALUES[:, order])
    only = np.where(np.arange(4) == 0, 5.0, 0.0) * np.ones((9, 1))
    errors = CellErrors(only[:, order], 1)
    found = run_uncertainty(INDEX, turned, replace(FIXED, errors=errors), same(2000)).scores[:, 0, 0]
    assert found.std() == pytest.approx(5 / 400 / 4, rel=0.07)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.zeros((4, 9)), r"the errors of the cells have shape \(4, 9\)"),
        (np.zeros((0, 9, 4)), r"the errors of the cells have shape \(0, 9, 4\)"),
        (np.where(np.arange(36).reshape(9, 4) == 6, -1, 0.0), "unit u1, indicator i2: the standard error is -1"),
        (np.where(np.arange(36).reshape(9, 4) == 9, np.inf, 0.0), "unit u2, indicator i1: the standard error is inf"),
        (np.where(np.arange(36).reshape(1, 9, 4) == 9, np.inf, 1.0), "unit u2, indicator i1: a draw is infinite"),
    ],
)
def test_errors_that_do_not_fit_are_refused(values: np.ndarray, said: str) -> None:
    with pytest.raises(InputError, match=said):
        run_uncertainty(INDEX, DATA, replace(FIXED, errors=CellErrors(values, 1)), same(2))


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(MethodError, match="zero or more"):
        CellErrors(SIZES, -1)
