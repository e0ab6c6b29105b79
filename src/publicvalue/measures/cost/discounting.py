"""How amounts of different days are made comparable: the options of measures of costs and benefits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from publicvalue.errors import MethodError, Place, Problem
from publicvalue.measures.definition import Context, Option
from publicvalue.measures.option_dates import read_date_option
from publicvalue.schema.values import Day, Number, said
from publicvalue.words.text import Text

RATE = Text("a share per year, above -1 and below 1, such as 0.035 for 3.5 percent")

OPTIONS = (
    Option(
        "discount_rate",
        Text("discount rate, a share per year such as 0.035"),
        "assessment",
        required=True,
        kind=Annotated[Number, said("", ge=-0.999_999, le=0.999_999)],
    ),
    Option(
        "discount_rate_low",
        Text("lowest rate, when the rate is uncertain; with discount_rate_high"),
        "assessment",
        kind=Annotated[Number, said("", ge=-0.999_999, le=0.999_999)],
    ),
    Option(
        "discount_rate_high",
        Text("highest rate, when the rate is uncertain; with discount_rate_low"),
        "assessment",
        kind=Annotated[Number, said("", ge=-0.999_999, le=0.999_999)],
    ),
    Option("base_date", Text("day to which amounts are discounted; left out: the first date"), "assessment", kind=Day),
    Option(
        "correlation",
        Text("correlation of forecast costs, and of forecast benefits, 0 to 1"),
        "assessment",
        default=0,
        kind=Annotated[Number, said("", ge=0, le=1)],
    ),
)


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
    """Read the options of discounting from a measure's context.

    Raises
    ------
    MethodError
        With every option that cannot be used.
    """
    options = context.options
    problems: list[Problem] = []
    if options.get("discount_rate") is None:
        problems.append(
            Problem(
                Place(field="discount_rate"),
                Text("the option discount_rate is missing"),
                RATE,
                Text("write it under `options`, with the rate that your ministry of finance states"),
            )
        )
    rate = _number(options, "discount_rate", RATE, problems)
    low, high = _rate_range(options, rate, problems)
    correlation = _number(options, "correlation", Text("a number from 0 to 1"), problems) or 0.0
    base = None
    try:
        base = read_date_option(context, "base_date")
    except MethodError as error:
        problems.extend(error.problems)
    if problems or rate is None:
        raise MethodError(problems)
    return Discounting(rate, low, high, base, correlation)


def _rate_range(options: Mapping[str, object], rate: float | None, problems: list[Problem]) -> tuple[float, float]:
    """Read the ends of the rate's range: both or none, with the rate between them."""
    names = ("discount_rate_low", "discount_rate_high")
    low, high = (_number(options, name, RATE, problems) for name in names)
    middle = rate or 0.0
    if sum(options.get(name) is None for name in names) == 1:
        what = Text("only one of discount_rate_low and discount_rate_high is given")
        problems.append(Problem(Place(field=names[0]), what, Text("both or none"), Text("give the other one too")))
    if low is None or high is None:
        return middle, middle
    if rate is not None and not low <= rate <= high:
        what = Text("the rates {low:g}, {rate:g}, {high:g} are out of order", low=low, rate=rate, high=high)
        expected = Text("discount_rate_low <= discount_rate <= discount_rate_high")
        problems.append(Problem(Place(field=names[0]), what, expected, Text("correct the options")))
    return low, high


def _number(options: Mapping[str, object], name: str, expected: Text, problems: list[Problem]) -> float | None:
    """Read a number: a correlation from 0 to 1, or a rate between -1 and 1."""
    value = options.get(name)
    if value is None:
        return None
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
    if not (0 <= number <= 1 if name == "correlation" else -1 < number < 1):
        problems.append(
            Problem(
                Place(field=name),
                Text("the option {name} is {value}", name=name, value=repr(value)),
                expected,
                Text("correct the option"),
            )
        )
        return None
    return number
