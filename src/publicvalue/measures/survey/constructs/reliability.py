"""How reliably a set of items measures one construct.

All functions take correlations or covariances of items with any leading axes, so that they serve one sample and
thousands of resamples alike.

Sources
    L. J. Cronbach (1951), Psychometrika 16, 297-334 (alpha).
    R. P. McDonald (1999), Test Theory (omega of one factor).
    C. Fornell and D. F. Larcker (1981), Journal of Marketing Research 18, 39-50 (composite reliability, AVE).
    T. K. Dijkstra and J. Henseler (2015), MIS Quarterly 39, 297-316 (rho A).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from publicvalue.errors import MethodError, method_error
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.words.text import Text


def cronbach_alpha(covariances: Floats) -> Floats:
    """Return Cronbach's alpha; for correlations, its standardised form.

    Parameters
    ----------
    covariances
        Shape (..., items, items). A single item has no inner consistency to measure: its alpha is 1 by convention.

    Returns
    -------
    array
        NaN where the sum of the items does not vary.
    """
    items = covariances.shape[-1]
    if items == 1:
        return np.ones(covariances.shape[:-2])
    trace, total = np.trace(covariances, axis1=-2, axis2=-1), np.asarray(covariances.sum(axis=(-2, -1)))
    share = np.divide(trace, total, out=np.full(total.shape, np.nan), where=total > 0)
    return np.asarray(items / (items - 1) * (1 - share))


@dataclass(frozen=True)
class OneFactor:
    """A one-factor model, fitted by maximum likelihood.

    Parameters
    ----------
    loadings, uniquenesses
        Of the items, in units of the covariances, shape (items,).
    omega
        (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses).
    """

    loadings: Floats
    uniquenesses: Floats
    omega: float


def fit_one_factor(covariances: Floats) -> OneFactor:
    """Fit one common factor to items by maximum likelihood (McDonald's omega comes with it).

    Parameters
    ----------
    covariances
        Shape (items, items), three items or more: two cannot tell a factor's loadings.

    Raises
    ------
    MethodError
        For fewer than three items, or when the items cannot be told apart.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to import, and needed by few

    items = len(covariances)
    if items < 3:
        raise method_error(
            Text("omega was asked of {items} items", items=items),
            Text("three items or more"),
            Text("use alpha for two"),
        )
    deviations = np.sqrt(np.diag(covariances))
    if not (deviations > 0).all():
        raise method_error(
            Text("an item does not vary"), Text("items that people answered differently"), Text("leave it out")
        )
    correlations = covariances / np.outer(deviations, deviations)
    if np.linalg.eigvalsh(correlations)[0] <= 1e-10:
        raise method_error(
            Text("some items say exactly the same as others"), Text("items that differ"), Text("leave one of them out")
        )
    found = minimize(
        _misfit,
        np.log(0.5 / np.diag(np.linalg.inv(correlations))),
        args=(correlations,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(np.log(0.005), 0.0)] * items,
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 5_000},
    )
    unique = np.exp(found.x)
    loadings = _loadings(unique, correlations) * deviations
    uniquenesses = unique * deviations**2
    common = loadings.sum() ** 2
    return OneFactor(loadings, uniquenesses, float(common / (common + uniquenesses.sum())))


def known_omega(covariances: Floats) -> float | None:
    """Return McDonald's omega; None where one factor cannot be fitted."""
    try:
        return fit_one_factor(covariances).omega
    except MethodError:
        return None


def _loadings(unique: Floats, correlations: Floats) -> Floats:
    """Return the loadings that fit best for given uniquenesses, with a positive sum."""
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlations / np.outer(root, root))
    loadings = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    return np.asarray(loadings if loadings.sum() >= 0 else -loadings)


def _misfit(logs: Floats, correlations: Floats) -> tuple[float, Floats]:
    """Return the likelihood's discrepancy for given logs of uniquenesses, and its slope."""
    unique = np.exp(logs)
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlations / np.outer(root, root))
    rest = values[:-1]
    misfit = float((rest - np.log(rest) - 1).sum())
    loadings = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    implied = np.outer(loadings, loadings) + np.diag(unique)
    slope = np.diag(implied - correlations) / unique**2
    return misfit, slope * unique


def composite_reliability(loadings: Floats) -> Floats:
    """Return Joereskog's composite reliability (rho C) from standardised loadings, shape (..., items)."""
    common = loadings.sum(axis=-1) ** 2
    reliability: Floats = common / (common + (1 - loadings**2).sum(axis=-1))
    return reliability


def average_variance_extracted(loadings: Floats) -> Floats:
    """Return the mean squared standardised loading (AVE), from loadings of shape (..., items)."""
    return np.asarray((loadings**2).mean(axis=-1))


def rho_a(weights: Floats, correlations: Floats) -> Floats:
    """Return Dijkstra and Henseler's reliability of a construct's scores.

    Parameters
    ----------
    weights
        Outer weights that give the construct's scores a variance of 1, shape (..., items).
    correlations
        Of its items, shape (..., items, items).

    Returns
    -------
    array
        1 for a single item, whose error cannot be told.
    """
    if weights.shape[-1] == 1:
        return np.ones(weights.shape[:-1])
    products = weights[..., :, None] * weights[..., None, :]
    off = 1 - np.eye(weights.shape[-1])
    shared = (products * correlations * off).sum(axis=(-2, -1))
    alone = (products**2 * off).sum(axis=(-2, -1))
    reliability: Floats = (weights**2).sum(axis=-1) ** 2 * shared / alone
    return reliability
