"""The quantile of a time where some cases are still open; `median` and `percentile` use it."""

from __future__ import annotations

import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.kernels.survival import STILL_OPEN, SurvivalCurve, Z, curve_of, open_diagnostic
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable, Result
from publicvalue.words.text import Text


def quantile_with_open_cases(evidence: EvidenceTable, context: Context, probability: float) -> Result:
    """Return the time by which a share of cases has ended, from the curve of Kaplan and Meier."""
    usable = usable_rows(evidence, ["value", STILL_OPEN.name])
    if usable.cases < 2:
        return NotApplicable(Text("Fewer than two cases have a value: give at least two."))
    curve = curve_of(usable, "value")
    estimate = curve.quantile(probability)
    if estimate is None:
        return NotApplicable(_too_open(curve, probability))
    places = np.concatenate(([Z, -Z], context.rng.standard_normal(context.draws)))
    # Beyond the longest time nothing is known; the check below says where that bounds the interval.
    low, high, *draws = np.minimum(curve.quantile_at(places, probability), curve.last)
    return Measured(
        estimate=estimate,
        low=min(float(low), estimate),
        high=max(float(high), estimate),
        draws=np.asarray(draws),
        n=curve.cases,
        unit=context.unit,
        method=Text(
            "{name} of {cases:count} cases, {still_open:count} of them still open, by Kaplan and Meier.",
            name=quantile_name(probability),
            cases=curve.cases,
            still_open=curve.still_open,
        ),
        strength=3,
        diagnostics=(*usable.diagnostics, open_diagnostic(curve), *_bound(curve, probability)),
    )


def quantile_name(probability: float) -> Text:
    """Return the name of a quantile: the median, or the percentile."""
    if probability == 0.5:
        return Text("Median")
    return Text("{percent:g}th percentile", percent=100 * probability)


def _too_open(curve: SurvivalCurve, probability: float) -> Text:
    ended = 100 * (1 - float(curve.open_share[-1])) if len(curve.times) else 0.0
    return Text(
        "Of {cases:count} cases {still_open:count} are still open: {ended:.0f} percent have ended within the "
        "longest time that is known, so the time of {percent:g} percent is not. Ask for a lower "
        "percentile, or for the share that ends within a time.",
        cases=curve.cases,
        still_open=curve.still_open,
        ended=ended,
        percent=100 * probability,
    )


def _bound(curve: SurvivalCurve, probability: float) -> tuple[Diagnostic, ...]:
    """Return a failed check where the interval ends with what is known."""
    end = float(curve.quantile_at(np.array([-Z]), probability)[0])
    if end < np.inf and not (end == curve.times[-1] and curve.open_share[-1] == 0):
        return ()
    text = Text(
        "Too few cases were followed for long enough to bound it from above: the interval ends with {last:,.4g}.",
        last=curve.last,
    )
    return (Diagnostic(Text("Cases followed for long enough"), False, text),)
