"""How amounts of different days are made comparable: the options of measures of costs and benefits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from publicvalue.measures.definition import Context
from publicvalue.measures.options import Fault, Options
from publicvalue.schema.values import Day, Number, said
from publicvalue.words.text import Text, phrase

Rate = Annotated[Number, Field(gt=-1, lt=1)]
"""A discount rate, as a share per year."""


@dataclass(frozen=True, kw_only=True)
class DiscountingOptions(Options):
    """How amounts of different days are made comparable."""

    discount_rate: Annotated[Rate, said(phrase("discount rate, a share per year such as 0.035"))]
    discount_rate_low: Annotated[
        Rate | None, said(phrase("lowest rate, when the rate is uncertain; with discount_rate_high"))
    ] = None
    discount_rate_high: Annotated[
        Rate | None, said(phrase("highest rate, when the rate is uncertain; with discount_rate_low"))
    ] = None
    base_date: Annotated[Day | None, said(phrase("day to which amounts are discounted; left out: the first date"))] = (
        None
    )
    correlation: Annotated[
        Number, said(phrase("correlation of forecast costs, and of forecast benefits, 0 to 1"), ge=0, le=1)
    ] = 0

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between them: a range of the rate with one end, or rates out of order."""
        yield from super().faults()
        low, rate, high = self.discount_rate_low, self.discount_rate, self.discount_rate_high
        if (low is None) != (high is None):
            what = Text("only one of discount_rate_low and discount_rate_high is given")
            given = "discount_rate_low" if high is None else "discount_rate_high"
            yield Fault(given, what, Text("both or none"), Text("give the other one too"))
        elif low is not None and high is not None and not low <= rate <= high:
            what = Text("the rates {low:g}, {rate:g}, {high:g} are out of order", low=low, rate=rate, high=high)
            expected = Text("discount_rate_low <= discount_rate <= discount_rate_high")
            yield Fault("discount_rate_low", what, expected, Text("correct the options"))


@dataclass(frozen=True)
class Discounting:
    """How amounts are made comparable over time.

    Parameters
    ----------
    rate, low, high
        Discount rate and its range, shares per year; low = rate = high when the rate is certain.
    base
        Day to which amounts are discounted, or None for the first date.
    correlation
        Of forecasts of the same flow, 0 to 1.
    """

    rate: float
    low: float
    high: float
    base: np.datetime64 | None = None
    correlation: float = 0.0


def read_discounting(context: Context) -> Discounting:
    """Return how amounts are discounted, as the options say."""
    given = context.given(DiscountingOptions)
    low, high = given.discount_rate_low, given.discount_rate_high
    base = None if given.base_date is None else np.datetime64(given.base_date, "D")
    rate = given.discount_rate
    return Discounting(
        rate, rate if low is None else low, rate if high is None else high, base, float(given.correlation)
    )
