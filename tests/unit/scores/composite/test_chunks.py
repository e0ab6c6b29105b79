"""Long analyses in parts: the same numbers, progress, resumption, and ranks counted without holding the scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from publicvalue.errors import MethodError
from publicvalue.files.disk.run_files import RunFiles, keep_runs
from publicvalue.scores.composite.aggregate import Aggregation
from publicvalue.scores.composite.choice_runs import ChoiceDesign
from publicvalue.scores.composite.chunks import Chunks, join_chunks, run_chunks, tally_ranks
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.drivers import find_choice_drivers
from publicvalue.scores.composite.impute import Imputation
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.normalise import MinMax
from publicvalue.scores.composite.uncertainty import Alternatives, draw_picks, run_uncertainty
from publicvalue.scores.composite.weigh import perturb_weights

INDEX = Index(tuple(Indicator(f"i{n}", "top") for n in range(4)), (Group("top"),))
VALUES = np.random.default_rng(1).lognormal(0, 0.7, (7, 4))
VALUES[1, 2] = np.nan
DATA = Data(tuple(f"u{n}" for n in range(7)), INDEX.codes[:4], VALUES)
ALTERNATIVES = Alternatives(
    imputations=(Imputation("mean"), Imputation("none")),
    normalisations=(MinMax(1, 100),),
    weights=perturb_weights(INDEX, {1: 0.4}, 20, np.random.default_rng(2)),
    aggregations=(Aggregation(), Aggregation("geometric")),
)
PICKS = draw_picks(ALTERNATIVES, 250, np.random.default_rng(3))
WHOLE = run_uncertainty(INDEX, DATA, ALTERNATIVES, PICKS)


def test_parts_give_the_numbers_of_the_whole() -> None:
    told: list[tuple[int, int]] = []
    chunks = Chunks(size=100, watch=lambda done, every: told.append((done, every)))
    joined = join_chunks(run_chunks(INDEX, DATA, ALTERNATIVES, PICKS, chunks))
    np.testing.assert_allclose(joined.scores, WHOLE.scores, rtol=1e-12)
    assert joined.combinations == WHOLE.combinations
    assert told == [(100, 250), (200, 250), (250, 250)]


def test_an_analysis_goes_on_where_it_stopped(tmp_path: Path) -> None:
    keep = keep_runs(tmp_path, INDEX, DATA, ALTERNATIVES, PICKS, 100)
    first = next(iter(run_chunks(INDEX, DATA, ALTERNATIVES, PICKS, Chunks(100, store=keep))))
    # What is held is taken as it is: a mark in it shows that it was not formed again.
    keep.save(0, first.scores + 1000)
    again = keep_runs(tmp_path, INDEX, DATA, ALTERNATIVES, PICKS, 100)
    joined = join_chunks(run_chunks(INDEX, DATA, ALTERNATIVES, PICKS, Chunks(100, store=again)))
    assert (joined.scores[:100] > 1000).all()
    np.testing.assert_allclose(joined.scores[100:], WHOLE.scores[100:], rtol=1e-12)
    assert joined.combinations == WHOLE.combinations


def test_parts_of_other_inputs_are_never_taken(tmp_path: Path) -> None:
    keep_runs(tmp_path, INDEX, DATA, ALTERNATIVES, PICKS).save(0, np.ones((1, 1, 1)))
    assert keep_runs(tmp_path, INDEX, DATA, ALTERNATIVES, PICKS).load(0) is not None
    other = replace(ALTERNATIVES, aggregations=(Aggregation("harmonic"), Aggregation()))
    assert keep_runs(tmp_path, INDEX, DATA, other, PICKS).load(0) is None


def test_a_damaged_part_is_formed_again(tmp_path: Path) -> None:
    (tmp_path / "runs-00000.npy").write_bytes(b"half")
    store = RunFiles(tmp_path)
    joined = join_chunks(run_chunks(INDEX, DATA, ALTERNATIVES, PICKS, Chunks(250, store=store)))
    np.testing.assert_allclose(joined.scores, WHOLE.scores, rtol=1e-12)


def test_ranks_counted_part_by_part_are_those_of_the_whole() -> None:
    tally = tally_ranks(run_chunks(INDEX, DATA, ALTERNATIVES, PICKS, Chunks(60)))
    np.testing.assert_array_equal(tally.acceptability, WHOLE.acceptability("top"))
    found, whole = tally.statistics, WHOLE.rank_statistics("top")
    for name in ("mean", "median", "low", "high"):
        np.testing.assert_allclose(getattr(found, name), getattr(whole, name), rtol=1e-12)


def test_a_unit_without_any_score_has_no_rank_statistics() -> None:
    values = VALUES.copy()
    values[3] = np.nan
    plain = replace(ALTERNATIVES, imputations=(Imputation("none"), Imputation("none")))
    tally = tally_ranks(run_chunks(INDEX, DATA.with_values(values), plain, PICKS, Chunks(100)))
    assert np.isnan(tally.statistics.mean).tolist() == [False, False, False, True, False, False, False]
    assert np.isnan(tally.statistics.high[3])


@pytest.mark.parametrize("size", [0, -1])
def test_parts_hold_at_least_one_run(size: int) -> None:
    with pytest.raises(MethodError, match="at least one run"):
        Chunks(size)


def test_drawn_alternatives_are_even_and_their_error_is_that_of_other_seeds() -> None:
    counts = [np.bincount(PICKS[:, place]) for place in (0, 4)]
    assert all(abs(count - 125).max() <= 5 for count in counts)
    seeds = [draw_picks(ALTERNATIVES, 250, np.random.default_rng(seed)) for seed in range(40)]
    runs = [run_uncertainty(INDEX, DATA, ALTERNATIVES, picks) for picks in seeds]
    real = np.std([run.ranks[:, :, 0].mean(axis=0) for run in runs], axis=0, ddof=1)
    said = np.sqrt(np.mean([run.rank_errors("top") ** 2 for run in runs], axis=0))
    moving = real > 0.005
    assert moving.any()
    assert said[moving] == pytest.approx(real[moving], rel=0.4)


def test_drivers_name_the_only_choice_that_moves_a_unit() -> None:
    alternatives = replace(ALTERNATIVES, imputations=(Imputation("mean"),), weights=None)
    found = find_choice_drivers(INDEX, DATA, alternatives, ChoiceDesign(np.random.default_rng(4), runs=256))
    assert found.choices == ("aggregation",)
    varying = ~np.isnan(found.scores.total[0])
    assert varying.sum() >= 6
    assert found.scores.total[0, varying] == pytest.approx(1, abs=0.15)
    assert found.scores.first[0, varying] == pytest.approx(1, abs=0.15)
    assert found.changed_scores[0, varying] == pytest.approx(0.5, abs=0.05)
    assert found.runs == 3 * 256


def test_drivers_split_scores_and_ranks_of_each_unit_with_pairs() -> None:
    design = ChoiceDesign(np.random.default_rng(5), runs=512, second=True)
    found = find_choice_drivers(INDEX, DATA, ALTERNATIVES, design)
    assert found.choices == ("imputation", "weights", "aggregation")
    assert found.units == DATA.units
    assert found.scores.pairs == ((0, 1), (0, 2), (1, 2))
    total = found.scores.first.sum(axis=0) + found.scores.second.sum(axis=0)
    assert total == pytest.approx(np.ones(7), abs=0.15)
    assert found.runs == 512 * 8
    # Imputation changes the one unit that misses a value most.
    assert found.scores.total[0].argmax() == 1
    assert found.ranks.total.shape == (3, 7)
