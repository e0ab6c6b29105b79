"""Effect of adoption by a plain comparison of before and after: the last resort.

What
    The mean of the periods with the system less the mean of the periods without it. Whatever else changed at the same
    time counts as an effect of the system. A period counts as with the system from the day in the option `adoption` on,
    or where most of its cases are marked `with_system`. Units are not told apart.
Unit
    Percent: of the mean before. Percentage points: difference of two shares. Any other unit: the difference in the
    outcome's own unit. Where the indicator counts better as positive, the option `better` says which way the outcome
    counts.
Left out
    Rows without outcome or period; the period that holds the day of adoption, when part of it lies before that day. The
    picture leaves out periods of fewer than 5 cases, where rows are cases and no figures of periods.
Interval
    95 %, Student's t with Welch's degrees of freedom; in percent Fieller's interval of the ratio, which holds 0 just
    when that of the difference does. With at least 4 periods on both sides the periods are the observations, each
    counting alike; neighbouring periods that resemble each other count as fewer (first-order autocorrelation r: n (1 -
    r) / (1 + r)), and the reach is set by simulating series of as many periods. In simulation it covers 94 to 96
    percent for r from 0 to 0.8, from 6 periods on each side, or 7 where one side spreads twice as much; 93 to 97 with
    fewer, and more where neighbours differ more than chance. With fewer than 4, the cases are the observations, and
    chance events of a whole period are not in the interval. Draws from the same t distribution.
Strength
    3: measured before and after. Lowered to 2 when fewer than 6 periods stand on one side, since so few do not show
    what is usual, or when the outcome was already moving before adoption.
Sources
    B. L. Welch (1947), Biometrika 34, 28-35; H. J. Thiébaux and F. W. Zwiers (1984), Journal of Climate and Applied
    Meteorology 23, 800-811 (effective number of observations). The limits of 4 and 6 periods are our judgement.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.effect.before_after.period_means import calibrate_periods, compare_periods
from publicvalue.measures.effect.cells import TRUNCATE, Cells, period_label, roll_up, shown_periods
from publicvalue.measures.effect.designs import Account, Design, conclude, guarded, needs_roles
from publicvalue.measures.effect.estimates import Effect, express, is_rounding, own_part
from publicvalue.measures.effect.panel_roles import (
    PERIOD,
    WITH_SYSTEM,
    AdoptionDayOptions,
    PeriodOptions,
    SignOptions,
    outcome_sets,
)
from publicvalue.measures.effect.staggered.adoption import MAJORITY, start_of
from publicvalue.measures.picture import Series
from publicvalue.measures.result import Diagnostic, NotApplicable, Parts, Result
from publicvalue.words.text import Text, phrase

Numbers = NDArray[np.float64]

STRONGEST = 3
LEAST_PERIODS = 4
"""Periods on each side from which on they are the observations."""
USUAL_PERIODS = 6
"""Periods on each side from which on they show what is usual."""
SIGNIFICANCE = 0.05

WARNING = Diagnostic(
    Text("Nothing to compare with"),
    None,
    Text(
        "A plain comparison of before and after: everything else that changed in the same time (staff,"
        " rules, demand, season) counts here as an effect of the system. Read it as what happened, not"
        " as what the system did."
    ),
)


def can_run(evidence: EvidenceTable, context: Context) -> Text | None:
    """Return why before and after cannot be compared with these columns and options."""
    if context.given(AdoptionDayOptions).adoption is None and not evidence.has("with_system"):
        return Text("no day of adoption is given (option adoption), and no column says which rows are with the system")
    return needs_roles(evidence, "period")


@dataclass(frozen=True)
class AdoptionSide:
    """The periods on one side of adoption.

    Parameters
    ----------
    values, cases, squares
        Mean, cases, and squared deviations within each period; shape (periods,).
    """

    values: Numbers
    cases: Numbers
    squares: Numbers

    def by_cases(self) -> tuple[float, float, float]:
        """Return mean, variance of the mean and degrees of freedom with the cases as observations."""
        n = float(self.cases.sum())
        mean = float(self.cases @ self.values) / n
        spread = float((self.squares + self.cases * (self.values - mean) ** 2).sum())
        return mean, spread / max(n - 1, 1.0) / n, max(n - 1, 1.0)


@dataclass(frozen=True)
class Divided:
    """Periods, divided by the adoption of the system.

    Parameters
    ----------
    cells
        One unit by period.
    before, after
        Which periods lie on either side of adoption, shape (periods,); the one that adoption falls into is on neither.
    """

    cells: Cells
    before: NDArray[np.bool_]
    after: NDArray[np.bool_]

    def side(self, which: NDArray[np.bool_]) -> AdoptionSide:
        """Return the periods of one side."""
        return AdoptionSide(self.cells.mean[0, which], self.cells.cases[0, which], self.cells.squares[0, which])


@guarded
def measure_before_after(evidence: EvidenceTable, context: Context) -> Result:
    """Return the change from before to after, as the module's definition says.

    Raises
    ------
    MethodError
        When units and periods make too many cells.
    """
    together = EvidenceTable(
        evidence.rows, {k: v for k, v in evidence.roles.items() if k != "adopter"}, evidence.rows_read
    )
    cells = roll_up(replace(together, notes=evidence.notes), context, squares=True)
    if not cells.units:
        return NotApplicable(Text("No row has an outcome and a period."))
    divided = _divide(cells, context)
    if not divided.before.any() or not divided.after.any():
        return NotApplicable(
            Text("No period lies before the adoption of the system.")
            if not divided.before.any()
            else Text("No period lies after the adoption of the system.")
        )
    return _compare(divided, context)


def _divide(cells: Cells, context: Context) -> Divided:
    day = context.given(AdoptionDayOptions).adoption_day
    if day is None:
        after = cells.exposed[0] >= MAJORITY
        return Divided(cells, ~after, after)
    after = cells.periods >= day
    split = (cells.periods == start_of(np.array([day]), TRUNCATE[cells.size])[0]) & ~after
    return Divided(cells, ~after & ~split, after)


def _compare(divided: Divided, context: Context) -> Result:
    cells, before, after = divided.cells, divided.side(divided.before), divided.side(divided.after)
    enough = min(len(before.values), len(after.values)) >= LEAST_PERIODS
    effect = _by_periods(before, after, context.rng) if enough else _by_cases(before, after)
    levels = (float(np.abs(side.values).max()) for side in (before, after))
    if is_rounding(float(np.sqrt(max(effect.covariance[0, 0], 0.0))), *levels):
        return NotApplicable(
            Text("The outcome is the same throughout on both sides, so that no error can be estimated.")
        )
    number = express(replace(effect, shares=cells.shares), context)
    if isinstance(number, NotApplicable):
        return number
    checks = (_periods_check(before, after), _trend_check(before))
    account = Account(
        n=float(cells.cases.sum()),
        method=Text(
            "Plain comparison of the mean after adoption with the mean before it; nothing is taken off for"
            " what else changed."
        ),
        strongest=STRONGEST,
        checks=(WARNING, *checks),
        notes=cells.diagnostics,
        pictures=_pictures(divided),
        parts=_parts(divided, own_part(effect, context.unit)) if enough else None,
    )
    return conclude(number.spread(context), account, context.unit)


def _parts(divided: Divided, own: float) -> Parts:
    """Return what each period adds to the error."""
    masks = (divided.before, divided.after)
    names = tuple(str(day) for which in masks for day in divided.cells.periods[which])
    old, new = ((values - values.mean()) / len(values) for values in (divided.side(which).values for which in masks))
    return Parts(names, np.concatenate([-(1 + own) * old, new]))


def _by_periods(before: AdoptionSide, after: AdoptionSide, rng: np.random.Generator) -> Effect:
    """Return the change with the periods as observations."""
    found = compare_periods(before.values[None], after.values[None])
    parts = np.array([found.before_variance[0], found.after_variance[0]])
    if parts.sum() > 0:
        parts *= float(calibrate_periods(before.values, after.values, rng).at(found.likeness[0])) ** 2
    return _effect((float(found.before[0]), float(found.after[0])), parts, float(found.freedom[0]))


def _by_cases(before: AdoptionSide, after: AdoptionSide) -> Effect:
    """Return the change with the cases as observations."""
    (old, old_variance, old_freedom), (new, new_variance, new_freedom) = before.by_cases(), after.by_cases()
    parts = np.array([old_variance, new_variance])
    spread = max(old_variance**2 / old_freedom + new_variance**2 / new_freedom, np.finfo(float).tiny)
    return _effect((old, new), parts, max(float(parts.sum()) ** 2 / spread, 1.0))


def _effect(means: tuple[float, float], variances: Numbers, freedom: float) -> Effect:
    old, total = float(variances[0]), float(variances.sum())
    return Effect(means[1] - means[0], means[0], np.array([[total, -old], [-old, old]]), freedom, shares=False)


def _periods_check(before: AdoptionSide, after: AdoptionSide) -> Diagnostic:
    counts = (len(before.values), len(after.values))
    text = Text(
        "{before} periods before and {after} after; at least {least} on both sides show what is usual.",
        before=counts[0],
        after=counts[1],
        least=USUAL_PERIODS,
    )
    return Diagnostic(Text("Periods enough to know what is usual"), min(counts) >= USUAL_PERIODS, text)


def _trend_check(before: AdoptionSide) -> Diagnostic:
    name, n = Text("Steady before adoption"), len(before.values)
    if n < LEAST_PERIODS:
        return Diagnostic(
            name, False, Text("Too few periods before adoption to see whether the outcome was already moving.")
        )
    time = np.arange(n) - (n - 1) / 2
    slope = float(time @ before.values) / float(time @ time)
    residual = before.values - before.values.mean() - slope * time
    error = float(np.sqrt(residual @ residual / (n - 2) / (time @ time)))
    level = float(np.abs(before.values).max())
    exact = is_rounding(error, level)
    p = float(is_rounding(slope, level)) if exact else 2 * float(stdtr(n - 2, -abs(slope) / error))
    moving = p < SIGNIFICANCE
    text = (
        Text("The outcome was already moving before adoption (slope, p = {p:.2g}).", p=p)
        if moving
        else Text("The outcome was not visibly moving before adoption (slope, p = {p:.2g}).", p=p)
    )
    return Diagnostic(name, not moving, text)


def _pictures(divided: Divided) -> tuple[Series, ...]:
    cells, after = divided.cells, divided.after
    if len(cells.periods) < 2:
        return ()
    scale, unit = (100.0, "percent") if cells.shares else (1.0, phrase("outcome"))
    values = scale * cells.mean[0]
    mean = float(values[~after].mean())
    times = tuple(period_label(day, cells.size) for day in cells.periods)
    title = Text("Outcome by period, and its mean before adoption")
    expected = (mean,) * len(times)
    first = int(np.flatnonzero(after)[0])
    names = (Text("Observed"), Text("Mean before adoption"))
    observed = tuple(float(v) if shown else None for v, shown in zip(values, shown_periods(cells), strict=True))
    return (Series(title, unit, times, observed, expected, adoption=first, names=names),)


DESIGN = Design(
    id="before_after",
    title=Text("comparing before with after"),
    reason=Text("nothing better can be had from these data; all else that changed counts as an effect of the system"),
    strongest=STRONGEST,
    can_run=can_run,
    measure=measure_before_after,
)


@dataclass(frozen=True, kw_only=True)
class BeforeAfterOptions(SignOptions, PeriodOptions, AdoptionDayOptions):
    """When all adopted, and which way the change counts."""


DEFINITION = Definition(
    id=DESIGN.id,
    version=2,
    title=Text("Effect of adoption, before and after"),
    kinds=("records",),
    role_sets=outcome_sets(PERIOD, WITH_SYSTEM),
    units=(),
    takes=BeforeAfterOptions,
    compute=measure_before_after,
    no_change=0.0,
)
