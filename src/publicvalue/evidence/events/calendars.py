"""Working calendars: office hours, working days and public holidays, as a small table with a row a day.

A moment is placed on a working clock, which runs in office hours on working days only: `before` holds the seconds that
had run when the day began. A working duration is the difference of two places on the clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text

DAY = 86_400
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

CalendarRow = tuple[datetime.date, int, int, int]


@dataclass(frozen=True)
class OfficeHours:
    """When people work.

    Parameters
    ----------
    opens, closes
        Seconds of the day; 0 <= opens < closes <= 86,400. The whole day by default.
    days
        Working days of the week, of WEEKDAYS.
    """

    opens: int = 0
    closes: int = DAY
    days: tuple[str, ...] = WEEKDAYS[:5]

    @property
    def seconds(self) -> int:
        """Length of a working day."""
        return self.closes - self.opens


def calendar_rows(
    first: datetime.date, last: datetime.date, hours: OfficeHours, days_off: Collection[datetime.date]
) -> Iterator[CalendarRow]:
    """Yield each day, first to last, with `before`, `opens` and `closes` in seconds; a day off has opens = closes."""
    before = 0
    for number in range((last - first).days + 1):
        day = first + datetime.timedelta(days=number)
        works = WEEKDAYS[day.weekday()] in hours.days and day not in days_off
        opens, closes = (hours.opens, hours.closes) if works else (0, 0)
        yield day, before, opens, closes
        before += closes - opens


def public_holidays(country: str, region: str, years: range, place: Place) -> frozenset[datetime.date]:
    """Return the public holidays of a country, or of a region of it.

    Parameters
    ----------
    country, region
        ISO 3166-1 code of two or three letters, ISO 3166-2 code of the part; no holidays when the country is empty.
    years
        Years that are needed.
    place
        Where the codes stand, for messages.

    Raises
    ------
    InputError
        When the country or region is not known.

    Source
    ------
    The `holidays` package.
    """
    if not country:
        return frozenset()
    # Imported here: it is needed for event logs alone.
    import holidays  # noqa: PLC0415

    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=years)
    except NotImplementedError:
        what = Text("no public holidays are known for {country:quoted}", country=country)
        if region:
            what = Text(
                "no public holidays are known for {country:quoted} with the region {region:quoted}",
                country=country,
                region=region,
            )
        expected = Text("an ISO 3166-1 code such as BRB or NL, and a region that the `holidays` package knows")
        do = Text("correct the code, or leave it out and list the days under holidays")
        problem = Problem(place, what, expected, do)
        raise InputError([problem]) from None
    return frozenset(found)
