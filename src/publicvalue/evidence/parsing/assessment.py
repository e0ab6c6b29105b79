"""Turn the nodes of `assessment.yaml` into an Assessment, or into the list of everything that is wrong with it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import cast

from publicvalue.errors import InputError, Problem
from publicvalue.evidence.margins import find_margin_problems
from publicvalue.evidence.model import OF_PEOPLE, Answer, Assessment, Column, Evidence, Settings, System
from publicvalue.evidence.parsing.events import parse_cases
from publicvalue.evidence.parsing.one_form import plain_answer, plain_evidence
from publicvalue.evidence.parsing.people import find_people_problems, read_people
from publicvalue.evidence.parsing.shapes import ASSESSMENT, SYSTEM_FIELDS
from publicvalue.framework.fields import Record, nearest, read_shape
from publicvalue.schema.node import Node, plain

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")

PARTS = replace(ASSESSMENT, fields=tuple(replace(field, required=False) for field in ASSESSMENT.fields))
"""The file when a main part cannot be read: what is wrong in the others is still found."""


def parse_assessment(node: Node) -> Assessment:
    """Build an assessment from its file's nodes.

    Raises
    ------
    InputError
        With every problem that can be seen without the framework and the evidence files.
    """
    problems: list[Problem] = []
    assessment = read_assessment(node, problems)
    if assessment is None or problems:
        raise InputError(problems)
    return assessment


def read_assessment(node: Node, problems: list[Problem]) -> Assessment | None:
    """Build as much of an assessment as can be built, and add every problem; None when a main part is missing."""
    whole = read_shape(node, ASSESSMENT, problems)
    record = whole or read_shape(node, PARTS, [])
    if record is None:
        return None
    head, system, settings = (record.record(name) for name in ("assessment", "system", "settings"))
    evidence = [plain_evidence(_evidence(item, problems)) for item in record.records("evidence")]
    answers = tuple(plain_answer(_answer(item)) for item in record.records("answers"))
    problems.extend(_evidence_problems(record.records("evidence")))
    unreadable = len(evidence) < len(record.list("evidence"))
    problems.extend(_answer_problems(answers, None if unreadable else [item.id for item in evidence]))
    problems.extend(_period_problems(head) if head else ())
    problems.extend(_name_problems(head, system))
    people = read_people(record.record("people"), _columns)
    problems.extend(find_people_problems(people, {item.id: item.kind for item in evidence}))
    if whole is None or head is None or system is None or settings is None:
        return None
    period = cast(Record, head.record("period"))
    return Assessment(
        id=head.text("id"),
        title=head.text("title"),
        summary=head.text("summary"),
        system=_system(system),
        period_from=period.text("from"),
        period_to=period.text("to"),
        framework=head.text("framework"),
        settings=_settings(settings),
        evidence=MappingProxyType({item.id: item for item in evidence}),
        answers=answers,
        people=people,
        place=head.place,
    )


def _settings(record: Record) -> Settings:
    draws, engine = int(record.number("draws", 10_000)), record.text("engine", "duckdb")
    return Settings(int(record.number("seed", 0)), draws, engine)


def _system(record: Record) -> System:
    other = {name: record.text(name) for name, _ in SYSTEM_FIELDS if record.get(name)}
    return System(
        name=record.text("name"),
        description=record.text("description"),
        organisation=record.text("organisation"),
        country=record.text("country"),
        phase=record.text("phase"),
        other=MappingProxyType(other),
    )


def _evidence(record: Record, problems: list[Problem]) -> Evidence:
    cases = record.record("cases")
    keep_file = record.get("keep_file") is not False
    problems.extend(_connection_problems(record))
    return Evidence(
        id=record.text("id"),
        kind=record.text("kind"),
        title=record.text("title"),
        file=record.text("file"),
        source=record.text("source"),
        sheet=record.text("sheet"),
        table=record.text("table"),
        connection=record.text("connection"),
        query=record.text("query"),
        keep_file=keep_file,
        url=record.text("url"),
        licence=record.text("licence"),
        collected=record.text("collected"),
        collected_by=record.text("collected_by"),
        may_publish=_may_publish(record) and keep_file,
        made_up=record.get("made_up") is True,
        note=record.text("note"),
        cases=parse_cases(cases, problems) if cases else None,
        not_blank=MappingProxyType(record.chosen("not_blank")),
        places=record.places_in("not_blank"),
        place=record.place_of("file"),
    )


def _may_publish(record: Record) -> bool:
    """Whether the file may leave the folder: as stated; else not where rows may be about single people."""
    stated = record.get("may_publish")
    return stated is True or (stated is None and record.text("kind") not in OF_PEOPLE)


def _connection_problems(record: Record) -> Iterator[Problem]:
    connection = record.text("connection")
    place = record.place_of("connection")
    if "://" in connection or "=" in connection or "password" in connection.casefold():
        what = "the address of a database stands in the file"
        expected = "the name of an environment variable that holds the address, such as PERMITS_DATABASE"
        yield Problem(place, what, expected, "move the address there, and change the password if there is one in it")
    if connection and bool(record.text("table")) == bool(record.text("query")):
        yield Problem(
            place, "a connection needs a table or a query, and not both", "`table` or `query`", "keep one of the two"
        )
    if not connection and record.get("query"):
        yield Problem(
            record.place_of("query"),
            "a query needs a connection",
            "`connection` with `query`",
            "name the environment variable that holds the address of the database",
        )


def _answer(record: Record) -> Answer:
    columns = {
        role: tuple(_columns(cast(Sequence[object], found or ()))) for role, found in record.map("columns").items()
    }
    by = record.record("by")
    written = {name: node for name, node in record.map("options").items() if isinstance(node, Node)}
    return Answer(
        indicator=record.text("indicator"),
        evidence=record.text("evidence"),
        columns=MappingProxyType(columns),
        where=MappingProxyType(record.chosen("where")),
        options=MappingProxyType({name: plain(node) for name, node in written.items()}),
        written=MappingProxyType(written),
        target=record.optional_number("target"),
        baseline=record.optional_number("baseline"),
        note=record.text("note"),
        by=MappingProxyType({role: one for role in ("period", "group") if by for one in _columns([by.get(role)])}),
        each=by.text("each") if by else "",
        place=record.place_of("indicator"),
        places=record.places_in("where", "options"),
    )


def _columns(found: Sequence[object]) -> Iterator[Column]:
    for record in found:
        if isinstance(record, Record):
            yield Column(
                name=record.text("column"),
                at_least=record.optional_number("at_least"),
                at_most=record.optional_number("at_most"),
                equals=record.texts("equals"),
                unit=record.text("unit"),
                date_format=record.text("date_format"),
                place=record.place,
            )


def _evidence_problems(evidence: Sequence[Record]) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in evidence:
        id, place = item.text("id"), item.place_of("id")
        if id in seen:
            yield Problem(place, f"two items of evidence are called '{id}'", "each id once", "rename one of them")
        if not ID.fullmatch(id):
            yield Problem(place, f"'{id}' is no id", "small letters, digits, - and _", "rename it, here and in answers")
        seen.add(id)


def _answer_problems(answers: Sequence[Answer], evidence: Sequence[str] | None) -> Iterator[Problem]:
    """Yield answers that clash, or name evidence that is not there; None when not every item could be read."""
    first: dict[str, Answer] = {}
    for answer in answers:
        if evidence is not None and answer.evidence not in evidence:
            what = f"{answer.indicator}: no evidence is called '{answer.evidence}'"
            known = "one of: " + (", ".join(evidence) or "none is listed under 'evidence'")
            yield Problem(answer.place, what, known, nearest(answer.evidence, evidence))
        if answer.indicator in first:
            line = first[answer.indicator].place.line
            what = f"two pieces of evidence answer '{answer.indicator}'; the first is on line {line}"
            do = "keep the stronger one; name the other in its note"
            yield Problem(answer.place, what, "one answer for each indicator", do)
        first.setdefault(answer.indicator, answer)


def _period_problems(head: Record) -> Iterator[Problem]:
    period = head.record("period")
    days: list[datetime.date] = []
    for name in ("from", "to") if period else ():
        try:
            days.append(datetime.date.fromisoformat(cast(Record, period).text(name)))
        except ValueError:
            place = cast(Record, period).place_of(name)
            what = f"'{cast(Record, period).text(name)}' is no date"
            yield Problem(place, what, "YYYY-MM-DD", "write a day that the calendar has, such as 2026-01-31")
    if len(days) == 2 and days[1] < days[0]:
        yield Problem(
            cast(Record, period).place,
            f"the period ends ({days[1]}) before it begins ({days[0]})",
            do="swap the two days, or correct one",
        )


def _name_problems(head: Record | None, system: Record | None) -> Iterator[Problem]:
    if head and not ID.fullmatch(head.text("id")):
        yield Problem(
            head.place_of("id"), f"'{head.text('id')}' is no id", "small letters, digits, - and _", "rename it"
        )
    if system and not re.fullmatch("[A-Z]{3}", system.text("country")):
        place = system.place_of("country")
        yield Problem(
            place,
            f"'{system.text('country')}' is no country code",
            "three capital letters, such as BRB",
            "look the code up in ISO 3166-1 alpha-3",
        )


def check_answers(assessment: Assessment, indicators: Mapping[str, str]) -> list[Problem]:
    """List the answers that name no indicator of the framework, or bring the wrong kind of evidence.

    Parameters
    ----------
    assessment
        The assessment.
    indicators
        Indicator id -> kind of evidence that it asks for. A published figure or a forecast of the same quantity is
        always welcome.
    """
    problems = []
    for answer in assessment.answers:
        kind = indicators.get(answer.indicator)
        if kind is None:
            what = f"no indicator is called '{answer.indicator}'"
            do = nearest(answer.indicator, list(indicators), "`publicvalue framework show` lists them")
            problems.append(Problem(answer.place, what, f"an indicator of {assessment.framework}", do))
            continue
        problems += find_margin_problems(answer, assessment.evidence)
        if answer.evidence not in assessment.evidence:
            continue
        brought = assessment.evidence[answer.evidence].kind
        if brought not in (kind, "statistics", "forecast"):
            expected = f"{kind}, or statistics or a forecast of the same quantity"
            problems.append(
                Problem(
                    answer.place,
                    f"{answer.indicator}: the evidence is of kind {brought}",
                    expected,
                    "name evidence of that kind, or answer another indicator with it",
                )
            )
    return problems
