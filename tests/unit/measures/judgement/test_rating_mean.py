"""Behaviour of rating_mean."""

from __future__ import annotations

import numpy as np
import pytest

from evidence_tables import context, measured, table_of
from publicvalue.errors import EvidenceError, MethodError
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context
from publicvalue.measures.judgement.rating_mean import fit_raters, measure_rating_mean
from publicvalue.measures.result import Measured, NotApplicable

ITEMS = [{"id": name, "text": f"Question on {name}"} for name in ("reasons", "plain_words", "review")]

NAN = np.nan


def ratings(*rows: tuple[str | None, str | None, float | None]) -> EvidenceTable:
    rater, item, rating = zip(*rows, strict=True)
    return table_of(rater=list(rater), item=list(item), rating=list(rating))


def grid(**by_rater: list[float]) -> EvidenceTable:
    pairs = [
        (name, item["id"], points)
        for name, given in by_rater.items()
        for item, points in zip(ITEMS, given, strict=True)
    ]
    return ratings(*pairs)


def settings(draws: int = 2000, **more: object) -> Context:
    return context("points", draws=draws, **({"low": 1, "high": 5, "items": ITEMS} | more))


def measure(evidence: EvidenceTable, draws: int = 2000) -> Measured:
    return measured(measure_rating_mean(evidence, settings(draws)))


THREE = grid(ann=[2, 3, 4], ben=[3, 4, 4], cid=[2, 4, 5])


def test_rating_mean_of_complete_ratings_is_the_mean_with_a_t_interval_over_raters() -> None:
    result = measure(THREE)
    means = np.array([3, 11 / 3, 11 / 3])
    reach = 4.302652729749 * means.std(ddof=1) / np.sqrt(3)
    assert result.estimate == pytest.approx(means.mean())
    assert [result.low, result.high] == pytest.approx([means.mean() - reach, means.mean() + reach])
    assert (result.n, result.strength) == (3, 2)


def test_rating_mean_draws_agree_with_the_interval() -> None:
    result = measure(THREE, draws=400_000)
    assert np.quantile(result.draws, [0.025, 0.975]) == pytest.approx([result.low, result.high], abs=0.02)
    assert result.draws.min() >= 1
    assert result.draws.max() <= 5


def test_rating_mean_adjusts_for_the_items_that_were_rated() -> None:
    # Additive without error: rater effects 0, 1, -1, item effects 3, 2, 4. Plain means would differ.
    matrix = np.array([[3, 2, 4], [NAN, 3, 5], [2, NAN, 3]])
    assert fit_raters(matrix).means == pytest.approx([3, 4, 2])
    assert fit_raters(matrix).mean == pytest.approx(3)


def test_rating_mean_interval_is_clipped_to_the_scale() -> None:
    result = measure(grid(ann=[5, 5, 5], ben=[4, 3, 4]))
    assert result.high == 5
    assert result.low == 1


def test_rating_mean_raters_of_one_mind_are_not_certain() -> None:
    result = measure(grid(ann=[3, 3, 3], ben=[3, 3, 3]))
    assert result.low < 3 < result.high
    assert result.diagnostics[1].text == (
        "Krippendorff's alpha is not defined, because all ratings are equal or no item has two."
    )


def test_rating_mean_states_agreement() -> None:
    assert measure(grid(ann=[1, 3, 5], ben=[1, 3, 5])).diagnostics[1].passed is True
    assert measure(grid(ann=[1, 3, 5], ben=[5, 3, 1])).diagnostics[1].passed is False
    assert measure(THREE).diagnostics[2].name == "Reliability of the mean"


def test_rating_mean_shows_nothing_of_a_single_rater_among_few() -> None:
    result = measure(THREE)
    (items,) = result.details
    assert items.columns == ("Id", "Item", "Raters", "Mean, points", "Lowest", "Highest")
    assert items.rows[0] == ("reasons", "Question on reasons", 3, pytest.approx(7 / 3), "not shown", "not shown")
    assert not any(name in str(result.details) + str(result.diagnostics) for name in ("ann", "ben", "cid"))


def test_rating_mean_shows_the_spread_of_five_raters_without_their_codes() -> None:
    points = {"ann": 4.0, "ben": 2.0, "cid": 5.0, "dee": 1.0, "eve": 3.0}
    raters, items = measure(grid(**{name: [own, own, 3.0] for name, own in points.items()})).details
    assert raters.rows == tuple((place, pytest.approx((2 * place + 3) / 3)) for place in range(1, 6))
    assert items.rows[0][4:] == (1.0, 5.0)
    assert not any(name in str(raters) + str(items) for name in points)


def test_rating_mean_of_an_item_that_one_rater_rated_is_not_shown() -> None:
    pairs = [(rater, item, 3.0) for rater in ("ann", "ben") for item in ("reasons", "plain_words")]
    (items,) = measure(ratings(*pairs, ("ann", "review", 5.0))).details
    assert items.rows[2] == ("review", "Question on review", 1, "not shown", "not shown", "not shown")


def test_rating_mean_nulls_are_left_out_and_counted() -> None:
    result = measure(
        ratings(("ann", "reasons", 3), ("ben", "reasons", 4), ("ann", "review", None), ("ben", "review", 4))
    )
    assert result.diagnostics[0].text == "1 of 4 rows was left out because item, rater or rating is blank."
    assert result.diagnostics[1].text == "2 of 3 items are rated."
    assert result.diagnostics[1].passed is False


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (grid(ann=[3, 3, 3]), "1 rater has rated: ask a second, independent rater."),
        (ratings(("ann", "reasons", None)), "0 raters have rated: ask two independent raters."),
        (
            ratings(("ann", "reasons", 3), ("ben", "reasons", 3)),
            "Only 1 of 3 items are rated: rate plain_words, review.",
        ),
        (
            ratings(("ann", "reasons", 3), ("ben", "review", 3)),
            "Some raters share no item with the others: let them rate at least one common item.",
        ),
    ],
)
def test_rating_mean_not_applicable(evidence: EvidenceTable, reason: str) -> None:
    assert measure_rating_mean(evidence, settings()) == NotApplicable(reason)


def test_rating_mean_all_problems_are_named() -> None:
    evidence = ratings(("ann", "reasons", 6), ("ann", "reasons", 3), ("ben", "tone", 3))
    with pytest.raises(EvidenceError) as raised:
        measure_rating_mean(evidence, settings())
    assert [problem.what for problem in raised.value.problems] == [
        "'tone' is not asked",
        "ann gave reasons 6",
        "ann rated reasons 2 times",
    ]


@pytest.mark.parametrize("scale", [{"low": 5, "high": 1}, {"low": None}, {"high": "five"}])
def test_rating_mean_unusable_scale_is_refused(scale: dict[str, object]) -> None:
    with pytest.raises(MethodError):
        measure_rating_mean(THREE, settings(**scale))
