"""How much earlier cases are found when they are worked in the order of a system's score.

What
    Mean date of the found cases in the order used, less their mean date in descending order of score. The days and the
    number of cases worked on each stay the same. Above 0: found earlier. Cases with equal scores share the mean date of
    the places that they fill together.
Unit
    Days; or percent (option `relative`), of the mean number of days from the first day of the period to the finding in
    the order used. Without the option the unit decides.
Evidence
    Case by case (date, found, score), or counted by day (found as scheduled, found by score, cases worked).
Left out
    Rows in which a needed cell is blank. At least two finds and two days are needed.
Interval
    95 % Student's t on the number of finds less one, with the standard error of a bootstrap. Case by case it resamples
    cases; counted by day it resamples the work over the days and the finds within the work or, where the work is not
    known, the finds of either order over the days. Draws from the same t distribution.
Strength
    3; 4 when the assessment states that the system had not seen the cases (option `held_out`).
Assumes
    That a case would have been found in whatever order it was worked, and that the score was known on the first day.
Source
    City of Chicago and Chicago Department of Public Health (2014), food inspections evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.options import OF_INDICATOR
from publicvalue.measures.order.evidence import ROLE_SETS, HeldOutOptions, measured_statistic, read_prioritisation
from publicvalue.measures.order.two_orders import Array, DailyFinds, Statistic
from publicvalue.measures.result import Detail, NotApplicable, Result
from publicvalue.schema.values import YesNo, said
from publicvalue.words.text import Text, phrase, sentence


@dataclass(frozen=True, kw_only=True)
class TimeGainedOptions(HeldOutOptions):
    """In what the time gained is given, and whether the cases were new to the system."""

    relative: Annotated[
        YesNo | None,
        OF_INDICATOR,
        said(phrase("true: percent of the mean days to the finding; false: days; left out: as the unit says")),
    ] = None


def measure_prioritisation_time(evidence: EvidenceTable, context: Context) -> Result:
    """Return how much earlier cases are found, as the module's definition says.

    Raises
    ------
    EvidenceError
        When daily counts contradict each other.
    MethodError
        When `relative` and the unit do not agree.
    """
    relative = _is_relative(context)
    read = read_prioritisation(evidence, context)
    if isinstance(read, NotApplicable):
        return read
    finds = read.finds
    if relative and finds.scheduled[1:].sum() == 0:
        return NotApplicable(
            Text("All finds fell on the first day of the order used: no percentage of that time exists.")
        )
    method = Text(
        "Mean date of {found:count} finds in the order used less their mean date in the order of the score, "
        "with the same number of cases worked on each of {days:count} days",
        found=finds.found,
        days=len(finds.dates),
    )
    whole = (
        Text("{method}, in percent of the mean days to the finding.", method=method) if relative else sentence(method)
    )
    statistic = percent_earlier(finds.day) if relative else days_earlier(finds.day)
    return measured_statistic(read, statistic, context, (_totals(finds),), whole)


def days_earlier(day: Array) -> Statistic:
    """Return the statistic "mean days earlier", for days counted from the first day of the period."""

    def statistic(scheduled: Array, by_score: Array) -> Array:
        return mean_day(scheduled, day) - mean_day(by_score, day)

    return statistic


def percent_earlier(day: Array) -> Statistic:
    """Return the statistic "percent of the mean days to the finding", for days counted from the first day."""

    def statistic(scheduled: Array, by_score: Array) -> Array:
        used = mean_day(scheduled, day)
        with np.errstate(divide="ignore", invalid="ignore"):
            return 100 * (used - mean_day(by_score, day)) / used

    return statistic


def mean_day(finds: Array, day: Array) -> Array:
    """Return the mean day of the finds in each row, not finite where nothing was found."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean: Array = finds @ day / finds.sum(axis=1)
    return mean


def _is_relative(context: Context) -> bool:
    """Whether percent is wanted; the option must fit the unit."""
    stated = context.given(TimeGainedOptions).relative
    wanted = context.unit == "percent" if stated is None else stated
    if wanted is not (context.unit == "percent"):
        raise method_error(
            Text(
                "prioritisation_time has relative: {wanted} and the unit {unit:quoted}",
                wanted=str(wanted),
                unit=context.unit,
            ),
            Text("percent with relative: true, days with relative: false"),
        )
    return wanted


def _totals(finds: DailyFinds) -> Detail:
    """Show finds and their mean date under both orders, and the difference in days and in percent."""
    rows = []
    means = [float(mean_day(order[None, :], finds.day)[0]) for order in (finds.scheduled, finds.by_score)]
    for name, mean in zip((Text("As scheduled"), Text("By score")), means, strict=True):
        date = str(finds.dates[0] + np.timedelta64(round(mean), "D"))
        rows.append((name, finds.found, mean, date))
    earlier = means[0] - means[1]
    percent = 100 * earlier / means[0] if means[0] > 0 else None
    return Detail(
        Text("Time to the finding"),
        (
            Text("Order"),
            Text("Cases found"),
            Text("Mean days from the first day"),
            Text("Mean date"),
            Text("Earlier, days"),
            Text("Earlier, %"),
        ),
        ((*rows[0], None, None), (*rows[1], earlier, percent)),
    )


DEFINITION = Definition(
    id="prioritisation_time",
    version=2,
    title=Text("Time saved by working cases in the order of a score"),
    kinds=("records",),
    role_sets=ROLE_SETS,
    units=("percent", "days"),
    takes=TimeGainedOptions,
    compute=measure_prioritisation_time,
)
