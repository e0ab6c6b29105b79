"""Present values of costs and benefits, with draws from the forecasts' distributions.

An amount that flows t years after the base date is worth amount / (1 + rate)^t, t being exact days / 365.25. Recorded
amounts are exact. Forecasts are drawn from their PERT distributions; with a correlation rho, the normal scores of all
costs share one factor and those of all benefits another, so that any two costs (or benefits) correlate by rho. Costs
and benefits stay independent of each other: a shared factor would let high costs excuse themselves by high benefits.

Source: HM Treasury (2022), The Green Book, on discounting; D. Vose (2008), Risk Analysis, 3rd edition, on PERT.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from publicvalue.errors import MethodError, Place, Problem
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.cash_flows import CashFlows, FlowEvidence, Numbers, read_cash_flows
from publicvalue.measures.definition import Context, Option
from publicvalue.measures.result import LEVEL, Detail, Diagnostic, Measured, NotApplicable

DAYS_PER_YEAR = 365.25

RATE = "a share per year, above -1 and below 1, such as 0.035 for 3.5 percent"

Cell = str | float | int | None

OPTIONS = (
    Option("discount_rate", "discount rate, a share per year such as 0.035", "assessment", required=True),
    Option("discount_rate_low", "lowest rate, when the rate is uncertain; with discount_rate_high", "assessment"),
    Option("discount_rate_high", "highest rate, when the rate is uncertain; with discount_rate_low", "assessment"),
    Option("base_date", "day to which amounts are discounted; left out: the first date", "assessment"),
    Option("correlation", "correlation of forecast costs, and of forecast benefits, 0 to 1", "assessment", default=0),
)


@dataclass(frozen=True)
class Discounting:
    """How amounts are made comparable over time.

    Parameters
    ----------
    rate, low, high
        Discount rate and its range, shares per year; low = rate = high when the rate is certain.
    base
        Day to which amounts are discounted, or None for the first date.
    correlation
        Of forecasts of the same flow, 0 to 1.
    """

    rate: float
    low: float
    high: float
    base: np.datetime64 | None = None
    correlation: float = 0.0


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
    cost_draws: Numbers
    benefit_draws: Numbers


@dataclass(frozen=True)
class Appraisal:
    """What the measures of costs and benefits compute from."""

    values: PresentValues
    evidence: FlowEvidence
    discounting: Discounting
    base: np.datetime64


def appraise(evidence: EvidenceTable, context: Context) -> Appraisal | NotApplicable:
    """Read cash flows and compute their present values.

    Raises
    ------
    EvidenceError, MethodError
        For rows, or options, that cannot be used.
    """
    discounting = read_discounting(context.options)
    read = read_cash_flows(evidence)
    flows = read.flows
    for name, wanted in (("cost", ~flows.benefit), ("benefit", flows.benefit)):
        if not wanted.any():
            return NotApplicable(f"No row is a {name}: add the {name}s, or a row of amount 0 if there are none.")
    if not flows.mean[~flows.benefit].sum() > 0:
        return NotApplicable("All costs are 0: add what the system costs, because nothing can be set against 0.")
    base = flows.dates.min() if discounting.base is None else discounting.base
    values = present_values(flows, discounting, years_since(base, flows.dates), context.draws, context.rng)
    return Appraisal(values, read, discounting, base)


def years_since(base: np.datetime64, dates: NDArray[np.datetime64]) -> Numbers:
    """Return years from the base date, negative before it."""
    return (dates - base).astype(np.float64) / DAYS_PER_YEAR


def present_values(
    flows: CashFlows, discounting: Discounting, years: Numbers, size: int, rng: np.random.Generator
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
    rates = rng.uniform(discounting.low, discounting.high, size)
    common = {flow: rng.standard_normal(size) for flow in (False, True)}
    sums = {flow: np.zeros(size) for flow in (False, True)}
    for i, benefit in enumerate(flows.benefit.tolist()):
        amounts = _amount_draws(flows, i, (common[benefit], discounting.correlation), rng)
        sums[benefit] += amounts * np.exp(-years[i] * np.log1p(rates))
    now = flows.mean * np.exp(-years * np.log1p(discounting.rate))
    benefits = flows.benefit
    return PresentValues(float(now[~benefits].sum()), float(now[benefits].sum()), sums[False], sums[True])


def _amount_draws(flows: CashFlows, i: int, common: tuple[Numbers, float], rng: np.random.Generator) -> Numbers:
    """Return draws of one amount, or the amount itself where it is certain."""
    low, likely, high = flows.low[i], flows.likely[i], flows.high[i]
    if low == high:
        return np.full(len(common[0]), likely)
    shape = 1 + 4 * (likely - low) / (high - low), 1 + 4 * (high - likely) / (high - low)
    factor, correlation = common
    if correlation == 0:
        drawn: Numbers = low + (high - low) * rng.beta(*shape, len(factor))
        return drawn
    scores = np.sqrt(correlation) * factor + np.sqrt(1 - correlation) * rng.standard_normal(len(factor))
    return np.asarray(low + (high - low) * betaincinv(*shape, ndtr(scores)), dtype=np.float64)


def measured_appraisal(
    appraisal: Appraisal, estimate: float, draws: Numbers, context: Context, method: str
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
    span = "" if how.low == how.high else f" (drawn evenly from {100 * how.low:g} to {100 * how.high:g} %)"
    varies = "Nothing varies." if _is_certain(appraisal) else "The interval comes from the draws."
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Measured(
        estimate=estimate,
        low=min(float(low), estimate),
        high=max(float(high), estimate),
        draws=draws,
        n=found.recorded + found.forecast,
        unit=context.unit,
        method=f"{method} Discounted to {appraisal.base} at {100 * how.rate:g} % a year{span}. {varies}",
        strength=1 if found.forecast else 3,
        diagnostics=(*found.diagnostics, *_rate_diagnostic(how)),
        details=(_by_value(appraisal), _by_year(appraisal)),
    )


def _is_certain(appraisal: Appraisal) -> bool:
    how, flows = appraisal.discounting, appraisal.evidence.flows
    return how.low == how.high and bool((flows.low == flows.high).all())


def _rate_diagnostic(how: Discounting) -> tuple[Diagnostic, ...]:
    if how.low != how.high:
        return ()
    text = "One discount rate was used as if it were certain; discount_rate_low and discount_rate_high let it vary."
    return (Diagnostic("Discount rate varied", None, text),)


def _by_value(appraisal: Appraisal) -> Detail:
    values = appraisal.values
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    rows: list[tuple[Cell, ...]] = [
        (name, value, *(float(end) for end in np.quantile(draws, tails)))
        for name, value, draws in (
            ("Costs", values.costs, values.cost_draws),
            ("Benefits", values.benefits, values.benefit_draws),
            ("Benefits less costs", values.benefits - values.costs, values.benefit_draws - values.cost_draws),
        )
    ]
    return Detail(f"Present values on {appraisal.base}", ("Value", "Expected", "Low", "High"), tuple(rows))


def _by_year(appraisal: Appraisal) -> Detail:
    """Add up expected amounts, and their present values, by calendar year."""
    flows = appraisal.evidence.flows
    now = flows.mean * np.exp(-years_since(appraisal.base, flows.dates) * np.log1p(appraisal.discounting.rate))
    year = flows.dates.astype("datetime64[Y]")
    rows: list[tuple[Cell, ...]] = []
    for one in np.unique(year):
        costs, benefits = (year == one) & ~flows.benefit, (year == one) & flows.benefit
        rows.append((str(one), *(float(a[m].sum()) for a in (flows.mean, now) for m in (costs, benefits))))
    columns = ("Year", "Costs", "Benefits", "Costs, present value", "Benefits, present value")
    return Detail("Costs and benefits by year, expected", columns, tuple(rows))


def read_discounting(options: Mapping[str, object]) -> Discounting:
    """Read the options of discounting.

    Raises
    ------
    MethodError
        With every option that cannot be used.
    """
    problems: list[Problem] = []
    if options.get("discount_rate") is None:
        problems.append(Problem(Place(field="discount_rate"), "the option discount_rate is missing", RATE))
    rate = _number(options, "discount_rate", RATE, problems)
    low, high = _rate_range(options, rate, problems)
    correlation = _number(options, "correlation", "a number from 0 to 1", problems) or 0.0
    base = _base_date(options, problems)
    if problems or rate is None:
        raise MethodError(problems)
    return Discounting(rate, low, high, base, correlation)


def _rate_range(options: Mapping[str, object], rate: float | None, problems: list[Problem]) -> tuple[float, float]:
    """Read the ends of the rate's range: both or none, with the rate between them."""
    names = ("discount_rate_low", "discount_rate_high")
    low, high = (_number(options, name, RATE, problems) for name in names)
    middle = rate or 0.0
    if sum(options.get(name) is None for name in names) == 1:
        what = "only one of discount_rate_low and discount_rate_high is given"
        problems.append(Problem(Place(field=names[0]), what, "both or none", "give the other one too"))
    if low is None or high is None:
        return middle, middle
    if rate is not None and not low <= rate <= high:
        what = f"the rates {low:g}, {rate:g}, {high:g} are out of order"
        expected = "discount_rate_low <= discount_rate <= discount_rate_high"
        problems.append(Problem(Place(field=names[0]), what, expected, "correct the options"))
    return low, high


def _number(options: Mapping[str, object], name: str, expected: str, problems: list[Problem]) -> float | None:
    """Read a number: a correlation from 0 to 1, or a rate between -1 and 1."""
    value = options.get(name)
    if value is None:
        return None
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")
    if not (0 <= number <= 1 if name == "correlation" else -1 < number < 1):
        problems.append(Problem(Place(field=name), f"the option {name} is {value!r}", expected, "correct the option"))
        return None
    return number


def _base_date(options: Mapping[str, object], problems: list[Problem]) -> np.datetime64 | None:
    stated = options.get("base_date")
    if stated is None:
        return None
    try:
        day = stated if isinstance(stated, dt.date) else dt.date.fromisoformat(str(stated))
    except ValueError:
        what = f"the option base_date is {stated!r}"
        problems.append(Problem(Place(field="base_date"), what, "a date such as 2024-01-01", "correct the option"))
        return None
    return np.datetime64(day.isoformat()[:10], "D")
