"""Turn the `cases` of an item of evidence into a CaseMapping."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from types import MappingProxyType

from publicvalue.errors import Problem
from publicvalue.evidence.events.calendars import WEEKDAYS, OfficeHours
from publicvalue.evidence.events.mapping import CASE_COLUMNS, EVENT_COLUMNS, REGISTER_COLUMNS, CaseMapping
from publicvalue.framework.fields import Record

OF_EVENTS = ("activity", "time", "start", "lifecycle", "instance", "event", "closed_by")
HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)")


def parse_cases(record: Record, problems: list[Problem]) -> CaseMapping:
    """Build a mapping from its record; adds every problem that the file itself does not show."""
    found = [*_keep_problems(record), *_hours_problems(record), *_day_problems(record), *_form_problems(record)]
    problems.extend(found)
    return CaseMapping(
        columns=MappingProxyType({name: record.text(name) for name in EVENT_COLUMNS if record.get(name)}),
        keep=record.texts("keep"),
        where=MappingProxyType(record.chosen("where")),
        rows=record.text("rows", "cases"),
        unit=record.text("unit", "days"),
        closed_by=record.texts("closed_by"),
        automated_resources=record.texts("automated_resources"),
        automated_activities=record.texts("automated_activities"),
        hours=OfficeHours() if found else _hours(record),
        country=record.text("country"),
        region=record.text("region"),
        holidays=() if found else tuple(datetime.date.fromisoformat(day) for day in record.texts("holidays")),
        time_zone=record.text("time_zone"),
        date_format=record.text("date_format"),
        extracted=None
        if found or not record.get("extracted")
        else datetime.date.fromisoformat(record.text("extracted")),
        within=record.optional_number("within"),
        within_working=record.get("within_working") is True,
        place=record.place,
        places=MappingProxyType({**record.places_in("where"), **{name: record.place_of(name) for name in record}}),
    )


def _day(written: str) -> datetime.date | None:
    return datetime.date.fromisoformat(written) if written else None


def _hours(record: Record) -> OfficeHours:
    days = record.texts("working_days") or WEEKDAYS[:5]
    match = HOURS.fullmatch(record.text("office_hours"))
    if not match:
        return OfficeHours(days=days)
    opens, closes = (3600 * int(match[i]) + 60 * int(match[i + 1]) for i in (1, 3))
    return OfficeHours(opens, closes, days)


def _hours_problems(record: Record) -> Iterator[Problem]:
    written = record.text("office_hours")
    if not written:
        return
    hours = _hours(record)
    if not HOURS.fullmatch(written) or not 0 <= hours.opens < hours.closes <= 86_400:
        place = record.place_of("office_hours")
        yield Problem(
            place,
            f"'{written}' are no office hours",
            "from and to within one day, such as 08:30-17:00",
            "write the hours so",
        )


def _keep_problems(record: Record) -> Iterator[Problem]:
    for name in record.texts("keep"):
        if name in CASE_COLUMNS:
            what = f"a case has a column '{name}' of its own"
            yield Problem(record.place_of("keep"), what, "columns under other names", f"rename '{name}' in the file")
    if len(set(record.texts("keep"))) < len(record.texts("keep")):
        yield Problem(record.place_of("keep"), "a column is kept twice", "each column once", "remove one of them")


def _day_problems(record: Record) -> Iterator[Problem]:
    days = [(name, day) for name in ("holidays", "extracted") for day in _texts(record, name)]
    for name, day in days:
        try:
            datetime.date.fromisoformat(day)
        except ValueError:
            yield Problem(record.place_of(name), f"'{day}' is no date", "YYYY-MM-DD", "write the day so")


def _texts(record: Record, name: str) -> tuple[str, ...]:
    return record.texts(name) if name == "holidays" else tuple(filter(None, [record.text(name)]))


def _form_problems(record: Record) -> Iterator[Problem]:
    """Yield what cannot be said together: a row is an event or a case, and has its start once."""
    register = [name for name in REGISTER_COLUMNS if record.get(name)]
    for name in OF_EVENTS if register else ():
        if record.get(name):
            yield Problem(
                record.place_of(name),
                f"cases: '{register[0]}' is of a table with a row a case, '{name}' of one with a row an event",
                "opened and closed; or activity and time",
                f"remove {name}",
            )
    if record.get("start") and record.get("lifecycle"):
        what = "cases: both 'start' and 'lifecycle' say when work on an event began"
        yield Problem(record.place_of("lifecycle"), what, "one of the two", "remove one")
    if record.get("within") is not None and not (register or record.get("closed_by")):
        what = "cases: 'within' needs to know when a case ends"
        yield Problem(
            record.place_of("within"), what, "closed, or closed_by", "name what ends a case, or remove within"
        )
