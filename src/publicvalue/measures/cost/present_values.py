"""Present values of costs and benefits, with draws from the forecasts' distributions.

An amount that flows t years after the base date is worth amount / (1 + rate)^t, t being exact days / 365.25. Recorded
amounts are exact. Forecasts are drawn from their PERT distributions; with a correlation rho, the normal scores of all
costs share one factor and those of all benefits another, so that any two costs (or benefits) correlate by rho. Costs
and benefits stay independent of each other: a shared factor would let high costs excuse themselves by high benefits.

Source: HM Treasury (2022), The Green Book, on discounting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.cost.cash_flows import CashFlows, FlowEvidence, read_cash_flows
from publicvalue.measures.cost.discounting import Discounting, read_discounting
from publicvalue.measures.cost.three_point import Array, ThreePoints
from publicvalue.measures.definition import Context
from publicvalue.measures.result import LEVEL, Detail, Diagnostic, Measured, NotApplicable
from publicvalue.words.text import Text

DAYS_PER_YEAR = 365.25

Cell = str | float | int | None


@dataclass(frozen=True)
class PresentValues:
    """Costs and benefits in the money of the base date.

    Parameters
    ----------
    costs, benefits
        Expected present values at the stated rate.
    cost_draws, benefit_draws
        Draws of both, shape (draws,), made together.
    """

    costs: float
    benefits: float
    cost_draws: Array
    benefit_draws: Array


@dataclass(frozen=True)
class CaseAmounts:
    """What the measures of costs and benefits compute from."""

    values: PresentValues
    evidence: FlowEvidence
    discounting: Discounting
    base: np.datetime64


def appraise(evidence: EvidenceTable, context: Context) -> CaseAmounts | NotApplicable:
    """Read cash flows and compute their present values.

    Raises
    ------
    EvidenceError, MethodError
        For rows, or options, that cannot be used.
    """
    discounting = read_discounting(context)
    read = read_cash_flows(evidence, context.until)
    flows = read.flows
    if flows.benefit.all():
        return NotApplicable(Text("No row is a cost: add the costs, or a row of amount 0 if there are none."))
    if not flows.benefit.any():
        return NotApplicable(Text("No row is a benefit: add the benefits, or a row of amount 0 if there are none."))
    if not flows.amounts.mean[~flows.benefit].sum() > 0:
        return NotApplicable(Text("All costs are 0: add what the system costs, because nothing can be set against 0."))
    base = flows.dates.min() if discounting.base is None else discounting.base
    values = present_values(flows, discounting, years_since(base, flows.dates), context.draws, context.rng)
    return CaseAmounts(values, read, discounting, base)


def years_since(base: np.datetime64, dates: NDArray[np.datetime64]) -> Array:
    """Return years from the base date, negative before it."""
    return (dates - base).astype(np.float64) / DAYS_PER_YEAR


def present_values(
    flows: CashFlows, discounting: Discounting, years: Array, size: int, rng: np.random.Generator
) -> PresentValues:
    """Return present values and their draws.

    Parameters
    ----------
    flows, discounting
        Amounts, and how they are discounted.
    years
        Years from the base date, one for each flow.
    size
        Number of draws.
    rng
        Source of randomness.
    """
    varies = discounting.low < discounting.high
    rates = rng.uniform(discounting.low, discounting.high, size) if varies else np.array([discounting.rate])
    growth = np.log1p(rates)
    common = {flow: rng.standard_normal(size) for flow in (False, True)}
    sums = {flow: np.zeros(size) for flow in (False, True)}
    for i, (benefit, certain) in enumerate(zip(flows.benefit.tolist(), flows.certain.tolist(), strict=True)):
        factor = np.exp(-years[i] * growth)
        if certain:
            sums[benefit] += flows.amounts.likely[i] * factor
        else:
            scores = _scores(common[benefit], discounting.correlation, rng)
            sums[benefit] += _amount_draws(flows, i, scores) * factor
    now = flows.amounts.mean * np.exp(-years * np.log1p(discounting.rate))
    benefits = flows.benefit
    return PresentValues(float(now[~benefits].sum()), float(now[benefits].sum()), sums[False], sums[True])


def _scores(common: Array, correlation: float, rng: np.random.Generator) -> Array:
    """Return normal scores that correlate with those of the same flow."""
    own = rng.standard_normal(len(common))
    return np.asarray(np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own)


def _amount_draws(flows: CashFlows, i: int, scores: Array) -> Array:
    """Return the amounts of one flow that lie as high in its distribution as the normal scores do."""
    amounts = flows.amounts
    one = ThreePoints(amounts.low[[i]], amounts.likely[[i]], amounts.high[[i]])
    return one.quantile(ndtr(scores)[:, None])[:, 0]


def measured_appraisal(
    appraisal: CaseAmounts, estimate: float, draws: Array, context: Context, method: str
) -> Measured:
    """Return a number made from present values as a measure's result.

    Parameters
    ----------
    appraisal
        The present values.
    estimate, draws
        The number and its draws, in the context's unit.
    context
        For the unit.
    method
        What was computed, to be completed by how it was discounted.
    """
    found, how = appraisal.evidence, appraisal.discounting
    span = (
        ""
        if how.low == how.high
        else Text(" (drawn evenly from {low:g} to {high:g} %)", low=100 * how.low, high=100 * how.high)
    )
    varies = Text("Nothing varies.") if _is_certain(appraisal) else Text("The interval comes from the draws.")
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Measured(
        estimate=estimate,
        low=min(float(low), estimate),
        high=max(float(high), estimate),
        draws=draws,
        n=found.recorded + found.forecast,
        unit=context.unit,
        method=Text(
            "{method} Discounted to {base} at {rate:g} % a year{span}. {varies}",
            method=method,
            base=appraisal.base.item(),
            rate=100 * how.rate,
            span=span,
            varies=varies,
        ),
        strength=1 if found.forecast else 3,
        diagnostics=(*found.diagnostics, *_rate_diagnostic(how)),
        details=(_by_value(appraisal), _by_year(appraisal)),
    )


def _is_certain(appraisal: CaseAmounts) -> bool:
    how, flows = appraisal.discounting, appraisal.evidence.flows
    return how.low == how.high and bool(flows.certain.all())


def _rate_diagnostic(how: Discounting) -> tuple[Diagnostic, ...]:
    if how.low != how.high:
        return ()
    text = Text(
        "One discount rate was used as if it were certain; discount_rate_low and discount_rate_high let it vary."
    )
    return (Diagnostic(Text("Discount rate varied"), None, text),)


def _by_value(appraisal: CaseAmounts) -> Detail:
    values = appraisal.values
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    rows: list[tuple[Cell, ...]] = [
        (name, value, *(float(end) for end in np.quantile(draws, tails)))
        for name, value, draws in (
            (Text("Costs"), values.costs, values.cost_draws),
            (Text("Benefits"), values.benefits, values.benefit_draws),
            (Text("Benefits less costs"), values.benefits - values.costs, values.benefit_draws - values.cost_draws),
        )
    ]
    return Detail(
        Text("Present values on {base}", base=appraisal.base.item()),
        (Text("Value"), Text("Expected"), Text("Lower end"), Text("Upper end")),
        tuple(rows),
    )


def _by_year(appraisal: CaseAmounts) -> Detail:
    """Add up expected amounts, and their present values, by calendar year."""
    flows = appraisal.evidence.flows
    now = flows.amounts.mean * np.exp(-years_since(appraisal.base, flows.dates) * np.log1p(appraisal.discounting.rate))
    year = flows.dates.astype("datetime64[Y]")
    rows: list[tuple[Cell, ...]] = []
    for one in np.unique(year):
        costs, benefits = (year == one) & ~flows.benefit, (year == one) & flows.benefit
        rows.append((str(one), *(float(a[m].sum()) for a in (flows.amounts.mean, now) for m in (costs, benefits))))
    columns = (
        Text("Year"),
        Text("Costs"),
        Text("Benefits"),
        Text("Costs, present value"),
        Text("Benefits, present value"),
    )
    return Detail(Text("Costs and benefits by year, expected"), columns, tuple(rows))
