"""How many more of the cases are found in the first part of a period when they are worked in the order of a score.

What
    Share of all finds made up to a date in descending order of score, less that share in the order used. The days and
    the number of cases worked on each stay the same. Cases with equal scores share the places that they fill together.
Unit
    Percentage points.
Evidence
    Case by case (date, found, score), or counted by day (found as scheduled, found by score, cases worked).
First part
    Up to and including the date of option `by`; without it, the first day by which half of the cases were worked. Where
    the cases worked are not known: the first day by which half of the days had passed.
Left out
    Rows in which a needed cell is blank. At least two finds and two days are needed.
Interval
    95 % Student's t on the number of finds less one, with the standard error of a bootstrap. Case by case it resamples
    cases; counted by day it resamples the work over the days and the finds within the work or, where the work is not
    known, the finds of either order over the days. The date stays fixed. Draws from the same t distribution.
Strength
    3; 4 when the assessment states that the system had not seen the cases (option `held_out`).
Source
    City of Chicago and Chicago Department of Public Health (2014), food inspections evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.order.evidence import ROLE_SETS, HeldOutOptions, measured_statistic, read_prioritisation
from publicvalue.measures.order.two_orders import Array, DailyFinds, Statistic
from publicvalue.measures.result import Detail, NotApplicable, Result
from publicvalue.schema.values import Day, said
from publicvalue.words.text import Text, phrase


@dataclass(frozen=True, kw_only=True)
class EarlyShareOptions(HeldOutOptions):
    """What counts as early, and whether the cases were new to the system."""

    by: Annotated[
        Day | None, said(phrase("last date of the first part; left out: when half of the cases were worked"))
    ] = None


def measure_prioritisation_early(evidence: EvidenceTable, context: Context) -> Result:
    """Return how many more cases are found early, as the module's definition says.

    Raises
    ------
    EvidenceError
        When daily counts contradict each other.
    """
    stated = context.given(EarlyShareOptions).by
    read = read_prioritisation(evidence, context)
    if isinstance(read, NotApplicable):
        return read
    finds = read.finds
    by = middle_date(finds) if stated is None else np.datetime64(stated, "D")
    if not finds.dates[0] <= by < finds.dates[-1]:
        period = Text("{first} to {last}", first=finds.dates[0].item(), last=finds.dates[-1].item())
        return NotApplicable(
            Text(
                "The date {by} does not split the period {period}: give option by a date inside it.",
                by=by.item(),
                period=period,
            )
        )
    early = finds.dates <= by
    method = Text(
        "Share of {found:count} finds made by {by} in the order of the score less that in the order used.",
        found=finds.found,
        by=by.item(),
    )
    return measured_statistic(read, points_earlier(early), context, (_shares(finds, early, by),), method)


def points_earlier(early: NDArray[np.bool_]) -> Statistic:
    """Return the statistic "percentage points more found early", for a mask of the early days."""

    def statistic(scheduled: Array, by_score: Array) -> Array:
        return early_share(by_score, early) - early_share(scheduled, early)

    return statistic


def early_share(finds: Array, early: NDArray[np.bool_]) -> Array:
    """Return the percentage of each row's finds that fall on early days, not finite where nothing was found."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Array = 100 * finds[:, early].sum(axis=1) / finds.sum(axis=1)
    return share


def middle_date(finds: DailyFinds) -> np.datetime64:
    """Return the first day by which half of the cases were worked; of the days, where that is not known."""
    worked = np.ones(len(finds.dates)) if finds.worked is None else finds.worked
    done = np.cumsum(worked)
    middle: np.datetime64 = finds.dates[int(np.searchsorted(done, done[-1] / 2))]
    return middle


def _shares(finds: DailyFinds, early: NDArray[np.bool_], by: np.datetime64) -> Detail:
    """Show the share of finds made early under both orders."""
    used, scored = (float(early_share(order[None, :], early)[0]) for order in (finds.scheduled, finds.by_score))
    worked = None if finds.worked is None else float(100 * finds.worked[early].sum() / finds.worked.sum())
    return Detail(
        Text("Found by {by}", by=by.item()),
        (
            Text("Order"),
            Text("Share of all finds, %"),
            Text("Share of all cases worked, %"),
            Text("More found, percentage points"),
        ),
        ((Text("As scheduled"), used, worked, None), (Text("By score"), scored, worked, scored - used)),
    )


DEFINITION = Definition(
    id="prioritisation_early",
    version=2,
    title=Text("Cases found early by working them in the order of a score"),
    kinds=("records",),
    role_sets=ROLE_SETS,
    units=("percentage points",),
    takes=EarlyShareOptions,
    compute=measure_prioritisation_early,
)
