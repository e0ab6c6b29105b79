"""The answers of an appraisal: what a person can say of a system within a day, whatever form they were given in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from publicvalue.evidence.model import System
from publicvalue.evidence.stated import RedLineAnswer
from publicvalue.schema.statement import fields_of

UNKNOWN = "unknown"

SYSTEM_FIELDS = (
    "name",
    "description",
    "organisation",
    "phase",
    "goal",
    "begin_date",
    "country",
    "responsible_owner",
    "supplier",
)
"""Fields of the system that an appraisal asks for, in their order; further ones stand in `assessment.yaml` alone."""

LATER_FIELDS = ("goal", "begin_date", "country", "responsible_owner", "supplier")
"""Those that can wait: nothing hangs on them, and a report says which it was not told."""

REQUIRED_FIELDS = tuple(name for name in SYSTEM_FIELDS if fields_of(System)[name].required)


def _none() -> MappingProxyType[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True)
class CoreAnswer:
    """The answer to the core question of one indicator.

    Parameters
    ----------
    answer
        Id of a grade; how many; the figure; or `unknown`.
    of, low, high
        Of how many; the ends of a figure's interval. Numbers as they are written in files, empty where not given.
    drawn, basis
        How those counted were chosen, and what a figure rests on; empty where not stated.
    document, note, answered_by, answered_on
        What proves it, what a reader must know, who answered and when.
    """

    answer: str
    of: str = ""
    low: str = ""
    high: str = ""
    drawn: str = ""
    basis: str = ""
    document: str = ""
    note: str = ""
    answered_by: str = ""
    answered_on: str = ""


@dataclass(frozen=True)
class Flow:
    """Money that flows on a day: recorded (`amount`), or expected (`low`, `likely`, `high`); numbers as written."""

    date: str
    flow: str
    label: str = ""
    amount: str = ""
    low: str = ""
    likely: str = ""
    high: str = ""


@dataclass(frozen=True, order=True)
class Rating:
    """The points that one rater gave one item of an indicator that is rated."""

    indicator: str
    item: str
    rater: str
    rating: str


@dataclass(frozen=True)
class NamedDocument:
    """A document that answers name: its title, where it is kept, and its day."""

    title: str
    kept: str = ""
    date: str = ""


@dataclass(frozen=True)
class Appraisal:
    """Everything that an appraisal holds.

    Parameters
    ----------
    title
        Name of the assessment for people.
    framework
        How the assessment names its framework.
    period_from, period_to
        First and last day, YYYY-MM-DD.
    system
        Field of the system -> its text; fields of `SYSTEM_FIELDS` that are filled.
    profile
        Id of the kind of system; empty where none was chosen.
    facts
        Fact of the framework -> whether it is so.
    red_lines
        Red line -> its answer.
    answers
        Indicator -> the answer to its core question.
    set_aside
        Component or indicator -> why a person says that it does not apply.
    discount_rate
        A share per year, as written; empty where no money is stated.
    flows, documents
        Money, and the documents that answers name, in the order in which they were written.
    ratings
        Ratings by people, in the order of indicator, item and rater.
    """

    title: str = ""
    framework: str = ""
    period_from: str = ""
    period_to: str = ""
    system: Mapping[str, str] = field(default_factory=_none)
    profile: str = ""
    facts: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    red_lines: Mapping[str, RedLineAnswer] = field(default_factory=lambda: MappingProxyType({}))
    answers: Mapping[str, CoreAnswer] = field(default_factory=lambda: MappingProxyType({}))
    set_aside: Mapping[str, str] = field(default_factory=_none)
    discount_rate: str = ""
    flows: tuple[Flow, ...] = ()
    ratings: tuple[Rating, ...] = ()
    documents: tuple[NamedDocument, ...] = ()
