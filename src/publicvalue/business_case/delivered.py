"""What came of one system's promises: each beside its result, its stop rules, and its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publicvalue.business_case.delivery import ForecastOutcome, MeasuredAmount, in_use
from publicvalue.business_case.gates.record import GateRecord, Promised, first_promises, promises_of
from publicvalue.business_case.history import DatedAnswer, find_history
from publicvalue.business_case.model import Case
from publicvalue.business_case.planning.model import Measuring
from publicvalue.business_case.planning.stopping import Stopping, find_stops


@dataclass(frozen=True)
class Delivered:
    """What came of one system's promises.

    Parameters
    ----------
    case, record
        Its business case as it is now, and what is on record.
    promises
        What was promised at go-live, beside the latest that was measured in use.
    stops
        Its stop rules, with what is known of them.
    history
        All dated answers to what was promised.
    """

    case: Case
    record: GateRecord
    promises: tuple[ForecastOutcome, ...]
    stops: tuple[Stopping, ...]
    history: tuple[DatedAnswer, ...]


def deliver(
    case: Case,
    record: GateRecord,
    results: Mapping[str, Sequence[MeasuredAmount]],
    measured: Sequence[Measuring],
    today: dt.date,
) -> Delivered:
    """Set what was measured beside what was promised.

    Parameters
    ----------
    case, record
        The case, and what is on record; where nothing is, the case as it is now is what is promised.
    results
        Title of a line -> what was measured of it, by day.
    measured
        How each promise is measured, and when it is stopped.
    today
        The day: what was to begin later is not due.
    """
    latest = {title: found for title, them in results.items() if (found := in_use(them))}
    promises = tuple(_promise(one, latest.get(one.title), today) for one in promised_in(record, case))
    return Delivered(
        case, record, promises, find_stops(promises, measured), find_history(case.forecasts, record, results)
    )


def promised_in(record: GateRecord, case: Case) -> Sequence[Promised]:
    """Return what was promised at go-live or the last gate before; what the case says now where none is on record."""
    return first_promises(record) or promises_of(case)


def _promise(one: Promised, found: MeasuredAmount | None, today: dt.date) -> ForecastOutcome:
    ends = (found.low, found.high) if found and found.low is not None and found.high is not None else None
    return ForecastOutcome(
        id=one.title,
        title=one.title,
        forecast=one.forecast,
        result=found.value if found else None,
        price=one.price,
        is_cost=one.is_cost,
        worth=one.worth,
        first=one.first,
        began=found.began if found else None,
        ends=ends,
        uplift=one.uplift,
        flows=one.first is None or one.last is not None,
        is_due=found is not None or one.due is None or one.due <= today,
    )
