"""Turn the `cases` of an item of evidence into a CaseMapping."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from types import MappingProxyType

from publicvalue.errors import Problem
from publicvalue.evidence.events.calendars import WEEKDAYS, OfficeHours
from publicvalue.evidence.events.mapping import CASE_COLUMNS, EVENT_COLUMNS, REGISTER_COLUMNS, CaseMapping
from publicvalue.evidence.parsing.shapes import CasesEntry
from publicvalue.words.text import Text

OF_EVENTS = ("activity", "time", "start", "lifecycle", "instance", "event", "closed_by")
HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)")


def parse_cases(entry: CasesEntry, problems: list[Problem]) -> CaseMapping:
    """Build a mapping from its entry; adds every problem that the file itself does not show."""
    found = [*_keep_problems(entry), *_hours_problems(entry), *_day_problems(entry), *_form_problems(entry)]
    problems.extend(found)
    return CaseMapping(
        columns=MappingProxyType({name: getattr(entry, name) for name in EVENT_COLUMNS if getattr(entry, name)}),
        keep=entry.keep,
        where=entry.where,
        rows=entry.rows,
        unit=entry.unit,
        closed_by=entry.closed_by,
        automated_resources=entry.automated_resources,
        automated_activities=entry.automated_activities,
        hours=OfficeHours() if found else _hours(entry),
        country=entry.country,
        region=entry.region,
        holidays=() if found else tuple(map(datetime.date.fromisoformat, entry.holidays)),
        time_zone=entry.time_zone,
        date_format=entry.date_format,
        extracted=None if found or not entry.extracted else datetime.date.fromisoformat(entry.extracted),
        within=entry.within,
        within_working=entry.within_working,
        place=entry.place,
        places=entry.places,
    )


def _hours(entry: CasesEntry) -> OfficeHours:
    days = entry.working_days or WEEKDAYS[:5]
    match = HOURS.fullmatch(entry.office_hours)
    if not match:
        return OfficeHours(days=days)
    opens, closes = (3600 * int(match[i]) + 60 * int(match[i + 1]) for i in (1, 3))
    return OfficeHours(opens, closes, days)


def _hours_problems(entry: CasesEntry) -> Iterator[Problem]:
    written = entry.office_hours
    if not written:
        return
    hours = _hours(entry)
    if not HOURS.fullmatch(written) or not 0 <= hours.opens < hours.closes <= 86_400:
        place = entry.places["office_hours"]
        what = Text("{hours:quoted} are no office hours", hours=written)
        expected = Text("from and to within one day, such as 08:30-17:00")
        yield Problem(place, what, expected, Text("write the hours so"))


def _keep_problems(entry: CasesEntry) -> Iterator[Problem]:
    for name in entry.keep:
        if name in CASE_COLUMNS:
            what = Text("a case has a column {name:quoted} of its own", name=name)
            do = Text("rename {name:quoted} in the file", name=name)
            yield Problem(entry.places["keep"], what, Text("columns under other names"), do)
    if len(set(entry.keep)) < len(entry.keep):
        what = Text("a column is kept twice")
        yield Problem(entry.places["keep"], what, Text("each column once"), Text("remove one of them"))


def _day_problems(entry: CasesEntry) -> Iterator[Problem]:
    days = [("holidays", day) for day in entry.holidays]
    days += [("extracted", entry.extracted)] if entry.extracted else []
    for name, day in days:
        try:
            datetime.date.fromisoformat(day)
        except ValueError:
            what = Text("{day:quoted} is no date", day=day)
            yield Problem(entry.places[name], what, "YYYY-MM-DD", Text("write the day so"))


def _form_problems(entry: CasesEntry) -> Iterator[Problem]:
    """Yield what cannot be said together: a row is an event or a case, and has its start once."""
    register = [name for name in REGISTER_COLUMNS if getattr(entry, name)]
    for name in OF_EVENTS if register else ():
        if getattr(entry, name):
            what = Text(
                "cases: {register:quoted} is of a table with a row a case, {name:quoted} of one with a row an event",
                register=register[0],
                name=name,
            )
            expected, do = Text("opened and closed; or activity and time"), Text("remove {name}", name=name)
            yield Problem(entry.places[name], what, expected, do)
    if entry.start and entry.lifecycle:
        what = Text("cases: both 'start' and 'lifecycle' say when work on an event began")
        yield Problem(entry.places["lifecycle"], what, Text("one of the two"), Text("remove one"))
    if entry.within is not None and not (register or entry.closed_by):
        what = Text("cases: 'within' needs to know when a case ends")
        do = Text("name what ends a case, or remove within")
        yield Problem(entry.places["within"], what, Text("closed, or closed_by"), do)
