"""Arms of lots: the mean of the cases that drew alike in a stratum, with its variance and degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.lots.adjustment import Adjustment

Numbers = NDArray[np.float64]

HIGHEST = 0.99
"""Leverage of a cluster beyond which its distance from the arm is not stretched further."""


@dataclass(frozen=True)
class Arm:
    """One arm of one stratum.

    Parameters
    ----------
    cases, n
        Cases, and what was drawn: clusters or cases.
    mean, variance
        Mean outcome, and the variance of that mean.
    clusters, away
        Names of the clusters, and what each adds to the error of the mean; empty where cases were drawn.
    spread
        Degrees of freedom of the variance where clusters were drawn; n - 1 where None.
    """

    cases: float
    n: float
    mean: float
    variance: float
    clusters: tuple[str, ...] = ()
    away: Numbers = field(default_factory=lambda: np.zeros(0))
    spread: float | None = None

    @property
    def freedom(self) -> float:
        """Degrees of freedom of the variance."""
        return self.n - 1 if self.spread is None else self.spread


@dataclass(frozen=True)
class Stratum:
    """A stratum with both arms; `without` and `with_system` as `Arm`."""

    without: Arm
    with_system: Arm


def make_arm(found: dict[str, NDArray[np.generic]], leverage: Numbers | float = 0.0) -> Arm:
    """Return an arm from its sums.

    Parameters
    ----------
    found
        `cases` and `total` of the outcome, by `cluster`; where cases were drawn in one row, with the `squares` around
        the mean.
    leverage
        Of each cluster on the slopes of covariates, beside that of its cases; shape (clusters,).
    """
    cases, totals = (found[name].astype(float) for name in ("cases", "total"))
    size = float(cases.sum())
    mean = float(totals.sum()) / size
    if "squares" in found:
        return Arm(size, size, mean, float(found["squares"][0]) / max(size - 1, 1.0) / size)
    part, away = cases / size, (totals - mean * cases) / size
    names = tuple(map(str, found["cluster"]))
    if len(part) < 2:
        return Arm(size, float(len(part)), mean, 0.0, names, away)
    away = away / np.sqrt(1 - np.minimum(part + leverage, HIGHEST))
    return Arm(size, float(len(part)), mean, float(away @ away), names, away, cluster_freedom(part))


def cluster_freedom(part: Numbers) -> float:
    """Return Bell and McCaffrey's degrees of freedom of the variance of a mean over clusters.

    The variance is a sum of squares y' A y of the cases' outcomes. Of alike cases its degrees of freedom are the
    squared trace of A over the trace of A A; with clusters of one size they are the number of clusters less 1.

    Parameters
    ----------
    part
        Each cluster's part of the cases, above 0 and below 1, their sum 1; shape (clusters,).
    """
    weight = part**2 / (1 - part)
    # Distances of the clusters' means from the mean of all, in units of 1 / n: variance 1 / part - 1, covariance -1.
    own = 1 / part - 1
    squared = float(weight**2 @ (own**2 - 1)) + float(weight.sum()) ** 2
    return float(weight @ own) ** 2 / squared


@dataclass(frozen=True)
class Left:
    """What covariates leave: their adjustment, and the part of the degrees of freedom that slopes leave in each arm."""

    adjustment: Adjustment
    freedom: tuple[float, float]

    def arm(self, stratum: str, arm: int, found: dict[str, NDArray[np.generic]]) -> Arm:
        """Return an arm of what is left, its mean at the covariates of its stratum."""
        if "squares" in found:
            own, cost = make_arm(found), 1 / self.freedom[arm]
        else:
            number = self.adjustment.slopes.shape[1]
            totals = np.column_stack([found[f"x_{place + 1}"].astype(float) for place in range(number)])
            own, cost = (
                make_arm(found, self.adjustment.leverage(stratum, arm, found["cases"].astype(float), totals)),
                1.0,
            )
        factor = cost * self.adjustment.widening(arm)
        return replace(
            own,
            mean=own.mean + self.adjustment.shift(stratum, arm),
            variance=own.variance * factor,
            away=own.away * np.sqrt(factor),
            spread=own.freedom * self.freedom[arm],
        )
