"""Drift of a level: how far a share or a mean has moved since it was first measured, and when it changed.

What
    The mean of `value`, or the share of cases with `event`, over the latest periods minus the same over the first ones
    (options `latest` and `reference`, numbers of periods; when left out, a quarter of the periods each, at least two).
    Which periods are compared is set beforehand and not picked by their numbers. Beside it, change points are searched
    in the whole series and flagged: binary segmentation with a permutation test. A row with a count stands for so many
    cases.
Unit
    Percentage points for a share, that of the values for a mean; signed.
Left out
    Rows whose date or outcome is blank. Periods without a case are not in the series. At least four periods are needed,
    and eight to search for change points. A period with fewer than 5 cases is never shown with its numbers, nor others
    from which these could be had; of a share, the first and the latest periods must hold 5 cases each. A last period
    that is not over yet should be left out with `where`.
Interval
    95 %, for the difference between the true levels in the periods compared, as they were: from the Jeffreys
    distributions of the two shares, or Welch's t; draws from the same distribution. It allows for chance among cases.
    Whether the change is more than the usual movement from period to period is what the change points say: where the
    level is stable and the periods are in no order, one is flagged in at most 5 % of series. Seasons and
    slow wandering are such an order and are flagged more often: compare whole years, or take years as periods.
Strength
    3: a measured level, at two times. It does not say why the level moved.
Sources
    L. D. Brown, T. T. Cai and A. DasGupta (2001), Statistical Science 16(2), 101-133; B. L. Welch (1947), Biometrika
    34, 28-35; J. Antoch and M. Huskova (2001), Permutation tests in change point analysis, Statistics and Probability
    Letters 53(1), 37-46; A. Sen and M. S. Srivastava (1975), Annals of Statistics 3(1), 98-108.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.evidence.units import name_unit
from publicvalue.measures.definition import CASE_VALUE, COUNT, Context, Definition
from publicvalue.measures.drift.change_points import (
    LEAST_SEARCHED,
    ChangePoint,
    find_change_points,
)
from publicvalue.measures.drift.periods import PeriodLevel, difference_of, level_of
from publicvalue.measures.drift.series_tables import change_table, period_table, series_picture
from publicvalue.measures.effect.cells import Cells, outcome_name, period_label, roll_up
from publicvalue.measures.effect.panel_roles import EVENT, PERIOD, PeriodOptions
from publicvalue.measures.privacy.suppression import LEAST_CASES
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable, Result
from publicvalue.schema.values import Whole, said
from publicvalue.words.text import Text, phrase

LEAST_PERIODS = 4


@dataclass(frozen=True, kw_only=True)
class LevelDriftOptions(PeriodOptions):
    """Which periods are compared."""

    latest: Annotated[
        Annotated[Whole, Field(ge=1)] | None,
        said(phrase("how many of the last periods are compared; a quarter when left out")),
    ] = None
    reference: Annotated[
        Annotated[Whole, Field(ge=1)] | None,
        said(phrase("with how many of the first periods; a quarter when left out")),
    ] = None


def measure_level_drift(evidence: EvidenceTable, context: Context) -> Result:
    """Return the change from the first to the latest periods, as the module's definition says.

    Raises
    ------
    MethodError
        When the change of a share is asked for in another unit than percentage points.
    """
    if outcome_name(evidence) == "event" and name_unit(context.unit) != "percentage points":
        raise method_error(
            Text("Unit {unit}", unit=context.unit), Text("percentage points, the unit of the change of a share")
        )
    cells = roll_up(evidence, context, squares=True)
    count = len(cells.periods)
    if count < LEAST_PERIODS:
        return NotApplicable(
            Text(
                "There are {count} periods with cases; drift needs at least {least_periods}.",
                count=count,
                least_periods=LEAST_PERIODS,
            )
        )
    options, quarter = context.given(LevelDriftOptions), max(count // 4, 2)
    latest = quarter if options.latest is None else options.latest
    reference = quarter if options.reference is None else options.reference
    if latest + reference > count:
        return NotApplicable(
            Text(
                "The {reference} first and {latest} latest periods overlap, as there are {count}: compare fewer.",
                reference=reference,
                latest=latest,
                count=count,
            )
        )
    first, last = level_of(cells, slice(0, reference)), level_of(cells, slice(count - latest, count))
    # Rows of a share are cases; those of values can be figures of whole periods.
    least = LEAST_CASES if cells.shares else 2
    if min(first.cases, last.cases) < least:
        return NotApplicable(
            Text("The first or the latest periods have fewer than {least} cases: compare more periods.", least=least)
        )
    points = find_change_points(cells.mean[0], cells.cases[0], context.rng) if count >= LEAST_SEARCHED else ()
    return _measured(cells, (first, last), (reference, latest), points, context)


def _measured(
    cells: Cells,
    levels: tuple[PeriodLevel, PeriodLevel],
    sizes: tuple[int, int],
    points: tuple[ChangePoint, ...],
    context: Context,
) -> Measured:
    first, last = levels
    found = difference_of(first, last)
    estimate = last.estimate - first.estimate
    low, high = found.interval(estimate)
    reference, latest = sizes
    return Measured(
        estimate=estimate,
        low=low,
        high=high,
        draws=found.draws(context.draws, context.rng),
        n=first.cases + last.cases,
        unit=context.unit,
        method=(
            Text(
                "Level of the latest {latest} periods minus that of the first {reference}, with {interval}; "
                "change points by binary segmentation.",
                latest=latest,
                reference=reference,
                interval=Text("two Jeffreys shares") if cells.shares else Text("a Welch interval"),
            )
        ),
        strength=3,
        diagnostics=(*_diagnostics(cells, levels, sizes, points, context.unit), *cells.diagnostics),
        details=(period_table(cells, points, sizes), *change_table(cells, points)),
        pictures=(series_picture(cells, points, sizes, context.unit),),
    )


def _diagnostics(
    cells: Cells,
    levels: tuple[PeriodLevel, PeriodLevel],
    sizes: tuple[int, int],
    points: tuple[ChangePoint, ...],
    unit: str,
) -> tuple[Diagnostic, ...]:
    names = [period_label(day, cells.size) for day in cells.periods]
    first, last = levels
    compared = Text(
        "{late:,.4g}{unit:unit} in {from_late} to {to_late} against {early:,.4g}{unit:unit} in {from_early} "
        "to {to_early}.",
        unit="percent" if cells.shares else unit,
        late=last.estimate,
        from_late=names[-sizes[1]],
        to_late=names[-1],
        early=first.estimate,
        from_early=names[0],
        to_early=names[sizes[0] - 1],
    )
    return (Diagnostic(Text("Periods compared"), None, compared), _flags(names, points))


def _flags(names: list[str], points: tuple[ChangePoint, ...]) -> Diagnostic:
    if len(names) < LEAST_SEARCHED:
        text = Text(
            "Not searched: {names} periods, and {least_searched} are needed.",
            names=len(names),
            least_searched=LEAST_SEARCHED,
        )
        return Diagnostic(Text("Stable level"), None, text)
    if not points:
        text = Text(
            "None flagged: the periods differ no more than in random order, in which 5 % of series are flagged."
        )
        return Diagnostic(Text("Stable level"), True, text)
    text = Text(
        "The level changed with {points:list}; a stable series is flagged in 5 % of cases.",
        points=tuple(
            Text("{period} (p = {chance:.3f})", period=names[point.first], chance=point.chance) for point in points
        ),
    )
    return Diagnostic(Text("Stable level"), False, text)


DEFINITION = Definition(
    id="level_drift",
    version=1,
    title=Text("Drift of a level over time"),
    kinds=("records",),
    role_sets=(
        (
            CASE_VALUE,
            PERIOD,
            COUNT,
        ),
        (EVENT, PERIOD, COUNT),
    ),
    units=(),
    takes=LevelDriftOptions,
    compute=measure_level_drift,
)
