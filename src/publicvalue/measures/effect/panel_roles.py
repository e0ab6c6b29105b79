"""Columns and settings that the designs of effect share, so that one file answers to all of them."""

from __future__ import annotations

from publicvalue.measures.definition import COUNT, Option, Role
from publicvalue.schema.values import Day
from publicvalue.words.text import Text

VALUE = Role("value", "number", Text("the outcome, in a number: days, cost, a rate that was published"))
EVENT = Role("event", "yes_no", Text("whether the outcome happened in this case"))
# Not named "unit": a column of that name is elsewhere the unit of measurement.
UNIT = Role(
    "adopter", "category", Text("what adopts the system: the office, district or country that the row belongs to")
)
PERIOD = Role("period", "date", Text("when the outcome was reached; a day, a month or a year"))
ADOPTED = Role(
    "adopted", "date", Text("when the unit adopted the system; blank for a unit that never did"), required=False
)
WITH_SYSTEM = Role("with_system", "yes_no", Text("whether the system was in use for this row"), required=False)
DRAWN = Role("drawn", "yes_no", Text("whether lots decided that the system is used here: yes with it, no without"))
CLUSTER = Role(
    "cluster",
    "category",
    Text("what lots were drawn for, or what units share that adopt: an office, a region; the error is counted by it"),
    required=False,
)
COVARIATE = Role(
    "before", "number", Text("what the system cannot have changed, such as age"), required=False, repeated=True
)
STRATUM = Role("stratum", "category", Text("the group within which lots were drawn"), required=False)

PERIOD_SIZES = ("year", "quarter", "month", "week", "day")

SIZE = Option(
    "period_size",
    Text("length of a period; when left out, years where every date is the first day of a year, else months"),
    "assessment",
    PERIOD_SIZES,
)
ADOPTION = Option(
    "adoption", Text("day of adoption, where all adopt together, such as 2019-01-01"), "assessment", kind=Day
)
SIGNED = Option(
    "signed",
    Text("as measured, or so that a better outcome is positive whichever way the outcome counts"),
    "framework",
    ("as measured", "better is positive"),
    default="as measured",
)
BETTER = Option(
    "better",
    Text("whether a higher or a lower outcome is better; only where the indicator counts better as positive"),
    "assessment",
    ("higher", "lower"),
    default="higher",
)


def outcome_sets(*roles: Role) -> tuple[tuple[Role, ...], ...]:
    """Return two sets of roles: with an outcome that is a number, and with one that happened or did not."""
    return tuple((outcome, *roles, COUNT) for outcome in (VALUE, EVENT))
