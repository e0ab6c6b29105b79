"""How an item of evidence that lists events is turned into cases: which column is what, and the working calendar."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from publicvalue.errors import Place
from publicvalue.evidence.columns import Scalar
from publicvalue.evidence.events.calendars import OfficeHours

EVENT_COLUMNS = (
    "case",
    "activity",
    "time",
    "start",
    "lifecycle",
    "instance",
    "event",
    "opened",
    "closed",
    "resource",
    "group",
    "channel",
    "deadline",
)
"""What a column of an event log or of a register of cases can be."""

REQUIRED_COLUMNS = ("case", "activity", "time")
REGISTER_COLUMNS = ("opened", "closed")
"""What a register needs: a table with a row a case, in which open cases have no time of closing."""
MOMENT_COLUMNS = ("time", "start", "opened", "closed", "deadline")

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
        "open": "yes where the case had not ended; where `closed` or `closed_by` is given, as the next four",
        "followed": "time from start to end, of an open case to the day of the extract, in the unit",
        "working_followed": "the same in office hours of working days",
        "closed_within": "yes where the case ended within `within`, no where it did not; blank for a case that started"
        " so late that nobody knows yet",
        "duration_within": "time from start to end, `within` at most, in the unit; blank as `closed_within`",
        "outside_office_hours": "yes where the first event fell outside office hours",
        "channel": "channel of the first event that names one",
        "group": "group of the first event that names one",
        "deadline": "deadline of the first event that names one",
        "deadline_met": "yes where the case ended by the day of the deadline; blank where either is not known, no in"
        " a register where the deadline of an open case had passed",
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
    date_format
        How days and times are written; empty where the cells show it.
    extracted
        Last day of which the file knows; none for the day of the last event.
    within
        Time, in the unit, within which a case should end; none when no such time is asked for.
    within_working
        Whether that time runs in office hours of working days alone.
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
    date_format: str = ""
    extracted: datetime.date | None = None
    within: float | None = None
    within_working: bool = False
    place: Place = field(default=Place(), compare=False)
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def is_register(self) -> bool:
        """Whether a row is a case with its opening and closing, and not an event."""
        return not {"opened", "closed"}.isdisjoint(self.columns)

    @property
    def row_columns(self) -> tuple[str, ...]:
        """Names of the columns that the rolled-up table has."""
        if self.rows == "periods":
            return tuple(PERIOD_COLUMNS)
        known = set(self.columns)
        known |= {"start"} if "lifecycle" in known else set()
        known |= {"automated"} if self.names_automated else set()
        known |= {"closing"} if self.closed_by or self.is_register else set()
        known |= {"within"} if self.within is not None and "closing" in known else set()
        known |= set() if self.is_register else {"steps"}
        return tuple(name for name in CASE_COLUMNS if NEEDED.get(name, "case") in known | {"case"}) + self.keep

    def needs_horizon(self, asked: Collection[str]) -> bool:
        """Whether a column that is asked for needs the end of the time of which the file knows."""
        return bool(HORIZON_COLUMNS & set(asked)) or (self.is_register and (self.rows == "periods" or OVERDUE in asked))

    def key_of(self, title: str) -> str:
        """Return the name under which the rolled-up table is written to a file, where case alone tells none apart."""
        return f"keep_{self.keep.index(title)}" if title in self.keep else title

    @property
    def names_automated(self) -> bool:
        """Whether the mapping says what is automated."""
        return bool(self.automated_resources or self.automated_activities)


NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "service": "start",
        "waiting": "start",
        **dict.fromkeys(("events", "rework", "reworked", "variant", "variant_id"), "steps"),
        "hand_overs": "resource",
        "channel": "channel",
        "group": "group",
        "deadline": "deadline",
        "deadline_met": "deadline",
        "automated_share": "automated",
        "automated": "automated",
        **dict.fromkeys(("open", "followed", "working_followed"), "closing"),
        **dict.fromkeys(("closed_within", "duration_within"), "within"),
    }
)
"""Column of a case -> what it needs: a column of the events, or something that the mapping says."""

OVERDUE = "deadline_met"
"""Column that a register, whose end is stated, knows of open cases too."""

HORIZON_COLUMNS = frozenset({"followed", "working_followed", "closed_within", "duration_within"})
"""Columns that need the end of the time of which the file knows."""

LENGTHS = HORIZON_COLUMNS - {"closed_within"} | {"duration", "working_duration", "service", "waiting"}
"""Columns that are lengths of time in the mapping's unit."""

OF_ENDED = frozenset({"duration", "working_duration"})
"""Lengths that only a case that has ended has."""
OF_KNOWN = frozenset({"closed_within", "duration_within"})
"""Columns that only a case has of which enough time is known."""
