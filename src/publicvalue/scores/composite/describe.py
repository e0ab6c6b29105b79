"""What the data say about an index: how indicators go together, how well they measure one thing, how they grow."""

from __future__ import annotations

from typing import Literal

import numpy as np

from publicvalue.errors import method_error
from publicvalue.measures.survey.constructs.reliability import cronbach_alpha as alpha_of_covariances
from publicvalue.scores.composite.ranking import rank_upwards
from publicvalue.scores.tree import Floats
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Kind = Literal["pearson", "spearman", "kendall"]
Missing = Literal["complete", "pairwise"]


def correlations(values: Floats, kind: Kind = "pearson") -> Floats:
    """Return correlations between indicators over the units that have both.

    Parameters
    ----------
    values
        Shape (units, indicators), NaN where missing.
    kind
        pearson, of the values; spearman, of their ranks among these units, equal values sharing their mean rank;
        kendall, pairs of units in the same order less those in the other (tau-b where values are equal).

    Returns
    -------
    Floats
        Shape (indicators, indicators); NaN where fewer than two units have both, or one is constant over them.

    Raises
    ------
    MethodError
        When the kind is not known.

    Source: Kendall (1945), The treatment of ties in ranking problems, Biometrika 33, 239-251.
    """
    check_name(kind, Kind, "correlation")
    count = values.shape[1]
    result = np.full((count, count), np.nan)
    for first in range(count):
        for second in range(first, count):
            pair = values[:, [first, second]]
            pair = pair[~np.isnan(pair).any(axis=1)].T
            if kind == "spearman":
                pair = (rank_upwards(pair, "min") + rank_upwards(pair, "max")) / 2
            result[first, second] = result[second, first] = (_tau if kind == "kendall" else _correlation)(pair)
    return result


def _correlation(pair: Floats) -> float:
    if pair.shape[1] < 2 or (pair.max(axis=1) == pair.min(axis=1)).any():
        return np.nan
    away = pair - pair.mean(axis=1, keepdims=True)
    return float(np.sum(away[0] * away[1]) / np.sqrt(np.sum(away[0] ** 2) * np.sum(away[1] ** 2)))


def _tau(pair: Floats) -> float:
    if pair.shape[1] < 2 or (pair.max(axis=1) == pair.min(axis=1)).any():
        return np.nan
    from scipy.stats import kendalltau  # noqa: PLC0415 - slow to load

    return float(kendalltau(pair[0], pair[1]).statistic)


def cronbach_alpha(values: Floats, missing: Missing = "complete") -> float:
    """Return Cronbach's alpha: how far indicators measure one thing.

    Parameters
    ----------
    values
        Shape (units, indicators), NaN where missing.
    missing
        complete, from the units without missing values; pairwise, from the covariance of each two indicators over the
        units that have both.

    Raises
    ------
    MethodError
        With fewer than two indicators, fewer than two units that have all (or both), or when the sum does not vary.

    Source: Cronbach (1951), Coefficient alpha and the internal structure of tests, Psychometrika 16, 297-334.
    """
    check_name(missing, Missing, "rule for missing values")
    known = (~np.isnan(values)).astype(float)
    units = (known.T @ known).min(initial=np.inf) if missing == "pairwise" else known.all(axis=1).sum()
    if values.shape[1] < 2 or units < 2:
        raise method_error(Text("Cronbach's alpha needs two indicators and two units {having}", having=HAVING[missing]))
    used = values if missing == "pairwise" else values[~np.isnan(values).any(axis=1)]
    covariances = _covariances(used)
    if covariances.sum() <= 0:
        raise method_error(Text("Cronbach's alpha needs a sum of the indicators that varies"))
    return float(alpha_of_covariances(covariances))


HAVING = {"complete": Text("without missing values"), "pairwise": Text("that have each two of them")}


def _covariances(values: Floats) -> Floats:
    """Return the covariance of each two columns over the rows that have both."""
    count = values.shape[1]
    result = np.empty((count, count))
    for first in range(count):
        for second in range(first, count):
            pair = values[:, [first, second]]
            pair = pair[~np.isnan(pair).any(axis=1)]
            away = pair - pair.mean(axis=0)
            result[first, second] = result[second, first] = away[:, 0] @ away[:, 1] / (len(pair) - 1)
    return result


def growth_rate(values: Floats, times: Floats) -> float:
    """Return the compound growth rate from the first to the last time: (last / first) ** (1 / time) - 1.

    Parameters
    ----------
    values, times
        Shape (times,); the first and the last value above 0.

    Raises
    ------
    MethodError
        When the first or the last value is not above 0, or there is one time alone.
    """
    first, last = int(np.argmin(times)), int(np.argmax(times))
    if not (values[first] > 0 and values[last] > 0) or times[first] == times[last]:
        raise method_error(Text("a growth rate needs values above 0 at two times"))
    return float((values[last] / values[first]) ** (1 / (times[last] - times[first])) - 1)
