"""Behaviour of the path model: against a slow plain way, in its schemes, with weights and with missing answers."""

from __future__ import annotations

import numpy as np
import pytest

from path_models import MOBI, TRIANGLE, triangle_answers, triangle_correlations
from publicvalue.errors import MethodError
from publicvalue.measures.survey.constructs.moments import check_items, moments
from publicvalue.measures.survey.constructs.path_bootstrap import PathSettings, bootstrap_paths
from publicvalue.measures.survey.constructs.path_model import Scheme, estimate_paths
from publicvalue.measures.survey.constructs.path_spec import Construct, PathSpec
from publicvalue.measures.survey.constructs.resamples import RespondentSample


def plain_scores(spec: PathSpec, values: np.ndarray, scheme: str) -> np.ndarray:
    """The scores of the constructs, by loops over rows of standardised data: slow, and written another way."""
    data = (values - values.mean(axis=0)) / values.std(axis=0)
    standard = lambda column: (column - column.mean()) / column.std()  # noqa: E731
    weights = [np.ones(len(block)) for block in spec.blocks]
    for _ in range(200):
        scores = [standard(data[:, block] @ weight) for block, weight in zip(spec.blocks, weights, strict=True)]
        for place, (construct, block) in enumerate(zip(spec.constructs, spec.blocks, strict=True)):
            stand_in = np.zeros(len(data))
            before = [i for i in range(len(spec.ids)) if spec.arrows[i, place]]
            after = [i for i in range(len(spec.ids)) if spec.arrows[place, i]]
            if scheme == "path" and before:
                sources = np.column_stack([scores[i] for i in before])
                stand_in += sources @ np.linalg.lstsq(sources, scores[place], rcond=None)[0]
            for i in after if scheme == "path" else [*before, *after]:
                along = np.corrcoef(scores[i], scores[place])[0, 1]
                stand_in += (np.sign(along) if scheme == "centroid" else along) * scores[i]
            if construct.mode == "A":
                weights[place] = data[:, block].T @ stand_in / len(data)
            else:
                weights[place] = np.linalg.lstsq(data[:, block], stand_in, rcond=None)[0]
    return np.column_stack([standard(data[:, b] @ w) for b, w in zip(spec.blocks, weights, strict=True)])


@pytest.mark.parametrize("scheme", ["path", "factor", "centroid"])
@pytest.mark.parametrize("modes", ["AAA", "ABA", "BBA"])
def test_paths_equal_those_of_a_plain_way(scheme: Scheme, modes: str) -> None:
    constructs = tuple(
        Construct(c.id, c.items, mode)  # type: ignore[arg-type]
        for c, mode in zip(TRIANGLE.constructs, modes, strict=True)
    )
    spec = PathSpec(constructs, TRIANGLE.links)
    values = triangle_answers(200, np.random.default_rng(11))
    model = estimate_paths(spec, moments(values, np.ones((1, 200))).correlations, scheme)
    scores = plain_scores(spec, values, scheme)
    expected = np.abs(np.corrcoef(scores, rowvar=False))
    np.testing.assert_allclose(np.abs(model.correlations[0]), expected, atol=1e-6)
    slopes = np.linalg.lstsq(scores[:, :2], scores[:, 2], rcond=None)[0]
    np.testing.assert_allclose(np.abs(model.paths[0, :2, 2]), np.abs(slopes), atol=1e-6)
    explained = np.corrcoef(scores[:, :2] @ slopes, scores[:, 2])[0, 1] ** 2
    without = np.corrcoef(scores[:, 1], scores[:, 2])[0, 1] ** 2
    assert model.r_squared[0, 2] == pytest.approx(explained, abs=1e-6)
    assert model.f_squared[0, 0, 2] == pytest.approx((explained - without) / (1 - explained), abs=1e-6)


def test_consistent_paths_are_those_between_the_factors() -> None:
    """In a population with common factors PLSc finds their correlations exactly; plain PLS finds them too small."""
    model = estimate_paths(TRIANGLE, triangle_correlations()[None], consistent=True)
    np.testing.assert_allclose(model.correlations[0], [[1, 0.5, 0.55], [0.5, 1, 0.6], [0.55, 0.6, 1]], atol=1e-8)
    np.testing.assert_allclose(model.loadings[0].sum(axis=1), [0.7, 0.8, 0.9] * 3, atol=1e-8)
    assert estimate_paths(TRIANGLE, triangle_correlations()[None]).correlations[0, 0, 1] < 0.45


def test_total_effects_add_up_along_the_ways() -> None:
    model = estimate_paths(TRIANGLE, triangle_correlations()[None])
    paths = model.paths[0]
    assert model.total_effects[0, 0, 2] == pytest.approx(paths[0, 2] + paths[0, 1] * paths[1, 2], abs=1e-12)


def test_weights_of_whole_numbers_equal_rows_repeated() -> None:
    rng = np.random.default_rng(3)
    values, times = triangle_answers(60, rng), rng.integers(1, 4, 60)
    weighted = moments(values, times[None].astype(float)).correlations
    repeated = moments(np.repeat(values, times, axis=0), np.ones((1, times.sum()))).correlations
    np.testing.assert_allclose(weighted, repeated, atol=1e-12)


@pytest.mark.parametrize("missing", ["complete", "pairwise", "mean"])
def test_missing_answers_follow_the_stated_rule(missing: str) -> None:
    rng = np.random.default_rng(4)
    values, weights = triangle_answers(80, rng)[:, :3], rng.uniform(0.5, 2, 80)
    values[rng.random(values.shape) < 0.2] = np.nan
    found = moments(values, weights[None], missing).correlations[0, 0, 1]  # type: ignore[arg-type]
    x, y = values[:, 0].copy(), values[:, 1].copy()
    kept = ~np.isnan(values).any(axis=1) if missing == "complete" else ~np.isnan(x) & ~np.isnan(y)
    if missing == "mean":
        for column in (x, y):
            known = ~np.isnan(column)
            column[~known] = np.average(column[known], weights=weights[known])
        kept[:] = True
    covariance = np.cov(x[kept], y[kept], aweights=weights[kept], ddof=0)
    assert found == pytest.approx(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]), abs=1e-12)


def test_bootstrap_equals_estimates_of_rows_drawn_again() -> None:
    values = triangle_answers(90, np.random.default_rng(5))
    sample = RespondentSample(np.ones(90))
    found = bootstrap_paths(TRIANGLE, values, sample, PathSettings(replicates=20), np.random.default_rng(6))
    times = sample.draw(20, np.random.default_rng(6))
    for place in range(20):
        again = np.repeat(values, times[place].astype(int), axis=0)
        model = estimate_paths(TRIANGLE, np.corrcoef(again, rowvar=False)[None])
        np.testing.assert_allclose(found.draws.paths[place], model.paths[0], atol=1e-8)


def test_bootstrap_turns_constructs_that_run_the_other_way() -> None:
    """Items that are coded against each other leave a construct's direction to chance in each resample."""
    values = triangle_answers(100, np.random.default_rng(7))
    values[:, 0] *= -1
    values[:, 1] *= -0.3
    found = bootstrap_paths(
        TRIANGLE, values, RespondentSample(np.ones(100)), PathSettings(replicates=500), np.random.default_rng(8)
    )
    draws = found.draws.paths[:, 0, 2]
    assert np.mean(np.sign(draws) == np.sign(found.model.paths[0, 0, 2])) > 0.95


def test_bootstrap_in_clusters_is_wider_than_of_single_people() -> None:
    rng = np.random.default_rng(9)
    offices = np.repeat(np.arange(20), 15)
    values = triangle_answers(300, rng) + np.repeat(triangle_answers(20, rng) * 1.5, 15, axis=0)
    settings = PathSettings(replicates=400)
    alone = bootstrap_paths(TRIANGLE, values, RespondentSample(np.ones(300)), settings, rng)
    together = bootstrap_paths(TRIANGLE, values, RespondentSample(np.ones(300), cluster=offices), settings, rng)
    np.testing.assert_allclose(together.model.paths, alone.model.paths)
    assert together.draws.paths[:, 0, 2].std() > 1.5 * alone.draws.paths[:, 0, 2].std()


def test_performance_and_effects_are_in_points_of_the_scale() -> None:
    rng = np.random.default_rng(10)
    values = np.clip(np.round(3 + triangle_answers(400, rng)), 1, 5)
    settings = PathSettings(replicates=100, scale=np.tile([1.0, 5.0], (9, 1)))
    found = bootstrap_paths(TRIANGLE, values, RespondentSample(np.ones(400)), settings, rng)
    # Scores on 0 to 100 from the weights of the model, and the regression of the one on the other.
    points = found.model.weights[0] / values.std(axis=0, ddof=1)[:, None]
    scores = ((values - 1) * 25) @ (points / points.sum(axis=0))
    np.testing.assert_allclose(found.sample.performance[0], scores.mean(axis=0), atol=1e-9)
    slopes = np.linalg.lstsq(np.column_stack([np.ones(400), scores[:, :2]]), scores[:, 2], rcond=None)[0]
    service_on_fairness = np.polyfit(scores[:, 0], scores[:, 1], 1)[0]
    effects = found.sample.effects[0]
    assert effects[1, 2] == pytest.approx(slopes[2], abs=1e-8)
    assert effects[0, 2] == pytest.approx(slopes[1] + service_on_fairness * slopes[2], abs=1e-8)


def test_items_that_cannot_be_used_are_named() -> None:
    values = triangle_answers(30, np.random.default_rng(1))
    names = TRIANGLE.items
    values[:, 4] = 3
    with pytest.raises(MethodError, match="all answers to fairness2 are alike"):
        check_items(values, names, "complete")
    values[:, 4] = np.nan
    with pytest.raises(MethodError, match="nobody answered fairness2"):
        check_items(values, names, "complete")
    with pytest.raises(MethodError, match="9 complete answers are too few for 9 items"):
        check_items(triangle_answers(9, np.random.default_rng(1)), names, "complete")
    with pytest.raises(MethodError, match="the rule for missing answers is 'zero'"):
        check_items(values, names, "zero")  # type: ignore[arg-type]


def test_a_model_that_does_not_come_to_rest_is_refused() -> None:
    values = triangle_answers(60, np.random.default_rng(2))
    values[:, 3:6] = values[:, :3]
    with pytest.raises(MethodError, match="do not come to rest"):
        bootstrap_paths(
            TRIANGLE, values, RespondentSample(np.ones(60)), PathSettings(replicates=10), np.random.default_rng(1)
        )


def test_a_sample_that_cannot_be_drawn_again_is_refused() -> None:
    with pytest.raises(MethodError, match="weight is missing, or 0 or less"):
        RespondentSample(np.array([1.0, 0.0]))
    with pytest.raises(MethodError, match="a stratum has a single cluster"):
        RespondentSample(np.ones(4), np.array([0, 0, 1, 1]), np.array([0, 1, 2, 2]))


def test_a_spec_names_everything_that_is_wrong() -> None:
    constructs = (
        Construct("a", ("x",)),
        Construct("b", ("y", "z")),
        Construct("b", ("y", "w")),
        Construct("c", ()),
    )
    with pytest.raises(MethodError) as caught:
        PathSpec(constructs, (("a", "b"), ("a", "b"), ("b", "a"), ("a", "q")))
    assert [problem.what for problem in caught.value.problems] == [
        "two constructs are called 'b'",
        "item 'y' belongs to two constructs",
        "construct 'a' has one item, so its reliability cannot be known",
        "construct 'c' has no items",
        "a link names 'q', which is no construct",
        "the link from 'a' to 'b' is named twice",
        "construct 'c' has no link to any other",
        "the links run in a circle: b → a → b",
    ]


def test_correlations_of_another_size_or_scheme_are_refused() -> None:
    with pytest.raises(MethodError, match="shape"):
        estimate_paths(MOBI, triangle_correlations()[None])
    with pytest.raises(MethodError, match="the scheme is 'mean'"):
        estimate_paths(TRIANGLE, triangle_correlations()[None], "mean")  # type: ignore[arg-type]
