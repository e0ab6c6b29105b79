"""Holds what people say beyond single indicators against the ledger: no part tells of a few people beside the numbers.

A part of `people` (weights, expectations, the path to trust, readiness) rests on those who answered its questions. One
that would tell of one to four people together with numbers that are given, or with a part before it, is not given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, MethodError
from publicvalue.evidence.model import Assessment
from publicvalue.evidence.people.model import ExpectationAsked, PathAsked, WeightsAsked
from publicvalue.evidence.table import EvidenceTable
from publicvalue.framework.questions.model import Instruments, Question
from publicvalue.measures.ledger_entries import UNKNOWN, find_untold
from publicvalue.measures.people_behind import GROUPS, Sources
from publicvalue.measures.privacy.ledger import NOTHING_EARLIER, UNKNOWN_BEFORE, Earlier, LedgerEntry
from publicvalue.measures.privacy.same_people import Ids
from publicvalue.measures.result import Diagnostic, NotApplicable
from publicvalue.measures.survey.constructs.moments import keep_complete
from publicvalue.measures.survey.people import expectations, priorities, readiness
from publicvalue.measures.survey.people.answers import PeopleAnswers, fetch_people, read_scale
from publicvalue.measures.survey.people.priorities import compared_people, shown_groups
from publicvalue.measures.survey.people.readiness import staff_constructs
from publicvalue.measures.survey.people.trust_path import choose_constructs
from publicvalue.words.text import Text

Marks = NDArray[np.bool_]
Told = Iterator[tuple[tuple[str, ...], Sequence[Marks]]]
"""Questions' names, together one question, with those whom each number takes in."""
Surveys = Mapping[str, EvidenceTable | NotApplicable]
"""Name of a part of `people` -> its survey, or the reason why the part is not given."""


@dataclass(frozen=True)
class _Part:
    """A part of `people`: what it is called, what its numbers take in, and from how many people on they are given."""

    title: Text
    told: Callable[[Instruments, PeopleAnswers], Told]
    least: int
    by_group: Callable[[Instruments, PeopleAnswers], Told] = lambda *_: iter(())


@dataclass(frozen=True)
class HeldAgainst:
    """What parts of `people` are held against.

    Parameters
    ----------
    sources
        Reads who people are.
    ledger
        What the numbers of indicators tell.
    earlier
        What was handed out before.
    beside_earlier
        Names of numbers of indicators that are not given because of that.
    """

    sources: Sources
    ledger: tuple[LedgerEntry, ...] = ()
    earlier: Earlier = NOTHING_EARLIER
    beside_earlier: frozenset[str] = frozenset()


@dataclass(frozen=True)
class WithheldSurveys:
    """Surveys, with a reason in place of those that must not be told; parts whose groups must not be; the ledger.

    `notes` stand beside each part that is given.
    """

    surveys: Surveys
    groups: Mapping[str, Text]
    ledger: tuple[LedgerEntry, ...]
    beside_earlier: frozenset[str] = frozenset()
    notes: tuple[Diagnostic, ...] = ()


def withhold_surveys(
    instruments: Instruments,
    assessment: Assessment,
    surveys: Mapping[str, EvidenceTable],
    beside: HeldAgainst,
) -> WithheldSurveys:
    """Find what of the surveys must not be told beside other numbers: whole parts, or what their groups say.

    Parameters
    ----------
    instruments
        The framework's questions.
    assessment
        What is asked of people.
    surveys
        Name of a part of `people` -> its survey.
    beside
        What the numbers of indicators tell, which are given, and what was handed out before.
    """
    parts = _parts(assessment)
    told: dict[str, list[LedgerEntry]] = {}
    for name, table in surveys.items():
        part = parts[name]
        for key, tell in ((name, part.told), (f"{name}{GROUPS}", part.by_group)):
            if entries := _entries(instruments, part, tell, table, beside.sources):
                told[key] = entries

    untold = find_untold(told, beside.ledger, beside.earlier)
    withheld = {name: NotApplicable(why) for name, why in untold.reasons.items() if name in surveys}
    groups = {name.removesuffix(GROUPS): why for name, why in untold.reasons.items() if name not in surveys}
    given = tuple(entry for key, several in told.items() if key not in untold.reasons for entry in several)
    is_unknown = beside.earlier.is_unknown and bool(given)
    unknown = frozenset({UNKNOWN_BEFORE}) if is_unknown else frozenset[str]()
    return WithheldSurveys(
        {**surveys, **withheld},
        groups,
        (*beside.ledger, *given),
        beside.beside_earlier | untold.beside_earlier | unknown,
        (UNKNOWN,) if is_unknown else (),
    )


def _parts(assessment: Assessment) -> dict[str, _Part]:
    people = assessment.people
    parts = {"readiness": _Part(Text("readiness to change"), _readiness, readiness.LEAST)}
    if people.path:
        parts["path"] = _Part(Text("the path to trust"), partial(_path, people.path), priorities.LEAST)
    for place, asked in enumerate(people.weights, 1):
        title = Text("what {who} weigh", who=asked.who)
        told, by_group = partial(_weights, asked), partial(_weights_by_group, asked)
        parts[f"weights {place}"] = _Part(title, told, priorities.LEAST, by_group)
    for place, expected in enumerate(people.expectations, 1):
        title = Text("what {who} expect", who=expected.who)
        parts[f"expectations {place}"] = _Part(title, partial(_expectation, expected), expectations.LEAST)
    return parts


def _entries(
    instruments: Instruments,
    part: _Part,
    tell: Callable[[Instruments, PeopleAnswers], Told],
    table: EvidenceTable,
    sources: Sources,
) -> list[LedgerEntry]:
    """Return what a part tells; nothing where it cannot be read, of which people are told when it is heard."""
    if table.people is None:
        return []
    persons, answers = fetch_people(table.people)
    source = sources.of(table.people)
    found: list[LedgerEntry] = []
    try:
        for names, sets in tell(instruments, answers):
            columns = tuple(sorted(column for name in names for column in table.roles[name]))
            # A part that rests on so few is not given, and says so.
            taken = [_ids(persons, kept) for kept in sets if kept.sum() >= part.least]
            if taken:
                found.append(LedgerEntry(columns, source, tuple(taken), part.title))
    except (EvidenceError, MethodError):
        return []
    return found


def _ids(persons: Ids, kept: Marks) -> Ids:
    return np.unique(persons[kept])


def _weights(asked: WeightsAsked, instruments: Instruments, answers: PeopleAnswers) -> Told:
    columns, answered = _weighed(asked, instruments, answers)
    if columns:
        yield columns, [answered]


def _weights_by_group(asked: WeightsAsked, instruments: Instruments, answers: PeopleAnswers) -> Told:
    columns, answered = _weighed(asked, instruments, answers)
    sets: list[Marks] = []
    for name in asked.groups if columns else ():
        if (column := answers.cells.get(name)) is None:
            continue
        known = answered.copy()
        known[answered] = compared_people(column[answered])
        for choice in shown_groups(instruments.choices_of(instruments.question(name)), column[answered]):
            own = known & np.array([cell == choice.code for cell in column], dtype=bool)
            sets += [own, known & ~own]
    if sets:
        yield columns, sets


def _weighed(asked: WeightsAsked, instruments: Instruments, answers: PeopleAnswers) -> tuple[tuple[str, ...], Marks]:
    """Return the columns of a question about weights, none where it was not asked, and who answered it."""
    question = instruments.question(asked.question)
    if not answers.has(question, instruments):
        return (), np.zeros(0, dtype=bool)
    columns = tuple(question.columns(instruments.choice_lists))
    said = [[cell is not None and cell not in question.missing for cell in answers.cells[name]] for name in columns]
    return columns, np.asarray(np.any(said, axis=0))


def _expectation(asked: ExpectationAsked, instruments: Instruments, answers: PeopleAnswers) -> Told:
    question = instruments.question(asked.question)
    if answers.has(question, instruments):
        yield (question.id,), [_answered(instruments, answers, question)]


def _path(asked: PathAsked, instruments: Instruments, answers: PeopleAnswers) -> Told:
    chosen = choose_constructs(instruments, answers)
    items = chosen.spec.items
    values = np.column_stack([read_scale(answers, instruments, chosen.questions[item]) for item in items])
    some = np.asarray(~np.isnan(values).all(axis=1))
    used = keep_complete(values) if asked.missing == "complete" else some
    for construct in chosen.spec.constructs:
        yield construct.items, [used]
    for place, item in enumerate(items):
        yield (item,), [~np.isnan(values[:, place])]


def _readiness(instruments: Instruments, answers: PeopleAnswers) -> Told:
    for competency in instruments.competencies:
        question = instruments.question(competency.question)
        if answers.has(question, instruments):
            yield (question.id,), [_answered(instruments, answers, question)]
    staff = staff_constructs(instruments)
    for construct in instruments.constructs:
        items = [one for one in instruments.items(construct.id) if answers.has(one, instruments)]
        if construct.id in staff and items:
            known = np.column_stack([_answered(instruments, answers, one) for one in items])
            yield tuple(one.id for one in items), [2 * known.sum(axis=1) >= len(items)]


def _answered(instruments: Instruments, answers: PeopleAnswers, question: Question) -> Marks:
    return np.asarray(~np.isnan(read_scale(answers, instruments, question)))
