"""Ranks with their uncertainty: how often each system takes each rank when all scores are drawn together.

The share of draws in which a system takes a rank is its rank acceptability (Lahdelma and Salminen, 2001, SMAA-2); the
distribution of ranks over a Monte Carlo is the uncertainty analysis of the OECD/JRC Handbook on Constructing Composite
Indicators (2008), step 7.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.measures.result import LEVEL
from publicvalue.scores.rounding import rounded
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.text import Text

Numbers = NDArray[np.floating]
"""Scores in single or double precision."""
Counts = NDArray[np.int32]
ENDS = ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)
"""Lower end, middle and upper end of a reported interval, as probabilities."""
AT_ONCE = 100
"""Draws that are ranked together: what is worked out on the way stays small."""
DIGITS = 38
"""Binary digits of a random number by which equal scores are put in order; all of them where these do not tell."""


@dataclass(frozen=True)
class Ranks:
    """The rank distribution of every system.

    Parameters
    ----------
    counts
        Draws in which system i takes rank j + 1, shape (systems, systems).
    draws
        Size of the Monte Carlo.
    low, middle, high
        95 % interval and median of each system's rank, 1 is best, shape (systems,).
    error
        Batch standard error of `low` and of `high`, in ranks, shape (2, systems); NaN with one batch.
    """

    counts: Counts = field(repr=False)
    draws: int
    low: Counts
    middle: Counts
    high: Counts
    error: Floats = field(repr=False)

    def acceptability(self) -> Floats:
        """Return the probability of each rank, shape (systems, ranks)."""
        return np.asarray(self.counts / self.draws, dtype=np.float64)

    def mean(self) -> Floats:
        """Return each system's expected rank, shape (systems,)."""
        return np.asarray(self.counts @ np.arange(1.0, len(self.counts) + 1) / self.draws, dtype=np.float64)

    def top(self, places: int) -> Floats:
        """Return each system's probability to be among the best `places`, shape (systems,)."""
        return np.asarray(self.counts[:, :places].sum(axis=1) / self.draws, dtype=np.float64)

    def in_order(self, order: Indices) -> Ranks:
        """Return the same with the systems in another order."""
        ends = (self.low[order], self.middle[order], self.high[order])
        return Ranks(self.counts[order], self.draws, *ends, self.error[:, order])


def rank_scores(scores: Numbers, rng: np.random.Generator) -> Counts:
    """Rank the systems in each draw.

    Parameters
    ----------
    scores
        Shape (draws, systems), higher is better, finite.
    rng
        Puts equal scores in order, anew in each draw: what cannot be told apart takes each of its ranks equally often.

    Returns
    -------
    Counts
        Ranks from 1, same shape; in each draw every rank once.
    """
    ranks = np.empty(scores.shape, dtype=np.int32)
    for start, stop in batches(len(scores), AT_ONCE):
        _rank_draws(scores[start:stop], rng, ranks[start:stop])
    return ranks


def _rank_draws(scores: Numbers, rng: np.random.Generator, ranks: Counts) -> None:
    """Write the ranks of some draws."""
    compared = rounded(scores)
    order = np.argsort(-compared, axis=1)
    placed = np.take_along_axis(compared, order, axis=1)
    _shuffle_ties(order, placed, rng)
    places = np.arange(1, scores.shape[1] + 1, dtype=np.int32)
    for own, systems in zip(ranks, order, strict=True):
        own[systems] = places


def _shuffle_ties(order: Indices, placed: Numbers, rng: np.random.Generator) -> None:
    """Put the systems of each run of equal scores in random order; `placed` holds the scores in that order."""
    equal = np.zeros((len(placed), placed.shape[1] + 1), dtype=np.bool_)
    equal[:, 1:-1] = placed[:, 1:] == placed[:, :-1]
    as_left = equal[:, :-1]
    place = np.flatnonzero(as_left | equal[:, 1:])
    if not len(place):
        return
    run = np.cumsum(~as_left.take(place))
    # First by their columns: how a sort leaves what is equal differs between processors.
    systems = placed.shape[1]
    tied = np.sort(run * systems + order.take(place), kind="stable") - run * systems
    np.put(order, place, tied[_order_within(run, rng.random(len(run)))])


def _order_within(run: Indices, by: Floats) -> Indices:
    """Return the order by run, and within each run by numbers of 0 to 1: as `lexsort((by, run))`, in one sort."""
    keys = (run << DIGITS) + (by * (1 << DIGITS)).astype(np.int64)
    # Runs are short and in order already: a stable sort, which merges, is fastest.
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    if run[-1] >= 1 << (62 - DIGITS) or (ordered[1:] == ordered[:-1]).any():
        return np.asarray(np.lexsort((by, run)), dtype=np.intp)
    return np.asarray(order, dtype=np.intp)


def rank_systems(scores: Numbers, rng: np.random.Generator, batch: int = 1000) -> Ranks:
    """Return the rank distribution of systems whose scores were drawn together.

    Parameters
    ----------
    scores
        Shape (draws, systems), higher is better, finite.
    rng
        Puts equal scores in order.
    batch
        Draws that are ranked at once: bounds the memory, and gives the batches of the standard errors.

    Raises
    ------
    MethodError
        Without draws or systems, or where a score is not a number.
    """
    draws, systems = scores.shape
    if not draws or not systems:
        raise method_error(Text("ranks of nothing"), Text("at least one draw of at least one system"))
    if not np.isfinite(scores).all():
        raise method_error(
            Text("a score that is to be ranked is not a number"), Text("finite scores; leave out what is unknown")
        )
    counts = np.zeros((systems, systems), dtype=np.int32)
    ends = [_count_batch(rank_scores(scores[start:stop], rng), counts) for start, stop in batches(draws, batch)]
    low, middle, high = (_rank_at(counts, draws, share) for share in ENDS)
    return Ranks(counts, draws, low, middle, high, batch_error(np.stack(ends)))


def batches(draws: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the first draw of each batch and the first after it; the last batch may be smaller."""
    return ((start, min(start + size, draws)) for start in range(0, draws, size))


def batch_error(values: Floats) -> Floats:
    """Return the standard error of the mean of batches.

    Parameters
    ----------
    values
        One estimate for each batch, shape (batches, ...).

    Returns
    -------
    Floats
        Shape (...); NaN with fewer than two batches. Source: the method of batch means (Law, Simulation Modeling and
        Analysis, chapter 9).
    """
    if len(values) < 2:
        return np.full(values.shape[1:], np.nan)
    return np.asarray(values.std(axis=0, ddof=1) / np.sqrt(len(values)), dtype=np.float64)


def _count_batch(ranked: Counts, counts: Counts) -> Floats:
    """Add a batch to the counts and return the ends of its rank intervals, shape (2, systems)."""
    # One row for each system, so that counting reads memory in order.
    ranks = np.ascontiguousarray(ranked.T)
    systems = len(counts)
    for system, own in enumerate(ranks):
        counts[system] += np.bincount(own - 1, minlength=systems).astype(np.int32)
    ranks.sort(axis=1)
    places = [_place(ranks.shape[1], share) for share in (ENDS[0], ENDS[-1])]
    return ranks[:, places].T.astype(np.float64)


def _place(draws: int, share: float) -> int:
    """Return the index of the smallest sorted value at or below which lies a share of the draws."""
    return max(0, int(np.ceil(share * draws - 1e-9)) - 1)


def _rank_at(counts: Counts, draws: int, share: float) -> Counts:
    wanted = _place(draws, share) + 1
    return np.array([np.searchsorted(np.cumsum(row), wanted) + 1 for row in counts], dtype=np.int32)
