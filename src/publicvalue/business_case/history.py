"""The history of one promise: what was forecast of it, promised at a gate, measured in the pilot and in use, by day.

Nothing of it replaces anything: each answer has its day, and a later one stands below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from publicvalue.business_case.delivery import MeasuredAmount
from publicvalue.business_case.gates.record import GateRecord, Promised
from publicvalue.business_case.model import Forecast
from publicvalue.words.choices import check_name

Said = Literal["forecast", "gate", "pilot", "use"]


@dataclass(frozen=True)
class DatedAnswer:
    """One dated answer.

    Parameters
    ----------
    title, day
        Line of the case, and the day; None where nobody said.
    said
        What it is: a forecast, the promise of a gate, or measured in the pilot or in use.
    who
        Who forecast it, the id of the gate, or the source of the result.
    low, value, high
        The value, and its ends; None where they are not known.

    Raises
    ------
    MethodError
        When there is no such kind of answer.
    """

    title: str
    day: dt.date | None
    said: Said
    who: str
    low: float | None
    value: float
    high: float | None

    def __post_init__(self) -> None:
        """Refuse an answer that nobody knows."""
        check_name(self.said, Said, "kind of answer")


def find_history(
    forecasts: Sequence[Forecast], record: GateRecord, results: Mapping[str, Sequence[MeasuredAmount]]
) -> tuple[DatedAnswer, ...]:
    """Return all that was said of each line that has a forecast or a result, by line and day."""
    found = [*_forecasts(forecasts), *_results(results)]
    titles = {one.title for one in found}
    found += [one for one in _promised(record) if one.title in titles]
    order = {title: place for place, title in enumerate(dict.fromkeys(one.title for one in found))}
    return tuple(sorted(found, key=lambda one: (order[one.title], one.day or dt.date.min)))


def _forecasts(forecasts: Sequence[Forecast]) -> Iterator[DatedAnswer]:
    for one in forecasts:
        ends = one.forecast
        yield DatedAnswer(one.title, one.day, "forecast", one.who, ends.low, ends.likely, ends.high)


def _promised(record: GateRecord) -> Iterator[DatedAnswer]:
    """Yield what each gate promised, where it is not what the gate before promised."""
    former: dict[str, Promised] = {}
    for gate in record.gates:
        for one in gate.promised:
            if one.title in former and former[one.title].forecast == one.forecast:
                continue
            former[one.title] = one
            yield DatedAnswer(one.title, gate.day, "gate", gate.gate, one.low, one.likely, one.high)


def _results(results: Mapping[str, Sequence[MeasuredAmount]]) -> Iterator[DatedAnswer]:
    for title, them in results.items():
        for one in them:
            yield DatedAnswer(title, one.day, "pilot" if one.pilot else "use", one.source, one.low, one.value, one.high)
