"""When amounts flow, in years since the base day.

Years are counted from one anniversary of the base day to the next, so that a whole number of years is one whatever the
leap days. An amount that flows once counts on its day. One that flows all year is cut into years of the case, each with
the share of that year in which it flows, and counts at the start, in the middle or at the end of each.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from publicvalue.business_case.model import Line, Timing
from publicvalue.scores.tree import Floats
from publicvalue.words.choices import check_name

OFFSET: dict[Timing, float] = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True)
class Times:
    """When a line flows.

    Parameters
    ----------
    shares
        Share of a year's amount at each time, shape (times,); 1 for an amount that flows once.
    first
        Time of the first, in years since the base day; the others follow a year apart.
    year
        Year of the case, from 0, in which the first flows.
    """

    shares: Floats
    first: float
    year: int

    @property
    def years(self) -> Floats:
        """Time of each, in years since the base day."""
        return self.first + np.arange(len(self.shares), dtype=np.float64)


def years_between(base: dt.date, day: dt.date) -> float:
    """Return the time from the base day to another, in years; negative before it."""
    whole = day.year - base.year
    if _anniversary(base, whole) > day:
        whole -= 1
    start, after = _anniversary(base, whole), _anniversary(base, whole + 1)
    return whole + (day - start).days / (after - start).days


def _anniversary(base: dt.date, years: int) -> dt.date:
    year = base.year + years
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (base.month, base.day) == (2, 29) and not leap:
        return dt.date(year, 3, 1)
    return base.replace(year=year)


def find_times(line: Line, base: dt.date, end: dt.date, timing: Timing) -> Times:
    """Return when a line flows, as far as the last day that is looked at.

    Parameters
    ----------
    line
        The line; its first day is not before the base day, nor after the end.
    base, end, timing
        As in the case.

    Raises
    ------
    MethodError
        When there is no such time within a year.
    """
    check_name(timing, Timing, "time within a year")
    start = years_between(base, line.first)
    if line.last is None:
        return Times(np.ones(1), start, int(start))
    stop = years_between(base, min(line.last, end) + dt.timedelta(1))
    first = int(start)
    edges = np.arange(first, max(int(np.ceil(stop)), first + 1) + 1, dtype=np.float64)
    shares = np.minimum(edges[1:], stop) - np.maximum(edges[:-1], start)
    return Times(shares, first + OFFSET[timing], first)
