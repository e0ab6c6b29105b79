"""Draws respondents again, with the survey's design, as weights; and leaves groups of them out in turn.

Without strata and clusters, as many respondents are drawn with replacement as there are. With a design, clusters are
drawn within each stratum, one fewer than it has, and count n / (n - 1) times, so that the spread of the resamples is
that of the design (Rao and Wu). Where the numbers are about a part of the sample, all clusters are drawn from, also
those without anybody of the part.

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
from publicvalue.measures.result import LEVEL
from publicvalue.measures.survey.constructs.moments import Floats
from publicvalue.words.text import Text

MOST_GROUPS = 500
"""Groups of respondents that are left out in turn, at most."""


@dataclass(frozen=True)
class RespondentSample:
    """How respondents were drawn; arrays of shape (respondents,).

    Parameters
    ----------
    weights
        Survey weights, more than 0.
    stratum, cluster
        Numbers of the stratum, and of the cluster within all, from 0 on. None where the survey has none.
    drawn
        All that were drawn, where these respondents are a part of them: number of the cluster of each respondent, shape
        (respondents,), and of the stratum of each cluster, shape (clusters,). Some clusters may have no respondent
        here. None where the respondents are all.

    rank
        Place of each respondent in the order in which they are drawn again, shape (respondents,); that of the arrays
        when None.

    Raises
    ------
    MethodError
        When weights are not above 0, a stratum has a single cluster, or all respondents are of one cluster.
    """

    weights: Floats
    stratum: NDArray[np.intp] | None = None
    cluster: NDArray[np.intp] | None = None
    drawn: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None
    rank: NDArray[np.intp] | None = None

    def __post_init__(self) -> None:
        """Refuse a sample that cannot be drawn from again."""
        if not (np.isfinite(self.weights) & (self.weights > 0)).all():
            raise method_error(Text("a respondent's weight is missing, or 0 or less"), Text("weights more than 0"))
        if self.designed and (np.bincount(self._cluster_strata) == 1).any():
            what = Text("a stratum has a single cluster, so the error cannot be known")
            raise method_error(what, Text("two clusters or more in each stratum"), Text("merge similar strata"))
        if self.drawn is not None and len(np.unique(self._clusters)) <= len(np.unique(self._strata)):
            what = Text("all who answered are of a single cluster (in each stratum), so the error cannot be known")
            raise method_error(what, Text("respondents of two clusters or more"), Text("take in more people"))

    @property
    def designed(self) -> bool:
        """Whether respondents were drawn in strata or clusters."""
        return self.stratum is not None or self.cluster is not None

    def is_spread(self, kept: NDArray[np.bool_]) -> bool:
        """Whether the respondents kept are of more clusters than strata, so that their error can be known."""
        if not self.designed:
            return int(kept.sum()) > 1
        return len(np.unique(self._clusters[kept])) > len(np.unique(self._strata[kept]))

    @property
    def effective(self) -> float:
        """Kish's effective number of clusters: of respondents, where there are none."""
        sums = np.bincount(self._clusters, self.weights)
        return float(sums.sum() ** 2 / (sums**2).sum())

    def keep(self, kept: NDArray[np.bool_]) -> RespondentSample:
        """Return the sample of the respondents kept, shape (respondents,); all clusters stay drawn, also empty ones."""
        parts = (self.stratum, self.cluster, self.rank)
        stratum, cluster, rank = (None if part is None else part[kept] for part in parts)
        drawn = (self._clusters[kept], self._cluster_strata) if self.designed else None
        return RespondentSample(self.weights[kept], stratum, cluster, drawn, rank)

    @property
    def _clusters(self) -> NDArray[np.intp]:
        if self.drawn is not None:
            return self.drawn[0]
        if self.cluster is None:
            return np.arange(len(self.weights)) if self.rank is None else self.rank
        return self.cluster

    @property
    def _strata(self) -> NDArray[np.intp]:
        return self._cluster_strata[self._clusters]

    @property
    def _cluster_strata(self) -> NDArray[np.intp]:
        """Stratum of each cluster, shape (clusters,)."""
        if self.drawn is not None:
            return self.drawn[1]
        strata = np.zeros(int(self._clusters.max()) + 1, dtype=np.intp)
        if self.stratum is not None:
            strata[self._clusters] = self.stratum
        return strata

    def draw(self, replicates: int, rng: np.random.Generator) -> Floats:
        """Return weights of resamples, shape (replicates, respondents)."""
        people = len(self.weights)
        if not self.designed:
            times = rng.multinomial(people, np.full(people, 1 / people), size=replicates)
            times = times if self.rank is None else times[:, np.argsort(np.argsort(self.rank))]
            return np.asarray(times * self.weights)
        factors = self._draw_clusters(replicates, rng)[:, self._clusters]
        # Of a small part of a sample a resample may hold nobody: that says nothing of the part, and is drawn again.
        while len(empty := np.flatnonzero(~factors.any(axis=1))):
            factors[empty] = self._draw_clusters(len(empty), rng)[:, self._clusters]
        return np.asarray(factors * self.weights)

    def _draw_clusters(self, replicates: int, rng: np.random.Generator) -> Floats:
        """Return how often each cluster counts in each resample, shape (replicates, clusters)."""
        strata = self._cluster_strata
        factors = np.zeros((replicates, len(strata)))
        for stratum in np.unique(strata):
            own = np.flatnonzero(strata == stratum)
            times = rng.multinomial(len(own) - 1, np.full(len(own), 1 / len(own)), size=replicates)
            factors[:, own] = times * len(own) / (len(own) - 1)
        return factors

    def leave_out(self) -> Floats:
        """Return weights of resamples that each leave a group out, shape (groups, respondents).

        A group is a respondent or a cluster; where these are many, several are left out together.
        """
        units = np.unique(self._clusters, return_inverse=True)[1]
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
