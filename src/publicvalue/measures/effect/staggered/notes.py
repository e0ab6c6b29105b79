"""What stands beside the effect of staggered adoption and lowers nothing: other estimators, bounds, reassignments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.staggered.checks import MOST_EVENTS, CheckedEstimate, one_of, overall_variance, t_value
from publicvalue.measures.effect.staggered.group_time import ComparisonRules, UnitPanel, overall_effect
from publicvalue.measures.effect.staggered.group_variance import variance, widen
from publicvalue.measures.effect.staggered.trend_bounds import trend_bounds
from publicvalue.measures.effect.staggered.two_way import two_way_effect
from publicvalue.measures.result import LEVEL, Diagnostic
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

PLACEBOS = 199
"""Random reassignments of the days of adoption."""

MOST_PLACEBO_CELLS = 20_000
"""Cells up to which reassignments are tried."""

MOST_ADJUSTED_CELLS = 5_000
"""The same, where covariates are taken into account."""

BOOTSTRAPS = 999


def note_staggered(estimate: CheckedEstimate, rng: np.random.Generator) -> Iterator[Diagnostic]:
    """Yield what informs beside the number."""
    yield from bounds_note(estimate)
    yield from two_way_note(estimate)
    yield from bootstrap_note(estimate, rng)
    yield from reassignment_note(estimate, rng)
    yield overlap_note(estimate)


def bounds_note(estimate: CheckedEstimate) -> Iterator[Diagnostic]:
    """Say how far the effect could lie when trends go on to differ as they did before."""
    effects, covariance, events = estimate.events(-MOST_EVENTS - 1, MOST_EVENTS)
    before = sum(event < 0 for event in events)
    if (
        estimate.rules.anticipation
        or not before
        or before == len(events)
        or events != tuple(e for e in range(events[0], events[-1] + 1) if e != -1)
    ):
        return
    bounds = trend_bounds(effects, covariance, before, t_value(overall_variance(estimate)[1]))
    text = Text(
        "If after adoption the trends of adopters and controls part by as much from one period to the"
        " next as they did at most before it, the effect over the periods shown lies within {estimate}"
        " (95 %).",
        estimate=estimate.write(*bounds),
    )
    yield Diagnostic(Text("Bounds without equal trends"), None, text)


def two_way_note(estimate: CheckedEstimate) -> Iterator[Diagnostic]:
    """Say what the usual regression would give, and why it differs."""
    panel = estimate.adoption.panel
    found = two_way_effect(panel) if len(panel.groups) > 1 else None
    if found is None:
        return
    weights = Text("None of them has a weight below 0 here.")
    if found.negative_cells:
        weights = Text(
            "{cells:.0f} % of them have a weight below 0 here, −{weight:.2g} in sum against 1 in all: there a larger"
            " effect lowers the coefficient.",
            cells=100 * found.negative_cells,
            weight=-found.negative_weight,
        )
    text = Text(
        "A regression on unit, period and system gives {estimate}{weighed}. It differs because it also"
        " takes units that have the system already as controls for those that adopt later, and weighs"
        " the units and periods with the system by their variance, not alike. {weights}",
        estimate=estimate.write_interval(found),
        weighed=estimate.weighed,
        weights=weights,
    )
    yield Diagnostic(Text("Two-way fixed effects, for comparison"), None, text)


def bootstrap_note(estimate: CheckedEstimate, rng: np.random.Generator) -> Iterator[Diagnostic]:
    """Say how much wider a band is that holds at all periods after adoption together."""
    if len(estimate.adoption.panel.standing.few):
        # A group of few units has no spread of its own to draw from.
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
    by = one_of(estimate.adoption.panel)
    text = Text(
        "{bootstraps} bootstraps by {by} give the 95 % interval {estimate}. A band that holds at all"
        " {events} periods with the system together reaches {band:.2f} standard errors either way.",
        bootstraps=BOOTSTRAPS,
        by=by,
        estimate=estimate.write(effect - reach, effect + reach),
        events=len(events),
        band=band,
    )
    yield Diagnostic(Text("Wild bootstrap by {by}", by=by), None, text)


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


def reassignment_note(estimate: CheckedEstimate, rng: np.random.Generator) -> Iterator[Diagnostic]:
    """Say how often random units with the same days of adoption show an effect as large."""
    panel, rules = estimate.adoption.panel, estimate.rules
    most = MOST_ADJUSTED_CELLS if panel.covariates.size else MOST_PLACEBO_CELLS
    if panel.outcome.size > most or panel.standing.mixed:
        return
    # Among units dealt at random no covariate can tell adopters apart for certain but by chance: a line is enough.
    rules = replace(rules, adjustment="regression")
    studentised = _studentised(panel, rules)
    found = [_studentised(replace(panel, adopted=_deal(panel, rng)), rules) for _ in range(PLACEBOS)]
    larger = sum(abs(one) >= abs(studentised) for one in found)
    p = (larger + 1) / (PLACEBOS + 1)
    text = Text(
        "With the days of adoption dealt out at random among the units, {larger} of {placebos} times the"
        " effect is as large against its error as the one measured (p = {p:.2g}).",
        larger=larger,
        placebos=PLACEBOS,
        p=p,
    )
    yield Diagnostic(Text("Placebo units"), None, text)


def _deal(panel: UnitPanel, rng: np.random.Generator) -> Places:
    """Return the periods of adoption dealt out at random among the units, or among the clusters as a whole."""
    if not len(panel.clusters):
        return rng.permutation(panel.adopted)
    dealt: Places = rng.permutation(panel.standing.adopted)[panel.clusters]
    return dealt


def _studentised(panel: UnitPanel, rules: ComparisonRules) -> float:
    found = overall_effect(panel, rules)
    if found is None:
        return 0.0
    total, _ = variance(panel, found.influence, found.rows)
    return found.effect / float(np.sqrt(total)) if total > 0 else 0.0


def overlap_note(estimate: CheckedEstimate) -> Diagnostic:
    """Say where adopters stood among the controls before adoption."""
    panel = estimate.adoption.panel
    before = np.where(np.arange(panel.periods) < panel.adopted[:, None], panel.outcome, np.nan)
    seen = np.isfinite(before)
    means = np.where(seen, before, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    adopts, known = panel.adopted < panel.periods, seen.any(axis=1)
    own, other = means[adopts & known], means[~adopts & known]
    if not len(own) or not len(other):
        return Diagnostic(
            Text("Overlap before adoption"),
            None,
            Text("All units adopted in the end; later adopters are the controls."),
        )
    within = float(((own >= other.min()) & (own <= other.max())).mean())
    text = Text(
        "{within:.0f} % of the adopters had a mean before adoption within the range of the units that never adopted.",
        within=100 * within,
    )
    return Diagnostic(Text("Overlap before adoption"), None, text)
