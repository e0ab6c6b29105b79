"""Means, deviations and correlations of items, for a sample and for thousands of resamples of it at once.

A resample is a weight for each respondent: how often it was drawn, times its survey weight. Correlations are ratios of
weighted sums, so all resamples together are one product of two matrices: weights by respondents, and respondents by
pairs of items. No resample is ever built row by row.

What is missing is treated by one of three rules. `complete` leaves out respondents who did not answer every item.
`pairwise` takes each correlation from the respondents who answered both items. `mean` puts the item's mean in the place
of a missing answer; it pulls correlations towards 0, and is here for comparison with other software.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Floats = NDArray[np.float64]
Missing = Literal["complete", "pairwise", "mean"]
MISSING: tuple[Missing, ...] = get_args(Missing)

CELLS = 4_000_000
"""Products of items that are held at once."""


@dataclass(frozen=True)
class ItemMoments:
    """Moments of items in each resample.

    Parameters
    ----------
    means
        Of each item, shape (resamples, items).
    covariances, correlations
        Shape (resamples, items, items).
    """

    means: Floats
    covariances: Floats
    correlations: Floats

    @property
    def deviations(self) -> Floats:
        """Standard deviation of each item, shape (resamples, items)."""
        return np.sqrt(np.clip(np.diagonal(self.covariances, axis1=1, axis2=2), 0, None))


def keep_complete(values: Floats) -> NDArray[np.bool_]:
    """Return which respondents answered every item, shape (respondents,)."""
    return np.asarray(~np.isnan(values).any(axis=1))


def moments(values: Floats, weights: Floats, missing: Missing = "complete") -> ItemMoments:
    """Return the moments of items in each resample.

    Parameters
    ----------
    values
        Answers, shape (respondents, items); NaN where missing.
    weights
        Shape (resamples, respondents), 0 or more: times drawn x survey weight.
    missing
        What becomes of missing answers: complete, pairwise or mean.

    Returns
    -------
    Moments
        Correlations are NaN for an item that does not vary in a resample.

    Raises
    ------
    MethodError
        When there is no such rule for missing answers.
    """
    check_name(missing, Missing, "rule for missing answers")
    if missing == "complete":
        kept = keep_complete(values)
        values, weights = values[kept], weights[:, kept]
    # Centred at the sample's means first: sums of squares around a far-off zero would lose digits.
    centre = np.nanmean(values, axis=0)
    means, covariances = _moments(values - centre, weights, missing)
    own = np.sqrt(np.clip(np.diagonal(covariances, axis1=1, axis2=2), 0, None))
    scale = own[:, :, None] * own[:, None, :]
    if missing == "pairwise" and np.isnan(values).any():
        each = _pair_deviations(values - centre, weights)
        scale = each * np.swapaxes(each, 1, 2)
    # An item that varies by rounding alone does not vary.
    return ItemMoments(means + centre, covariances, covariances / np.where(scale > 1e-12, scale, np.nan))


def _moments(values: Floats, weights: Floats, missing: Missing) -> tuple[Floats, Floats]:
    """Return means and covariances of values that are centred already."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    total = weights.sum(axis=1)
    if known.all():
        means = weights @ filled / total[:, None]
        covariances = _sums(weights, filled, filled) / total[:, None, None] - means[:, :, None] * means[:, None, :]
        return means, covariances * _unbiased(float(len(values)))
    present = known.astype(np.float64)
    weight, sums = _sums(weights, present, present), _sums(weights, filled, present)
    means = np.diagonal(sums, axis1=1, axis2=2) / np.diagonal(weight, axis1=1, axis2=2)
    products = _sums(weights, filled, filled)
    if missing == "pairwise":
        # Around the means of the respondents who answered both items.
        products -= sums * np.swapaxes(sums, 1, 2) / weight
        return means, products / weight * _unbiased(present.T @ present)
    mean, other = means[:, :, None], means[:, None, :]
    products += mean * other * weight - mean * np.swapaxes(sums, 1, 2) - other * sums
    return means, products / total[:, None, None] * _unbiased(float(len(values)))


def _unbiased(n: Floats | float) -> Floats:
    """Return n / (n - 1), as in a sample's variance."""
    return np.asarray(n / np.maximum(np.asarray(n) - 1, 1))


def _pair_deviations(values: Floats, weights: Floats) -> Floats:
    """Return each item's deviation over the respondents who answered another, shape (resamples, items, items)."""
    known = ~np.isnan(values)
    filled, present = np.where(known, values, 0.0), known.astype(np.float64)
    weight = _sums(weights, present, present)
    squares = _sums(weights, filled**2, present) - _sums(weights, filled, present) ** 2 / weight
    return np.sqrt(np.clip(squares / weight * _unbiased(present.T @ present), 0, None))


def _sums(weights: Floats, left: Floats, right: Floats) -> Floats:
    """Return the sum over respondents of weight x left item x right item, shape (resamples, items, items)."""
    n, items = left.shape
    found = np.zeros((len(weights), items * items))
    step = max(1, CELLS // (items * items))
    for start in range(0, n, step):
        rows = slice(start, start + step)
        pairs = (left[rows, :, None] * right[rows, None, :]).reshape(-1, items * items)
        found += weights[:, rows] @ pairs
    return found.reshape(len(weights), items, items)


def check_items(values: Floats, names: tuple[str, ...], missing: Missing) -> None:
    """Refuse items from which no correlation can be had.

    Parameters
    ----------
    values, missing
        As in `moments`.
    names
        Names of the items, for the messages.

    Raises
    ------
    MethodError
        When an item has no answers or all alike, or when there are no more respondents than items.
    """
    if missing not in MISSING:
        raise method_error(
            Text("the rule for missing answers is '{missing}'", missing=missing),
            Text("one of: {rules:list}", rules=tuple(MISSING)),
        )
    empty = [name for name, column in zip(names, values.T, strict=True) if np.isnan(column).all()]
    if empty:
        raise method_error(
            Text("nobody answered {empty:list}", empty=tuple(empty)),
            Text("answers to every item"),
            Text("leave the item out"),
        )
    used = values[keep_complete(values)] if missing == "complete" else values
    if len(used) <= values.shape[1]:
        items = values.shape[1]
        what = (
            Text("{used:count} complete answers are too few for {items} items", used=len(used), items=items)
            if missing == "complete"
            else Text("{used:count} respondents are too few for {items} items", used=len(used), items=items)
        )
        raise method_error(what, Text("more than {items}, and better ten for each item", items=items))
    same = [name for name, column in zip(names, used.T, strict=True) if np.nanmax(column) == np.nanmin(column)]
    if same:
        do = Text("leave the item out, or look whether the column was read rightly")
        raise method_error(
            Text("all answers to {same:list} are alike", same=tuple(same)), Text("items whose answers vary"), do
        )
