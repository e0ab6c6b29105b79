"""Whether an interval tells anything: one that reaches over the whole scale does not, and the report says so first."""

from __future__ import annotations

from publicvalue.framework.model import Indicator
from publicvalue.measures.result import Number
from publicvalue.reports.wording import NOTHING
from publicvalue.words.text import Text, joined, quantity

OF_UNITS = ("adoption_effect", "staggered_adoption", "before_after", "synthetic_control")
"""Measures that compare units, such as offices: their intervals are as wide as the units are few."""

BESIDE = "other_estimator"
"""Id of the checks that say what other estimators find."""


def is_informative(indicator: Indicator, number: Number) -> bool:
    """Return whether a number's interval leaves out some of the scale between its worst and its best goalpost."""
    values = [value for value, _ in indicator.goalposts.anchors]
    return not (number.low <= min(values) and number.high >= max(values) and number.low < number.high)


def tell_uninformative(indicator: Indicator, number: Number) -> Text:
    """Say in one sentence that nothing can be told, and what other estimators say; empty where the number tells."""
    if is_informative(indicator, number):
        return NOTHING
    value = quantity(number.estimate, number.unit)
    said = Text(
        "Too little to tell: the truth may be anything from the best to the worst of the scale, so {value} is no "
        "finding.",
        value=value,
    )
    if indicator.measure in OF_UNITS:
        said = Text(
            "Too few offices or other units to tell, however many cases: the truth may be anything from the best to "
            "the worst of the scale, so {value} is no finding.",
            value=value,
        )
    others = tuple(check.text for check in number.diagnostics if check.id == BESIDE)
    return joined(said, Text("Beside it: {others:row}", others=others)) if others else said
