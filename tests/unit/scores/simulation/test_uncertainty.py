from __future__ import annotations

import numpy as np
import pytest

from publicvalue.errors import InputError, MethodError
from publicvalue.scores.composite import uncertainty
from publicvalue.scores.composite.aggregate import Aggregation, aggregate
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.impute import Imputation, impute
from publicvalue.scores.composite.index import Group, Index, Indicator
from publicvalue.scores.composite.normalise import MinMax, ZScore, normalise
from publicvalue.scores.composite.treat import Treatment, treat
from publicvalue.scores.composite.uncertainty import Alternatives, pick_alternatives, run_uncertainty

INDEX = Index(
    tuple(Indicator(f"i{n}", "a" if n < 3 else "b", -1 if n == 1 else 1) for n in range(6)),
    (Group("top"), Group("a", "top", 2), Group("b", "top")),
)


def made_up() -> Data:
    rng = np.random.default_rng(5)
    values = rng.lognormal(0, 1, (12, 6))
    values[rng.random(values.shape) < 0.1] = np.nan
    return Data(tuple(f"u{n}" for n in range(12)), tuple(i.code for i in INDEX.indicators), values)


def alternatives() -> Alternatives:
    rng = np.random.default_rng(6)
    return Alternatives(
        (Imputation("mean"), Imputation("median"), Imputation("none")),
        (None, Treatment(points=1), Treatment(points=3)),
        (MinMax(1, 100), ZScore(10, 2)),
        rng.uniform(0.5, 1.5, (7, len(INDEX.items))),
        (
            Aggregation(),
            Aggregation("geometric"),
            Aggregation("median"),
            (Aggregation(), Aggregation("copeland")),
            Aggregation("copeland"),
        ),
    )


def one_by_one(data: Data, choices: Alternatives, pick: np.ndarray) -> Data:
    """The same run, step by step."""
    imputation, treatment, method, weights, aggregation = pick
    data = impute(data, choices.imputations[imputation])
    chosen = choices.treatments[treatment]
    data = treat(data, chosen).data if chosen else data
    normalised = normalise(data, INDEX.directions, choices.normalisations[method])
    assert choices.weights is not None
    return aggregate(INDEX, normalised, choices.aggregations[aggregation], choices.weights[weights])


def test_uncertainty_equals_runs_one_by_one() -> None:
    data, choices = made_up(), alternatives()
    picks = pick_alternatives(np.random.default_rng(7).random((150, 5)), choices.counts)
    found = run_uncertainty(INDEX, data, choices, picks, ("top", "b"))
    assert len(picks) == 150
    for run, pick in enumerate(picks):
        alone = one_by_one(data, choices, pick)
        np.testing.assert_allclose(found.scores[run], alone.columns(["top", "b"]).values, rtol=1e-12)


def test_uncertainty_does_not_depend_on_the_size_of_its_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    data, choices = made_up(), alternatives()
    picks = pick_alternatives(np.random.default_rng(8).random((60, 5)), choices.counts)
    whole = run_uncertainty(INDEX, data, choices, picks).scores
    monkeypatch.setattr(uncertainty, "CELLS", 1)
    np.testing.assert_allclose(run_uncertainty(INDEX, data, choices, picks).scores, whole, rtol=1e-12)


def test_uncertainty_shares_work_and_proves_what_was_varied() -> None:
    choices = alternatives()
    picks = np.array([[0, 0, 0, n % 7, n % 2] for n in range(50)])
    found = run_uncertainty(INDEX, made_up(), choices, picks)
    assert found.combinations == (1, 1, 1, 2)
    assert found.applied()["aggregation"] == (25, 25)
    assert found.applied()["imputation"] == (50,)


def test_uncertainty_of_one_method_has_no_spread() -> None:
    found = run_uncertainty(INDEX, made_up(), Alternatives(), np.zeros((5, 5), dtype=np.intp))
    statistics = found.rank_statistics("top")
    np.testing.assert_array_equal(statistics.low, statistics.high)
    np.testing.assert_allclose(found.acceptability("top").sum(axis=1), 1)
    np.testing.assert_array_equal(found.ranks[0, :, 0], statistics.mean)


def test_uncertainty_unit_without_any_value_has_no_rank() -> None:
    data = made_up()
    data = data.with_values(np.where(np.arange(12)[:, None] == 4, np.nan, data.values))
    statistics = run_uncertainty(INDEX, data, Alternatives(), np.zeros((3, 5), dtype=np.intp)).rank_statistics("top")
    assert np.flatnonzero(np.isnan(statistics.mean)).tolist() == [4]
    assert np.nanmax(statistics.high) <= 11


def test_uncertainty_names_the_alternatives_that_cannot_be_combined() -> None:
    choices = Alternatives(normalisations=(MinMax(1, 100), ZScore()), aggregations=(Aggregation("geometric"),))
    with pytest.raises(InputError) as raised:
        run_uncertainty(INDEX, made_up(), choices, np.array([[0, 0, 0, 0, 0], [0, 0, 1, 0, 0]]))
    first, second, *_ = (problem.what for problem in raised.value.problems)
    said = "these alternatives cannot be combined: imputation 1, treatment 1, normalisation 2, aggregation 1"
    assert first == said
    assert "its value under a geometric mean is" in second


def test_picks_are_equally_likely() -> None:
    draws = np.array([[0.0], [0.2499], [0.25], [0.5], [0.75], [1.0]])
    assert pick_alternatives(draws, (4,))[:, 0].tolist() == [0, 0, 1, 2, 3, 3]


@pytest.mark.parametrize(
    ("picks", "codes", "said"),
    [
        (np.zeros((3, 4), dtype=np.intp), (), r"the picks have shape \(3, 4\)"),
        (np.array([[0, 0, 1, 0, 0]]), (), "a run picks an alternative of normalisation that is not there"),
        (np.zeros((1, 5), dtype=np.intp), ("i0",), "i0: not a group of the index"),
    ],
)
def test_uncertainty_refuses_what_does_not_fit(picks: np.ndarray, codes: tuple[str, ...], said: str) -> None:
    with pytest.raises(MethodError, match=said):
        run_uncertainty(INDEX, made_up(), Alternatives(), picks, codes)


def test_draws_outside_their_range_are_refused() -> None:
    with pytest.raises(MethodError, match="a draw is not from 0 to 1"):
        pick_alternatives(np.array([[1.5]]), (2,))
    with pytest.raises(MethodError, match="2 columns of draws"):
        pick_alternatives(np.array([[0.5, 0.5]]), (2,))
