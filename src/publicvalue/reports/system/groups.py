"""Groups of people that fare differently, where a measure of disparity shows it beyond chance."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.framework.model import Indicator
from publicvalue.measures.result import Detail, Number
from publicvalue.reports.pictures.intervals import Rate, rates_of
from publicvalue.reports.wording import write_number, write_quantity, write_range
from publicvalue.results.model import Answered, AssessmentResult

NEAR = 1e-9
"""How far the difference of the group that was picked may lie from the number, by rounding."""


@dataclass(frozen=True)
class Gap:
    """A difference between two groups whose 95 % interval leaves out equality.

    Parameters
    ----------
    indicator
        Indicator that shows it.
    group, reference
        Rates (or means) of the group that differs most, and of the group that it is compared with.
    text
        One sentence with the numbers.
    """

    indicator: Indicator
    group: Rate
    reference: Rate
    text: str


def find_gaps(outcome: AssessmentResult) -> tuple[Gap, ...]:
    """Return the gaps between groups, in the framework's order."""
    found = (_gap(outcome.framework.indicator(id), answered) for id, answered in outcome.answered.items())
    return tuple(gap for gap in found if gap is not None)


def _gap(indicator: Indicator, answered: Answered) -> Gap | None:
    result = answered.result
    if not answered.measure.endswith("disparity") or not isinstance(result, Number):
        return None
    equal = 1.0 if result.unit == "ratio" else 0.0
    pair = next((found for detail in result.details if (found := _pair(detail, result))), None)
    if result.low <= equal <= result.high or pair is None:
        return None
    group, reference = pair
    return Gap(indicator, group, reference, _text(indicator, result, pair))


def _pair(detail: Detail, result: Number) -> tuple[Rate, Rate] | None:
    """Return the group whose comparison is the estimate, and the reference, which stands first."""
    compared = detail.column("ratio" if result.unit == "ratio" else "difference")
    rates = rates_of(detail) or rates_of(detail, "mean")
    if not rates or compared is None:
        return None
    pairs = zip(compared, rates, strict=True)
    gaps = [(abs(float(gap) - result.estimate), rate) for gap, rate in pairs if isinstance(gap, int | float)]
    if not gaps:
        return None
    away, rate = min(gaps, key=lambda gap: gap[0])
    # Where the group is not shown, the nearest number is another's.
    return (rate, rates[0]) if away <= NEAR * max(1.0, abs(result.estimate)) else None


def _text(indicator: Indicator, result: Number, pair: tuple[Rate, Rate]) -> str:
    rates = " against ".join(f"{_level(rate, result.unit)} for {rate.name}" for rate in pair)
    if result.unit == "ratio":
        gap, low, high = f"a ratio of {write_number(result.estimate)}", result.low, result.high
    else:
        side = "higher" if result.estimate > 0 else "lower"
        gap = f"{write_quantity(abs(result.estimate), result.unit)} {side}"
        low, high = sorted((abs(result.low), abs(result.high)))
    return f"{indicator.title}: {rates}, {gap} (95 % interval {write_range(low, high)})."


def _level(rate: Rate, unit: str) -> str:
    """Return a group's rate in percent, or its mean in the unit of its values."""
    value = rate.value or 0.0
    return f"{value:.1f} %" if unit in {"ratio", "percentage points"} else write_quantity(value, unit)
