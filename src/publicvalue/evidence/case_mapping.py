"""How an item of evidence that lists events is turned into cases: which column is what, and the working calendar."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from publicvalue.errors import Place
from publicvalue.evidence.calendars import OfficeHours
from publicvalue.evidence.columns import Scalar

EVENT_COLUMNS = ("case", "activity", "time", "start", "resource", "group", "channel", "deadline")
"""What a column of an event log can be."""

REQUIRED_COLUMNS = ("case", "activity", "time")

UNITS: Mapping[str, float] = MappingProxyType({"seconds": 1.0, "minutes": 60.0, "hours": 3_600.0, "days": 86_400.0})
"""Units of durations, with their seconds."""

CASE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "case": "id of the case",
        "started": "time at which work on the first event began; its own time where no `start` is given",
        "ended": "time of the last closing event; blank for a case that has not ended",
        "period": "month of the first event, such as 2024-03",
        "period_ended": "month in which the case ended; blank for a case that has not ended",
        "duration": "time from start to end, in the mapping's unit; blank for a case that has not ended",
        "working_duration": "the same in office hours of working days; in days, a working day counts as one",
        "service": "time in which an event was being worked on, in the unit; only where `start` is given",
        "waiting": "duration less service; only where `start` is given",
        "events": "number of events",
        "rework": "events whose activity the case had seen before",
        "reworked": "yes where rework is not zero",
        "hand_overs": "changes of resource from one event to the next, where both are known",
        "variant": "the activities in their order, joined by ' > '",
        "variant_id": "the first 12 hexadecimal digits of the SHA-256 of the variant",
        "automated_share": "percent of the events that automated resources or activities did",
        "automated": "yes where all events were automated",
        "outside_office_hours": "yes where the first event fell outside office hours",
        "channel": "channel of the first event that names one",
        "group": "group of the first event that names one",
        "deadline": "deadline of the first event that names one",
        "deadline_met": "yes where the case ended by the day of the deadline; blank where either is not known",
    }
)
"""Columns that a case has, beside those that the mapping keeps."""

PERIOD_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "period": "month, such as 2024-03; months without events too",
        "arrivals": "cases that started in the month",
        "completed": "cases that ended in the month: the throughput",
        "backlog": "cases that had started and not ended when the month ended",
    }
)
"""Columns of the table of periods."""


@dataclass(frozen=True)
class CaseMapping:
    """How events become cases.

    Parameters
    ----------
    columns
        One of EVENT_COLUMNS -> name of the column in the file.
    keep
        Further columns, whose first filled cell each case keeps under the same name.
    where
        Column -> values: only events with one of the values are used.
    rows
        `cases` for a row a case, `periods` for a row a month.
    unit
        Unit of durations, one of UNITS.
    closed_by
        Activities that end a case; the last event ends it when there are none.
    automated_resources, automated_activities
        What counts as done without a person.
    hours
        Office hours and working days.
    country, region
        ISO 3166 codes of the public holidays; none when empty.
    holidays
        Further days off.
    time_zone
        IANA name of the zone that office hours and months are meant in; empty for times as they are written.
    place
        Where the mapping stands.
    places
        `where.NAME` or the name of a field -> where it stands.
    """

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    keep: tuple[str, ...] = ()
    where: Mapping[str, tuple[Scalar, ...]] = field(default_factory=lambda: MappingProxyType({}))
    rows: str = "cases"
    unit: str = "days"
    closed_by: tuple[str, ...] = ()
    automated_resources: tuple[str, ...] = ()
    automated_activities: tuple[str, ...] = ()
    hours: OfficeHours = field(default_factory=OfficeHours)
    country: str = ""
    region: str = ""
    holidays: tuple[datetime.date, ...] = ()
    time_zone: str = ""
    place: Place = field(default=Place(), compare=False)
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def row_columns(self) -> tuple[str, ...]:
        """Names of the columns that the rolled-up table has."""
        if self.rows == "periods":
            return tuple(PERIOD_COLUMNS)
        absent = {
            name
            for name, needed in NEEDED.items()
            if needed not in self.columns and not (needed == "automated" and self.names_automated)
        }
        return tuple(name for name in CASE_COLUMNS if name not in absent) + self.keep

    @property
    def names_automated(self) -> bool:
        """Whether the mapping says what is automated."""
        return bool(self.automated_resources or self.automated_activities)


NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "service": "start",
        "waiting": "start",
        "hand_overs": "resource",
        "channel": "channel",
        "group": "group",
        "deadline": "deadline",
        "deadline_met": "deadline",
        "automated_share": "automated",
        "automated": "automated",
    }
)
"""Column of a case -> the column of the events that it needs."""
