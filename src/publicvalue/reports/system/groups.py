"""Groups of people that fare differently, where a measure of disparity shows it beyond chance."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.framework.model import Indicator
from publicvalue.measures.result import Detail, Number
from publicvalue.reports.pictures.model import Rate
from publicvalue.reports.pictures.rates import rates_of
from publicvalue.results.model import Answered, AssessmentResult
from publicvalue.words.text import Text, interval, quantity

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
    text: Text


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


def _text(indicator: Indicator, result: Number, pair: tuple[Rate, Rate]) -> Text:
    levels = [Text("{level} for {group}", level=_level(rate, result.unit), group=rate.name) for rate in pair]
    if result.unit == "ratio":
        gap = Text("a ratio of {ratio:fixed2}", ratio=result.estimate)
        ends = Text("{low:fixed2} to {high:fixed2}", low=result.low, high=result.high)
    else:
        gap = _difference(result)
        low, high = sorted((abs(result.low), abs(result.high)))
        ends = interval(low, high)
    return Text(
        "{indicator}: {level} against {other}, {gap} (95 % interval {interval}).",
        indicator=Text(indicator.title),
        level=levels[0],
        other=levels[1],
        gap=gap,
        interval=ends,
    )


def _difference(result: Number) -> Text:
    size = quantity(abs(result.estimate), result.unit)
    return Text("{size} higher", size=size) if result.estimate > 0 else Text("{size} lower", size=size)


def _level(rate: Rate, unit: str) -> Text:
    """Return a group's rate in percent, or its mean in the unit of its values."""
    value = rate.value or 0.0
    return Text("{rate:fixed1} %", rate=value) if unit in {"ratio", "percentage points"} else quantity(value, unit)
