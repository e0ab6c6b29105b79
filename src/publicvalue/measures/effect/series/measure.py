"""Effect of adoption by an interrupted time series: the change of a series at adoption, against its own past.

What
    The outcome by period is explained by its trend, its seasons, a control series where there is one, a level that
    wanders (a random walk) and chance. The effect is the change of the level at adoption; with the option `slope`, also
    the change of the trend, and the effect is then their average over the periods with the system. The control series
    is the column `control`, or the mean of the units in the same file that never adopt.
Unit
    Percent: of what was to be expected without the system. Percentage points: difference of two shares. Any other unit:
    the difference in the outcome's own unit. An outcome that is always above 0, and no share, is explained by its
    logarithm or as it is, whichever makes the series likelier, unless the option `scale` says which; the unit of the
    effect has no part in it, so that it does not change what can be said. Where the indicator counts better as
    positive, the option `better` says which way the outcome counts.
Left out
    Rows without outcome or period; the period that holds the day of adoption, when part of it lies before that day. At
    least 8 periods before adoption, and 8 more than there are coefficients, are needed. Seasons are left out when fewer
    than two years before adoption were seen; a season that was not seen twice before adoption (an office closed every
    August) is left out with its periods. The picture leaves out periods of fewer than 5 cases, where rows are cases and
    no figures of periods.
Interval
    95 %: the mixture of t distributions over how much the level wanders, since a series of this length says little of
    it, stretched or shortened by a factor that is found by simulating series with these periods and regressors; draws
    from the same distribution. Simulated coverage is 94 to 96 % from levels that stand still to levels that wander
    freely, from 12 periods on; up to 96.5 where seasons are known from two years only and the level stands still.
    Ordinary least squares is never used.
Strength
    3: measured before and after; 4 with a control series and more than one adopting unit, as what else happens to one
    unit cannot be told from what the system did. Each check that is not passed lowers it by one, at most to 2.
Sources
    A. C. Harvey (1989), Forecasting, Structural Time Series Models and the Kalman Filter; J. J. F. Commandeur and S. J.
    Koopman (2007), An Introduction to State Space Time Series Analysis; J. Lopez Bernal, S. Cummins and A. Gasparrini
    (2018), The use of controls in interrupted time series studies, International Journal of Epidemiology 47(6),
    2082-2093; G. E. P. Box and D. R. Cox (1964), Journal of the Royal Statistical Society B 26(2), 211-252, for the
    choice of the scale. The least number of periods is our judgement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.evidence.units import name_unit
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.effect.cells import period_label, shown_periods
from publicvalue.measures.effect.designs import Account, Design, adopters_check, conclude, guarded, needs_roles
from publicvalue.measures.effect.estimates import EffectSpread
from publicvalue.measures.effect.panel_roles import (
    ADOPTED,
    PERIOD,
    UNIT,
    WITH_SYSTEM,
    AdoptionDayOptions,
    PeriodOptions,
    SignOptions,
    outcome_sets,
)
from publicvalue.measures.effect.series.checks import check_series
from publicvalue.measures.effect.series.interrupted import Interrupted, SeriesSettings
from publicvalue.measures.effect.series.level_calibration import calibrate, stretch_mixture
from publicvalue.measures.effect.series.local_level import LevelFit, LevelModel
from publicvalue.measures.effect.series.regressors import Track, build_series, read_track
from publicvalue.measures.picture import Series
from publicvalue.measures.result import LEVEL, Detail, Diagnostic, NotApplicable, Parts, Result
from publicvalue.schema.values import CHOICE, Whole, YesNo, said
from publicvalue.words.text import Text, phrase

Numbers = NDArray[np.float64]

STRONGEST = 3
WITH_CONTROL = 4
MOST_SEASONS = 53
CHANCE = 1e-10
"""Part of the level of a series below which what is left unexplained is rounding."""
SMALLEST = 1e-150
"""The same of a series of zeros."""
SEASONS = {"year": 1, "quarter": 4, "month": 12, "week": 1, "day": 7}

CONTROL = Role(
    "control", "number", Text("a series that adoption cannot have changed and that moves alike"), required=False
)


@dataclass(frozen=True, kw_only=True)
class SeriesOptions(SignOptions, PeriodOptions, AdoptionDayOptions):
    """When all adopted, how the series is explained, and which way its change counts."""

    slope: Annotated[YesNo, said(phrase("whether the trend too may change at adoption"))] = False
    trend: Annotated[YesNo, said(phrase("whether the series has a trend"))] = True
    scale: Annotated[
        Annotated[Literal["logarithm", "as it is"], CHOICE] | None,
        said(
            phrase(
                "whether the logarithm of the outcome is explained, or the outcome as it is; the likelier when left out"
            )
        ),
    ] = None
    season: Annotated[
        Annotated[Whole, Field(ge=1, le=MOST_SEASONS)] | None,
        said(phrase("periods after which the seasons return; 1 for none")),
    ] = None


def can_run(evidence: EvidenceTable, context: Context) -> Text | None:
    """Return why no interrupted series can be made of these columns and options."""
    if context.given(AdoptionDayOptions).adoption is None and not (
        evidence.has("with_system") or evidence.has("adopted")
    ):
        return Text("neither the option adoption nor a column (with_system, adopted) says when the system was adopted")
    return needs_roles(evidence, "period")


@guarded
def measure_interrupted_series(evidence: EvidenceTable, context: Context) -> Result:
    """Return the change at adoption, as the module's definition says.

    Raises
    ------
    MethodError
        When units and periods make too many cells.
    """
    track = read_track(evidence, context)
    if isinstance(track, NotApplicable):
        return track
    found = _explain(track, context)
    if isinstance(found, NotApplicable):
        return found
    series, fit = found
    # A logarithm near 0 has the rounding of the outcome itself, which is about 1 of its own size.
    level = max(float(np.abs(series.values).max()), float(series.logarithm))
    if np.sqrt(fit.solutions[0][2]) <= max(CHANCE * level, SMALLEST):
        return NotApplicable(
            Text("The series holds no chance at all, so that no error can be estimated: check the outcome.")
        )
    return _report(track, series, fit, context)


def _explain(track: Track, context: Context) -> tuple[Interrupted, LevelFit] | NotApplicable:
    """Return the series on the scale that is asked for, or on that which makes it likelier, and its fit."""
    settings = _settings(context, track.cells.size)
    scale = context.given(SeriesOptions).scale
    positive = bool((track.outcome[np.isfinite(track.outcome)] > 0).all())
    if scale == "logarithm" and not positive:
        raise method_error(
            Text("Option scale is logarithm, and the outcome is not above 0 in every period"), "as it is"
        )
    tried: list[tuple[Interrupted, LevelFit]] = []
    both = scale is None and positive and not track.cells.shares
    for logarithm in (True, False) if both else (scale == "logarithm",):
        series = build_series(track, replace(settings, logarithm=logarithm))
        if isinstance(series, NotApplicable):
            return series
        tried.append((series, LevelModel(series.time, series.design).fit(series.values)))
    return max(tried, key=lambda one: _likelihood(*one))


def _likelihood(series: Interrupted, fit: LevelFit) -> float:
    """Return the restricted log likelihood of the outcome itself, whatever the scale it was explained on."""
    stretched = fit.freedom * float(series.values.mean()) if series.logarithm else 0.0
    return fit.solutions[0][3] - stretched


def _settings(context: Context, size: str) -> SeriesSettings:
    """Return the options as the model takes them."""
    options = context.given(SeriesOptions)
    season = SEASONS[size] if options.season is None else options.season
    return SeriesSettings(season, options.trend, options.slope, logarithm=False)


def express_effect(effect: Numbers, series: Interrupted, context: Context) -> Numbers:
    """Return effects in the context's unit; a rising function of the effect, turned round where lower is better.

    Parameters
    ----------
    effect
        Change in the unit of the series that was explained.
    series
        For its scale and its mean with the system.
    context
        For the unit, and the options `signed` and `better`.
    """
    sign, unit = context.given(SignOptions).sign, name_unit(context.unit)
    if series.logarithm:
        change = np.expm1(effect)
        return sign * (100 * change if unit == "percent" else series.mean_with * change / (1 + change))
    if unit == "percent":
        return sign * 100 * effect / np.maximum(series.mean_with - effect, np.finfo(float).tiny)
    return sign * effect * (100 if series.shares and unit == "percentage points" else 1)


def _report(track: Track, series: Interrupted, fit: LevelFit, context: Context) -> Result:
    stretch = calibrate(fit.model, series.contrast, context.rng)
    mixture = stretch_mixture(fit.combine(series.contrast), stretch)
    low, high = mixture.interval(LEVEL)
    relative = name_unit(context.unit) == "percent" and not series.logarithm
    if relative and series.mean_with - high <= 0:
        return NotApplicable(
            Text("The mean to be expected without the system may be 0 or less; an effect in percent needs one above 0.")
        )
    draws = mixture.draws(context.draws, context.rng)
    if relative:
        draws = np.minimum(draws, series.mean_with - 1e-3 * abs(series.mean_with))
    estimate = float(express_effect(np.array(mixture.estimate), series, context))
    ends = sorted(float(end) for end in express_effect(np.array([low, high]), series, context))
    before, after = series.periods
    account = Account(
        n=track.cases,
        method=(
            Text(
                "Interrupted time series: {before} periods before and {after} with the system, explained by"
                " {explained_by} and a level that wanders.",
                before=before,
                after=after,
                explained_by=series.explained_by,
            )
        ),
        strongest=WITH_CONTROL if len(track.control) else STRONGEST,
        checks=(*_adopters(track), *check_series(series, fit, mixture)),
        notes=(*track.notes, *track.cells.diagnostics),
        details=(_coefficients(series, fit),),
        pictures=(_picture(track, series, fit, (low, high)),),
        parts=Parts(tuple(str(track.cells.periods[place]) for place in series.places), fit.innovations()),
    )
    spread = EffectSpread(
        estimate, min(ends[0], estimate), max(ends[1], estimate), express_effect(draws, series, context)
    )
    return conclude(spread, account, context.unit)


def _adopters(track: Track) -> tuple[Diagnostic, ...]:
    """Return the check of the number of adopters, which a comparison with a control series needs."""
    return (adopters_check(track.adopters),) if len(track.control) else ()


def _coefficients(series: Interrupted, fit: LevelFit) -> Detail:
    errors = np.sqrt(np.diag(fit.covariance))
    rows = zip(series.regressors, fit.coefficients, errors, strict=True)
    shown = tuple((one.title, float(value), float(error)) for one, value, error in rows if one.kind != "season")
    wander = (Text("steps of the level over chance, ratio of variances"), fit.ratio, None)
    unit = Text("logarithm of the outcome") if series.logarithm else Text("outcome")
    return Detail(
        Text("Model of the series ({unit})", unit=unit),
        (Text("term"), Text("estimate"), Text("standard error")),
        (*shown, wander),
    )


def _picture(track: Track, series: Interrupted, fit: LevelFit, ends: tuple[float, float]) -> Series:
    """Set what was observed beside what was to be expected, with the uncertainty of the effect as its band."""
    fitted, effect = fit.fitted(), series.effect_path(fit.coefficients)
    average = float(series.contrast @ fit.coefficients)
    errors = series.path_errors(fit.covariance)
    scaled = errors / max(float(np.sqrt(series.contrast @ fit.covariance @ series.contrast)), 1e-300)
    middle = fitted - effect
    after = series.time >= series.start
    low = np.where(after, middle - (ends[1] - average) * scaled, np.nan)
    high = np.where(after, middle + (average - ends[0]) * scaled, np.nan)
    back = np.exp if series.logarithm else np.asarray
    factor = 100.0 if series.shares else 1.0
    values, expected, lowest, highest = (
        _by_period(track, series, factor * back(line)) for line in (series.values, middle, low, high)
    )
    shown = shown_periods(track.cells)
    values = tuple(value if is_shown else None for value, is_shown in zip(values, shown, strict=True))
    times = tuple(period_label(day, track.cells.size) for day in track.cells.periods)
    title = Text("Outcome by period, and what was to be expected without the system")
    unit = "percent" if series.shares else phrase("outcome")
    return Series(title, unit, times, values, expected, lowest, highest, track.first)


def _by_period(track: Track, series: Interrupted, line: Numbers) -> tuple[float | None, ...]:
    """Return a line of the explained periods as one of all periods, None where there is no number."""
    whole = np.full(len(track.outcome), np.nan)
    whole[series.places] = line
    return tuple(float(value) if np.isfinite(value) else None for value in whole)


DESIGN = Design(
    id="interrupted_series",
    title=Text("following a series through adoption (interrupted time series)"),
    reason=Text("its own trend, seasons and wandering before adoption say what was to be expected"),
    strongest=WITH_CONTROL,
    can_run=can_run,
    measure=measure_interrupted_series,
)

DEFINITION = Definition(
    id=DESIGN.id,
    version=2,
    title=Text("Effect of adoption, interrupted time series"),
    kinds=("records",),
    role_sets=outcome_sets(PERIOD, replace(UNIT, required=False), ADOPTED, WITH_SYSTEM, CONTROL),
    units=(),
    takes=SeriesOptions,
    compute=measure_interrupted_series,
    no_change=0.0,
)
