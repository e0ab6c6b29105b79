"""What other models of a series say of the same change, by statsmodels: the one place that knows this package.

Imported inside the functions, for it takes seconds to load. It belongs to the optional part `effects`: without it there
are no other models, and the measure's own number is the same.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Opinion = tuple[float, float]
"""A coefficient and its standard error."""

ROUNDS = 50


def structural_opinion(series: Numbers, regressors: Numbers, season: int) -> Opinion | None:
    """Return the last coefficient in a local level model with a seasonal, by the Kalman filter.

    Parameters
    ----------
    series, regressors
        Shapes (n,) and (n, k): neither constant nor seasons among the regressors.
    season
        Periods in a year; below 2 for no seasons.

    Source: J. J. F. Commandeur and S. J. Koopman (2007), An Introduction to State Space Time Series Analysis,
    chapter 7.
    """

    def fit() -> Opinion:
        from statsmodels.tsa.statespace.structural import UnobservedComponents  # noqa: PLC0415 - takes seconds to load

        seasonal = season if season > 1 else None
        options = {"mle_regression": False, "use_exact_diffuse": True, "seasonal": seasonal}
        model = UnobservedComponents(series, level="llevel", exog=regressors, **options)
        fitted = model.fit(disp=False, maxiter=500)
        return float(fitted.smoothed_state[-1, -1]), float(np.sqrt(fitted.smoothed_state_cov[-1, -1, -1]))

    return _quietly(fit)


def arima_opinion(series: Numbers, regressors: Numbers, season: int) -> Opinion | None:
    """Return the last coefficient with errors ARIMA(0,1,1), or the airline model (0,1,1)(0,1,1) with seasons.

    Source: G. E. P. Box and G. C. Tiao (1975), Intervention analysis, Journal of the American Statistical Association
    70, 70-79.
    """

    def fit() -> Opinion:
        from statsmodels.tsa.statespace.sarimax import SARIMAX  # noqa: PLC0415 - takes seconds to load

        seasonal = (0, 1, 1, season) if season > 1 else (0, 0, 0, 0)
        # A trend is a constant of the differences, and vanishes when they are differenced again.
        used = regressors[:, np.ptp(_differenced(regressors, season), axis=0) > 1e-12]
        fitted = SARIMAX(series, used, order=(0, 1, 1), seasonal_order=seasonal).fit(disp=False, maxiter=200)
        place = used.shape[1] - 1
        return float(fitted.params[place]), float(fitted.bse[place])

    return _quietly(fit)


def autoregressive_opinion(series: Numbers, regressors: Numbers, season: int) -> Opinion | None:
    """Return the last coefficient with first-order autoregressive errors (feasible generalised least squares)."""

    def fit() -> Opinion:
        from statsmodels.regression.linear_model import GLSAR  # noqa: PLC0415 - takes seconds to load

        place = np.arange(len(series)) % max(season, 1)
        seasons = (place[:, None] == np.arange(1, max(season, 1))).astype(float)
        fitted = GLSAR(series, np.column_stack([np.ones(len(series)), seasons, regressors]), 1).iterative_fit(ROUNDS)
        return float(fitted.params[-1]), float(fitted.bse[-1])

    return _quietly(fit)


def _differenced(regressors: Numbers, season: int) -> Numbers:
    once = np.diff(regressors, axis=0)
    return once[season:] - once[:-season] if season > 1 else once


def _quietly(fit: Callable[[], Opinion]) -> Opinion | None:
    """Return what a model says, None when the package is not there or the model cannot be fitted."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            found = fit()
        except (ImportError, ArithmeticError, LookupError, TypeError, ValueError, RuntimeError, np.linalg.LinAlgError):
            return None
    return found if np.isfinite(found).all() else None
