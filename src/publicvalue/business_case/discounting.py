"""Discount factors: what an amount of a later day is worth at the base day.

A rate may fall with time, as the Green Book's does. Factors of a falling rate are chained: year 31 is worth the factor
of year 30, one year further at the next rate. Parts of a year count by their share of it.

Source: HM Treasury, The Green Book (2026), chapter 6, for the falling rates, for those of health, and for the lower
ones of the sensitivity test over very long horizons.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from publicvalue.errors import method_error
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text

ENDS = (30.0, 75.0, 125.0, 200.0, 300.0, np.inf)
"""Last year of each step of the Green Book's rates."""


@dataclass(frozen=True)
class Schedule:
    """Discount rates by the time since the base day.

    Parameters
    ----------
    rates
        Rate of each step, a share per year above -1.
    ends
        Last year of each step, ascending; the last step has no end.

    Raises
    ------
    MethodError
        When a rate is -1 or less, or the steps do not fit together.
    """

    rates: tuple[float, ...]
    ends: tuple[float, ...] = (np.inf,)

    def __post_init__(self) -> None:
        """Refuse rates that discount nothing."""
        if len(self.rates) != len(self.ends) or list(self.ends) != sorted(self.ends) or self.ends[-1] != np.inf:
            raise method_error(Text("The steps of a schedule of discount rates do not fit together"))
        if not all(np.isfinite(rate) and rate > -1 for rate in self.rates):
            raise method_error(Text("A discount rate is -100 percent or less"), Text("a share per year above -1"))

    def factors(self, years: Floats) -> Floats:
        """Return discount factors.

        Parameters
        ----------
        years
            Time since the base day in years, 0 or more, any shape.
        """
        starts = np.array([0.0, *self.ends[:-1]])
        lengths = np.clip(years[..., np.newaxis] - starts, 0.0, np.array(self.ends) - starts)
        return np.asarray(np.exp(-(lengths * np.log1p(np.array(self.rates))).sum(axis=-1)))


def flat(rate: float) -> Schedule:
    """Return the schedule of one rate for all years."""
    return Schedule((rate,))


GREEN_BOOK = Schedule((0.035, 0.030, 0.025, 0.020, 0.015, 0.010), ENDS)
GREEN_BOOK_HEALTH = Schedule((0.015, 0.0129, 0.0107, 0.0086, 0.0064, 0.0043), ENDS)
GREEN_BOOK_LOWER = Schedule((0.030, 0.0257, 0.0214, 0.0171, 0.0129, 0.0086), ENDS)
"""For the sensitivity test where effects last longer than 50 years."""


def present_value(flows: Floats, years: Floats, schedule: Schedule) -> float:
    """Return the present value of flows: what they are worth together at the base day.

    Parameters
    ----------
    flows
        Amounts, signed, shape (flows,).
    years
        Time of each since the base day, in years.
    schedule
        The discount rates.
    """
    return float(flows @ schedule.factors(years))
