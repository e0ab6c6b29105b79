"""Results of one system over the years: what compares with what, and what became of what was forecast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import Number
from publicvalue.results.comparison import Order, Pair, compare_results
from publicvalue.results.model import Answered, AssessmentResult

FORECAST = "forecast"


@dataclass(frozen=True)
class PublishedResult:
    """A published result, with the number of its publication."""

    number: int
    result: AssessmentResult

    @property
    def period(self) -> tuple[str, str]:
        """First and last day of what it is about."""
        return self.result.assessment.period_from, self.result.assessment.period_to


@dataclass(frozen=True)
class Delivery:
    """What was forecast of an indicator in one period, and what was measured of it in a later one.

    Parameters
    ----------
    indicator
        Its id.
    forecast, measured
        The numbers, in the same unit.
    promised_in, measured_in
        The editions.
    """

    indicator: str
    forecast: Number
    measured: Number
    promised_in: PublishedResult
    measured_in: PublishedResult

    @property
    def lies(self) -> Order:
        """Where the 95 % interval of what was measured lies, seen from that of the forecast."""
        if self.measured.low > self.forecast.high:
            return "above"
        return "below" if self.measured.high < self.forecast.low else "overlapping"


def latest_of_each_period(editions: Sequence[PublishedResult]) -> tuple[PublishedResult, ...]:
    """Return the last edition of each period, the oldest period first: a correction replaces what it mends."""
    last = {one.period: one for one in sorted(editions, key=lambda one: one.number)}
    return tuple(sorted(last.values(), key=lambda one: (one.period[1], one.period[0])))


def find_runs(editions: Sequence[PublishedResult]) -> tuple[tuple[PublishedResult, ...], ...]:
    """Return editions in runs that compare: nothing leads from one run to the next, since the method changed between.

    Parameters
    ----------
    editions
        One for each period, the oldest first.
    """
    runs: list[list[PublishedResult]] = [[one] for one in editions[:1]]
    for before, after in pairwise(editions):
        if compares(before, after):
            runs[-1].append(after)
        else:
            runs.append([after])
    return tuple(map(tuple, runs))


def compares(before: PublishedResult, after: PublishedResult) -> bool:
    """Return whether public value was found in the same way in two editions."""
    return next((one.compares for one in _pairs(before, after) if one.node == PUBLIC_VALUE), False)


def moved(before: PublishedResult, after: PublishedResult) -> Order | None:
    """Return where the later interval of public value lies; None where either is unknown, or the claims differ."""
    pair = next((one for one in _pairs(before, after) if one.node == PUBLIC_VALUE), None)
    return pair.order if pair and pair.compares and pair.same_claim and pair.same_questions else None


def _pairs(before: PublishedResult, after: PublishedResult) -> tuple[Pair, ...]:
    return compare_results(before.result, after.result).pairs


def find_deliveries(editions: Sequence[PublishedResult]) -> tuple[Delivery, ...]:
    """Return what was forecast and measured later: the first forecast of an indicator, and its last measurement.

    Parameters
    ----------
    editions
        One for each period, the oldest first.
    """
    return tuple(_deliveries(editions))


def _deliveries(editions: Sequence[PublishedResult]) -> Iterator[Delivery]:
    promised: dict[str, tuple[PublishedResult, Number]] = {}
    found: dict[str, Delivery] = {}
    for edition in editions:
        for id, answered in edition.result.answered.items():
            number = answered.result
            if not isinstance(number, Number):
                continue
            if is_forecast(edition.result, answered):
                promised.setdefault(id, (edition, number))
            elif id in promised and promised[id][1].unit == number.unit:
                found[id] = Delivery(id, promised[id][1], number, promised[id][0], edition)
    yield from found.values()


def is_forecast(result: AssessmentResult, answered: Answered) -> bool:
    """Return whether an answer rests on a forecast."""
    return result.assessment.evidence[answered.answer.evidence].kind == FORECAST
