"""Behaviour of the reliability and validity of constructs."""

from __future__ import annotations

import numpy as np
import pytest

from path_models import triangle_answers
from publicvalue.errors import MethodError
from publicvalue.measures.survey.constructs.item_analysis import analyse_items
from publicvalue.measures.survey.constructs.reliability import (
    composite_reliability,
    cronbach_alpha,
    fit_one_factor,
    rho_a,
)
from publicvalue.measures.survey.constructs.validity import fornell_larcker, heterotrait_monotrait

LOADINGS = np.array([0.5, 0.7, 0.9, 0.6])


def one_factor(loadings: np.ndarray) -> np.ndarray:
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    return correlations


def test_one_factor_is_recovered_exactly() -> None:
    scale = np.array([1.0, 2.0, 0.5, 3.0])
    found = fit_one_factor(one_factor(LOADINGS) * np.outer(scale, scale))
    np.testing.assert_allclose(found.loadings, LOADINGS * scale, atol=1e-5)
    np.testing.assert_allclose(found.uniquenesses, (1 - LOADINGS**2) * scale**2, atol=1e-5)
    assert fit_one_factor(one_factor(LOADINGS)).omega == pytest.approx(float(composite_reliability(LOADINGS)), abs=1e-6)


def test_alpha_of_equal_items_is_their_omega() -> None:
    equal = np.full(4, 0.7)
    assert float(cronbach_alpha(one_factor(equal))) == pytest.approx(float(composite_reliability(equal)), abs=1e-12)


def test_alpha_of_a_single_item_is_one_by_convention() -> None:
    assert float(cronbach_alpha(np.array([[2.0]]))) == 1
    assert float(rho_a(np.ones(1), np.ones((1, 1)))) == 1


def test_omega_is_refused_where_it_cannot_be_told() -> None:
    with pytest.raises(MethodError, match="omega was asked of 2 items"):
        fit_one_factor(one_factor(LOADINGS[:2]))
    with pytest.raises(MethodError, match="say exactly the same"):
        fit_one_factor(np.ones((3, 3)))


def test_items_are_described_with_what_they_add() -> None:
    values = triangle_answers(200, np.random.default_rng(1))[:, :3]
    covariances = np.cov(values, rowvar=False)
    gaps = values.copy()
    gaps[:20, 0] = np.nan
    found = analyse_items(gaps, np.ones(200), covariances)
    np.testing.assert_allclose(found.missing, [0.1, 0, 0])
    np.testing.assert_allclose(found.means[0], values[20:, 0].mean())
    rest = np.corrcoef(values[:, 0], values[:, 1] + values[:, 2])[0, 1]
    assert found.item_rest[0] == pytest.approx(rest, abs=1e-12)
    assert found.alpha_without[0] == pytest.approx(float(cronbach_alpha(covariances[1:, 1:])), abs=1e-12)
    assert np.isnan(analyse_items(values[:, :1], np.ones(200), covariances[:1, :1]).item_rest[0])


def test_htmt_is_the_correlation_of_factors_with_equal_loadings() -> None:
    loadings = np.zeros((6, 2))
    loadings[:3, 0], loadings[3:, 1] = 0.8, 0.6
    correlations = loadings @ np.array([[1, 0.4], [0.4, 1]]) @ loadings.T
    np.fill_diagonal(correlations, 1)
    ratios = heterotrait_monotrait(correlations, (np.arange(3), np.arange(3, 6)))
    np.testing.assert_allclose(ratios, [[1, 0.4], [0.4, 1]], atol=1e-12)


def test_fornell_larcker_has_roots_on_the_diagonal() -> None:
    table = fornell_larcker(np.array([0.49, 0.64]), np.array([[1, 0.3], [0.3, 1]]))
    np.testing.assert_allclose(table, [[0.7, 0.3], [0.3, 0.8]])
