"""Two orders of the same work: the order used, and the order that a system's score proposes.

The days and the number of cases worked on each day stay as they were; only which case is worked when changes. Cases are
put in descending order of score and fill the days one after the other. Cases with equal scores share the days of
their block evenly, because nothing says which of them would come first.

The standard error is a bootstrap's: it resamples cases with replacement (each replicate has its own days and its own
order). Where only daily counts are known, these are resampled instead: see `error_of_days`. Of percentile, basic
and normal interval only the normal one, with Student's t on the number of finds less one, kept its nominal coverage
in simulations with 20 to 100 finds; so that one is used.

Source: Chicago Department of Public Health and City of Chicago, food inspections evaluation (2014), which compares the
two orders in this way; bootstrap: Efron and Tibshirani (1993), An Introduction to the Bootstrap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.result import Detail
from publicvalue.words.text import Text

Array = NDArray[np.float64]

CELLS_AT_ONCE = 4_000_000
"""Cells (replicates x cases) held in memory at once; 4 million of 8 bytes are 32 MB per array."""

CASES_RESAMPLED = 20_000
"""Above this number of cases the standard error comes from a random part of them, scaled by the root of its share."""

Statistic = Callable[[Array, Array], Array]
"""Finds per day as scheduled and by score, each of shape (replicates, days), to one number per replicate."""


@dataclass(frozen=True)
class DailyFinds:
    """Finds per day under both orders.

    Parameters
    ----------
    dates
        Days on which cases were worked, ascending, datetime64[D], shape (days,).
    scheduled, by_score
        Cases found per day in the order used and in the order of the score; fractions where equal scores share days.
    worked
        Cases worked per day, or None when it is not known.
    """

    dates: NDArray[np.datetime64]
    scheduled: Array
    by_score: Array
    worked: Array | None = None

    @property
    def day(self) -> Array:
        """Days since the first day of the period, shape (days,)."""
        return np.asarray((self.dates - self.dates[0]).astype("timedelta64[D]"), dtype=np.float64)

    @property
    def found(self) -> float:
        """Return the number of cases found."""
        return float(self.scheduled.sum())


@dataclass(frozen=True)
class ScoredCases:
    """Cases in descending order of score.

    Parameters
    ----------
    dates
        Distinct days, ascending, shape (days,).
    day
        Index of each case's day in `dates`, shape (cases,).
    found
        Whether each case was found, shape (cases,).
    block
        Index of the first case of each block of equal scores, ascending, starting with 0.
    """

    dates: NDArray[np.datetime64]
    day: NDArray[np.int64]
    found: NDArray[np.bool_]
    block: NDArray[np.int64]


def order_cases(date: NDArray[np.datetime64], found: NDArray[np.bool_], score: Array) -> ScoredCases:
    """Put cases in descending order of score.

    Parameters
    ----------
    date, found, score
        One value per case, without missing values; at least one case.

    Returns
    -------
    ScoredCases
        The same cases, with blocks of equal scores marked.
    """
    order = np.argsort(-score, kind="stable")
    dates, day = np.unique(date.astype("datetime64[D]"), return_inverse=True)
    ordered = score[order]
    block = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    return ScoredCases(dates, day[order].astype(np.int64), found[order].astype(np.bool_), block)


def daily_finds(cases: ScoredCases) -> DailyFinds:
    """Count the finds per day under both orders.

    Parameters
    ----------
    cases
        Cases in descending order of score.

    Returns
    -------
    DailyFinds
        Finds and cases worked per day.
    """
    once = np.ones((1, len(cases.day)), dtype=np.int64)
    scheduled, by_score, worked = _finds(cases, once)
    return DailyFinds(cases.dates, scheduled[0], by_score[0], worked[0])


def _finds(cases: ScoredCases, times: NDArray[np.int64]) -> tuple[Array, Array, Array]:
    """Count finds per day when each case enters `times` times; rows of `times` all sum to the number of cases."""
    worked = _per_day(cases, times)
    scheduled = _per_day(cases, times * cases.found)
    size = np.add.reduceat(times, cases.block, axis=1)
    found = np.add.reduceat(times * cases.found, cases.block, axis=1)
    rate = found / np.maximum(size, 1)
    # Every replicate has the same number of cases, so a flat repeat gives one row of cases per replicate.
    filled = np.cumsum(np.repeat(rate.ravel(), size.ravel()).reshape(times.shape), axis=1)
    filled = np.concatenate([np.zeros((len(times), 1)), filled], axis=1)
    ends = np.cumsum(worked, axis=1).astype(np.int64)
    by_score = np.diff(np.take_along_axis(filled, ends, axis=1), axis=1, prepend=0.0)
    return scheduled, by_score, worked


def _per_day(cases: ScoredCases, amounts: NDArray[np.int64]) -> Array:
    """Add amounts per case up to amounts per day, row by row."""
    rows, days = len(amounts), len(cases.dates)
    cell = cases.day[None, :] + days * np.arange(rows)[:, None]
    total = np.bincount(cell.ravel(), weights=amounts.ravel(), minlength=rows * days)
    return np.asarray(total, dtype=np.float64).reshape(rows, days)


def error_of_cases(cases: ScoredCases, statistic: Statistic, replicates: int, rng: np.random.Generator) -> float:
    """Return the bootstrap standard error of a statistic, by drawing cases with replacement.

    Parameters
    ----------
    cases
        Cases in descending order of score.
    statistic
        Turns finds per day under both orders into one number per replicate; not finite where nothing was found.
    replicates
        Number of replicates; more than 20,000 cases are represented by 20,000 of them.
    rng
        Source of randomness.

    Returns
    -------
    float
        Standard error in the statistic's unit, at least 0.
    """
    resampled = cases if len(cases.day) <= CASES_RESAMPLED else _part(cases, rng)
    size, parts = len(resampled.day), []
    for rows in _chunks(replicates, size):
        scheduled, by_score, _ = _finds(resampled, _times_drawn(rows, size, rng))
        parts.append(statistic(scheduled, by_score))
    return _spread(parts) * float(np.sqrt(size / len(cases.day)))


def error_of_days(finds: DailyFinds, statistic: Statistic, replicates: int, rng: np.random.Generator) -> float:
    """Return the bootstrap standard error from daily counts.

    Where the cases worked per day are known, they are resampled over the days as one multinomial, which both orders
    share, and the finds of each day and order as a binomial share of them. Where not, the finds of either order are
    resampled over the days as two independent multinomials, which gives a somewhat larger error.

    Parameters
    ----------
    finds
        Finds per day under both orders.
    statistic, replicates, rng
        As in `error_of_cases`.
    """
    redraw = _redrawn_finds if finds.worked is None else _redrawn_work
    return _spread([statistic(*redraw(finds, rows, rng)) for rows in _chunks(replicates, len(finds.dates))])


def _redrawn_finds(finds: DailyFinds, rows: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Resample the finds over the days."""
    total = round(finds.found)
    orders = (rng.multinomial(total, order / order.sum(), size=rows) for order in (finds.scheduled, finds.by_score))
    scheduled, by_score = (order.astype(np.float64) for order in orders)
    return scheduled, by_score


def _redrawn_work(finds: DailyFinds, rows: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Resample the work over the days, and the finds within the work."""
    before = np.asarray(finds.worked, dtype=np.float64)
    worked = rng.multinomial(round(before.sum()), before / before.sum(), size=rows)
    orders = (finds.scheduled, finds.by_score)
    shares = (np.clip(order / np.maximum(before, 1), 0, 1) for order in orders)
    scheduled, by_score = (rng.binomial(worked, share).astype(np.float64) for share in shares)
    return scheduled, by_score


def _times_drawn(rows: int, cases: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Count how often each case is drawn: one equal-probability multinomial per row."""
    drawn = rng.integers(cases, size=(rows, cases)) + cases * np.arange(rows)[:, None]
    return np.bincount(drawn.ravel(), minlength=rows * cases).reshape(rows, cases)


def _chunks(replicates: int, width: int) -> Iterator[int]:
    """Split replicates into chunks that fit in memory."""
    step = max(1, CELLS_AT_ONCE // width)
    for start in range(0, replicates, step):
        yield min(step, replicates - start)


def _spread(parts: list[Array]) -> float:
    """Return the standard deviation over the replicates in which something was found."""
    replicates = np.concatenate(parts)
    return float(replicates[np.isfinite(replicates)].std(ddof=1))


def _part(cases: ScoredCases, rng: np.random.Generator) -> ScoredCases:
    """Take a random part of the cases, still in order of score."""
    kept = np.sort(rng.choice(len(cases.day), size=CASES_RESAMPLED, replace=False))
    block = np.searchsorted(cases.block, kept, side="right")
    starts = np.flatnonzero(np.append(True, block[1:] != block[:-1]))
    return ScoredCases(cases.dates, cases.day[kept], cases.found[kept], starts)


def cumulative_table(finds: DailyFinds) -> Detail:
    """Show, day by day, the share of all finds made up to that day under both orders.

    Parameters
    ----------
    finds
        Finds per day under both orders.

    Returns
    -------
    Detail
        Date (text, ISO 8601), found as scheduled (percent of all finds), found by score (percent of all finds).
    """
    scheduled = 100 * np.cumsum(finds.scheduled) / finds.found
    by_score = 100 * np.cumsum(finds.by_score) / finds.by_score.sum()
    rows = zip(finds.dates.astype(str), scheduled, by_score, strict=True)
    return Detail(
        Text("Share of all finds made by each day"),
        (Text("Date"), Text("Found as scheduled, %"), Text("Found by score, %")),
        tuple((str(date), float(used), float(scored)) for date, used, scored in rows),
        ("date", "line", "line"),
    )
