"""Disparity of a system's errors between groups, such as false alarms by race.

What
    A rate made from truth and prediction (option `rate`: false positive rate, false negative rate, precision,
    sensitivity or accuracy, as in `classification_rate`) in the group that differs most from the reference group,
    compared with the reference: the difference (group minus reference) or the ratio (group / reference), as the option
    `statistic` says. The reference is the largest group unless the option `reference` names one; sizes are the cases
    that count towards the rate. A row with a count stands for so many cases.
    Combinations of several group columns, and the table of all groups, as for `outcome_disparity`.
Unit
    Percentage points for a difference, signed; ratio for a ratio.
Left out
    Rows whose truth, prediction or group is blank. Groups with fewer cases that count towards the rate than
    `minimum_group` (30) are named and not compared. Groups with fewer than 5 cases that are true, or not true, or
    predicted, or not predicted are never shown with their numbers, nor the next smallest by which they could be had:
    other rates of the same group would tell them.
Interval
    95 %, as for `outcome_disparity`.
Coverage
    As for `outcome_disparity`, of whose kind the rates are.
Strength
    3: a measured level.
Sources
    T. Fawcett (2006), Pattern Recognition Letters 27(8), 861-874, for the rates; A. Chouldechova (2017), Fair
    prediction with disparate impact, Big Data 5(2), 153-163, for why equal precision and equal error rates seldom go
    together; for the interval, those of `outcome_disparity`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.disparity.group_choice import RateGroupOptions
from publicvalue.measures.disparity.group_columns import GROUP, combine_groups
from publicvalue.measures.disparity.group_rates import compare_groups
from publicvalue.measures.kernels.confusion import BASES, RATES, Cell
from publicvalue.measures.kernels.proportions import Share
from publicvalue.measures.options import OF_INDICATOR
from publicvalue.measures.result import Result
from publicvalue.schema.values import CHOICE, said
from publicvalue.words.text import Text, phrase

ComparedRate = Literal["false_positive_rate", "false_negative_rate", "precision", "sensitivity", "accuracy"]


@dataclass(frozen=True, kw_only=True)
class ErrorDisparityOptions(RateGroupOptions):
    """Which rate is compared between which groups."""

    rate: Annotated[ComparedRate, CHOICE, OF_INDICATOR, said(phrase("which rate is compared"))]


def measure_error_disparity(evidence: EvidenceTable, context: Context) -> Result:
    """Return the disparity of the rate that the option `rate` names, as the module's definition says."""
    rate = context.given(ErrorDisparityOptions).rate
    usable = usable_rows(combine_groups(evidence), ["truth", "prediction", "group"])
    keys = ["group", "truth", "prediction"]
    counts = fetch(usable.rows.group_by(keys).aggregate(total=usable.rows[CASES].sum()).order_by(keys))
    cells: defaultdict[str, dict[Cell, float]] = defaultdict(dict)
    for group, truth, prediction, total in zip(*(counts[name] for name in (*keys, "total")), strict=True):
        cells[str(group)][(bool(truth), bool(prediction))] = float(total)
    shares = {group: RATES[rate].share(counted) for group, counted in cells.items()}
    return compare_groups(shares, context, RATES[rate].title, usable.diagnostics, _sizes(cells))


def _sizes(cells: Mapping[str, Mapping[Cell, float]]) -> dict[str, Share]:
    """Return for each group the fewest cases that any rate rests on: the same whichever rate is compared."""
    found = {}
    for group, counts in cells.items():
        bases = [RATES[name].share(counts).n for name in BASES]
        found[group] = Share(0.0, min((n for n in bases if n > 0), default=0.0))
    return found


DEFINITION = Definition(
    id="error_disparity",
    version=1,
    title=Text("Disparity of errors between groups"),
    kinds=("records",),
    role_sets=(
        (
            Role("truth", "yes_no", Text("what was true in the end")),
            Role("prediction", "yes_no", Text("what the system predicted")),
            GROUP,
            COUNT,
        ),
    ),
    units=("percentage points", "ratio"),
    takes=ErrorDisparityOptions,
    compute=measure_error_disparity,
)
