"""What a business case comes to: distributions, what drives them, and what would turn the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from publicvalue.business_case.drivers import CaseDriver
from publicvalue.business_case.model import Line, Option
from publicvalue.scores.tree import Floats

LOW, HIGH = 0.05, 0.95
"""Quantiles that are shown as the ends of what is likely."""
BURDEN, RELIEF = "tax_burden", "tax_relief"
"""What taxes cost beyond the tax, and what is spared of it by money that comes back: beside the kinds of lines."""


@dataclass(frozen=True)
class Spread:
    """A forecast number as a distribution.

    Parameters
    ----------
    mean, low, median, high
        Mean, and the quantiles at 5, 50 and 95 %.
    positive
        Probability that it is above 0.
    """

    mean: float
    low: float
    median: float
    high: float
    positive: float


def spread_of(draws: Floats) -> Spread:
    """Return the distribution of draws, shape (draws,)."""
    low, median, high = np.quantile(draws, [LOW, 0.5, HIGH])
    return Spread(float(draws.mean()), float(low), float(median), float(high), float((draws > 0).mean()))


@dataclass(frozen=True)
class OptionResult:
    """What one option comes to, in present money of the case's currency.

    Parameters
    ----------
    option
        The option.
    value
        Net present value.
    costs, benefits
        Present values of both, as positive numbers.
    ratio
        Benefits over costs; None where it costs nothing.
    cash
        Money alone: what is released in cash, less all that the state pays; without the burden of tax.
    idle_time
        Present value that saved time would have if it were redeployed and is not: in none of the sums above.
    at_rates
        Name of a discount rate -> mean net present value under it.
    """

    option: Option
    value: Spread
    costs: Spread
    benefits: Spread
    ratio: Spread | None
    cash: Spread
    idle_time: float
    at_rates: Mapping[str, float]


@dataclass(frozen=True)
class Switching:
    """How far one line would have to move, all else at its mean, until the proposed option is worth nothing.

    Parameters
    ----------
    line
        The line.
    present
        What it adds at its mean, signed.
    mean, value
        Its mean amount, and that at which the option's net present value is 0.
    possible
        Whether that value lies between its lowest and its highest.
    """

    line: Line
    present: float
    mean: float
    value: float
    possible: bool

    @property
    def change(self) -> float:
        """By what share it would have to change."""
        return self.value / self.mean - 1 if self.mean else float("nan")


@dataclass(frozen=True)
class Payback:
    """When the discounted benefits have paid for the costs.

    Parameters
    ----------
    median
        Years since the base day, counted whole; None where that is not reached in half of the draws.
    never
        Probability that it is not reached within the time that is looked at.
    """

    median: float | None
    never: float


@dataclass(frozen=True)
class CaseResult:
    """What a business case comes to. Every number is a forecast.

    Parameters
    ----------
    options
        The options, the proposed one first; doing nothing is worth 0 and is not listed.
    best
        Id of the option with the highest mean net present value.
    payback
        Of the proposed option.
    by_kind
        Kind of cost or benefit of the proposed option -> its present value; costs as positive numbers, of time what is
        redeployed. What taxes cost beyond the tax stands apart, as `BURDEN` and `RELIEF`.
    per_case
        Cost of one case under the proposed option; None where nobody says how many there are.
    yearly
        Mean costs and benefits of the proposed option by year of the case, undiscounted.
    break_even
        Share of the benefits that is enough to pay for the costs; None without benefits.
    late
        Mean net present value of the proposed option when all its benefits come a year later.
    drivers, switching
        What moves the proposed option, and how far each line would have to move.
    perfect
        What knowing everything before the choice would be worth.
    parties
        Who pays or gains -> mean present value, signed, without what taxes cost beyond the tax.
    burden
        Mean present value of what taxes cost beyond the tax, signed: nobody's of the parties.
    """

    options: tuple[OptionResult, ...]
    best: str
    payback: Payback
    by_kind: Mapping[str, Spread]
    per_case: Spread | None
    yearly: tuple[tuple[int, float, float], ...]
    break_even: float | None
    late: float
    drivers: tuple[CaseDriver, ...]
    switching: tuple[Switching, ...]
    perfect: float
    parties: Mapping[str, float]
    burden: float = 0.0

    @property
    def proposed(self) -> OptionResult:
        """What the proposed option comes to."""
        return self.options[0]
