"""The shape of `assessment.yaml`: each field, its type and what it is for."""

from __future__ import annotations

from publicvalue.evidence.events.calendars import WEEKDAYS
from publicvalue.evidence.events.mapping import UNITS
from publicvalue.evidence.model import ENGINES, KINDS
from publicvalue.framework.field_types import Cell, Field, ListOf, MapOf, Number, Shape, Text, Written, YesNo

MEAN_BLANK = ("NA", "na", "N/A", "n/a", "NaN", "nan", "NULL", "Null", "null", "-")
"""Words that mean blank where nothing else is said."""

PHASES = ("idea", "design", "development", "pilot", "production", "retired")

SYSTEM_FIELDS: tuple[tuple[str, str], ...] = (
    ("website", "page that tells the public about the system"),
    ("contact_email", "where questions go"),
    ("team", "unit that runs it"),
    ("responsible_owner", "role that answers for it"),
    ("supplier", "firm that supplies it, or 'in house'"),
    ("goal", "what it is for, and for whom"),
    ("alternatives_considered", "what else was considered"),
    ("previous_process", "how the work was done before"),
    ("proportionality", "why its benefits outweigh its intrusion"),
    ("human_decisions", "what people decide, and what the system decides"),
    ("appeals_and_review", "how a person can contest a decision"),
    ("lawful_basis", "law that allows it"),
    ("source_data", "data that it uses"),
    ("methods_and_models", "kind of model"),
    ("impact_assessments", "assessments made before"),
    ("risks", "risks that the agency sees"),
    ("begin_date", "in use since"),
    ("end_date", "in use until"),
    ("publication_category", "high-risk AI system, impactful algorithm, other"),
    ("register_url", "its entry in a public register"),
)
"""Fields that the UK transparency record and the Dutch algorithm register share, beside the required ones."""

PERIOD = Shape(
    "period",
    (
        Field("from", Text(), "first day, YYYY-MM-DD", required=True),
        Field("to", Text(), "last day, YYYY-MM-DD", required=True),
    ),
)

HEAD = Shape(
    "assessment",
    (
        Field("id", Text(), "its name in files", required=True),
        Field("title", Text(), "its name for people", required=True),
        Field("summary", Text(), "what a reader should know before the numbers"),
        Field("framework", Text(), "id/version of a framework, or the path of a ministry's own file", required=True),
        Field("period", PERIOD, "the period that is assessed", required=True),
    ),
)

SYSTEM = Shape(
    "system",
    (
        Field("name", Text(), "what the system is called", required=True),
        Field("description", Text(), "what it does, in two or three sentences", required=True),
        Field("organisation", Text(), "agency that runs it", required=True),
        Field("country", Text(), "ISO 3166-1 alpha-3 code, such as BRB", required=True),
        Field("phase", Text(PHASES), "where it is in its life", required=True),
        *(Field(name, Text(), text) for name, text in SYSTEM_FIELDS),
    ),
)

SETTINGS = Shape(
    "settings",
    (
        Field("seed", Number(0, 2**53, whole=True), "start of the random numbers", required=True),
        Field("engine", Text(ENGINES), "what counts the records; duckdb when left out"),
        Field("draws", Number(1_000, 500_000, whole=True), "size of the Monte Carlo; 10,000 when left out"),
    ),
)

COLUMN = Shape(
    "column",
    (
        Field("column", Text(), "name in the file's header row", required=True),
        Field("at_least", Number(), "numbers of at least this are yes"),
        Field("at_most", Number(), "numbers of at most this are yes"),
        Field("equals", ListOf(Cell(), least=1, or_one=True), "these values are yes, other filled cells are no"),
        Field("unit", Text(), "unit of the cells, when it is not the indicator's"),
        Field("date_format", Text(), "how dates are written, such as %d/%m/%Y"),
    ),
    short="column",
)

CASES = Shape(
    "cases",
    (
        Field("case", Text(), "column that names the case of an event"),
        Field("activity", Text(), "column that names what happened"),
        Field("time", Text(), "column with the time at which it happened, or was finished"),
        Field("start", Text(), "column with the time at which work on it began"),
        Field("lifecycle", Text(), "column that says whether an event is the start or the end of what happened"),
        Field("instance", Text(), "column that tells what was begun twice at a time apart"),
        Field("event", Text(), "column with the id of the event, which counts once a case"),
        Field("opened", Text(), "column with the time at which the case was opened, where a row is a case"),
        Field("closed", Text(), "column with the time at which it was closed, blank while it is open"),
        Field("extracted", Text(), "last day of which the file knows, YYYY-MM-DD; the day of the last event in a log"),
        Field("within", Number(0), "time in which a case should end, in the unit"),
        Field("within_working", YesNo(), "true where that time runs in office hours of working days alone"),
        Field("date_format", Text(), "how times are written, such as '%d/%m/%Y %H:%M'"),
        Field("resource", Text(), "column with the person, unit or system that did it"),
        Field("group", Text(), "column with the group of the case"),
        Field("channel", Text(), "column with the channel of the contact"),
        Field("deadline", Text(), "column with the day by which the case must be decided"),
        Field("keep", ListOf(Text(), or_one=True), "further columns that each case keeps, from its first event"),
        Field("where", MapOf(ListOf(Cell(), least=1, or_one=True)), "column -> values: only these events are used"),
        Field("rows", Text(("cases", "periods")), "a row a case (when left out), or a row a month"),
        Field("unit", Text(tuple(UNITS)), "unit of durations; days when left out"),
        Field("closed_by", ListOf(Text(), or_one=True), "activities that end a case; the last event when left out"),
        Field("automated_resources", ListOf(Text(), or_one=True), "resources that are systems"),
        Field("automated_activities", ListOf(Text(), or_one=True), "activities that a system does"),
        Field("office_hours", Text(), "such as 08:30-17:00; the whole day when left out"),
        Field("working_days", ListOf(Text(WEEKDAYS), least=1), "monday to friday when left out"),
        Field("country", Text(), "country of the public holidays, such as BRB"),
        Field("region", Text(), "part of the country with holidays of its own"),
        Field("holidays", ListOf(Text()), "further days off, YYYY-MM-DD"),
        Field("time_zone", Text(), "zone of the office, such as America/Barbados"),
    ),
)

EVIDENCE = Shape(
    "evidence",
    (
        Field("id", Text(), "its name in this assessment", required=True),
        Field("kind", Text(KINDS), "kind of evidence", required=True),
        Field("title", Text(), "its name for people", required=True),
        Field("file", Text(), "path inside this folder: a table or an event log", required=True),
        Field("sheet", Text(), "sheet of a workbook; the first when left out"),
        Field("table", Text(), "table of a database; needed when it has several"),
        Field("connection", Text(), "environment variable with the address of a PostgreSQL database"),
        Field("query", Text(), "one SELECT to PostgreSQL, in place of `table`"),
        Field("keep_file", YesNo(), "false: what was fetched is removed after the run"),
        Field("source", Text(), "where it comes from, by name", required=True),
        Field("url", Text(), "address of the source"),
        Field("licence", Text(), "licence or terms of use"),
        Field("collected", Text(), "when it was collected"),
        Field("collected_by", Text(), "who collected it"),
        Field(
            "may_publish",
            YesNo(),
            "false when the file must not leave the folder; survey and ratings: true when it may",
        ),
        Field("made_up", YesNo(), "true when the data were made up, to teach or to test; every report says so"),
        Field("note", Text(), "anything a reader must know"),
        Field(
            "not_blank",
            MapOf(ListOf(Text(MEAN_BLANK), least=1, or_one=True)),
            "column -> words that are values there, though they mean blank elsewhere, such as NA for Namibia",
        ),
        Field("cases", CASES, "how a table of events is turned into cases"),
    ),
)

BY = Shape(
    "by",
    (
        Field("period", COLUMN, "column of the period: labels, or days with `each`"),
        Field("group", COLUMN, "column of the group"),
        Field("each", Text(("month", "quarter", "year")), "into what the days of `period` are gathered"),
    ),
)

ANSWER = Shape(
    "answer",
    (
        Field("indicator", Text(), "id of the indicator that is answered", required=True),
        Field("evidence", Text(), "id of the evidence that answers it", required=True),
        Field("columns", MapOf(ListOf(COLUMN, least=1, or_one=True)), "role -> column or columns of the file"),
        Field("where", MapOf(ListOf(Cell(), least=1, or_one=True)), "column -> values: only these rows are used"),
        Field("by", BY, "give the number for each period, group or both too"),
        Field("options", MapOf(Written()), "settings of the measure"),
        Field("baseline", Number(), "value before, in the indicator's unit"),
        Field("target", Number(), "the agency's own target, in the indicator's unit"),
        Field("note", Text(), "anything a reader must know"),
    ),
)

SURVEY_USE = (
    Field("evidence", Text(), "id of the survey", required=True),
    Field("columns", MapOf(ListOf(COLUMN, least=1, or_one=True)), "question, weight, stratum or cluster -> column"),
    Field("where", MapOf(ListOf(Cell(), least=1, or_one=True)), "column -> values: only these rows are used"),
)

PATH = Shape(
    "path to trust",
    (
        *SURVEY_USE,
        Field("targets", ListOf(Text(), or_one=True), "constructs that are to be raised"),
        Field("missing", Text(("complete", "pairwise", "mean")), "what becomes of missing answers"),
        Field("consistent", YesNo(), "true to correct for the unreliability of the scores (PLSc)"),
        Field("compare", YesNo(), "true to fit a covariance-based model beside it"),
        Field("replicates", Number(200, 20_000, whole=True), "resamples; 2,000 when left out"),
    ),
)

PEOPLE_WEIGHTS = Shape(
    "people's weights",
    (
        *SURVEY_USE,
        Field("question", Text(), "question in which points are shared out, or best and worst chosen", required=True),
        Field("who", Text(), "who answered, such as citizens", required=True),
        Field("groups", ListOf(Text(), or_one=True), "questions by whose answers the weights are also shown"),
        Field("count", YesNo(), "true when these weights form the scores; one entry at most"),
    ),
)

EXPECTATION = Shape(
    "expectation",
    (
        *SURVEY_USE,
        Field("question", Text(), "question that asks for the figure that is expected", required=True),
        Field("who", Text(), "who answered, such as public servants", required=True),
        Field("indicator", Text(), "indicator that measures the same figure", required=True),
    ),
)

PEOPLE = Shape(
    "people",
    (
        Field("path", PATH, "the path to trust and legitimacy, from a survey with constructs"),
        Field("weights", ListOf(PEOPLE_WEIGHTS), "what people weigh more and less"),
        Field("expectations", ListOf(EXPECTATION), "what people expect, to set beside what is measured"),
        Field("readiness", Shape("readiness to change", SURVEY_USE), "how ready the staff is to change"),
    ),
)

ASSESSMENT = Shape(
    "assessment file",
    (
        Field("assessment", HEAD, "what is assessed, and by which framework", required=True),
        Field("system", SYSTEM, "the system", required=True),
        Field("settings", SETTINGS, "how the Monte Carlo runs", required=True),
        Field("evidence", ListOf(EVIDENCE), "what was collected"),
        Field("answers", ListOf(ANSWER), "which evidence answers which indicator"),
        Field("people", PEOPLE, "what surveys say beyond single indicators"),
    ),
)
