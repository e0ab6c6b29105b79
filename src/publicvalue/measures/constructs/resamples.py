"""Draws respondents again, with the survey's design, as weights; and leaves groups of them out in turn.

Without strata and clusters, as many respondents are drawn with replacement as there are. With a design, clusters are
drawn within each stratum, one fewer than it has, and count n / (n - 1) times, so that the spread of the resamples is
that of the design (Rao and Wu).

Sources
    J. N. K. Rao and C. F. J. Wu (1988), Journal of the American Statistical Association 83, 231-241.
    B. Efron (1987), Journal of the American Statistical Association 82, 171-185 (bias-corrected and accelerated).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from publicvalue.errors import method_error
from publicvalue.measures.constructs.moments import Floats
from publicvalue.measures.result import LEVEL

MOST_GROUPS = 500
"""Groups of respondents that are left out in turn, at most."""


@dataclass(frozen=True)
class Sample:
    """How respondents were drawn; arrays of shape (respondents,).

    Parameters
    ----------
    weights
        Survey weights, more than 0.
    stratum, cluster
        Numbers of the stratum, and of the cluster within all, from 0 on. None where the survey has none.

    Raises
    ------
    MethodError
        When weights are not above 0, or a stratum has a single cluster.
    """

    weights: Floats
    stratum: NDArray[np.intp] | None = None
    cluster: NDArray[np.intp] | None = None

    def __post_init__(self) -> None:
        """Refuse a sample that cannot be drawn from again."""
        if not (np.isfinite(self.weights) & (self.weights > 0)).all():
            raise method_error("a respondent's weight is missing, or 0 or less", "weights more than 0")
        if self.designed and (np.bincount(self._cluster_strata) == 1).any():
            what = "a stratum has a single cluster, so the error cannot be known"
            raise method_error(what, "two clusters or more in each stratum", "merge similar strata")

    @property
    def designed(self) -> bool:
        """Whether respondents were drawn in strata or clusters."""
        return self.stratum is not None or self.cluster is not None

    def keep(self, kept: NDArray[np.bool_]) -> Sample:
        """Return the sample of the respondents kept, shape (respondents,), strata and clusters numbered anew."""
        parts = [
            None if part is None else np.unique(part[kept], return_inverse=True)[1]
            for part in (self.stratum, self.cluster)
        ]
        return Sample(self.weights[kept], *parts)

    @property
    def _clusters(self) -> NDArray[np.intp]:
        return np.arange(len(self.weights)) if self.cluster is None else self.cluster

    @property
    def _cluster_strata(self) -> NDArray[np.intp]:
        """Stratum of each cluster, shape (clusters,)."""
        strata = np.zeros(int(self._clusters.max()) + 1, dtype=np.intp)
        if self.stratum is not None:
            strata[self._clusters] = self.stratum
        return strata

    def draw(self, replicates: int, rng: np.random.Generator) -> Floats:
        """Return weights of resamples, shape (replicates, respondents)."""
        people = len(self.weights)
        if not self.designed:
            times = rng.multinomial(people, np.full(people, 1 / people), size=replicates)
            return np.asarray(times * self.weights)
        strata = self._cluster_strata
        factors = np.zeros((replicates, len(strata)))
        for stratum in np.unique(strata):
            own = np.flatnonzero(strata == stratum)
            times = rng.multinomial(len(own) - 1, np.full(len(own), 1 / len(own)), size=replicates)
            factors[:, own] = times * len(own) / (len(own) - 1)
        return np.asarray(factors[:, self._clusters] * self.weights)

    def leave_out(self) -> Floats:
        """Return weights of resamples that each leave a group out, shape (groups, respondents).

        A group is a respondent or a cluster; where these are many, several are left out together.
        """
        units = self._clusters
        groups = units % min(MOST_GROUPS, int(units.max()) + 1)
        present: NDArray[np.bool_] = groups[None, :] != np.arange(int(groups.max()) + 1)[:, None]
        return np.asarray(present * self.weights)


def percentile_interval(draws: Floats) -> tuple[Floats, Floats]:
    """Return the 95 % percentile interval of each number; draws have shape (replicates, ...)."""
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0, method="weibull")
    return low, high


def accelerated_interval(estimates: Floats, draws: Floats, left_out: Floats) -> tuple[Floats, Floats]:
    """Return the 95 % bias-corrected and accelerated interval (BCa) of each number.

    Parameters
    ----------
    estimates
        Shape (numbers,).
    draws
        From resamples, shape (replicates, numbers).
    left_out
        Estimates with a group left out each, shape (groups, numbers).
    """
    replicates = len(draws)
    below = (draws < estimates).sum(axis=0) + (draws == estimates).sum(axis=0) / 2
    shift = ndtri(np.clip(below / replicates, 1 / (replicates + 1), replicates / (replicates + 1)))
    away = left_out.mean(axis=0) - left_out
    spread = (away**2).sum(axis=0) ** 1.5
    bend = np.divide((away**3).sum(axis=0), 6 * spread, out=np.zeros_like(spread), where=spread > 0)
    ends = []
    for level in ((1 - LEVEL) / 2, (1 + LEVEL) / 2):
        moved = shift + ndtri(level)
        share = ndtr(shift + moved / (1 - bend * moved))
        ends.append(np.array([np.quantile(draws[:, i], one, method="weibull") for i, one in enumerate(share)]))
    return ends[0], ends[1]
