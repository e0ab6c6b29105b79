"""Turn the nodes of `assessment.yaml` into an Assessment, or into the list of everything that is wrong with it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from publicvalue.errors import InputError, Place, Problem
from publicvalue.evidence.columns import Column
from publicvalue.evidence.margins import find_margin_problems
from publicvalue.evidence.model import OF_PEOPLE, Answer, Assessment, Evidence, System
from publicvalue.evidence.parsing.events import parse_cases
from publicvalue.evidence.parsing.one_form import plain_answer, plain_evidence
from publicvalue.evidence.parsing.people import find_people_problems, read_people
from publicvalue.evidence.parsing.shapes import AnswerEntry, AssessmentFile, AssessmentHead, EvidenceEntry, PeriodEntry
from publicvalue.evidence.stated import Kind
from publicvalue.schema.node import Node, plain
from publicvalue.schema.reader import read_fields, read_parts
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


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
    file = read_parts(node, AssessmentFile, problems)
    # What is wrong in the other parts is found even where a main part cannot be read.
    parts = vars(file) if file else read_fields(node, AssessmentFile)
    head, system, entries = parts.get("assessment"), parts.get("system"), parts.get("evidence") or ()
    evidence = [plain_evidence(_evidence(entry, problems)) for entry in entries]
    answers = tuple(plain_answer(_answer(entry)) for entry in parts.get("answers") or ())
    problems.extend(_evidence_problems(entries))
    listed = node.get("evidence")
    unreadable = len(evidence) < len(listed.items() if listed else ())
    problems.extend(_answer_problems(answers, None if unreadable else [item.id for item in evidence]))
    problems.extend(_period_problems(head.period) if head else ())
    problems.extend(_name_problems(head, system))
    people = read_people(parts.get("people"))
    problems.extend(find_people_problems(people, {item.id: item.kind for item in evidence}))
    if file is None:
        return None
    head = file.assessment
    return Assessment(
        id=head.id,
        title=head.title,
        summary=head.summary,
        system=file.system,
        period_from=head.period.first,
        period_to=head.period.last,
        framework=head.framework,
        settings=file.settings,
        evidence=MappingProxyType({item.id: item for item in evidence}),
        answers=answers,
        people=people,
        kind=file.profile or Kind(),
        red_lines=file.red_lines,
        response=file.response,
        action_plan=file.action_plan,
        place=head.place,
    )


def _evidence(entry: EvidenceEntry, problems: list[Problem]) -> Evidence:
    problems.extend(_connection_problems(entry))
    return Evidence(
        id=entry.id,
        kind=entry.kind,
        title=entry.title,
        file=entry.file,
        source=entry.source,
        sheet=entry.sheet,
        table=entry.table,
        connection=entry.connection,
        query=entry.query,
        keep_file=entry.keep_file,
        url=entry.url,
        licence=entry.licence,
        collected=entry.collected,
        collected_by=entry.collected_by,
        may_publish=_may_publish(entry) and entry.keep_file,
        made_up=entry.made_up,
        note=entry.note,
        cases=parse_cases(entry.cases, problems) if entry.cases else None,
        not_blank=MappingProxyType(dict(entry.not_blank)),
        places=entry.places,
        place=entry.place,
    )


def _may_publish(entry: EvidenceEntry) -> bool:
    """Whether the file may leave the folder: as stated; else not where rows may be about single people."""
    return entry.kind not in OF_PEOPLE if entry.may_publish is None else entry.may_publish


def _connection_problems(entry: EvidenceEntry) -> Iterator[Problem]:
    connection = entry.connection
    place = entry.places.get("connection", entry.place)
    if "://" in connection or "=" in connection or "password" in connection.casefold():
        what = Text("the address of a database stands in the file")
        expected = Text("the name of an environment variable that holds the address, such as PERMITS_DATABASE")
        do = Text("move the address there, and change the password if there is one in it")
        yield Problem(place, what, expected, do)
    if connection and bool(entry.table) == bool(entry.query):
        what = Text("a connection needs a table or a query, and not both")
        yield Problem(place, what, Text("`table` or `query`"), Text("keep one of the two"))
    if not connection and entry.query:
        what, expected = Text("a query needs a connection"), Text("`connection` with `query`")
        do = Text("name the environment variable that holds the address of the database")
        yield Problem(entry.places["query"], what, expected, do)


def _answer(entry: AnswerEntry) -> Answer:
    by: dict[str, Column | None] = {"period": entry.by.period, "group": entry.by.group} if entry.by else {}
    return Answer(
        indicator=entry.indicator,
        evidence=entry.evidence,
        columns=entry.columns,
        where=entry.where,
        options=MappingProxyType({name: plain(node) for name, node in entry.options.items()}),
        written=entry.options,
        target=entry.target,
        baseline=entry.baseline,
        note=entry.note,
        by=MappingProxyType({role: column for role, column in by.items() if column}),
        each=entry.by.each or "" if entry.by else "",
        place=entry.place,
        places=entry.places,
    )


def _evidence_problems(entries: Sequence[EvidenceEntry]) -> Iterator[Problem]:
    seen: set[str] = set()
    for entry in entries:
        id, place = entry.id, entry.places["id"]
        if id in seen:
            what = Text("two items of evidence are called {id:quoted}", id=id)
            yield Problem(place, what, Text("each id once"), Text("rename one of them"))
        if not ID.fullmatch(id):
            yield _no_id(id, place, Text("rename it, here and in answers"))
        seen.add(id)


def _no_id(id: str, place: Place, do: str) -> Problem:
    return Problem(place, Text("{id:quoted} is no id", id=id), Text("small letters, digits, - and _"), do)


def _answer_problems(answers: Sequence[Answer], evidence: Sequence[str] | None) -> Iterator[Problem]:
    """Yield answers that repeat one, or name evidence that is not there; None when not every item could be read."""
    first: dict[tuple[str, ...], Answer] = {}
    for answer in answers:
        if evidence is not None and answer.evidence not in evidence:
            what = Text(
                "{indicator}: no evidence is called {evidence:quoted}",
                indicator=answer.indicator,
                evidence=answer.evidence,
            )
            known = one_of(evidence, Text("none is listed under 'evidence'"))
            yield Problem(answer.place, what, known, nearest(answer.evidence, evidence))
        before = first.setdefault((answer.indicator, *answer.way), answer)
        if before is not answer:
            what = Text(
                "the same evidence answers {indicator:quoted} twice in the same way; the first is on line {line}",
                indicator=answer.indicator,
                line=before.place.line,
            )
            expected = Text("other evidence, columns, rows or options: another way to the same indicator")
            yield Problem(answer.place, what, expected, Text("remove one of the two"))


def _period_problems(period: PeriodEntry) -> Iterator[Problem]:
    days: list[datetime.date] = []
    for name, written in (("from", period.first), ("to", period.last)):
        try:
            days.append(datetime.date.fromisoformat(written))
        except ValueError:
            what = Text("{day:quoted} is no date", day=written)
            do = Text("write a day that the calendar has, such as 2026-01-31")
            yield Problem(period.places[name], what, "YYYY-MM-DD", do)
    if len(days) == 2 and days[1] < days[0]:
        what = Text("the period ends ({last}) before it begins ({first})", first=str(days[0]), last=str(days[1]))
        yield Problem(period.place, what, do=Text("swap the two days, or correct one"))


def _name_problems(head: AssessmentHead | None, system: System | None) -> Iterator[Problem]:
    if head and not ID.fullmatch(head.id):
        yield _no_id(head.id, head.places["id"], Text("rename it"))
    if system and not re.fullmatch("[A-Z]{3}", system.country):
        what = Text("{code:quoted} is no country code", code=system.country)
        expected = Text("three capital letters, such as BRB")
        do = Text("look the code up in ISO 3166-1 alpha-3")
        yield Problem(system.places["country"], what, expected, do)


def check_answers(assessment: Assessment, indicators: Mapping[str, str], core: Collection[str] = ()) -> list[Problem]:
    """List the answers that name no indicator of the framework, or bring the wrong kind of evidence.

    Parameters
    ----------
    assessment
        The assessment.
    indicators
        Indicator id -> kind of evidence that it asks for. A published figure or a forecast of the same quantity is
        always welcome.
    core
        Indicators that carry a core question: an appraisal answers these alone.
    """
    problems = []
    for answer in assessment.answers:
        kind = indicators.get(answer.indicator)
        if kind is None:
            what = Text("no indicator is called {indicator:quoted}", indicator=answer.indicator)
            expected = Text("an indicator of {framework}", framework=assessment.framework)
            do = nearest(answer.indicator, list(indicators), Text("`publicvalue framework show` lists them"))
            problems.append(Problem(answer.place, what, expected, do))
            continue
        problems += find_margin_problems(answer, assessment.evidence)
        if answer.evidence not in assessment.evidence:
            continue
        brought = assessment.evidence[answer.evidence].kind
        if brought not in (kind, "statistics", "forecast", "appraisal"):
            what = Text("{indicator}: the evidence is of kind {kind:word}", indicator=answer.indicator, kind=brought)
            expected = Text("{kind:word}, or statistics or a forecast of the same quantity", kind=kind)
            do = Text("name evidence of that kind, or answer another indicator with it")
            problems.append(Problem(answer.place, what, expected, do))
        elif brought == "appraisal" and answer.indicator not in core:
            what = Text("{indicator}: no core question is asked here", indicator=answer.indicator)
            expected = Text("an indicator with a core question: {names:list}", names=tuple(core))
            do = Text("bring {kind:word} for it, or answer the core question of its component", kind=kind)
            problems.append(Problem(answer.place, what, expected, do))
    return problems
