"""Share of cases that end within a time, where some are still open.

What
    100 x (1 - S(t)) at the time t of the option `within`: S is the share of cases still open after a time, by Kaplan
    and Meier. A case that is still open counts up to the time for which it was followed. A row with a count stands for
    so many cases. Without open cases it is the plain share of cases that ended within t.
Unit
    Percent, 0 to 100.
Left out
    Rows whose value or `still_open` is blank. At least one case must have been followed for as long as t, or all have
    ended before.
Interval
    95 %, on the scale log(-log S) with Greenwood's variance; draws from the same normal distribution. Where all or none
    of the cases have ended by t, the Jeffreys interval of as many cases as were followed.
Coverage
    Simulated, nominal 95 %, exponential and lognormal (sigma 1.5) times, openings spread evenly before the extract,
    n = 30, 60 and 200: 94 to 96 %.
Assumes
    Cases that are still open go on as those that were followed for longer: the day of the extract has nothing to do
    with how long a case takes.
Strength
    3: a measured level.
Sources
    E. L. Kaplan and P. Meier (1958), Journal of the American Statistical Association 53(282), 457-481; J. D.
    Kalbfleisch and R. L. Prentice (2002), The Statistical Analysis of Failure Time Data, 2nd edition, section 1.4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import COUNT, Context, Definition, Role
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.kernels.proportions import Share, measured_share
from publicvalue.measures.kernels.survival import STILL_OPEN, SurvivalCurve, Z, curve_of, open_diagnostic
from publicvalue.measures.options import Options
from publicvalue.measures.result import Measured, NotApplicable, Result
from publicvalue.schema.values import Number, said
from publicvalue.words.text import Text, phrase, sentence

TIME = Role("value", "number", Text("the time of each case, in the unit of `within`: to its end, or so far"))


@dataclass(frozen=True, kw_only=True)
class ClosedWithinOptions(Options):
    """The time within which cases shall end."""

    within: Annotated[Number, said(phrase("the time, in the unit of the values"), gt=0)]


def measure_closed_within(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of cases that end within the option `within`, as the module's definition says."""
    limit = context.given(ClosedWithinOptions).within
    usable = usable_rows(evidence, ["value", STILL_OPEN.name])
    if usable.cases <= 0:
        return NotApplicable(Text("No case says how long it took and whether it is still open: fill these columns."))
    curve = curve_of(usable, "value")
    if curve.last < limit and curve.still_open and (not len(curve.times) or curve.open_share[-1] > 0):
        return NotApplicable(
            Text(
                "No case was followed for as long as {limit:g}, and {still_open:count} are still open: ask "
                "for a shorter time, up to {last:,.4g}.",
                limit=limit,
                still_open=curve.still_open,
                last=curve.last,
            )
        )
    return _measured(curve, limit, context, usable.diagnostics)


def _measured(curve: SurvivalCurve, limit: float, context: Context, notes: tuple) -> Measured:  # type: ignore[type-arg]
    places = np.concatenate(([0.0, -Z, Z], context.rng.standard_normal(context.draws)))
    estimate, low, high, *draws = 100 * curve.ended_at(limit, places)
    method = Text(
        "Share of {cases:count} cases that end within {limit:g}, by Kaplan and Meier", cases=curve.cases, limit=limit
    )
    diagnostics = (*notes, open_diagnostic(curve))
    if low == high:
        followed = curve.followed(limit)
        share = measured_share(Share(followed * estimate / 100, followed), context, sentence(method), diagnostics)
        return replace(share, n=curve.cases)
    return Measured(
        estimate=float(estimate),
        low=float(low),
        high=float(high),
        draws=np.asarray(draws),
        n=curve.cases,
        unit=context.unit,
        method=Text("{method}, with a log-log interval.", method=method),
        strength=3,
        diagnostics=diagnostics,
    )


DEFINITION = Definition(
    id="closed_within",
    version=1,
    title=Text("Share closed within a time"),
    kinds=("records",),
    role_sets=((TIME, STILL_OPEN, COUNT),),
    units=("percent",),
    takes=ClosedWithinOptions,
    compute=measure_closed_within,
)
