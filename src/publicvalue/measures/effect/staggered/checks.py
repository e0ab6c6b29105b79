"""The checks that come with staggered adoption: what would make its comparison doubtful, looked for in the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc, stdtrit

from publicvalue.errors import MethodError
from publicvalue.measures.effect.estimates import WAYS_DIFFER, TestedEstimate, is_rounding, ways_agree
from publicvalue.measures.effect.staggered.adoption import Adoption, name_units
from publicvalue.measures.effect.staggered.group_time import (
    PLAIN,
    Average,
    ComparisonRules,
    GroupTimeResult,
    UnitPanel,
    overall_effect,
)
from publicvalue.measures.effect.staggered.group_variance import covariance, variance
from publicvalue.measures.effect.staggered.two_way import Imputed, TwoWayEffect, imputation_effect
from publicvalue.measures.result import LEVEL, Diagnostic
from publicvalue.words.text import Text, counted, joined

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
class CheckedEstimate:
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
    rules: ComparisonRules = PLAIN

    def events(self, least: int, most: int) -> tuple[Numbers, Numbers, tuple[int, ...]]:
        """Return effects, covariance and periods since adoption of the events in a range; the reference is none."""
        chosen = tuple(e for e in self.result.events if least <= e <= most)
        averages = [self.result.events[e] for e in chosen]
        if not averages:
            return np.zeros(0), np.zeros((0, 0)), ()
        return np.array([average.effect for average in averages]), covariance(self.adoption.panel, averages), chosen

    def write(self, *differences: float) -> Text:
        """Write differences in the unit of the report, `a` or `a to b`."""
        low, *high = sorted(self.scale * difference for difference in differences)
        if not high:
            return Text("{number:signed}{unit:unit}", number=low, unit=self.unit)
        return Text("{low:signed} to {high:signed}{unit:unit}", low=low, high=high[-1], unit=self.unit)

    def write_interval(self, found: Average | Imputed | TwoWayEffect) -> Text:
        """Write an effect with its 95 % interval in the unit of the report."""
        total, freedom = variance(self.adoption.panel, found.influence, found.rows)
        reach = t_value(freedom) * float(np.sqrt(total))
        return Text(
            "{effect} (95 % interval {interval})",
            effect=self.write(found.effect),
            interval=self.write(found.effect - reach, found.effect + reach),
        )

    @property
    def weighed(self) -> Text:
        """Say that units count by their cases, empty where all count alike."""
        weight = self.adoption.panel.weight
        return Text(", units weighed by their cases") if np.ptp(weight) > 0 else Text("")


def check_staggered(estimate: CheckedEstimate) -> Iterator[Diagnostic]:
    """Yield the checks of staggered adoption that can lower the strength of evidence."""
    yield trend_check(estimate)
    yield placebo_date_check(estimate)
    yield adopters_check(estimate)
    yield controls_check(estimate)
    yield composition_check(estimate)
    yield from second_way_check(estimate)


def trend_check(estimate: CheckedEstimate) -> Diagnostic:
    """Test together that adopters and controls moved alike before adoption."""
    name = Text("Same trend before adoption")
    effects, covariance, events = estimate.events(
        *(event - estimate.rules.anticipation for event in (-MOST_EVENTS - 1, -2))
    )
    _, freedom = overall_variance(estimate)
    kept = min(len(effects), max(int(freedom / 2), 1))
    if not kept:
        text = Text(
            "No unit that adopts was observed for two periods before: whether it moved like the others is not known."
        )
        return Diagnostic(name, False, text)
    effects, covariance, events = effects[-kept:], covariance[-kept:, -kept:], events[-kept:]
    wald = float(effects @ np.linalg.pinv(covariance, rcond=SINGULAR, hermitian=True) @ effects)
    # Hotelling's T squared: the covariance itself is estimated.
    within = max(freedom - kept + 1, 1.0)
    p = float(fdtrc(kept, within, wald * within / (kept * freedom)))
    largest = effects[np.argmax(np.abs(effects))]
    reach = np.sign(estimate.scale) * 1.96 * float(np.sqrt(np.diag(covariance).max()))
    found = Text("moved alike as far as can be seen") if p >= SIGNIFICANCE else Text("did not move alike")
    text = Text(
        "In the {periods} compared with the last before adoption, adopters and controls {found}: the"
        " largest difference is {largest} (joint test, p = {p:.2g}). A difference below {unseen}"
        " would not be seen.",
        periods=counted(kept, "one earlier period", "{number} earlier periods"),
        found=found,
        largest=estimate.write(largest),
        p=p,
        unseen=estimate.write(reach),
    )
    return Diagnostic(name, p >= SIGNIFICANCE, text)


def overall_variance(estimate: CheckedEstimate) -> tuple[float, float]:
    """Return the variance of the overall effect and its degrees of freedom."""
    overall = estimate.result.overall
    return variance(estimate.adoption.panel, overall.influence, overall.rows)


def placebo_date_check(estimate: CheckedEstimate) -> Diagnostic:
    """Pretend that adoption came earlier, and look only at the time before it really came."""
    name = Text("No effect at a date before adoption")
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
        text = Text("At an earlier date, the columns named as before tell adopters and the others fully apart.")
        return Diagnostic(name, False, text)
    if found is None:
        text = (
            Text(
                "No unit has enough periods before adoption, with what was measured before, to pretend that it adopted"
                " earlier."
            )
            if panel.covariates.size
            else Text("No unit has enough periods before adoption to pretend that it adopted earlier.")
        )
        return Diagnostic(name, False, text)
    if len(pretended.standing.few) and pretended.spread is None:
        return Diagnostic(name, False, Text("Too few units to say what is chance with adoption pretended earlier."))
    total, freedom = variance(pretended, found.influence, found.rows)
    reach = t_value(freedom) * float(np.sqrt(total))
    effect = found.effect
    passed = abs(effect) <= reach
    text = Text(
        "With adoption pretended halfway through the time before it, the effect is {effect} (95 % interval {interval});"
        " {seen}.",
        effect=estimate.write(effect),
        interval=estimate.write(effect - reach, effect + reach),
        seen=Text("no effect is seen where there can be none")
        if passed
        else Text("an effect is seen where there can be none"),
    )
    return Diagnostic(name, passed, text)


def adopters_check(estimate: CheckedEstimate) -> Diagnostic:
    """Check that enough units adopted."""
    adopters, controls = estimate.adoption.adopters, estimate.adoption.controls
    panel, independent = estimate.adoption.panel, adopters
    text = Text(
        "{adopters:count} units adopted within the time observed, {controls:count} never did.",
        adopters=adopters,
        controls=controls,
    )
    if len(panel.clusters):
        independent = len(np.unique(panel.clusters[panel.adopted < panel.periods]))
        text = Text(
            "{adopters:count} units in {clusters:count} clusters adopted within the time observed, {controls:count}"
            " never did.",
            adopters=adopters,
            clusters=independent,
            controls=controls,
        )
    passed = independent >= FEW_ADOPTERS
    few = Text(
        "Few adopters: with fewer than {few} the chance events of one {one} weigh much.",
        few=FEW_ADOPTERS,
        one=one_of(panel),
    )
    return Diagnostic(Text("Enough adopters"), passed, text if passed else joined(text, few))


def one_of(panel: UnitPanel) -> Text:
    """Return what errs by itself: a cluster where units belong to some, else a unit."""
    return Text("cluster") if len(panel.clusters) else Text("unit")


def controls_check(estimate: CheckedEstimate) -> Diagnostic:
    """Check that the comparison does not hang on a few units."""
    panel, overall = estimate.adoption.panel, estimate.result.overall
    share = np.bincount(panel.standing.of, overall.controls, len(panel.standing.adopted))
    effective = 1 / float((share**2).sum())
    passed = bool(effective >= FEW_CONTROLS - 1e-9)
    text = (
        Text("What adopters are compared with is worth {effective:.3g} clusters of equal weight.", effective=effective)
        if len(panel.clusters)
        else Text(
            "What adopters are compared with is worth {effective:.3g} units of equal weight.", effective=effective
        )
    )
    few = Text("With fewer than {few} the chance events of one {one} weigh much.", few=FEW_CONTROLS, one=one_of(panel))
    return Diagnostic(Text("Enough units to compare with"), passed, text if passed else joined(text, few))


OTHER_ESTIMATOR = "other_estimator"
"""Id of the check that says what another estimator finds; reports repeat it where the number tells nothing."""


def second_way_check(estimate: CheckedEstimate) -> Iterator[Diagnostic]:
    """Ask an independent second way, imputation, whether it says the same (`ways_agree`)."""
    panel, overall = estimate.adoption.panel, estimate.result.overall
    found = imputation_effect(panel, estimate.rules.anticipation)
    if found is None:
        return
    name = Text("Another estimator")
    text = Text(
        "By imputation from the cells without the system{weighed}: {estimate}.",
        weighed=estimate.weighed,
        estimate=estimate.write_interval(found),
    )
    if panel.covariates.size:
        plain = Text("It takes nothing that was measured before into account.")
        yield Diagnostic(name, None, joined(text, plain), OTHER_ESTIMATOR)
        return
    # Two ways that are one and the same sum differ by rounding alone.
    same = is_rounding(overall.effect - found.effect, float(np.nanmax(np.abs(panel.outcome))))
    apart = _way(panel, overall.effect - found.effect, overall.influence - found.influence, overall.rows - found.rows)
    first, second = (_way(panel, one.effect, one.influence, one.rows) for one in (overall, found))
    agree = same or ways_agree(first, second, apart)
    yield Diagnostic(name, agree, text if agree else joined(text, WAYS_DIFFER), OTHER_ESTIMATOR)


def _way(panel: UnitPanel, effect: float, influence: Numbers, rows: Numbers) -> TestedEstimate:
    total, freedom = variance(panel, influence, rows)
    return TestedEstimate(effect, float(np.sqrt(total)), freedom)


def composition_check(estimate: CheckedEstimate) -> Diagnostic:
    """Check that the same units stand behind all periods."""
    panel = estimate.adoption.panel
    missing = ~np.isfinite(panel.outcome)
    share = float(missing.mean())
    passed = share <= MISSING
    if not share:
        return Diagnostic(Text("Same units throughout"), True, Text("Every unit was observed in every period."))
    names = name_units(estimate.adoption.units, np.asarray(missing.any(axis=1)))
    text = Text(
        "{share:.0f} % of the cells of unit and period have no cases. Not in all periods: {names}.",
        share=100 * share,
        names=names,
    )
    return Diagnostic(Text("Same units throughout"), passed, text)


def t_value(freedom: float) -> float:
    """Return standard errors on each side of a 95 % interval."""
    return float(stdtrit(freedom, (1 + LEVEL) / 2))
