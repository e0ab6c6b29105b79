"""Agreement between raters: Krippendorff's alpha, Fleiss' kappa and the intraclass correlations.

Sources
    K. Krippendorff (2011), Computing Krippendorff's alpha-reliability, University of Pennsylvania.
    J. L. Fleiss (1971), Measuring nominal scale agreement among many raters, Psychological Bulletin 76(5), 378-382.
    P. E. Shrout and J. L. Fleiss (1979), Intraclass correlations: uses in assessing rater reliability,
    Psychological Bulletin 86(2), 420-428.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.measures.result import LEVEL
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Array = NDArray[np.float64]
Metric = Literal["nominal", "ordinal", "interval", "ratio"]


def krippendorff_alpha(ratings: Array, metric: Metric) -> float:
    """Return Krippendorff's alpha: 1 is perfect agreement, 0 what chance would give.

    Parameters
    ----------
    ratings
        Shape (raters, units), NaN where a rater did not rate. Units with one rating only are left out.
    metric
        Level of measurement of the ratings; `ratio` needs ratings of 0 or more.

    Returns
    -------
    float
        At most 1; NaN when all ratings are equal or no unit has two ratings, because alpha is then not defined.

    Source
    ------
    Krippendorff (2011), section E.
    """
    coincidences, values = _coincidences(ratings)
    return _alpha(coincidences.sum(axis=0), values, metric)


def alpha_interval(ratings: Array, metric: Metric, replicates: int, rng: np.random.Generator) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of Krippendorff's alpha: units are drawn with replacement.

    Parameters
    ----------
    ratings, metric
        As in `krippendorff_alpha`; alpha must be defined for them.
    replicates
        Number of replicates; those in which alpha is not defined are left out.
    rng
        Source of randomness.
    """
    coincidences, values = _coincidences(ratings)
    units = len(coincidences)
    times = rng.multinomial(units, np.full(units, 1 / units), size=replicates)
    drawn = np.array([_alpha(np.tensordot(row, coincidences, axes=1), values, metric) for row in times])
    low, high = np.quantile(drawn[np.isfinite(drawn)], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def fleiss_kappa(ratings: Array) -> float:
    """Return Fleiss' kappa of nominal ratings: 1 is perfect agreement, 0 what chance would give.

    Parameters
    ----------
    ratings
        Shape (raters, units), complete: every unit is rated by the same number of raters, at least two.

    Returns
    -------
    float
        At most 1; NaN when all ratings are equal, because kappa is then not defined.

    Raises
    ------
    MethodError
        When a rating is missing, or there are fewer than two raters.

    Source
    ------
    Fleiss (1971), formulas 1 to 7.
    """
    if ratings.shape[0] < 2 or not np.isfinite(ratings).all():
        do = Text("leave out units with gaps, or take Krippendorff's alpha, which allows for them")
        raise method_error(
            Text("Fleiss' kappa was asked of ratings with gaps or of one rater"), Text("complete ratings"), do
        )
    raters, units = ratings.shape
    counts = (ratings.T[:, :, None] == np.unique(ratings)).sum(axis=1).astype(np.float64)
    observed = ((counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))).mean()
    expected = ((counts.sum(axis=0) / (units * raters)) ** 2).sum()
    return float((observed - expected) / (1 - expected)) if expected < 1 else float("nan")


def _coincidences(ratings: Array) -> tuple[Array, Array]:
    """Return the coincidences of values within each unit, shape (units, values, values), and the values."""
    values = np.unique(ratings[np.isfinite(ratings)])
    counts = (ratings.T[:, :, None] == values).sum(axis=1).astype(np.float64)
    counts = counts[counts.sum(axis=1) >= 2]
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(len(values))
    return pairs / (counts.sum(axis=1) - 1)[:, None, None], values


def _alpha(coincidences: Array, values: Array, metric: Metric) -> float:
    """Return alpha from coincidences summed over units."""
    totals = coincidences.sum(axis=0)
    distances = _distances(values, totals, metric)
    expected = totals @ distances @ totals
    if expected <= 0:
        return float("nan")
    return float(1 - (totals.sum() - 1) * (coincidences * distances).sum() / expected)


def _distances(values: Array, totals: Array, metric: Metric) -> Array:
    """Return the squared difference of each pair of values under a metric."""
    check_name(metric, Metric, "metric")
    one, other = values[:, None], values[None, :]
    if metric == "nominal":
        return np.asarray(one != other, dtype=np.float64)
    if metric == "interval":
        return np.asarray((one - other) ** 2)
    if metric == "ordinal":
        ranks = np.cumsum(totals) - totals / 2
        return np.asarray((ranks[:, None] - ranks[None, :]) ** 2)
    total = one + other
    return np.asarray(np.divide(one - other, total, out=np.zeros_like(total), where=total != 0) ** 2)


def intraclass_correlations(ratings: Array) -> dict[str, float]:
    """Return the six intraclass correlations of Shrout and Fleiss.

    Parameters
    ----------
    ratings
        Shape (raters, units), complete, at least 2 x 2, not all equal.

    Returns
    -------
    dict
        icc1, icc2, icc3 for a single rater and icc1k, icc2k, icc3k for the mean of all raters: raters that differ per
        unit, raters as a random sample, raters as fixed. NaN where the ratings vary too little to tell.
    """
    scores = ratings.T
    units, raters = scores.shape
    by_unit = raters * ((scores.mean(axis=1) - scores.mean()) ** 2).sum()
    by_rater = units * ((scores.mean(axis=0) - scores.mean()) ** 2).sum()
    rest = ((scores - scores.mean()) ** 2).sum() - by_unit - by_rater
    between, rater = by_unit / (units - 1), by_rater / (raters - 1)
    error, within = rest / ((units - 1) * (raters - 1)), (by_rater + rest) / (units * (raters - 1))
    return {
        "icc1": _ratio(between - within, between + (raters - 1) * within),
        "icc2": _ratio(between - error, between + (raters - 1) * error + raters * (rater - error) / units),
        "icc3": _ratio(between - error, between + (raters - 1) * error),
        "icc1k": _ratio(between - within, between),
        "icc2k": _ratio(between - error, between + (rater - error) / units),
        "icc3k": _ratio(between - error, between),
    }


def _ratio(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom > 0 else float("nan")
