"""Quasi-random inputs: SciPy's own points, even together, independent between batches."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.stats import qmc

from publicvalue.errors import MethodError
from publicvalue.scores.composite.impute import Imputation
from publicvalue.scores.composite.uncertainty import Alternatives, draw_picks, pick_alternatives
from publicvalue.scores.drivers.sobol import saltelli_samples
from publicvalue.scores.simulation.direction_numbers import COLUMNS
from publicvalue.scores.simulation.samples import batch_ends, draw_evenly, draw_inputs, draw_pair
from publicvalue.scores.simulation.sequence import scramble_sequences

GROUPS = {"one": 1, "three": 3, "two": 2}


@pytest.mark.parametrize(("columns", "size"), [(1, 1), (3, 2), (7, 3), (40, 1000), (COLUMNS, 300), (5, 70_000)])
def test_points_are_those_of_scipy_bit_by_bit(columns: int, size: int) -> None:
    own = scramble_sequences(columns, 2, size, np.random.default_rng(5)).points(0, columns, size)
    rng = np.random.default_rng(5)
    for batch in range(2):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # Sizes that are no power of two are asked for on purpose.
            theirs = qmc.Sobol(columns, scramble=True, rng=rng).random(size)
        assert np.array_equal(own[:, batch].T, theirs)


def test_designs_and_picks_take_the_points_of_scipy() -> None:
    a, b = saltelli_samples(64, 3, np.random.default_rng(4))
    theirs = qmc.Sobol(6, scramble=True, rng=np.random.default_rng(4)).random(64)
    assert np.array_equal(np.column_stack([a, b]), theirs)
    alternatives = Alternatives(imputations=(Imputation("none"), Imputation("mean"), Imputation("median")))
    rng = np.random.default_rng(6)
    parts = [qmc.Sobol(5, scramble=True, rng=rng).random_base2(5)[: stop - start] for start, stop in batch_ends(203)]
    picks = draw_picks(alternatives, 203, np.random.default_rng(6))
    assert np.array_equal(picks, pick_alternatives(np.concatenate(parts), alternatives.counts))
    assert len(np.unique(picks[:, 0])) == 3


def test_more_columns_than_there_are_are_refused() -> None:
    with pytest.raises(MethodError) as refused:
        saltelli_samples(8, COLUMNS // 2 + 1, np.random.default_rng(1))
    (problem,) = refused.value.problems
    assert problem.what == f"{COLUMNS + 2} columns of a Sobol sequence are asked for"
    assert problem.expected == f"at most {COLUMNS}"


def test_some_columns_are_those_columns_of_all() -> None:
    sequences = scramble_sequences(9, 2, 50, np.random.default_rng(1))
    assert np.array_equal(sequences.points(4, 3, 50), sequences.points(0, 9, 50)[4:7])


def test_inputs_are_even_together_and_evener_than_hypercubes() -> None:
    def discrepancy(joint: bool) -> float:
        found = []
        for seed in range(20):
            rng = np.random.default_rng(seed)
            ends = batch_ends(1280)
            inputs = draw_inputs({"five": 5}, ends, rng).take("five") if joint else draw_evenly(rng, 5, ends)
            found += [qmc.discrepancy(inputs[:, start:stop].T) for start, stop in ends[:2]]
        return float(np.mean(found))

    assert discrepancy(joint=True) < 0.5 * discrepancy(joint=False)


def test_batches_are_independent() -> None:
    found = []
    for seed in range(400):
        values = draw_inputs({"one": 1}, batch_ends(40), np.random.default_rng(seed)).take("one")[0]
        found.append([np.exp(values[start:stop]).mean() for start, stop in batch_ends(40)])
    off = np.corrcoef(np.array(found).T)[np.triu_indices(10, 1)]
    assert abs(off.mean()) < 0.02
    assert abs(off).max() < 0.2


def test_groups_take_columns_side_by_side() -> None:
    inputs = draw_inputs(GROUPS, batch_ends(1003), np.random.default_rng(1))
    assert inputs.draws == 1003
    assert [inputs.take(name).shape for name in GROUPS] == [(1, 1003), (3, 1003), (2, 1003)]
    together = np.concatenate([inputs.take(name) for name in GROUPS])
    assert len({tuple(row) for row in together}) == 6
    assert together.min() >= 0
    assert together.max() < 1


def test_inputs_beyond_the_last_column_are_hypercubes() -> None:
    ends = batch_ends(1003)
    inputs = draw_inputs({"before": COLUMNS - 2, "across": 4, "beyond": 2}, ends, np.random.default_rng(1))
    across, beyond = inputs.take("across"), inputs.take("beyond")
    assert across.shape == (4, 1003)
    for start, stop in ends:
        for rest in (across[2:], beyond):
            steps = np.sort(np.floor(rest[:, start:stop] * (stop - start)), axis=1)
            assert (steps == np.arange(stop - start)).all()
    assert not np.array_equal(across[2:], beyond)
    assert abs(np.corrcoef(np.vstack([across, beyond]))[np.triu_indices(6, 1)]).max() < 0.12


def test_a_pair_stands_side_by_side_and_differs() -> None:
    first, second = draw_pair(GROUPS, 256, np.random.default_rng(1))
    rows = [one.take(name) for name in GROUPS for one in (first, second)]
    alone = scramble_sequences(12, 1, 256, np.random.default_rng(1)).points(0, 12, 256)[:, 0]
    assert np.array_equal(np.concatenate(rows), alone)


def test_choices_are_taken_equally_often() -> None:
    inputs = draw_inputs({"choice": 1}, batch_ends(10_000), np.random.default_rng(1))
    assert np.bincount(inputs.pick("choice", 2)).tolist() == [5000, 5000]
    assert np.ptp(np.bincount(inputs.pick("choice", 3))) <= 2 * 10


def test_arranged_draws_are_the_same_draws_in_the_order_of_their_input() -> None:
    inputs = draw_inputs({"evidence": 1}, batch_ends(500), np.random.default_rng(1))
    values = np.random.default_rng(2).normal(size=500)
    arranged = inputs.arrange("evidence", values)
    order = inputs.take("evidence")[0]
    assert len(list(batch_ends(500))) > 1
    for start, stop in batch_ends(500):
        rising = arranged[start:stop][np.argsort(order[start:stop])]
        assert np.array_equal(rising, np.sort(values[start:stop]))


def test_few_draws_stay_between_zero_and_one() -> None:
    assert batch_ends(3) == ((0, 1), (1, 2), (2, 3))
    values = draw_inputs({"two": 2}, batch_ends(3), np.random.default_rng(1)).take("two")
    assert values.shape == (2, 3)
    assert ((values >= 0) & (values < 1)).all()
