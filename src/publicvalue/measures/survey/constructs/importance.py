"""Importance and performance: what to improve first to raise a construct.

A construct's performance is the mean of its scores on a scale from 0 to 100: each item is put on 0 to 100 by the lowest
and highest answer that it allows, and items count by their outer weights in units of that scale. Its importance is its
total effect on the target in those units: by how many points the target rises with one point more.

Source
    C. M. Ringle and M. Sarstedt (2016), Industrial Management & Data Systems 116, 1865-1886.
"""

from __future__ import annotations

import numpy as np

from publicvalue.measures.survey.constructs.moments import Floats, ItemMoments


def performance_scale(weights: Floats, moments: ItemMoments, scale: Floats) -> tuple[Floats, Floats]:
    """Put constructs on a scale from 0 to 100.

    Parameters
    ----------
    weights
        Outer weights for standardised items, shape (resamples, items, constructs).
    moments
        Of the items, in the unit of the answers.
    scale
        Lowest and highest possible answer of each item, shape (items, 2).

    Returns
    -------
    performance
        Mean of each construct, 0 to 100 where its weights are positive, shape (resamples, constructs).
    size
        Standard deviation of each construct in points, shape (resamples, constructs). NaN where weights cancel out.
    """
    width = (scale[:, 1] - scale[:, 0]) / 100
    deviations = moments.deviations / width
    means = (moments.means - scale[:, 0]) / width
    # A weight for a standardised item, spread over the item's deviation, is a weight for its points.
    with np.errstate(invalid="ignore", divide="ignore"):
        points = np.where(deviations[:, :, None] > 0, weights / deviations[:, :, None], 0.0)
        total = points.sum(axis=1)
        performance = (points * means[:, :, None]).sum(axis=1) / total
        size = 1 / np.where(total > 0, total, np.nan)
    return performance, size


def unit_effects(totals: Floats, size: Floats) -> Floats:
    """Return total effects in points of the target for one point of the source.

    Parameters
    ----------
    totals
        Standardised total effects, row on column, shape (resamples, constructs, constructs).
    size
        Standard deviation of each construct in points, shape (resamples, constructs).
    """
    return np.asarray(totals * size[:, None, :] / size[:, :, None])
