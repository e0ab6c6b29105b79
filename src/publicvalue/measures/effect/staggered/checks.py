"""The checks that come with staggered adoption: what would make its comparison doubtful, looked for in the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, stdtrit

from publicvalue.errors import MethodError
from publicvalue.measures.effect.estimates import Way, is_rounding, ways_agree
from publicvalue.measures.effect.staggered.adoption import Adoption, name_units
from publicvalue.measures.effect.staggered.group_time import (
    PLAIN,
    Average,
    GroupTimeResult,
    Panel,
    Rules,
    overall_effect,
)
from publicvalue.measures.effect.staggered.group_variance import covariance, variance
from publicvalue.measures.effect.staggered.two_way import Imputed, TwoWayEffect, imputation_effect
from publicvalue.measures.result import LEVEL, Diagnostic

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

FEW_ADOPTERS = 10
"""Adopting units from which on an interval that rests on them can be trusted."""

MOST_EVENTS = 5
"""Periods before adoption that are tested together, and that enter the bounds."""

MISSING = 0.1
"""Share of the cells without cases from which on the composition counts as changing."""

FEW_CONTROLS = 10
"""Units of equal weight from which on what adopters are compared with can be trusted."""

SINGULAR = 1e-9
"""Part of the largest below which a direction of a covariance is nothing but rounding."""

SIGNIFICANCE = 1 - LEVEL


@dataclass(frozen=True)
class Estimate:
    """What the checks look at.

    Parameters
    ----------
    adoption
        The units.
    result
        Group-time effects and their averages, with the last period before adoption as the reference.
    scale
        From a difference in the outcome to the unit of the report.
    unit
        The unit of the report.
    rules
        How the groups were compared.
    """

    adoption: Adoption
    result: GroupTimeResult
    scale: float
    unit: str
    rules: Rules = PLAIN

    def events(self, least: int, most: int) -> tuple[Numbers, Numbers, tuple[int, ...]]:
        """Return effects, covariance and periods since adoption of the events in a range; the reference is none."""
        chosen = tuple(e for e in self.result.events if least <= e <= most)
        averages = [self.result.events[e] for e in chosen]
        if not averages:
            return np.zeros(0), np.zeros((0, 0)), ()
        return np.array([average.effect for average in averages]), covariance(self.adoption.panel, averages), chosen

    def write(self, *differences: float) -> str:
        """Write differences in the unit of the report, `a` or `a to b`."""
        numbers = sorted(self.scale * difference for difference in differences)
        written = " to ".join(f"{number:.3g}" for number in numbers).replace("-", "−")
        return f"{written} {'%' if self.unit == 'percent' else self.unit}"

    def write_interval(self, found: Average | Imputed | TwoWayEffect) -> str:
        """Write an effect with its 95 % interval in the unit of the report."""
        total, freedom = variance(self.adoption.panel, found.influence, found.rows)
        reach = t_value(freedom) * float(np.sqrt(total))
        return f"{self.write(found.effect)} (95 % interval {self.write(found.effect - reach, found.effect + reach)})"

    @property
    def weighed(self) -> str:
        """Say that units count by their cases, empty where all count alike."""
        weight = self.adoption.panel.weight
        return ", units weighed by their cases" if np.ptp(weight) > 0 else ""


def check_staggered(estimate: Estimate) -> Iterator[Diagnostic]:
    """Yield the checks of staggered adoption that can lower the strength of evidence."""
    yield trend_check(estimate)
    yield placebo_date_check(estimate)
    yield adopters_check(estimate)
    yield controls_check(estimate)
    yield composition_check(estimate)
    yield from second_way_check(estimate)


def trend_check(estimate: Estimate) -> Diagnostic:
    """Test together that adopters and controls moved alike before adoption."""
    name = "Same trend before adoption"
    effects, covariance, events = estimate.events(
        *(event - estimate.rules.anticipation for event in (-MOST_EVENTS - 1, -2))
    )
    _, freedom = overall_variance(estimate)
    kept = min(len(effects), max(int(freedom / 2), 1))
    if not kept:
        text = "No unit that adopts was observed for two periods before: whether it moved like the others is not known."
        return Diagnostic(name, False, text)
    effects, covariance, events = effects[-kept:], covariance[-kept:, -kept:], events[-kept:]
    wald = float(effects @ np.linalg.pinv(covariance, rcond=SINGULAR, hermitian=True) @ effects)
    # Hotelling's T squared: the covariance itself is estimated.
    within = max(freedom - kept + 1, 1.0)
    p = float(fdtrc(kept, within, wald * within / (kept * freedom)))
    largest = effects[np.argmax(np.abs(effects))]
    reach = np.sign(estimate.scale) * 1.96 * float(np.sqrt(np.diag(covariance).max()))
    words = "moved alike as far as can be seen" if p >= SIGNIFICANCE else "did not move alike"
    text = (
        f"In the {_periods(kept)} compared with the last before adoption, adopters and controls {words}: the largest "
        f"difference is {estimate.write(largest)} (joint test, p = {p:.2g}). A difference below "
        f"{estimate.write(reach)} would not be seen."
    )
    return Diagnostic(name, p >= SIGNIFICANCE, text)


def _periods(count: int) -> str:
    return "one earlier period" if count == 1 else f"{count} earlier periods"


def overall_variance(estimate: Estimate) -> tuple[float, float]:
    """Return the variance of the overall effect and its degrees of freedom."""
    overall = estimate.result.overall
    return variance(estimate.adoption.panel, overall.influence, overall.rows)


def placebo_date_check(estimate: Estimate) -> Diagnostic:
    """Pretend that adoption came earlier, and look only at the time before it really came."""
    name = "No effect at a date before adoption"
    panel = estimate.adoption.panel
    adopts = panel.adopted < panel.periods
    changed = np.where(adopts, panel.adopted - estimate.rules.anticipation, panel.adopted)
    earlier = np.where(adopts, (changed + 1) // 2, changed)
    usable = ~adopts | ((earlier < changed) & (earlier > 0))
    outcome = np.where(np.arange(panel.periods) < changed[:, None], panel.outcome, np.nan)
    pretended = replace(panel, outcome=outcome, adopted=earlier).of_units(usable)
    try:
        found = overall_effect(pretended, replace(estimate.rules, anticipation=0))
    except MethodError:
        text = "At an earlier date, the columns named as before tell adopters and the others fully apart."
        return Diagnostic(name, False, text)
    if found is None:
        what = ", with what was measured before," if panel.covariates.size else ""
        text = f"No unit has enough periods before adoption{what} to pretend that it adopted earlier."
        return Diagnostic(name, False, text)
    if len(pretended.standing.few) and pretended.spread is None:
        return Diagnostic(name, False, "Too few units to say what is chance with adoption pretended earlier.")
    total, freedom = variance(pretended, found.influence, found.rows)
    reach = t_value(freedom) * float(np.sqrt(total))
    effect = found.effect
    passed = abs(effect) <= reach
    text = (
        f"With adoption pretended halfway through the time before it, the effect is {estimate.write(effect)} (95 % "
        f"interval {estimate.write(effect - reach, effect + reach)}); {'no' if passed else 'an'} effect is seen where "
        "there can be none."
    )
    return Diagnostic(name, passed, text)


def adopters_check(estimate: Estimate) -> Diagnostic:
    """Check that enough units adopted."""
    adopters, controls = estimate.adoption.adopters, estimate.adoption.controls
    panel, within, counted = estimate.adoption.panel, "", adopters
    if len(panel.clusters):
        counted = len(np.unique(panel.clusters[panel.adopted < panel.periods]))
        within = f" in {counted:,} clusters"
    passed = counted >= FEW_ADOPTERS
    one = "cluster" if within else "unit"
    words = (
        "" if passed else f" Few adopters: with fewer than {FEW_ADOPTERS} the chance events of one {one} weigh much."
    )
    text = f"{adopters:,} units{within} adopted within the time observed, {controls:,} never did.{words}"
    return Diagnostic("Enough adopters", passed, text)


def controls_check(estimate: Estimate) -> Diagnostic:
    """Check that the comparison does not hang on a few units."""
    panel, overall = estimate.adoption.panel, estimate.result.overall
    share = np.bincount(panel.standing.of, overall.controls, len(panel.standing.adopted))
    effective = 1 / float((share**2).sum())
    passed = bool(effective >= FEW_CONTROLS - 1e-9)
    one = "cluster" if len(panel.clusters) else "unit"
    words = "" if passed else f" With fewer than {FEW_CONTROLS} the chance events of one {one} weigh much."
    text = f"What adopters are compared with is worth {effective:.3g} {one}s of equal weight.{words}"
    return Diagnostic("Enough units to compare with", passed, text)


def second_way_check(estimate: Estimate) -> Iterator[Diagnostic]:
    """Ask an independent second way, imputation, whether it says the same (`ways_agree`)."""
    panel, overall = estimate.adoption.panel, estimate.result.overall
    found = imputation_effect(panel, estimate.rules.anticipation)
    if found is None:
        return
    name = "Another estimator"
    text = f"By imputation from the cells without the system{estimate.weighed}: {estimate.write_interval(found)}."
    if panel.covariates.size:
        yield Diagnostic(name, None, text + " It takes nothing that was measured before into account.")
        return
    # Two ways that are one and the same sum differ by rounding alone.
    same = is_rounding(overall.effect - found.effect, float(np.nanmax(np.abs(panel.outcome))))
    apart = _way(panel, overall.effect - found.effect, overall.influence - found.influence, overall.rows - found.rows)
    first, second = (_way(panel, one.effect, one.influence, one.rows) for one in (overall, found))
    agree = same or ways_agree(first, second, apart)
    words = "" if agree else " The two differ by more than chance, or in their sign while one is told from 0."
    yield Diagnostic(name, agree, text + words)


def _way(panel: Panel, effect: float, influence: Numbers, rows: Numbers) -> Way:
    total, freedom = variance(panel, influence, rows)
    return Way(effect, float(np.sqrt(total)), freedom)


def composition_check(estimate: Estimate) -> Diagnostic:
    """Check that the same units stand behind all periods."""
    panel = estimate.adoption.panel
    missing = ~np.isfinite(panel.outcome)
    share = float(missing.mean())
    passed = share <= MISSING
    if not share:
        return Diagnostic("Same units throughout", True, "Every unit was observed in every period.")
    names = name_units(estimate.adoption.units, np.asarray(missing.any(axis=1)))
    text = f"{100 * share:.0f} % of the cells of unit and period have no cases. Not in all periods: {names}."
    return Diagnostic("Same units throughout", passed, text)


def t_value(freedom: float) -> float:
    """Return standard errors on each side of a 95 % interval."""
    return float(stdtrit(freedom, (1 + LEVEL) / 2))
