"""Effects of unit and period: least squares on the cells of a panel that may have holes, without forming its design.

Two estimators rest on them. Imputation fits both effects to the cells without the system, says with them what the
other cells would have been, and averages the differences. The two-way fixed-effects regression fits both effects and
one effect of the system to all cells; where units adopt at different times it is a weighted sum of the effects in the
cells, and some of the weights can be below 0. It stands beside the measure's number for comparison alone. Both weigh
units as the panel does.

Sources: K. Borusyak, X. Jaravel and J. Spiess (2024), Revisiting event-study designs, Review of Economic Studies 91(6),
3253-3285; C. de Chaisemartin and X. D'Haultfoeuille (2020), Two-way fixed effects estimators with heterogeneous
treatment effects, American Economic Review 110(9), 2964-2996.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.staggered.group_time import UnitPanel

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

SINGULAR = 1e-10
"""Share of the largest below which a part of the system of equations is nothing but rounding."""


class TwoWay:
    """Least-squares effects of unit and period on some cells of a panel.

    Parameters
    ----------
    cells
        Which cells count; shape (units, periods).
    weight
        Weight of each unit, above 0; all alike when left out. Shape (units,).
    """

    def __init__(self, cells: Mask, weight: Numbers | None = None) -> None:
        self.cells = cells
        self.weight = np.ones(len(cells)) if weight is None else weight / weight.mean()
        counted = cells * self.weight[:, None]
        self._by_unit = counted.sum(axis=1)
        self._share = counted / self._positive[:, None]
        # The effects of units are put in terms of those of periods, so that one small system is left.
        system = np.diag(counted.sum(axis=0)) - counted.T @ self._share
        self._inverse = np.linalg.pinv(system, rcond=SINGULAR, hermitian=True)
        largest = float(system.max(initial=0.0))
        self._rank = int(np.linalg.matrix_rank(system, tol=SINGULAR * largest, hermitian=True))

    @property
    def _positive(self) -> Numbers:
        """Weight of each unit's cells, 1 for a unit without any."""
        return np.asarray(np.where(self._by_unit > 0, self._by_unit, 1.0))

    @property
    def connected(self) -> bool:
        """Whether every period with cells can be compared with every other, through units that were in both."""
        return self._rank == int(self.cells.any(axis=0).sum()) - 1

    @property
    def reach(self) -> Mask:
        """Cells whose value the effects say: unit and period both have cells that count."""
        return np.logical_and(self.cells.any(axis=1, keepdims=True), self.cells.any(axis=0))

    def solve(self, by_unit: Numbers, by_period: Numbers) -> Numbers:
        """Return unit + period effects, shape (units, periods), that have these weighed sums over the cells."""
        period = self._inverse @ (by_period - self._share.T @ by_unit)
        unit = by_unit / self._positive - self._share @ period
        return np.asarray(unit[:, None] + period)

    def fit(self, values: Numbers) -> Numbers:
        """Return what the effects say of each cell, shape (units, periods)."""
        known = np.where(self.cells, values, 0.0) * self.weight[:, None]
        return self.solve(known.sum(axis=1), known.sum(axis=0))


@dataclass(frozen=True)
class Imputed:
    """An average effect by imputation.

    Parameters
    ----------
    effect
        In the unit of the outcome.
    influence
        By unit, shape (units,); the sum of its squares is the variance, without corrections.
    rows
        What the outcomes of units in groups of few are multiplied by, shape (few, periods).
    """

    effect: float
    influence: Numbers
    rows: Numbers


def imputation_effect(panel: UnitPanel, anticipation: int = 0) -> Imputed | None:
    """Return the average effect by imputation; None when it cannot be had.

    Parameters
    ----------
    panel
        Outcomes; units count by their weights.
    anticipation
        Periods before adoption that count neither as with the system nor as without it.

    Notes
    -----
    The effects are taken to be alike within a group and a time since adoption, which makes the variance too large
    where they are not.

    Source: Borusyak, Jaravel and Spiess (2024), theorem 3 and equation 8.
    """
    seen, time = np.isfinite(panel.outcome), np.arange(panel.periods)
    after = time >= panel.adopted[:, None]
    changed = time >= np.where(panel.adopted < panel.periods, panel.adopted - anticipation, panel.periods)[:, None]
    without = TwoWay(seen & ~changed, panel.weight)
    treated = seen & after & without.reach
    if not treated.any() or not without.connected:
        return None
    fitted, weight = without.fit(panel.outcome), treated * panel.weight[:, None]
    weight = weight / weight.sum()
    away = np.where(seen, panel.outcome - fitted, 0.0)
    effect = float((weight * away).sum())
    # Weights of the cells without the system: what their outcomes add to the average.
    own = -without.solve(weight.sum(axis=1), weight.sum(axis=0)) * without.weight[:, None]
    parts = np.where(without.cells, own * away, weight * (away - _typical(panel, away, weight)))
    return Imputed(effect, parts.sum(axis=1), panel.rows_of_few(np.where(without.cells, own, weight)))


def _typical(panel: UnitPanel, effects: Numbers, weight: Numbers) -> Numbers:
    """Return the mean effect of each group in each period, shape (units, periods).

    A group of one unit would equal its own mean: it takes the mean of all.
    """
    typical = np.full_like(effects, (weight * effects).sum() / weight.sum())
    for group in panel.groups:
        own = panel.adopted == group
        if own.sum() == 1:
            continue
        total, size = ((weight * effects)[own].sum(axis=0), weight[own].sum(axis=0))
        typical[own] = total / np.where(size > 0, size, 1.0)
    return typical


@dataclass(frozen=True)
class TwoWayEffect:
    """The two-way fixed-effects regression.

    Parameters
    ----------
    effect
        Coefficient of the system, in the unit of the outcome.
    influence
        By unit, shape (units,); the sum of its squares is the variance clustered by unit, without corrections.
    rows
        What the outcomes of units in groups of few are multiplied by, shape (few, periods).
    negative_cells
        Share of the cells with the system whose effect counts with a weight below 0, 0 to 1.
    negative_weight
        Sum of those weights; the weights sum to 1.
    """

    effect: float
    influence: Numbers
    rows: Numbers
    negative_cells: float
    negative_weight: float


def two_way_effect(panel: UnitPanel) -> TwoWayEffect | None:
    """Return the two-way fixed-effects regression; None when unit and period say who has the system.

    Source: de Chaisemartin and D'Haultfoeuille (2020), theorem 1 for the weights.
    """
    seen = np.isfinite(panel.outcome)
    both = TwoWay(seen, panel.weight)
    with_system = (np.arange(panel.periods) >= panel.adopted[:, None]) & seen
    left = np.where(seen, with_system - both.fit(with_system.astype(float)), 0.0)
    weighed = left * both.weight[:, None]
    size = float((weighed * with_system).sum())
    if size <= 1e-9 * max(float((with_system * both.weight[:, None]).sum()), 1e-300):
        return None
    outcome = np.where(seen, panel.outcome, 0.0)
    effect = float((weighed * outcome).sum()) / size
    residual = np.where(seen, outcome - both.fit(panel.outcome) - effect * left, 0.0)
    weights = weighed[with_system] / size
    negative = weights < 0
    return TwoWayEffect(
        effect,
        (weighed * residual).sum(axis=1) / size,
        panel.rows_of_few(weighed / size),
        float(negative.mean()),
        float(weights[negative].sum()),
    )
