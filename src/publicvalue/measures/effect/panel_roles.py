"""Columns and settings that the designs of effect share, so that one file answers to all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from publicvalue.measures.definition import COUNT, Role
from publicvalue.measures.options import OF_INDICATOR, Fault, Options
from publicvalue.schema.values import CHOICE, Day, said
from publicvalue.words.text import Text, phrase

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

PeriodSize = Literal["year", "quarter", "month", "week", "day"]


@dataclass(frozen=True, kw_only=True)
class PeriodOptions(Options):
    """How long a period is."""

    period_size: Annotated[
        Annotated[PeriodSize, CHOICE] | None,
        said(
            phrase("length of a period; when left out, years where every date is the first day of a year, else months")
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class AdoptionDayOptions(Options):
    """When all adopted."""

    adoption: Annotated[Day | None, said(phrase("day of adoption, where all adopt together, such as 2019-01-01"))] = (
        None
    )

    @property
    def adoption_day(self) -> np.datetime64 | None:
        """The day of adoption, None where it is not stated."""
        return None if self.adoption is None else np.datetime64(self.adoption, "D")


@dataclass(frozen=True, kw_only=True)
class SignOptions(Options):
    """Which way an effect counts."""

    signed: Annotated[
        Literal["as measured", "better is positive"],
        CHOICE,
        OF_INDICATOR,
        said(phrase("as measured, or so that a better outcome is positive whichever way the outcome counts")),
    ] = "as measured"
    better: Annotated[
        Literal["higher", "lower"],
        CHOICE,
        said(
            phrase("whether a higher or a lower outcome is better; only where the indicator counts better as positive")
        ),
    ] = "higher"

    @property
    def sign(self) -> float:
        """-1 where the indicator counts better as positive and a lower outcome is better, else 1."""
        return -1.0 if self.signed == "better is positive" and self.better == "lower" else 1.0

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between them: what is better is said of a change that is counted as it is measured."""
        yield from super().faults()
        if self.signed == "as measured" and "better" in self.given:
            what = Text("The option better has no place here: the indicator counts the change as it is measured")
            yield Fault("better", what, Text("no option better"), Text("remove it"))


def outcome_sets(*roles: Role) -> tuple[tuple[Role, ...], ...]:
    """Return two sets of roles: with an outcome that is a number, and with one that happened or did not."""
    return tuple((outcome, *roles, COUNT) for outcome in (VALUE, EVENT))
