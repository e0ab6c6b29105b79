"""The shape of `assessment.yaml`: what it holds in other forms than the values that are made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from publicvalue.errors import Place
from publicvalue.evidence.columns import Column
from publicvalue.evidence.model import Each, EvidenceKind, Settings, System
from publicvalue.evidence.stated import Kind, PlannedAction, RedLineAnswer, Response
from publicvalue.framework.terms import Id, Title
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import (
    CHOICE,
    At,
    Cell,
    Kept,
    Many,
    Named,
    Number,
    OneOrMore,
    Places,
    Whole,
    Written,
    YesNo,
    said,
)
from publicvalue.words.text import phrase

Blank = Literal["NA", "na", "N/A", "n/a", "NaN", "nan", "NULL", "Null", "null", "-"]
"""Words that mean blank where nothing else is said."""


@dataclass(frozen=True)
class PeriodEntry(Shape):
    """The period that is assessed."""

    called: ClassVar[str] = phrase("period")

    first: Annotated[Written, said(phrase("first day, YYYY-MM-DD"), alias="from")]
    last: Annotated[Written, said(phrase("last day, YYYY-MM-DD"), alias="to")]
    place: At = field(default=Place(), compare=False)
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class AssessmentHead(Shape):
    """What is assessed, and by which framework."""

    called: ClassVar[str] = phrase("assessment")

    id: Id
    title: Title
    framework: Annotated[Written, said(phrase("id/version of a framework, or the path of a ministry's own file"))]
    period: Annotated[PeriodEntry, said(phrase("the period that is assessed"))]
    summary: Annotated[Written, said(phrase("what a reader should know before the numbers"))] = ""
    place: At = field(default=Place(), compare=False)
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class CasesEntry(Shape):
    """How a table of events is turned into cases, as files have it."""

    called: ClassVar[str] = phrase("cases")

    case: Annotated[Written, said(phrase("column that names the case of an event"))] = ""
    activity: Annotated[Written, said(phrase("column that names what happened"))] = ""
    time: Annotated[Written, said(phrase("column with the time at which it happened, or was finished"))] = ""
    start: Annotated[Written, said(phrase("column with the time at which work on it began"))] = ""
    lifecycle: Annotated[
        Written, said(phrase("column that says whether an event is the start or the end of what happened"))
    ] = ""
    instance: Annotated[Written, said(phrase("column that tells what was begun twice at a time apart"))] = ""
    event: Annotated[Written, said(phrase("column with the id of the event, which counts once a case"))] = ""
    opened: Annotated[
        Written, said(phrase("column with the time at which the case was opened, where a row is a case"))
    ] = ""
    closed: Annotated[Written, said(phrase("column with the time at which it was closed, blank while it is open"))] = ""
    extracted: Annotated[
        Written, said(phrase("last day of which the file knows, YYYY-MM-DD; the day of the last event in a log"))
    ] = ""
    within: Annotated[Number | None, said(phrase("time in which a case should end, in the unit"), ge=0)] = None
    within_working: Annotated[
        YesNo, said(phrase("true where that time runs in office hours of working days alone"))
    ] = False
    date_format: Annotated[Written, said(phrase("how times are written, such as '%d/%m/%Y %H:%M'"))] = ""
    resource: Annotated[Written, said(phrase("column with the person, unit or system that did it"))] = ""
    group: Annotated[Written, said(phrase("column with the group of the case"))] = ""
    channel: Annotated[Written, said(phrase("column with the channel of the contact"))] = ""
    deadline: Annotated[Written, said(phrase("column with the day by which the case must be decided"))] = ""
    keep: Annotated[OneOrMore[Written], said(phrase("further columns that each case keeps, from its first event"))] = ()
    where: Annotated[
        Named[Annotated[OneOrMore[Cell], said("", min_length=1)]],
        said(phrase("column -> values: only these events are used")),
    ] = field(default_factory=dict)
    rows: Annotated[
        Literal["cases", "periods"], CHOICE, said(phrase("a row a case (when left out), or a row a month"))
    ] = "cases"
    unit: Annotated[
        Literal["seconds", "minutes", "hours", "days"], CHOICE, said(phrase("unit of durations; days when left out"))
    ] = "days"
    closed_by: Annotated[
        OneOrMore[Written], said(phrase("activities that end a case; the last event when left out"))
    ] = ()
    automated_resources: Annotated[OneOrMore[Written], said(phrase("resources that are systems"))] = ()
    automated_activities: Annotated[OneOrMore[Written], said(phrase("activities that a system does"))] = ()
    office_hours: Annotated[Written, said(phrase("such as 08:30-17:00; the whole day when left out"))] = ""
    working_days: Annotated[
        Many[Annotated[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], CHOICE]],
        said(phrase("monday to friday when left out"), min_length=1),
    ] = ()
    country: Annotated[Written, said(phrase("country of the public holidays, such as BRB"))] = ""
    region: Annotated[Written, said(phrase("part of the country with holidays of its own"))] = ""
    holidays: Annotated[Many[Written], said(phrase("further days off, YYYY-MM-DD"))] = ()
    time_zone: Annotated[Written, said(phrase("zone of the office, such as America/Barbados"))] = ""
    place: At = field(default=Place(), compare=False)
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class EvidenceEntry(Shape):
    """An item of evidence, as files have it."""

    called: ClassVar[str] = phrase("evidence")
    stands_at: ClassVar[str] = "file"

    id: Annotated[Written, said(phrase("its name in this assessment"))]
    kind: Annotated[EvidenceKind, CHOICE, said(phrase("kind of evidence"))]
    title: Title
    file: Annotated[Written, said(phrase("path inside this folder: a table or an event log"))]
    source: Annotated[Written, said(phrase("where it comes from, by name"))]
    sheet: Annotated[Written, said(phrase("sheet of a workbook; the first when left out"))] = ""
    table: Annotated[Written, said(phrase("table of a database; needed when it has several"))] = ""
    connection: Annotated[Written, said(phrase("environment variable with the address of a PostgreSQL database"))] = ""
    query: Annotated[Written, said(phrase("one SELECT to PostgreSQL, in place of `table`"))] = ""
    keep_file: Annotated[YesNo, said(phrase("false: what was fetched is removed after the run"))] = True
    url: Annotated[Written, said(phrase("address of the source"))] = ""
    licence: Annotated[Written, said(phrase("licence or terms of use"))] = ""
    collected: Annotated[Written, said(phrase("when it was collected"))] = ""
    collected_by: Annotated[Written, said(phrase("who collected it"))] = ""
    may_publish: Annotated[
        YesNo | None,
        said(phrase("false when the file must not leave the folder; survey and ratings: true when it may")),
    ] = None
    made_up: Annotated[
        YesNo, said(phrase("true when the data were made up, to teach or to test; every report says so"))
    ] = False
    note: Annotated[Written, said(phrase("anything a reader must know"))] = ""
    not_blank: Annotated[
        Named[Annotated[OneOrMore[Annotated[Blank, CHOICE]], said("", min_length=1)]],
        said(phrase("column -> words that are values there, though they mean blank elsewhere, such as NA for Namibia")),
    ] = field(default_factory=dict)
    cases: Annotated[CasesEntry | None, said(phrase("how a table of events is turned into cases"))] = None
    place: At = field(default=Place(), compare=False)
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class ByEntry(Shape):
    """By what an answer's number is given too."""

    called: ClassVar[str] = phrase("by")

    period: Annotated[Column | None, said(phrase("column of the period: labels, or days with `each`"))] = None
    group: Annotated[Column | None, said(phrase("column of the group"))] = None
    each: Annotated[Each | None, CHOICE, said(phrase("into what the days of `period` are gathered"))] = None


@dataclass(frozen=True)
class AnswerEntry(Shape):
    """An answer, as files have it."""

    called: ClassVar[str] = phrase("answer")
    stands_at: ClassVar[str] = "indicator"

    indicator: Annotated[Written, said(phrase("id of the indicator that is answered"))]
    evidence: Annotated[Written, said(phrase("id of the evidence that answers it"))]
    columns: Annotated[
        Named[Annotated[OneOrMore[Column], said("", min_length=1)]],
        said(phrase("role -> column or columns of the file")),
    ] = field(default_factory=dict)
    where: Annotated[
        Named[Annotated[OneOrMore[Cell], said("", min_length=1)]],
        said(phrase("column -> values: only these rows are used")),
    ] = field(default_factory=dict)
    by: Annotated[ByEntry | None, said(phrase("give the number for each period, group or both too"))] = None
    options: Annotated[Named[Kept], said(phrase("settings of the measure"))] = field(default_factory=dict)
    baseline: Annotated[Number | None, said(phrase("value before, in the indicator's unit"))] = None
    target: Annotated[Number | None, said(phrase("the agency's own target, in the indicator's unit"))] = None
    note: Annotated[Written, said(phrase("anything a reader must know"))] = ""
    place: At = field(default=Place(), compare=False)
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class SurveyEntry(Shape):
    """Where the answers of a survey stand, as files have it."""

    called: ClassVar[str] = phrase("readiness to change")
    stands_at: ClassVar[str] = "evidence"

    evidence: Annotated[Written, said(phrase("id of the survey"))]
    columns: Annotated[
        Named[Annotated[OneOrMore[Column], said("", min_length=1)]],
        said(phrase("question, weight, stratum or cluster -> column")),
    ] = field(default_factory=dict)
    where: Annotated[
        Named[Annotated[OneOrMore[Cell], said("", min_length=1)]],
        said(phrase("column -> values: only these rows are used")),
    ] = field(default_factory=dict)
    place: At = field(default=Place(), compare=False)
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True, kw_only=True)
class PathEntry(SurveyEntry):
    """The path to trust, as files have it."""

    called: ClassVar[str] = phrase("path to trust")

    targets: Annotated[OneOrMore[Written], said(phrase("constructs that are to be raised"))] = ()
    missing: Annotated[
        Literal["complete", "pairwise", "mean"], CHOICE, said(phrase("what becomes of missing answers"))
    ] = "complete"
    consistent: Annotated[YesNo, said(phrase("true to correct for the unreliability of the scores (PLSc)"))] = False
    compare: Annotated[YesNo, said(phrase("true to fit a covariance-based model beside it"))] = False
    replicates: Annotated[Whole, said(phrase("resamples; 2,000 when left out"), ge=200, le=20_000)] = 2_000


@dataclass(frozen=True, kw_only=True)
class WeightsEntry(SurveyEntry):
    """What people weigh, as files have it."""

    called: ClassVar[str] = phrase("people's weights")

    question: Annotated[Written, said(phrase("question in which points are shared out, or best and worst chosen"))]
    who: Annotated[Written, said(phrase("who answered, such as citizens"))]
    groups: Annotated[OneOrMore[Written], said(phrase("questions by whose answers the weights are also shown"))] = ()
    count: Annotated[YesNo, said(phrase("true when these weights form the scores; one entry at most"))] = False
    pairs: Annotated[
        YesNo,
        said(phrase("true where the parts were compared in pairs (analytic hierarchy process)")),
    ] = False


@dataclass(frozen=True, kw_only=True)
class ExpectationEntry(SurveyEntry):
    """What people expect, as files have it."""

    called: ClassVar[str] = phrase("expectation")

    question: Annotated[Written, said(phrase("question that asks for the figure that is expected"))]
    who: Annotated[Written, said(phrase("who answered, such as public servants"))]
    indicator: Annotated[Written, said(phrase("indicator that measures the same figure"))]


@dataclass(frozen=True)
class PeopleEntry(Shape):
    """What surveys say beyond single indicators, as files have it."""

    called: ClassVar[str] = phrase("people")

    path: Annotated[
        PathEntry | None, said(phrase("the path to trust and legitimacy, from a survey with constructs"))
    ] = None
    weights: Annotated[Many[WeightsEntry], said(phrase("what people weigh more and less"))] = ()
    expectations: Annotated[
        Many[ExpectationEntry], said(phrase("what people expect, to set beside what is measured"))
    ] = ()
    readiness: Annotated[SurveyEntry | None, said(phrase("how ready the staff is to change"))] = None


@dataclass(frozen=True)
class AssessmentFile(Shape):
    """`assessment.yaml`."""

    called: ClassVar[str] = phrase("assessment file")

    assessment: Annotated[AssessmentHead, said(phrase("what is assessed, and by which framework"))]
    system: Annotated[System, said(phrase("the system"))]
    settings: Annotated[Settings, said(phrase("how the Monte Carlo runs; its defaults when left out"))] = field(
        default_factory=Settings
    )
    evidence: Annotated[Many[EvidenceEntry], said(phrase("what was collected"))] = ()
    answers: Annotated[Many[AnswerEntry], said(phrase("which evidence answers which indicator"))] = ()
    people: Annotated[PeopleEntry | None, said(phrase("what surveys say beyond single indicators"))] = None
    profile: Annotated[Kind | None, said(phrase("the kind of system, its facts, and what does not apply"))] = None
    red_lines: Annotated[Named[RedLineAnswer], said(phrase("red line -> its answer"))] = field(default_factory=dict)
    response: Annotated[Response | None, said(phrase("what the management says to the findings"))] = None
    action_plan: Annotated[Many[PlannedAction], said(phrase("what the management does, who, and by when"))] = ()
