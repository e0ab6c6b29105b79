"""Money in money: what is spent, and what comes back."""

from __future__ import annotations

from publicvalue.framework.model import Indicator
from publicvalue.measures.result import Number
from publicvalue.reports.wording import NOTHING
from publicvalue.results.model import Answered, AssessmentResult
from publicvalue.words.text import Text, interval, quantity

RATIO, NET = "benefit_cost_ratio", "net_present_value"
MONEY = (RATIO, NET)
"""Measures that set costs against benefits: indicators that ask for one speak of money."""

FORECAST = 1
"""Strength of flows of money that have not flowed yet."""

AMOUNTS = ("costs", "benefits")
"""What stands in the first rows of the first table of an appraisal, in this order."""

Values = tuple[float, float, float]
"""What was expected of an amount, and its interval."""


def speaks_of_money(indicator: Indicator) -> bool:
    """Return whether an indicator sets costs against benefits."""
    return indicator.measure in MONEY


def tell_money(indicator: Indicator, answered: Answered, number: Number) -> Text:
    """Say what each 100 spent bring back, with costs and benefits as amounts where they were brought."""
    if indicator.measure == NET:
        said = Text(
            "Benefits less costs are {value} of the costs, 95 % interval {interval}",
            value=quantity(number.estimate, number.unit),
            interval=interval(number.low, number.high, number.unit),
        )
    else:
        said = Text(
            "Each 100 spent bring back {value:whole}, 95 % interval {low:whole} to {high:whole}",
            value=100 * number.estimate,
            low=100 * number.low,
            high=100 * number.high,
        )
    if number.strength <= FORECAST:
        said = Text("{said}, much of it forecast", said=said)
    amounts = _amounts(answered)
    if amounts is None:
        return Text("{said}.", said=said)
    costs, benefits = amounts
    return Text(
        "{said}: costs {costs}, benefits {benefits}.", said=said, costs=_range(costs), benefits=_range(benefits)
    )


def describe_cost(outcome: AssessmentResult) -> Text:
    """Say what the system costs over the years that were brought; empty where no costs were."""
    for found in outcome.answered.values():
        if amounts := _amounts(found):
            return Text("{cost}, present value of all years that were brought", cost=_range(amounts[0]))
    return NOTHING


def _amounts(answered: Answered) -> tuple[Values, Values] | None:
    """Return costs and benefits: the first two rows of the first table of an appraisal; None for a mere figure."""
    if answered.measure not in MONEY or not isinstance(answered.result, Number):
        return None
    rows = answered.result.details[0].rows[:2] if answered.result.details else ()
    found = [_numbers(row[1:4]) for row in rows]
    costs, benefits = found if len(found) == len(AMOUNTS) else (None, None)
    return (costs, benefits) if costs and benefits else None


def _numbers(cells: tuple[object, ...]) -> Values | None:
    values = [float(cell) for cell in cells if isinstance(cell, int | float)]
    return (values[0], values[1], values[2]) if len(values) == 3 else None


def _range(values: Values) -> Text:
    value, low, high = values
    amount = Text("{value:count}", value=round(value))
    if low == high:
        return amount
    return Text("{amount} ({low:count} to {high:count})", amount=amount, low=round(low), high=round(high))
