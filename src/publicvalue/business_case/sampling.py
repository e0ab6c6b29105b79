"""What is uncertain in a business case, and the value of each line in each draw.

Every uncertain thing is a factor: the amount of a line, or of all lines that one cause moves together; the change of a
line's price; the exchange rate of a currency; the cases of a year. A forecast is drawn as a PERT distribution. The
inputs are the product's one quasi-random sequence, drawn twice, so that the same runs tell what drives the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from publicvalue.business_case.discounting import Schedule
from publicvalue.business_case.forecasts import quantiles_of
from publicvalue.business_case.model import Case, Line, Range
from publicvalue.business_case.years import Times, find_times
from publicvalue.scores.simulation.samples import Inputs, draw_pair
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats

FactorKind = Literal["amount", "cause", "growth", "exchange", "cases"]
NODES = 513
"""Probabilities of a table of quantiles: closer together towards 0 and 1, where the tails are thin."""
_PROBABILITIES = (1 - np.cos(np.linspace(0, np.pi, NODES))) / 2


@dataclass(frozen=True)
class CaseFactor:
    """One uncertain thing: what it is, and the id of the line, cause or currency."""

    kind: FactorKind
    id: str = ""

    @property
    def name(self) -> str:
        """Name of its input."""
        return f"{self.kind} {self.id}"


@dataclass(frozen=True)
class Sample:
    """Draws of all factors: what each line's amount, its price's growth and each exchange rate is, shape (draws,)."""

    amounts: Sequence[Floats]
    growths: Sequence[Floats | float]
    rates: Mapping[str, Floats | float]
    cases: Floats | float
    draws: int


@dataclass(frozen=True)
class Valued:
    """A line made ready: when it flows, its discounted shares, and what one unit counts in money.

    Parameters
    ----------
    line, times
        The line, and when it flows.
    weights
        Share of each year times its discount factor, shape (times,).
    unit
        Money that one unit counts, signed, before the exchange rate; of time, its part that is redeployed.
    idle
        Money that one unit of time would count if the rest were redeployed too: it is in no sum.
    burden
        By what the tax burden raised the unit: 1 where it is no money of the state.
    """

    line: Line
    times: Times
    weights: Floats = field(repr=False)
    unit: float
    idle: float
    burden: float = 1.0

    def present(self, growth: Floats | float) -> Floats | float:
        """Return what one unit a year is worth at the base day, for each draw of the growth of its price."""
        factor = 1 + np.asarray(growth)
        total = np.zeros_like(factor, dtype=np.float64)
        for weight in self.weights[::-1]:
            total = total * factor + weight
        return np.asarray(total * factor**self.times.first)


def find_factors(case: Case) -> tuple[CaseFactor, ...]:
    """Return everything that is uncertain in a case, each once."""
    found: dict[CaseFactor, None] = {}
    for line in case.lines:
        if not line.amount.is_certain:
            found[amount_factor(line)] = None
        if not line.growth.is_certain:
            found[CaseFactor("growth", line.id)] = None
    for currency in dict.fromkeys(line.currency for line in case.lines):
        if currency in case.exchange and not case.exchange[currency].is_certain:
            found[CaseFactor("exchange", currency)] = None
    if case.cases and not case.cases.is_certain:
        found[CaseFactor("cases")] = None
    return tuple(found)


def amount_factor(line: Line) -> CaseFactor:
    """Return what moves the amount of a line."""
    return CaseFactor("cause", line.cause) if line.cause else CaseFactor("amount", line.id)


def value_lines(case: Case, schedule: Schedule) -> tuple[Valued, ...]:
    """Make the lines of a case ready for a schedule of discount rates."""
    return tuple(_valued(line, case, schedule) for line in case.lines)


def _valued(line: Line, case: Case, schedule: Schedule) -> Valued:
    times = find_times(line, case.base, case.end, case.timing)
    burdened = line.public and (line.is_cost or line.kind in ("cash_releasing", "residual"))
    burden = 1 + case.tax_burden if burdened else 1.0
    unit = line.price * (1 + line.uplift) * burden * (-1 if line.is_cost else 1)
    share = line.redeployed if line.kind == "time" else 1.0
    return Valued(line, times, times.shares * schedule.factors(times.years), unit * share, unit * (1 - share), burden)


def draw_samples(case: Case, factors: Sequence[CaseFactor]) -> tuple[Sample, Sample]:
    """Draw all factors twice, as a pick-freeze design needs it."""
    groups = {factor.name: 1 for factor in factors} or {"nothing": 1}
    first, second = draw_pair(groups, case.draws, generator(case.seed, "business case"))
    tables: dict[Range, Floats] = {}
    return _sample(case, first, tables), _sample(case, second, tables)


def _sample(case: Case, inputs: Inputs, tables: dict[Range, Floats]) -> Sample:
    def draw(range_: Range, factor: CaseFactor) -> Floats | float:
        if range_.is_certain:
            return range_.low
        if range_ not in tables:
            tables[range_] = _quantiles(range_)
        return np.asarray(np.interp(inputs.take(factor.name)[0], _PROBABILITIES, tables[range_]))

    amounts = [np.broadcast_to(draw(line.amount, amount_factor(line)), (case.draws,)) for line in case.lines]
    growths = [draw(line.growth, CaseFactor("growth", line.id)) for line in case.lines]
    used = {line.currency for line in case.lines}
    rates = {one: draw(rate, CaseFactor("exchange", one)) for one, rate in case.exchange.items() if one in used}
    cases = draw(case.cases, CaseFactor("cases")) if case.cases else np.nan
    return Sample(amounts, growths, {"": 1.0, case.currency: 1.0, **rates}, cases, case.draws)


def _quantiles(range_: Range) -> Floats:
    return quantiles_of(range_, _PROBABILITIES)


def mean_sample(case: Case) -> Sample:
    """Return the sample of one draw in which everything stands at its mean."""
    amounts = [np.array([line.amount.mean]) for line in case.lines]
    rates = {one: rate.mean for one, rate in case.exchange.items()}
    cases = case.cases.mean if case.cases else np.nan
    return Sample(amounts, [line.growth.mean for line in case.lines], {"": 1.0, case.currency: 1.0, **rates}, cases, 1)


def contributions(lines: Sequence[Valued], sample: Sample, idle: bool = False) -> Floats:
    """Return what each line adds to the net present value in each draw, shape (lines, draws).

    Parameters
    ----------
    lines
        The lines, made ready.
    sample
        The draws.
    idle
        Whether the time that nobody redeploys is asked for instead, which adds nothing.
    """
    found = np.empty((len(lines), sample.draws))
    for place, valued in enumerate(lines):
        found[place] = contribution(valued, place, sample) if not idle else _idle(valued, place, sample)
    return found


def contribution(valued: Valued, place: int, sample: Sample) -> Floats:
    """Return what one line, which stands at a place, adds in each draw."""
    rate = sample.rates[valued.line.currency]
    return np.asarray(valued.unit * rate * sample.amounts[place] * valued.present(sample.growths[place]))


def _idle(valued: Valued, place: int, sample: Sample) -> Floats:
    rate = sample.rates[valued.line.currency]
    return np.asarray(valued.idle * rate * sample.amounts[place] * valued.present(sample.growths[place]))
