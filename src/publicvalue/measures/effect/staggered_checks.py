"""The checks that come with staggered adoption: what would make its comparison doubtful, looked for in the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, stdtrit

from publicvalue.measures.effect.adoption import Adoption, name_units
from publicvalue.measures.effect.group_time import GroupTimeResult, Panel, average_effects, variance, widen
from publicvalue.measures.effect.trend_bounds import trend_bounds
from publicvalue.measures.effect.two_way import imputation_effect, two_way_effect
from publicvalue.measures.result import LEVEL, Diagnostic

Numbers = NDArray[np.float64]

FEW_ADOPTERS = 10
"""Adopting units from which on an interval that rests on them can be trusted."""

MOST_EVENTS = 5
"""Periods before adoption that are tested together, and that enter the bounds."""

MISSING = 0.1
"""Share of the cells without cases from which on the composition counts as changing."""

PLACEBOS = 199
"""Random reassignments of the days of adoption."""

MOST_PLACEBO_CELLS = 20_000
"""Cells up to which reassignments are tried."""

BOOTSTRAPS = 999

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
    """

    adoption: Adoption
    result: GroupTimeResult
    scale: float
    unit: str

    def events(self, least: int, most: int) -> tuple[Numbers, Numbers, tuple[int, ...]]:
        """Return effects, covariance and periods since adoption of the events in a range, less the reference."""
        chosen = tuple(e for e in self.result.events if least <= e <= most and e != -1)
        averages = [self.result.events[e] for e in chosen]
        if not averages:
            return np.zeros(0), np.zeros((0, 0)), ()
        influence = widen(self.adoption.panel, np.array([average.influence for average in averages]))
        return np.array([average.effect for average in averages]), influence @ influence.T, chosen

    def write(self, *differences: float) -> str:
        """Write differences in the unit of the report, `a` or `a to b`."""
        numbers = sorted(self.scale * difference for difference in differences)
        written = " to ".join(f"{number:.3g}" for number in numbers).replace("-", "−")
        return f"{written} {'%' if self.unit == 'percent' else self.unit}"


def check_staggered(estimate: Estimate, rng: np.random.Generator) -> Iterator[Diagnostic]:
    """Yield every check of staggered adoption; the first four can lower the strength of evidence."""
    yield trend_check(estimate)
    yield placebo_date_check(estimate)
    yield adopters_check(estimate)
    yield composition_check(estimate)
    yield from bounds_note(estimate)
    yield from imputation_note(estimate)
    yield from two_way_note(estimate)
    yield from bootstrap_note(estimate, rng)
    yield from reassignment_note(estimate, rng)
    yield overlap_note(estimate)


def trend_check(estimate: Estimate) -> Diagnostic:
    """Test together that adopters and controls moved alike before adoption."""
    name = "Same trend before adoption"
    effects, covariance, events = estimate.events(-MOST_EVENTS - 1, -2)
    _, freedom = _overall_variance(estimate)
    kept = min(len(effects), max(int(freedom / 2), 1))
    if not kept:
        text = "No unit that adopts was observed for two periods before: whether it moved like the others is not known."
        return Diagnostic(name, False, text)
    effects, covariance, events = effects[-kept:], covariance[-kept:, -kept:], events[-kept:]
    wald = float(effects @ np.linalg.pinv(covariance) @ effects)
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


def _overall_variance(estimate: Estimate) -> tuple[float, float]:
    overall = estimate.result.overall
    return variance(estimate.adoption.panel, overall.influence, overall.lone_errors)


def placebo_date_check(estimate: Estimate) -> Diagnostic:
    """Pretend that adoption came earlier, and look only at the time before it really came."""
    name = "No effect at a date before adoption"
    panel = estimate.adoption.panel
    adopts = panel.adopted < panel.periods
    earlier = np.where(adopts, (panel.adopted + 1) // 2, panel.adopted)
    usable = ~adopts | ((earlier < panel.adopted) & (earlier > 0))
    outcome = np.where(np.arange(panel.periods) < panel.adopted[:, None], panel.outcome, np.nan)
    pretended = Panel(outcome[usable], earlier[usable], panel.weight[usable])
    found = average_effects(pretended)
    if found is None:
        return Diagnostic(name, False, "No unit has enough periods before adoption to pretend that it adopted earlier.")
    total, freedom = variance(pretended, found.overall.influence, found.overall.lone_errors)
    reach = _t_value(freedom) * float(np.sqrt(total))
    effect = found.overall.effect
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
    passed = adopters >= FEW_ADOPTERS
    words = "" if passed else f" Few adopters: with fewer than {FEW_ADOPTERS} the chance events of one unit weigh much."
    text = f"{adopters:,} units adopted within the time observed, {controls:,} never did.{words}"
    return Diagnostic("Enough adopters", passed, text)


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


def bounds_note(estimate: Estimate) -> Iterator[Diagnostic]:
    """Say how far the effect could lie when trends go on to differ as they did before."""
    effects, covariance, events = estimate.events(-MOST_EVENTS - 1, MOST_EVENTS)
    before = sum(event < 0 for event in events)
    if not before or before == len(events) or events != tuple(e for e in range(events[0], events[-1] + 1) if e != -1):
        return
    bounds = trend_bounds(effects, covariance, before, _t_value(_overall_variance(estimate)[1]))
    text = (
        "If after adoption the trends of adopters and controls part by as much from one period to the next as they "
        f"did at most before it, the effect over the periods shown lies within {estimate.write(*bounds)} (95 %)."
    )
    yield Diagnostic("Bounds without equal trends", None, text)


def imputation_note(estimate: Estimate) -> Iterator[Diagnostic]:
    """Set another estimator's answer beside ours."""
    found = imputation_effect(estimate.adoption.panel)
    if found:
        text = f"By imputation from the cells without the system: {_write_interval(estimate, *found)}."
        yield Diagnostic("Another estimator", None, text)


def two_way_note(estimate: Estimate) -> Iterator[Diagnostic]:
    """Say what the usual regression would give, and why it differs."""
    panel = estimate.adoption.panel
    found = two_way_effect(panel) if len(panel.groups) > 1 else None
    if found is None:
        return
    weights = "None of them has a weight below 0 here."
    if found.negative_cells:
        weights = (
            f"{100 * found.negative_cells:.0f} % of them have a weight below 0 here, {found.negative_weight:.2g} in "
            "sum against 1 in all: there a larger effect lowers the coefficient."
        ).replace("-", "−")
    text = (
        f"A regression on unit, period and system gives {_write_interval(estimate, found.effect, found.influence)}. It "
        "differs because it also takes units that have the system already as controls for those that adopt later, and "
        f"weighs the units and periods with the system by their variance, not alike. {weights}"
    )
    yield Diagnostic("Two-way fixed effects, for comparison", None, text)


def _write_interval(estimate: Estimate, effect: float, influence: Numbers) -> str:
    total, freedom = variance(estimate.adoption.panel, influence, {})
    reach = _t_value(freedom) * float(np.sqrt(total))
    return f"{estimate.write(effect)} (95 % interval {estimate.write(effect - reach, effect + reach)})"


def _t_value(freedom: float) -> float:
    return float(stdtrit(freedom, (1 + LEVEL) / 2))


def bootstrap_note(estimate: Estimate, rng: np.random.Generator) -> Iterator[Diagnostic]:
    """Say how much wider a band is that holds at all periods after adoption together."""
    if estimate.result.overall.lone_errors:
        # A group of one unit has no spread of its own to draw from.
        return
    _, _, events = estimate.events(0, estimate.adoption.panel.periods)
    averages = [estimate.result.events[event] for event in events]
    rows = [estimate.result.overall.influence, *(average.influence for average in averages)]
    errors = bootstrap_errors(widen(estimate.adoption.panel, np.array(rows)), BOOTSTRAPS, rng)
    spread = errors.std(axis=0)
    if not (spread > 0).all():
        return
    reach = float(np.quantile(np.abs(errors[:, 0]), LEVEL))
    effect = estimate.result.overall.effect
    band = float(np.quantile(np.abs(errors[:, 1:] / spread[1:]).max(axis=1), LEVEL))
    text = (
        f"{BOOTSTRAPS} bootstraps by unit give the 95 % interval {estimate.write(effect - reach, effect + reach)}. A "
        f"band that holds at all {len(events)} periods with the system together reaches {band:.2f} standard errors "
        "either way."
    )
    yield Diagnostic("Wild bootstrap by unit", None, text)


def bootstrap_errors(influence: Numbers, times: int, rng: np.random.Generator) -> Numbers:
    """Return errors of estimates by the multiplier bootstrap with random signs by unit, shape (times, estimates).

    Parameters
    ----------
    influence
        Shape (estimates, units), scaled so that the sum of squares is the variance.
    """
    parts = []
    step = max(1, 4_000_000 // influence.shape[1])
    for start in range(0, times, step):
        signs = rng.integers(0, 2, (min(step, times - start), influence.shape[1]), dtype=np.int8)
        parts.append((2.0 * signs - 1.0) @ influence.T)
    return np.concatenate(parts)


def reassignment_note(estimate: Estimate, rng: np.random.Generator) -> Iterator[Diagnostic]:
    """Say how often random units with the same days of adoption show an effect as large."""
    panel = estimate.adoption.panel
    if panel.outcome.size > MOST_PLACEBO_CELLS:
        return
    studentised = _studentised(panel)
    found = [_studentised(Panel(panel.outcome, rng.permutation(panel.adopted), panel.weight)) for _ in range(PLACEBOS)]
    larger = sum(abs(one) >= abs(studentised) for one in found)
    p = (larger + 1) / (PLACEBOS + 1)
    text = (
        f"With the days of adoption dealt out at random among the units, {larger} of {PLACEBOS} times the effect is as "
        f"large against its error as the one measured (p = {p:.2g})."
    )
    yield Diagnostic("Placebo units", None, text)


def _studentised(panel: Panel) -> float:
    found = average_effects(panel)
    if found is None:
        return 0.0
    total, _ = variance(panel, found.overall.influence, found.overall.lone_errors)
    return found.overall.effect / float(np.sqrt(total)) if total > 0 else 0.0


def overlap_note(estimate: Estimate) -> Diagnostic:
    """Say where adopters stood among the controls before adoption."""
    panel = estimate.adoption.panel
    before = np.where(np.arange(panel.periods) < panel.adopted[:, None], panel.outcome, np.nan)
    seen = np.isfinite(before)
    means = np.where(seen, before, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    adopts, known = panel.adopted < panel.periods, seen.any(axis=1)
    own, other = means[adopts & known], means[~adopts & known]
    if not len(own) or not len(other):
        return Diagnostic(
            "Overlap before adoption", None, "All units adopted in the end; later adopters are the controls."
        )
    within = float(((own >= other.min()) & (own <= other.max())).mean())
    share = f"{100 * within:.0f} % of the adopters"
    text = f"{share} had a mean before adoption within the range of the units that never adopted."
    return Diagnostic("Overlap before adoption", None, text)
