"""Variance of averages of group-time effects in small samples, by unit or by cluster.

In small samples the influence of each group's units is widened by sqrt(n / (n - 1 - k)), n the units of the group and k
the covariates that are taken into account, and the degrees of freedom are Satterthwaite's: for one group and two
periods this is Welch's t interval of the changes. Groups of one or two units take the spread of all units without the
system instead (`few_units`). Where clusters adopt as a whole they take the place of units in all this. Where the units
of a cluster adopt at different times, all clusters count as one group, with as many degrees of freedom as clusters of
equal size would have (Satterthwaite's rule for the spread to be expected of units that vary alike within a group), less
one.

Source: the widening and the degrees of freedom are our judgement, held by a simulation of the coverage.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.staggered.group_time import Average, UnitPanel

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


def _groups(panel: UnitPanel) -> tuple[Places, Places]:
    """Return the group of each unit or cluster, and the sizes of groups; mixed clusters are one group."""
    standing = panel.standing
    adopted = np.zeros_like(standing.adopted) if standing.mixed else standing.adopted
    _, of, counts = np.unique(adopted, return_inverse=True, return_counts=True)
    return np.asarray(of), np.asarray(counts)


def _left(panel: UnitPanel, counts: Places) -> Numbers:
    """Return how many of each group are left when its mean, and the line of its covariates, are taken off."""
    return np.asarray(np.maximum(counts - 1.0 - panel.columns, 1.0))


def widen(panel: UnitPanel, influence: Numbers) -> Numbers:
    """Return influences by cluster, or by unit where there are no clusters, widened for small samples.

    Parameters
    ----------
    panel
        For the groups and clusters of the units.
    influence
        Shape (..., units).

    Returns
    -------
    ndarray
        Shape (..., clusters or units); 0 for units in groups of few.
    """
    if len(panel.clusters):
        rows = [np.bincount(panel.clusters, row) for row in influence.reshape(-1, len(panel.clusters))]
        influence = np.reshape(rows, (*influence.shape[:-1], -1))
    of, counts = _groups(panel)
    widened: Numbers = influence * np.sqrt(counts / _left(panel, counts))[of]
    if len(panel.standing.few) and panel.spread is not None:
        widened[..., panel.standing.few] = 0.0
    return widened


def variance(panel: UnitPanel, influence: Numbers, rows: Numbers) -> tuple[float, float]:
    """Return the variance for small samples and its degrees of freedom.

    Parameters
    ----------
    panel
        For the groups and clusters of the units.
    influence
        By unit, shape (units,).
    rows
        What the outcomes of units in groups of few are multiplied by, shape (few, periods).
    """
    of, counts = _groups(panel)
    parts = np.bincount(of, widen(panel, influence) ** 2, len(counts))
    if panel.standing.mixed:
        return float(parts[0]), max(_equal_clusters(panel, influence) - 1, 1.0)
    freedom = _left(panel, counts)
    if len(rows) and panel.spread is not None:
        parts = np.append(parts, few_variance(panel, rows))
        freedom = np.append(freedom, max(panel.spread.freedom_of(rows), 1.0))
    total = float(parts.sum())
    together = float((parts**2 / freedom).sum())
    return total, total**2 / together if together > 0 else 1.0


def few_variance(panel: UnitPanel, rows: Numbers) -> float:
    """Return the part of a variance that comes from units in groups of few."""
    if not len(rows) or panel.spread is None:
        return 0.0
    return max(float(panel.spread.covariance(rows[None])[0, 0]), 0.0)


def covariance(panel: UnitPanel, averages: list[Average]) -> Numbers:
    """Return the covariance of averages for small samples, shape (averages, averages)."""
    influence = widen(panel, np.array([average.influence for average in averages]))
    total = influence @ influence.T
    if len(panel.standing.few) and panel.spread is not None:
        total = total + panel.spread.covariance(np.array([average.rows for average in averages]))
    return np.asarray(total)


def _equal_clusters(panel: UnitPanel, influence: Numbers) -> float:
    """Return how many clusters of equal size the clusters are worth."""
    _, group, count = np.unique(panel.adopted, return_inverse=True, return_counts=True)
    typical = np.bincount(group, influence**2)[group] / count[group]
    sizes = np.bincount(panel.clusters, typical)
    return float(sizes.sum() ** 2 / max((sizes**2).sum(), 1e-300))
