"""Variance of averages of group-time effects in small samples, by unit or by cluster.

In small samples the influence of each group's units is widened by sqrt(n / (n - 1)), n the units of the group, and the
degrees of freedom are Satterthwaite's: for one group and two periods this is Welch's t interval of the changes. The
variance of a group of one unit cannot be seen: it takes that of its controls, added up over the periods. Where clusters
adopt as a whole they take the place of units in all this. Where the units of a cluster adopt at different times, all
clusters count as one group, with as many degrees of freedom as clusters of equal size would have (Satterthwaite's rule
for the spread to be expected of units that vary alike within a group), less one.

Source: the widening and the degrees of freedom are our judgement, held by a simulation of the coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.group_time import Panel

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class _Strata:
    """Which clusters, or units, vary alike: those that adopted in the same period; all where clusters are mixed."""

    codes: Places
    of: Places
    counts: Places
    mixed: bool

    def factors(self) -> Numbers:
        return np.asarray(np.sqrt(self.counts / np.maximum(self.counts - 1, 1))[self.of])


def _strata(panel: Panel) -> _Strata:
    adopted, mixed = panel.adopted, False
    if len(panel.clusters):
        lowest, highest = first_of_clusters(panel)
        mixed = bool((lowest != highest).any())
        adopted = np.zeros_like(lowest) if mixed else lowest
    codes, of, counts = np.unique(adopted, return_inverse=True, return_counts=True)
    return _Strata(codes, of, counts, mixed)


def first_of_clusters(panel: Panel) -> tuple[Places, Places]:
    """Return the first and the last period in which units of each cluster adopted; shape (clusters,)."""
    lowest = np.full(int(panel.clusters.max()) + 1, panel.periods)
    highest = np.zeros_like(lowest)
    np.minimum.at(lowest, panel.clusters, panel.adopted)
    np.maximum.at(highest, panel.clusters, panel.adopted)
    return lowest, highest


def widen(panel: Panel, influence: Numbers) -> Numbers:
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
        Shape (..., clusters or units).
    """
    if len(panel.clusters):
        rows = [np.bincount(panel.clusters, row) for row in influence.reshape(-1, len(panel.clusters))]
        influence = np.reshape(rows, (*influence.shape[:-1], -1))
    widened: Numbers = influence * _strata(panel).factors()
    return widened


def variance(panel: Panel, influence: Numbers, lone_errors: dict[int, float]) -> tuple[float, float]:
    """Return the variance for small samples and its degrees of freedom.

    Parameters
    ----------
    panel
        For the groups and clusters of the units.
    influence
        By unit, shape (units,).
    lone_errors
        Part of the standard error of each group of one unit.
    """
    strata = _strata(panel)
    parts = np.bincount(strata.of, widen(panel, influence) ** 2, len(strata.codes))
    if strata.mixed:
        lone = sum(error**2 for error in lone_errors.values())
        return float(parts[0]) + lone, max(_equal_clusters(panel, influence) - 1, 1.0)
    freedom = np.maximum(strata.counts - 1.0, 1.0)
    controls = float(strata.counts[strata.codes == panel.periods].sum()) or float(strata.counts.sum())
    for code, error in lone_errors.items():
        place = int(np.searchsorted(strata.codes, code))
        if strata.counts[place] == 1:
            parts[place], freedom[place] = error**2, max(controls - 1, 1.0)
    total = float(parts.sum())
    spread = float((parts**2 / freedom).sum())
    return total, total**2 / spread if spread > 0 else 1.0


def _equal_clusters(panel: Panel, influence: Numbers) -> float:
    """Return how many clusters of equal size the clusters are worth."""
    _, group, count = np.unique(panel.adopted, return_inverse=True, return_counts=True)
    typical = np.bincount(group, influence**2)[group] / count[group]
    sizes = np.bincount(panel.clusters, typical)
    return float(sizes.sum() ** 2 / max((sizes**2).sum(), 1e-300))
