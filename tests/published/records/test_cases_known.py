"""The permit log of a Dutch municipality, rolled up in the engine and counted by hand from the XML."""

from __future__ import annotations

import datetime
import gzip
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from publicvalue.evidence.events.calendars import OfficeHours
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.events.roll_up import open_rows

Case = dict[str, object]
CLOSING = "T10 Determine necessity to stop indication"
MAPPING = CaseMapping(
    columns={"channel": "case:channel", "deadline": "case:deadline", "group": "case:department"},
    keep=("case:responsible",),
    closed_by=(CLOSING,),
    automated_activities=("Confirmation of receipt",),
    hours=OfficeHours(9 * 3600, 17 * 3600),
    holidays=(datetime.date(2011, 6, 2), datetime.date(2011, 6, 13)),
)


@pytest.fixture(scope="module")
def log(shared_data: Callable[[str], Path]) -> Path:
    return shared_data("permit-log/receipt.xes.gz")


def roll(log: Path, folder: Path, mapping: CaseMapping) -> list[Case]:
    shutil.copy(log, folder / "log.xes.gz")
    with open_engine(folder) as engine:
        raw = open_rows(engine, Evidence("log", "records", "Log", "log.xes.gz", "4TU", cases=mapping))
        columns = ", ".join(f'{column.key} AS "{column.name}"' for column in raw.columns)
        query = f"SELECT {columns} FROM ({raw.sql}) ORDER BY row"  # noqa: S608 - names of our own
        return engine.backend.con.sql(query).to_arrow_table().to_pylist()


def by_hand(log: Path) -> Iterator[Case]:
    """Read the log with the standard library and count case by case, without any engine."""
    with gzip.open(log) as stream:
        root = ElementTree.parse(stream).getroot()  # noqa: S314 - a file that we know
    tag = "{http://www.xes-standard.org/}"
    for trace in root.iter(f"{tag}trace"):
        own = values(trace)
        events = sorted(
            (values(event) for event in trace.findall(f"{tag}event")),
            key=lambda event: datetime.datetime.fromisoformat(event["time:timestamp"]),
        )
        yield count_case(own, events)


def values(element: ElementTree.Element) -> dict[str, str]:
    return {child.attrib["key"]: child.attrib["value"] for child in element if "value" in child.attrib}


def count_case(own: dict[str, str], events: list[dict[str, str]]) -> Case:
    times = [datetime.datetime.fromisoformat(event["time:timestamp"]) for event in events]
    activities = [event["concept:name"] for event in events]
    ends = [time for time, activity in zip(times, activities, strict=True) if activity == CLOSING]
    end = max(ends) if ends else None
    resources = [event.get("org:resource") for event in events]
    first = times[0].replace(tzinfo=None)
    automated = activities.count("Confirmation of receipt")
    deadline = datetime.date.fromisoformat(own["deadline"][:10]) if "deadline" in own else None
    return {
        "case": own["concept:name"],
        "started": first,
        "ended": end and end.replace(tzinfo=None),
        "period": first.strftime("%Y-%m"),
        "period_ended": end and end.strftime("%Y-%m"),
        "duration": end and (end - times[0]).total_seconds() / 86_400,
        "working_duration": end and working_days(first, end.replace(tzinfo=None)),
        "events": len(events),
        "rework": len(events) - len(set(activities)),
        "reworked": len(events) > len(set(activities)),
        "hand_overs": sum(a != b for a, b in itertools.pairwise(resources) if a and b),
        "variant": " > ".join(activities),
        "automated_share": 100 * automated / len(events),
        "automated": automated == len(events),
        "outside_office_hours": not (is_working(first.date()) and 9 <= first.hour < 17),
        "channel": own["channel"],
        "group": own["department"],
        "deadline": deadline,
        "deadline_met": end.date() <= deadline if end and deadline else None,
        "case:responsible": own["responsible"],
    }


def is_working(day: datetime.date) -> bool:
    return day.weekday() < 5 and day not in MAPPING.holidays


def working_days(start: datetime.datetime, end: datetime.datetime) -> float:
    """Add up the office hours of each day between two moments, in days of eight hours."""
    total, day = 0.0, start.date()
    while day <= end.date():
        if is_working(day):
            opens = datetime.datetime.combine(day, datetime.time(9))
            closes = datetime.datetime.combine(day, datetime.time(17))
            total += max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
        day += datetime.timedelta(days=1)
    return total / (8 * 3600)


def test_cases_of_the_permit_log_as_counted_by_hand(log: Path, tmp_path: Path) -> None:
    found = {case["case"]: case for case in roll(log, tmp_path, MAPPING)}
    expected = {case["case"]: case for case in by_hand(log)}
    assert len(found) == len(expected) == 1434
    assert sum(case["events"] for case in found.values()) == 8577
    assert len({case["variant_id"] for case in found.values()}) == len({c["variant"] for c in expected.values()}) == 116
    for id, case in expected.items():
        for name, value in case.items():
            if isinstance(value, float):
                assert found[id][name] == pytest.approx(value, abs=1e-9), (id, name)
            else:
                assert found[id][name] == value, (id, name)
    open_cases = [case for case in found.values() if case["ended"] is None]
    assert len(open_cases) == 1434 - len([case for case in expected.values() if CLOSING in case["variant"]]) == 151


def test_months_of_the_permit_log_as_counted_by_hand(log: Path, tmp_path: Path) -> None:
    months = roll(log, tmp_path, CaseMapping(**{**MAPPING.__dict__, "rows": "periods"}))
    cases = list(by_hand(log))
    backlog = 0
    for month in months:
        arrivals = sum(case["period"] == month["period"] for case in cases)
        completed = sum(case["period_ended"] == month["period"] for case in cases)
        backlog += arrivals - completed
        assert month == {"period": month["period"], "arrivals": arrivals, "completed": completed, "backlog": backlog}
    assert [month["period"] for month in months] == sorted({case["period"] for case in cases})
    assert months[-1]["backlog"] == 151
