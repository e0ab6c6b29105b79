"""How the items of one scale hang together: its reliability, and what each item adds.

Sources
    J. C. Nunnally (1978), Psychometric Theory, 2nd edition (0.7 as the least for research); L. S. Feldt (1965),
    Psychometrika 30, 357-370 (interval of alpha). Those of alpha and omega stand in `constructs/reliability.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from publicvalue.measures.privacy.suppression import LEAST_CASES
from publicvalue.measures.result import LEVEL
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.measures.survey.constructs.reliability import cronbach_alpha, known_omega

MOST_POINTS = 11
"""Longest scale of which a picture is drawn."""

LEAST_COMPLETE = LEAST_CASES
"""Fewest respondents with every item from whom a scale can be described."""


@dataclass(frozen=True)
class ItemAnalysis:
    """What each item adds to its scale; arrays of shape (items,).

    Parameters
    ----------
    means, deviations
        Of the answers, in their unit; the deviation divides by the weights' sum.
    missing
        Share of respondents without an answer, by weight, 0 to 1.
    item_rest
        Correlation of the item with the sum of the others; NaN for a single item, and where one does not vary.
    alpha_without
        Alpha of the scale without the item; NaN for fewer than three items.
    """

    means: Floats
    deviations: Floats
    missing: Floats
    item_rest: Floats
    alpha_without: Floats


@dataclass(frozen=True)
class ScaleAnalysis:
    """Reliability of a scale, from those who answered every item.

    Parameters
    ----------
    alpha, alpha_low, alpha_high
        Cronbach's alpha with its 95 % interval; NaN where the items do not vary or too few answered all.
    omega
        McDonald's omega of one factor; None where one factor cannot be fitted, as for two items.
    complete
        Respondents who answered every item.
    items
        What each item adds; means and deviations are of all who answered it.
    """

    alpha: float
    alpha_low: float
    alpha_high: float
    omega: float | None
    complete: int
    items: ItemAnalysis


def analyse_items(values: Floats, weights: Floats, covariances: Floats) -> ItemAnalysis:
    """Describe each item of one scale.

    Parameters
    ----------
    values
        Answers with reversed items turned, shape (respondents, items), NaN where missing.
    weights
        Survey weights, shape (respondents,), more than 0.
    covariances
        Of the items, shape (items, items).
    """
    known = ~np.isnan(values)
    filled, totals = np.where(known, values, 0.0), weights @ known
    with np.errstate(invalid="ignore", divide="ignore"):
        means = weights @ filled / totals
        spread = np.sqrt(weights @ (np.where(known, values - means, 0.0) ** 2) / totals)
    items = values.shape[1]
    rest, without = np.full(items, np.nan), np.full(items, np.nan)
    for item in range(items if items > 1 else 0):
        others = np.arange(items) != item
        among = covariances[np.ix_(others, others)]
        both = covariances[item, item] * among.sum()
        rest[item] = covariances[item, others].sum() / np.sqrt(both) if both > 0 else np.nan
        without[item] = float(cronbach_alpha(among)) if items > 2 else np.nan
    return ItemAnalysis(means, spread, 1 - totals / weights.sum(), rest, without)


def analyse_scale(values: Floats, weights: Floats) -> ScaleAnalysis:
    """Describe one scale, from the respondents who answered all of its items.

    Parameters
    ----------
    values
        Answers with reversed items turned, shape (respondents, items), NaN where missing; two items or more.
    weights
        More than 0, shape (respondents,).
    """
    complete = np.isfinite(values).all(axis=1)
    respondents, items = int(complete.sum()), values.shape[1]
    if respondents < LEAST_COMPLETE:
        nothing = np.full((items, items), np.nan)
        return ScaleAnalysis(np.nan, np.nan, np.nan, None, respondents, analyse_items(values, weights, nothing))
    covariances = np.cov(values[complete].T, aweights=weights[complete])
    alpha = float(cronbach_alpha(covariances))
    low, high = feldt_interval(alpha, respondents, items) if np.isfinite(alpha) else (np.nan, np.nan)
    found = analyse_items(values, weights, covariances)
    return ScaleAnalysis(alpha, low, high, known_omega(covariances), respondents, found)


def hidden_items(given: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the items of which nothing is shown, since few people's answers could be had from them.

    A person's mean of the items answered is also a sum of the items' own answers, unless some are missing. So where all
    but a few answered the same items, the construct's mean and the items' means give away those few.

    Parameters
    ----------
    given
        Whether a person answered an item; shape (respondents, items).

    Returns
    -------
    array of shape (items,)
    """
    answers = given.sum(axis=0)
    hidden: NDArray[np.bool_] = (answers > 0) & (answers < LEAST_CASES)
    said = given[given.any(axis=1)]
    # All but four of ten or more can only have answered what most answered of each item.
    patterns = np.unique(said, axis=0) if len(said) < 2 * LEAST_CASES else [2 * answers > len(said)]
    for pattern in patterns:
        if 0 < (said != pattern).any(axis=1).sum() < LEAST_CASES:
            inside = np.flatnonzero(pattern)
            hidden[inside[np.argmin(answers[inside])]] = True
    return hidden


def is_deviation_shown(answers: Floats) -> bool:
    """Whether an item's deviation may stand beside its mean and the shares of the sides of its scale.

    The three together tell how many chose each point of a short scale; so not where one to four people chose a point.

    Parameters
    ----------
    answers
        To one item, shape (respondents,), NaN where missing.
    """
    points, people = np.unique(answers[~np.isnan(answers)], return_counts=True)
    return len(points) > MOST_POINTS or bool((people >= LEAST_CASES).all())


def feldt_interval(alpha: float, respondents: int, items: int) -> tuple[float, float]:
    """Return the 95 % interval of alpha (Feldt 1965), for items that vary alike."""
    freedom = (respondents - 1, (respondents - 1) * (items - 1))
    upper, lower = fdtri(*freedom, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(1 - (1 - alpha) * lower), float(1 - (1 - alpha) * upper)
