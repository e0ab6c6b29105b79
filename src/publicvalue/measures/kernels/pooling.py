"""One effect from the effects of several systems: a random-effects meta-analysis.

Each system has an effect of its own; they are spread around a mean with variance tau squared, and each is measured with
an error of its own. Tau squared is estimated by restricted maximum likelihood (REML). The interval of the mean is that
of Knapp and Hartung, with Student's t of k - 1 degrees of freedom for k systems; the prediction interval says where the
effect of a further system may lie.

Source: W. Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30(3), 261-293 (REML); G. Knapp and J.
Hartung (2003), Statistics in Medicine 22, 2693-2710; J. P. T. Higgins, S. G. Thompson and D. J. Spiegelhalter (2009),
Journal of the Royal Statistical Society A 172, 137-159 (prediction).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.measures.kernels.means import mean_interval
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    """The mean effect of several systems, in the unit of the effects.

    Parameters
    ----------
    mean, low, high
        Mean with its 95 % interval.
    standard_error
        Of the mean, by Knapp and Hartung.
    spread
        Tau: the standard deviation of the systems' own effects around the mean.
    share_of_spread
        I squared: the share, 0 to 1, of the variance of the estimates that is not their error.
    predicted
        95 % interval of the effect of a further system; not known for fewer than three.
    """

    mean: float
    low: float
    high: float
    standard_error: float
    spread: float
    share_of_spread: float
    predicted: tuple[float, float] | None


def pool_effects(effects: Numbers, errors: Numbers) -> Pooled:
    """Return the mean effect of several systems.

    Parameters
    ----------
    effects, errors
        Effects and their standard errors, all in one unit; shape (systems,), at least two systems, errors above 0.

    Raises
    ------
    MethodError
        When there are fewer than two systems, or an error is not above 0.
    """
    k = len(effects)
    if k < 2 or len(errors) != k or not (np.isfinite(effects).all() and (errors > 0).all()):
        raise method_error(
            Text("These effects cannot be pooled"), Text("two or more finite effects, each with an error above 0")
        )
    variances = errors**2
    between = _between(effects, variances)
    weight = 1 / (variances + between)
    mean = float(weight @ effects / weight.sum())
    scale = float(weight @ (effects - mean) ** 2) / (k - 1)
    error = float(np.sqrt(scale / weight.sum()))
    low, high = mean_interval(mean, error, k - 1)
    return Pooled(
        mean, low, high, error, float(np.sqrt(between)), _share(variances, between), _predict(mean, weight, between)
    )


def _between(effects: Numbers, variances: Numbers) -> float:
    """Return the tau squared that has the largest restricted likelihood."""

    def surprise(between: float) -> float:
        total = variances + between
        mean = (effects / total).sum() / (1 / total).sum()
        return float(np.log(total).sum() + np.log((1 / total).sum()) + ((effects - mean) ** 2 / total).sum())

    from scipy.optimize import minimize_scalar  # noqa: PLC0415 - slow to load

    top = float(effects.var(ddof=1)) * 10 + float(variances.max())
    found = minimize_scalar(surprise, bounds=(0.0, top), method="bounded", options={"xatol": 1e-10 * top})
    return float(found.x) if surprise(float(found.x)) < surprise(0.0) else 0.0


def _share(variances: Numbers, between: float) -> float:
    """Return I squared with the typical error of Higgins and Thompson (2002)."""
    weight = 1 / variances
    typical = (len(weight) - 1) * weight.sum() / (weight.sum() ** 2 - (weight**2).sum())
    return float(between / (between + typical))


def _predict(mean: float, weight: Numbers, between: float) -> tuple[float, float] | None:
    if len(weight) < 3:
        return None
    return mean_interval(mean, float(np.sqrt(between + 1 / weight.sum())), len(weight) - 2)
