"""What drives the value of a business case: Sobol indices of its factors, and what each is worth knowing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.business_case.information import value_of_knowing
from publicvalue.business_case.model import Case
from publicvalue.business_case.sampling import CaseFactor, Sample, Valued, amount_factor, contribution
from publicvalue.scores.drivers.sobol import Evaluations, sobol_indices
from publicvalue.scores.rounding import rank_key
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats

RUNS = 4096
"""Most draws from which the indices are formed: the first of the sequence, which are even by themselves."""
RESAMPLES = 100


@dataclass(frozen=True)
class CaseDriver:
    """How much one factor matters.

    Parameters
    ----------
    factor
        The factor.
    first, total
        First and total order: share of the variance of the proposed option's net present value.
    total_half
        Half-width of the 95 % interval of the total order.
    worth
        What knowing it before the choice is worth, in money.
    """

    factor: CaseFactor
    first: float
    total: float
    total_half: float
    worth: float


@dataclass(frozen=True)
class DrawnCase:
    """A case drawn twice: its lines, both samples, and what each line adds in the first, shape (lines, draws)."""

    lines: Sequence[Valued]
    first: Sample
    second: Sample
    added: Floats


def find_drivers(
    case: Case, drawn: DrawnCase, factors: Sequence[CaseFactor], payoffs: Floats
) -> tuple[CaseDriver, ...]:
    """Return the factors that move the proposed option, the strongest first.

    Parameters
    ----------
    case, drawn, factors
        The case, its draws, and what is uncertain in it.
    payoffs
        Net present value of each option in each draw of the first sample, doing nothing among them.
    """
    own = [place for place, one in enumerate(drawn.lines) if one.line.option == case.proposed.id]
    moved = {factor: [place for place in own if _moves(factor, drawn.lines[place])] for factor in factors}
    asked = [factor for factor in factors if moved[factor]]
    design = _shortened(drawn)
    a = design.added[own].sum(axis=0)
    b = sum((contribution(drawn.lines[place], place, design.second) for place in own), np.zeros(len(a)))
    if not asked or a.std() == 0:
        return ()
    ab = np.stack([a + _exchange(factor, moved[factor], design) for factor in asked])
    outputs = Evaluations(a[:, np.newaxis], b[:, np.newaxis], ab[:, :, np.newaxis])
    found = sobol_indices(outputs, RESAMPLES, generator(case.seed, "business case resamples"))
    drivers = [
        CaseDriver(
            factor,
            float(found.first[row, 0]),
            float(found.total[row, 0]),
            float(found.total_half[row, 0]),
            value_of_knowing(payoffs, _values(factor, moved[factor], drawn.first)),
        )
        for row, factor in enumerate(asked)
    ]
    return tuple(sorted(drivers, key=lambda one: -rank_key(one.total)))


def _shortened(drawn: DrawnCase) -> DrawnCase:
    return DrawnCase(drawn.lines, _first_runs(drawn.first), _first_runs(drawn.second), drawn.added[:, :RUNS])


def _first_runs(sample: Sample) -> Sample:
    def cut(values: Floats | float) -> Floats | float:
        return values[:RUNS] if isinstance(values, np.ndarray) and values.ndim else values

    amounts = [one[:RUNS] for one in sample.amounts]
    rates = {name: cut(one) for name, one in sample.rates.items()}
    return Sample(amounts, [cut(one) for one in sample.growths], rates, cut(sample.cases), min(sample.draws, RUNS))


def _moves(factor: CaseFactor, valued: Valued) -> bool:
    match factor.kind:
        case "amount" | "cause":
            return amount_factor(valued.line) == factor and not valued.line.amount.is_certain
        case "growth":
            return valued.line.id == factor.id
        case "exchange":
            return valued.line.currency == factor.id
    return False


def _exchange(factor: CaseFactor, places: Sequence[int], drawn: DrawnCase) -> Floats:
    """Return how the value changes in each draw when one factor is taken from the second sample."""
    mixed = _mixed(factor, drawn)
    change = np.zeros(drawn.first.draws)
    for place in places:
        change += contribution(drawn.lines[place], place, mixed) - drawn.added[place]
    return change


def _mixed(factor: CaseFactor, drawn: DrawnCase) -> Sample:
    a, b = drawn.first, drawn.second
    amounts, growths, rates = a.amounts, a.growths, a.rates
    match factor.kind:
        case "amount" | "cause":
            amounts = b.amounts
        case "growth":
            growths = b.growths
        case "exchange":
            rates = {**a.rates, factor.id: b.rates[factor.id]}
    return Sample(amounts, growths, rates, a.cases, a.draws)


def _values(factor: CaseFactor, places: Sequence[int], sample: Sample) -> Floats:
    match factor.kind:
        case "growth":
            return np.asarray(sample.growths[places[0]])
        case "exchange":
            return np.asarray(sample.rates[factor.id])
    return sample.amounts[places[0]]
