"""Percentile of a recorded value, such as the days within which 90 percent of cases are closed.

What
    The empirical quantile at `percent` / 100, type 8 of Hyndman and Fan: with n cases in order, the value at place
    (n + 1/3) p + 1/3, between two cases in proportion. A row with a count stands for so many cases of its value.
    With `still_open` the values are times, of open cases the time so far, and the percentile is the first time at which
    the curve of Kaplan and Meier says that so many percent have ended; where exactly so many have from one time to the
    next, the middle of the two.
Unit
    That of the values.
Left out
    Rows whose value, or `still_open` where that is given, is blank or not a number. At least two cases are needed.
    There is no number where too many cases are open for the percentile to be reached.
Interval
    95 %, free of assumptions on the distribution: empirical quantiles at the 2.5 % and 97.5 % points of
    Beta((n + 1) p, (n + 1)(1 - p)); draws are empirical quantiles at places drawn from it. A diagnostic fails when the
    cases are too few to bound the percentile on one side. With `still_open` the interval is that of Brookmeyer and
    Crowley on the scale log(-log S), with Greenwood's variance; draws are times read from curves that lie off by as
    many standard errors as a normal draw says. It assumes that open cases go on as those that were followed for longer.
Coverage
    Simulated, nominal 95 %, lognormal values (sigma 1.5): median, n = 20 and 60, 95 %; 90th percentile, n = 60 and 200,
    95 %. With `still_open`, exponential times and openings spread evenly before the extract, 10 to 32 % open: median,
    n = 20, 50 and 200, 94 to 96 %; 90th percentile, n = 200, 95 to 96 %. Where the check on the time followed fails,
    the upper end is not known and the interval does not hold (90th percentile, n = 20: 40 to 74 %).
Strength
    3: a measured level.
Sources
    R. J. Hyndman and Y. Fan (1996), The American Statistician 50(4), 361-365; A. D. Hutson (1999), Journal of Applied
    Statistics 26(3), 343-353. E. L. Kaplan and P. Meier (1958), Journal of the American Statistical Association
    53(282), 457-481, and R. Brookmeyer and J. Crowley (1982), Biometrics 38(1), 29-41, for open cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import CASE_VALUE, COUNT, Context, Definition
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.kernels.quantiles import is_bounded, place_draws, place_quantiles, value_table
from publicvalue.measures.kernels.survival import STILL_OPEN
from publicvalue.measures.level.open_quantile import quantile_name, quantile_with_open_cases
from publicvalue.measures.options import OF_INDICATOR, Options
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable, Result
from publicvalue.schema.values import Number, said
from publicvalue.words.text import Text, listed, phrase


@dataclass(frozen=True, kw_only=True)
class PercentileOptions(Options):
    """Which percentile."""

    percent: Annotated[Number, OF_INDICATOR, said(phrase("which percentile, between 0 and 100"), gt=0, lt=100)] = 90


def measure_percentile(evidence: EvidenceTable, context: Context) -> Result:
    """Return the percentile of `value` that the option `percent` names, as the module's definition says."""
    return quantile_of_cases(evidence, context, context.given(PercentileOptions).percent / 100)


def quantile_of_cases(evidence: EvidenceTable, context: Context, probability: float) -> Result:
    """Return the quantile of `value` at a probability between 0 and 1; `median` uses it too."""
    if evidence.has(STILL_OPEN.name):
        return quantile_with_open_cases(evidence, context, probability)
    usable = usable_rows(evidence, ["value"])
    n = usable.cases
    if n < 2:
        return NotApplicable(Text("Fewer than two cases have a value: give at least two."))
    places = np.concatenate(
        ([probability], place_quantiles(n, probability), place_draws(n, probability, context.draws, context.rng))
    )
    estimate, low, high, *draws = value_table(usable, "value", places).quantile(places)
    return Measured(
        estimate=float(estimate),
        low=float(low),
        high=float(high),
        draws=np.asarray(draws),
        n=n,
        unit=context.unit,
        method=Text(
            "{name} of {n:count} cases, with an interval that assumes nothing about the distribution.",
            name=quantile_name(probability),
            n=n,
        ),
        strength=3,
        diagnostics=usable.diagnostics + _bound_diagnostics(n, probability),
    )


def _bound_diagnostics(n: float, probability: float) -> tuple[Diagnostic, ...]:
    below, above = is_bounded(n, probability)
    if below and above:
        return ()
    sides = listed(side for side, bounded in ((Text("below"), below), (Text("above"), above)) if not bounded)
    text = Text(
        "{n:count} cases are too few to bound this percentile from {sides}: the interval is too short.",
        n=n,
        sides=sides,
    )
    return (Diagnostic(Text("Cases enough for the percentile"), False, text),)


DEFINITION = Definition(
    id="percentile",
    version=1,
    title=Text("Percentile"),
    kinds=("records",),
    role_sets=((CASE_VALUE, STILL_OPEN, COUNT), (CASE_VALUE, COUNT)),
    units=(),
    takes=PercentileOptions,
    compute=measure_percentile,
)
