"""Ranks with ties and missing values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from publicvalue.errors import method_error
from publicvalue.scores.rounding import rounded_to_scale
from publicvalue.scores.tree import Floats
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Ties = Literal["min", "max"]


def rank_upwards(values: Floats, ties: Ties = "min") -> Floats:
    """Rank values from the lowest, which is 1.

    Parameters
    ----------
    values
        Shape (..., units), NaN where missing; each last axis is ranked on its own.
    ties
        Whether equal values share the smaller or the larger of their ranks.

    Returns
    -------
    Floats
        Same shape; NaN where the value is missing.

    Raises
    ------
    MethodError
        When there is no such rule for ties.
    """
    check_name(ties, Ties, "rule for ties")
    # Missing values are sorted behind all others, so they shift nobody's rank.
    ordered = np.sort(values, axis=-1)
    ranks = np.empty(values.shape)
    side: Literal["left", "right"] = "left" if ties == "min" else "right"
    for place in np.ndindex(values.shape[:-1]):
        ranks[place] = np.searchsorted(ordered[place], values[place], side)
    ranks += ties == "min"
    ranks[np.isnan(values)] = np.nan
    return ranks


def rank_scores(scores: Floats) -> Floats:
    """Rank scores from the highest, which is 1; scores equal to 12 digits share the better rank, missing ones none."""
    return rank_upwards(-rounded_to_scale(scores))


def rank_within(scores: Floats, groups: Sequence[str]) -> Floats:
    """Rank scores from the highest, which is 1, within groups of units, such as regions or levels of income.

    Parameters
    ----------
    scores
        Shape (..., units), NaN where missing.
    groups
        The group of each unit; units of an empty name have no group, and no rank.

    Returns
    -------
    Floats
        Same shape; NaN where the score or the group is missing.

    Raises
    ------
    MethodError
        When there is not one group for each unit.
    """
    if len(groups) != scores.shape[-1]:
        raise method_error(
            Text("{groups} groups are given for {units} units", groups=len(groups), units=scores.shape[-1]),
            Text("one for each unit"),
        )
    names = np.asarray(groups, dtype=str)
    ranks = np.full(scores.shape, np.nan)
    for name in sorted(set(names.tolist()) - {""}):
        ranks[..., names == name] = rank_scores(scores[..., names == name])
    return ranks
