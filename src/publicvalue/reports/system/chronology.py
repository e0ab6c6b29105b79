"""What happened when, year by year, from what an assessment states: the system, evidence, red lines, actions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from publicvalue.findings.judgement.known import read_last_day
from publicvalue.measures.result import Number
from publicvalue.reports.document.blocks import Block, Grid, GridColumn, Paragraph, Row, Rows, Section
from publicvalue.reports.system.advice.response import STATUSES
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text

NAMED = 3
"""Pieces of evidence of one day that are named."""


@dataclass(frozen=True)
class DatedEvent:
    """One thing that happened, or is to happen.

    Parameters
    ----------
    day
        Its day; of a month or a year that is known alone, the last.
    written
        The day, month or year, as exactly as it is known.
    what
        What happened.
    """

    day: dt.date
    written: str
    what: Text


def chronology_section(outcome: AssessmentResult) -> Section:
    """Return what is known of when things happened, with what has no day named as such."""
    heading = Text("Chronology")
    columns = (GridColumn(Text("When")), GridColumn(Text("What")))
    blocks: tuple[Block, ...] = (Grid(Text("chronology"), Text("What happened when"), columns, tuple(_years(outcome))),)
    if not read_last_day(outcome.assessment.system.begin_date):
        blocks = (Paragraph((Text("It is not stated when the system began."),)), *blocks)
    return Section("chronology", heading, blocks, contents=heading)


def _years(outcome: AssessmentResult) -> Iterator[Rows]:
    for year, events in groupby(find_events(outcome), key=lambda one: one.day.year):
        yield Rows(tuple(Row((one.written, one.what)) for one in events), f"{year}")


def find_events(outcome: AssessmentResult) -> tuple[DatedEvent, ...]:
    """Return what is known to have happened, or to be due, on a day, the first first."""
    return tuple(sorted(_events(outcome), key=lambda one: (one.day, one.written)))


def _events(outcome: AssessmentResult) -> Iterator[DatedEvent]:
    assessment = outcome.assessment
    system = assessment.system
    for written, what in (
        (system.begin_date, Text("The system began")),
        (system.end_date, Text("The system ended")),
    ):
        if day := read_last_day(written):
            yield DatedEvent(day, written, what)
    for written, what in (
        (assessment.period_from, Text("First day of the period that is assessed")),
        (assessment.period_to, Text("Last day of the period that is assessed")),
    ):
        yield _on(dt.date.fromisoformat(written), what)
    yield from _evidence(outcome)
    for line in outcome.verdict.red_lines:
        if line.state == "partly" and (day := read_last_day(line.mend_by)):
            yield DatedEvent(day, line.mend_by, Text("Red line to be mended: {title:lower}", title=line.title))
    if assessment.response and assessment.response.day:
        yield _on(assessment.response.day, Text("The management responded"))
    for action in assessment.action_plan:
        yield _on(action.due, Text("{what} ({status})", what=action.what, status=STATUSES[action.status]))


def _evidence(outcome: AssessmentResult) -> Iterator[DatedEvent]:
    """Yield the last days that the evidence speaks of, each with its items."""
    latest: dict[str, dt.date] = {}
    for found in outcome.answered.values():
        if isinstance(found.result, Number) and found.result.latest:
            latest[found.answer.evidence] = max(found.result.latest, latest.get(found.answer.evidence, dt.date.min))
    by_day: dict[tuple[dt.date, str], list[str]] = defaultdict(list)
    for id, item in outcome.assessment.evidence.items():
        if id in latest:
            by_day[latest[id], latest[id].isoformat()].append(item.title)
        elif day := read_last_day(item.collected):
            by_day[day, item.collected].append(item.title)
    for (day, written), titles in by_day.items():
        told = Text("Last day of evidence: {titles:parts}", titles=tuple(titles[:NAMED]))
        if len(titles) > NAMED:
            more = len(titles) - NAMED
            told = Text(
                "Last day of evidence: {titles:parts}; and {more} more", titles=tuple(titles[:NAMED]), more=more
            )
        yield DatedEvent(day, written, told)


def _on(day: dt.date, what: Text) -> DatedEvent:
    return DatedEvent(day, Text("{day:date}", day=day), what)
