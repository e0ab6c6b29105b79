"""The whole way of a business case: from its lines to what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from publicvalue.business_case.discounting import GREEN_BOOK, Schedule, flat
from publicvalue.business_case.drivers import DrawnCase, find_drivers
from publicvalue.business_case.information import value_of_information
from publicvalue.business_case.model import Case, Option
from publicvalue.business_case.result import (
    BURDEN,
    RELIEF,
    CaseResult,
    OptionResult,
    Payback,
    Spread,
    Switching,
    spread_of,
)
from publicvalue.business_case.sampling import (
    Sample,
    Valued,
    contributions,
    draw_samples,
    find_factors,
    mean_sample,
    value_lines,
)
from publicvalue.business_case.years import years_between
from publicvalue.scores.tree import Floats

BESIDE: Mapping[str, Schedule] = MappingProxyType({"3.5": flat(0.035), "12": flat(0.12), "green_book": GREEN_BOOK})
"""Discount rates under which every case is shown too."""
OWN = "own"


def value_case(case: Case) -> CaseResult:
    """Find what a business case comes to.

    Parameters
    ----------
    case
        The case, sound: as `read_case` returns it.
    """
    factors = find_factors(case)
    lines = value_lines(case, flat(case.rate))
    first, second = draw_samples(case, factors)
    added = contributions(lines, first)
    payoffs = np.stack([added[_places(lines, one.id)].sum(axis=0) for one in case.options])
    with_nothing = np.vstack([payoffs, np.zeros(case.draws)])
    options = tuple(_option(case, one, lines, (first, added)) for one in case.options)
    own = _places(lines, case.proposed.id)
    return CaseResult(
        options=options,
        best=max(options, key=lambda one: one.value.mean).option.id if options else "",
        payback=_payback(case, lines, first),
        by_kind=_by_kind([lines[place] for place in own], added[own]),
        per_case=_per_case(case, lines, (first, added)),
        yearly=_yearly(case, lines),
        break_even=_break_even(options[0]),
        late=_late(case),
        drivers=find_drivers(case, DrawnCase(lines, first, second, added), factors, with_nothing),
        switching=_switching(case, lines),
        perfect=value_of_information(with_nothing),
        parties=_parties([lines[place] for place in own], added[own]),
        burden=float((added[own] - _without_burden([lines[place] for place in own], added[own])).sum(axis=0).mean()),
    )


def _places(lines: Sequence[Valued], option: str) -> list[int]:
    return [place for place, one in enumerate(lines) if one.line.option == option]


def _option(case: Case, option: Option, lines: Sequence[Valued], drawn: tuple[Sample, Floats]) -> OptionResult:
    sample, added = drawn
    places = _places(lines, option.id)
    own = [lines[place].line for place in places]
    costs = -added[[place for place, line in zip(places, own, strict=True) if line.is_cost]].sum(axis=0)
    benefits = added[[place for place, line in zip(places, own, strict=True) if not line.is_cost]].sum(axis=0)
    # All of it is raised by the tax burden, which is no money that the state pays.
    money = [
        place
        for place, line in zip(places, own, strict=True)
        if line.public and (line.is_cost or line.kind in ("cash_releasing", "residual"))
    ]
    at_rates = {OWN: float(added[places].sum(axis=0).mean())}
    for name, schedule in BESIDE.items():
        at_rates[name] = float(contributions(value_lines(case, schedule), sample)[places].sum(axis=0).mean())
    return OptionResult(
        option=option,
        value=spread_of(benefits - costs),
        costs=spread_of(costs),
        benefits=spread_of(benefits),
        ratio=spread_of(benefits / costs) if (costs > 0).all() else None,
        cash=spread_of(added[money].sum(axis=0) / (1 + case.tax_burden)),
        idle_time=float(contributions(lines, sample, idle=True)[places].sum(axis=0).mean()),
        at_rates=MappingProxyType(at_rates),
    )


def _payback(case: Case, lines: Sequence[Valued], sample: Sample) -> Payback:
    """Add up the discounted flows of each draw year by year; paid back is what stays so to the end.

    Within a year nothing is told: what is open at the end of one year and not at that of the next took both.
    """
    years = int(np.ceil(years_between(case.base, case.end))) + 1
    flows = np.zeros((years + 1, sample.draws))
    for place in _places(lines, case.proposed.id):
        one = lines[place]
        growth = 1 + np.asarray(sample.growths[place])
        flow = one.unit * sample.rates[one.line.currency] * sample.amounts[place] * growth**one.times.first
        for step, weight in enumerate(one.weights):
            flows[one.times.year + step] += weight * flow
            flow = flow * growth
    balance = np.cumsum(flows, axis=0)
    open_years = np.where(balance < 0, np.arange(1, years + 2)[:, np.newaxis], 0).max(axis=0)
    never = float((open_years > years).mean())
    if never >= 0.5:
        return Payback(None, never)
    return Payback(float(np.median(open_years + 1)), never)


def _per_case(case: Case, lines: Sequence[Valued], drawn: tuple[Sample, Floats]) -> Spread | None:
    """Return present costs over present cases: each case counts less the later it is, as its cost does.

    What taxes cost beyond the tax is no money that is paid for a case.
    """
    if case.cases is None:
        return None
    sample, added = drawn
    places = [place for place in _places(lines, case.proposed.id) if lines[place].line.is_cost]
    running = [lines[place] for place in places if lines[place].line.last is not None]
    if not running:
        return None
    weights = max((one.weights for one in running), key=len)
    paid = -_without_burden([lines[place] for place in places], added[places]).sum(axis=0)
    return spread_of(paid / (np.asarray(sample.cases) * weights.sum()))


def _yearly(case: Case, lines: Sequence[Valued]) -> tuple[tuple[int, float, float], ...]:
    sample = mean_sample(case)
    years = int(np.ceil(years_between(case.base, case.end))) + 1
    costs, benefits = np.zeros(years + 1), np.zeros(years + 1)
    for place in _places(lines, case.proposed.id):
        one = lines[place]
        unit = one.unit * float(sample.rates[one.line.currency]) * float(sample.amounts[place][0])
        grown = (1 + np.asarray(sample.growths[place])) ** one.times.years
        stop = one.times.year + len(one.times.shares)
        flows = costs if one.line.is_cost else benefits
        flows[one.times.year : stop] += np.abs(unit * one.times.shares * grown)
    last = max((year for year in range(years + 1) if costs[year] or benefits[year]), default=0)
    return tuple((year, float(costs[year]), float(benefits[year])) for year in range(last + 1))


def _by_kind(lines: Sequence[Valued], added: Floats) -> Mapping[str, Spread]:
    kinds: dict[str, Floats] = {}
    for one, values, whole in zip(lines, _without_burden(lines, added), added, strict=True):
        parts = {one.line.kind: values, BURDEN if one.line.is_cost else RELIEF: whole - values}
        for kind, part in parts.items():
            if kind == one.line.kind or one.burden > 1:
                kinds[kind] = kinds.get(kind, np.zeros(len(part))) + np.abs(part)
    return MappingProxyType({kind: spread_of(values) for kind, values in kinds.items()})


def _without_burden(lines: Sequence[Valued], added: Floats) -> Floats:
    """Return what each line adds without what taxes cost beyond the tax, shape (lines, draws)."""
    return np.asarray(added / np.array([one.burden for one in lines])[:, np.newaxis]) if lines else added


def _break_even(option: OptionResult) -> float | None:
    return option.costs.mean / option.benefits.mean if option.benefits.mean > 0 else None


def _late(case: Case) -> float:
    """Return the mean value of the proposed option when each benefit comes a year later: at all means."""
    lines = value_lines(case, flat(case.rate))
    moved = [one if one.line.is_cost else replace(one, weights=one.weights / (1 + case.rate)) for one in lines]
    places = _places(lines, case.proposed.id)
    return float(contributions(moved, mean_sample(case))[places].sum())


def _switching(case: Case, lines: Sequence[Valued]) -> tuple[Switching, ...]:
    places = _places(lines, case.proposed.id)
    added = contributions(lines, mean_sample(case))[:, 0]
    total = added[places].sum()
    found = []
    for place in places:
        amount = lines[place].line.amount
        if added[place] == 0:
            continue
        value = float(amount.mean * (1 - total / added[place]))
        possible = amount.low <= value <= amount.high and not amount.is_certain
        found.append(Switching(lines[place].line, float(added[place]), amount.mean, value, possible))
    return tuple(sorted(found, key=lambda one: abs(one.change)))


def _parties(lines: Sequence[Valued], added: Floats) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for one, values in zip(lines, _without_burden(lines, added), strict=True):
        found[one.line.who] = found.get(one.line.who, 0.0) + float(values.mean())
    return MappingProxyType(found)
