"""How the items of a construct hang together: Cronbach's alpha, each item with the rest, alpha without each item.

Sources
    L. J. Cronbach (1951), Psychometrika 16, 297-334; J. C. Nunnally (1978), Psychometric Theory, 2nd edition (0.7 as
    the least for research); L. S. Feldt (1965), Psychometrika 30, 357-370 (interval of alpha).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri

from publicvalue.measures.linearisation import Numbers
from publicvalue.measures.result import LEVEL


@dataclass(frozen=True)
class ItemAnalysis:
    """Reliability of a scale and what each item adds to it.

    Parameters
    ----------
    alpha, alpha_low, alpha_high
        Cronbach's alpha with its 95 % interval; NaN where the items do not vary.
    complete
        Respondents who answered every item, from whom all of this is.
    means, deviations
        Of each item, shape (items,).
    item_rest
        Correlation of each item with the mean of the others; NaN where one does not vary.
    alpha_without
        Alpha of the scale without the item; NaN for fewer than three items.
    """

    alpha: float
    alpha_low: float
    alpha_high: float
    complete: int
    means: Numbers
    deviations: Numbers
    item_rest: Numbers
    alpha_without: Numbers


def cronbach_alpha(covariances: Numbers) -> float:
    """Return Cronbach's alpha from the covariances of items, shape (items, items); NaN when nothing varies."""
    items, total = len(covariances), float(covariances.sum())
    if items < 2 or total <= 0:
        return float("nan")
    return float(items / (items - 1) * (1 - np.trace(covariances) / total))


def feldt_interval(alpha: float, respondents: int, items: int) -> tuple[float, float]:
    """Return the 95 % interval of alpha (Feldt 1965), for items that vary alike."""
    freedom = (respondents - 1, (respondents - 1) * (items - 1))
    upper, lower = fdtri(*freedom, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(1 - (1 - alpha) * lower), float(1 - (1 - alpha) * upper)


def analyse_items(values: Numbers, weights: Numbers) -> ItemAnalysis:
    """Describe the items of one scale, from the respondents who answered all of them.

    Parameters
    ----------
    values
        Answers with reversed items turned, shape (respondents, items), NaN where missing.
    weights
        More than 0, shape (respondents,).
    """
    complete = np.isfinite(values).all(axis=1)
    known, shares, items = values[complete], weights[complete], values.shape[1]
    if complete.sum() < 3:
        blank = np.full(items, np.nan)
        return ItemAnalysis(np.nan, np.nan, np.nan, int(complete.sum()), blank, blank, blank, blank)
    covariances = np.atleast_2d(np.cov(known.T, aweights=shares))
    alpha = cronbach_alpha(covariances)
    low, high = feldt_interval(alpha, int(complete.sum()), items) if np.isfinite(alpha) else (np.nan, np.nan)
    rest, without = np.full(items, np.nan), np.full(items, np.nan)
    for item in range(items):
        others = np.arange(items) != item
        among = covariances[np.ix_(others, others)]
        spread = covariances[item, item] * among.sum()
        rest[item] = covariances[item, others].sum() / np.sqrt(spread) if spread > 0 else np.nan
        without[item] = cronbach_alpha(among)
    means = np.average(known, axis=0, weights=shares)
    return ItemAnalysis(alpha, low, high, int(complete.sum()), means, np.sqrt(np.diag(covariances)), rest, without)
