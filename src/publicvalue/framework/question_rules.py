"""Rules across a framework's questions: ids that exist, choices that fit their type, constructs that have items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from publicvalue.errors import Place, Problem
from publicvalue.framework.fields import nearest
from publicvalue.framework.model import Framework
from publicvalue.framework.questions.model import CHOOSING, ChoiceList, Instruments, Question, QuestionCondition

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
CODE = re.compile(r"-?[0-9]+|[a-z][a-z0-9_]*")
RESERVED = frozenset({"weight", "stratum", "cluster", "population", "wave", "row", "key", "count", "respondent"})
"""Names of columns that a table of answers has beside its questions."""


def find_instrument_problems(framework: Framework) -> list[Problem]:
    """Return every rule that the framework's questions, choices, constructs and links break, each with its place."""
    instruments = framework.instruments
    nodes = [*framework.node_ids(), *(indicator.id for indicator in framework.indicators), *framework.switched_off]
    return [
        *_doubles(instruments),
        *(problem for found in instruments.choice_lists.values() for problem in _choice_list(found, nodes)),
        *(problem for question in instruments.questions for problem in _question(question, framework)),
        *_column_clashes(instruments),
        *_constructs(framework),
        *_links(instruments),
        *_competencies(instruments),
    ]


def _doubles(instruments: Instruments) -> Iterator[Problem]:
    groups: tuple[tuple[str, Iterable[object]], ...] = (
        ("audience", instruments.audiences),
        ("section", instruments.sections),
        ("question", instruments.questions),
        ("construct", instruments.constructs),
        ("competency", instruments.competencies),
        ("staff role", instruments.staff_roles),
    )
    for noun, things in groups:
        seen: set[str] = set()
        for thing in things:
            id, place = str(getattr(thing, "id")), getattr(thing, "place")  # noqa: B009 - six kinds of thing
            if id in seen:
                yield Problem(place, f"two {noun}s are called '{id}'", "each id once", "rename one of them")
            if not NAME.fullmatch(id):
                yield Problem(
                    place, f"'{id}' is no id of a {noun}", "small letters, digits and _, at most 40", "rename it"
                )
            seen.add(id)


def _choice_list(found: ChoiceList, nodes: Sequence[str]) -> Iterator[Problem]:
    for code, times in Counter(found.codes).items():
        if times > 1:
            yield Problem(
                found.place,
                f"{found.id}: the code '{code}' stands {times} times",
                "each code once",
                "rename all but one of them",
            )
        if not CODE.fullmatch(code):
            what = f"{found.id}: '{code}' is no code"
            yield Problem(found.place, what, "a whole number, or small letters, digits and _", "rename it")
    if len(found.answers) < 2:
        yield Problem(
            found.place,
            f"{found.id} has {len(found.answers)} choices that are answers",
            "at least two",
            "add choices, or take the mark `missing` away",
        )
    for choice in found.choices:
        if choice.node and choice.node not in nodes:
            what = f"{found.id}: no node is called '{choice.node}'"
            yield Problem(found.place, what, "a node of the framework", nearest(choice.node, nodes))


def _unknown(id: str, known: Iterable[str], place: Place, what: str) -> Iterator[Problem]:
    names = list(known)
    if id not in names:
        yield Problem(place, f"{what} '{id}'", "one of: " + (", ".join(names) or "none"), nearest(id, names))


def _question(question: Question, framework: Framework) -> Iterator[Problem]:
    instruments = framework.instruments
    audiences = [audience.id for audience in instruments.audiences]
    for audience in question.asked_of:
        yield from _unknown(audience, audiences, question.place, f"{question.id}: no audience")
    sections = [section.id for section in instruments.sections]
    yield from _unknown(question.section, sections, question.place, f"{question.id}: no section")
    if question.id in RESERVED:
        what = f"'{question.id}' is the name of another column of a table of answers"
        yield Problem(question.place, what, "another id", "rename the question")
    yield from _belonging(question, framework)
    yield from _choices(question, instruments)
    for condition in question.relevant:
        yield from _condition(question, condition, instruments)


def _belonging(question: Question, framework: Framework) -> Iterator[Problem]:
    owners = [name for name in (question.construct, question.indicator) if name]
    if len(owners) > 1 or (question.use != "answer" and owners):
        what = f"{question.id} belongs to {' and to '.join(owners)}"
        yield Problem(
            question.place, what, "one construct or one indicator; none for groups, consent and codes", "keep one owner"
        )
    if question.construct:
        known = [construct.id for construct in framework.instruments.constructs]
        yield from _unknown(question.construct, known, question.place, f"{question.id}: no construct")
    yield from _indicator(question.id, question.indicator, question.place, framework)
    yield from _indicator(question.id, question.expects, question.place, framework)
    if question.expects and not (question.type == "number" and question.unit):
        yield Problem(
            question.place, f"{question.id} is an expectation", "a question of type number, with its unit", "change it"
        )
    if question.reversed and not question.construct:
        yield Problem(
            question.place,
            f"{question.id} is reversed but belongs to no construct",
            "a construct",
            "name the construct, or remove `reversed`",
        )
    yield from _item(question, framework)


def _indicator(owner: str, id: str, place: Place, framework: Framework) -> Iterator[Problem]:
    """Refuse an indicator that the framework does not know; one that it switched off is no fault."""
    indicators = [indicator.id for indicator in framework.indicators]
    known = not id or id in indicators or {id, id.rsplit(".", 1)[0]} & set(framework.switched_off)
    if not known:
        yield Problem(place, f"{owner}: no indicator '{id}'", "an indicator's id", nearest(id, indicators))


def _item(question: Question, framework: Framework) -> Iterator[Problem]:
    if not question.item:
        return
    found = [indicator for indicator in framework.indicators if indicator.id == question.indicator]
    if not found:
        return
    listed = found[0].options.get("items", ())
    items = [str(item.get("id")) for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    yield from _unknown(question.item, items, question.place, f"{question.id}: {found[0].id} has no item")


def _choices(question: Question, instruments: Instruments) -> Iterator[Problem]:
    if (question.type in CHOOSING) != bool(question.choices):
        need = "needs a choice list" if question.type in CHOOSING else "takes no choice list"
        yield Problem(
            question.place, f"{question.id}: a question of type {question.type} {need}", do="add or remove `choices`"
        )
        return
    found = instruments.choice_lists.get(question.choices)
    if question.choices and found is None:
        yield from _unknown(
            question.choices, instruments.choice_lists, question.place, f"{question.id}: no choice list"
        )
        return
    checks: dict[str, Callable[[Question, ChoiceList], Iterator[Problem]]] = {
        "scale": _scale,
        "allocation": _allocation,
        "best_worst": _best_worst,
    }
    if found is not None and question.type in checks:
        yield from checks[question.type](question, found)
    if question.low is not None and question.high is not None and not question.low < question.high:
        what = f"{question.id} runs from {question.low:g} to {question.high:g}"
        yield Problem(question.place, what, "low below high", "swap the two, or correct one")


def _scale(question: Question, found: ChoiceList) -> Iterator[Problem]:
    words = [code for code in found.answers if not re.fullmatch(r"-?[0-9]+", code)]
    if words:
        what = f"{question.id}: '{words[0]}' on the scale {found.id} is no number"
        yield Problem(question.place, what, "whole numbers as codes, or the mark `missing`", "write numbers as codes")
    elif any(int(b) <= int(a) for a, b in pairwise(found.answers)):
        yield Problem(
            question.place,
            f"{question.id}: the codes of {found.id} do not rise",
            "rising numbers",
            "put the choices in the order of their codes",
        )


def _allocation(question: Question, _: ChoiceList) -> Iterator[Problem]:
    if question.total is None:
        yield Problem(
            question.place, f"{question.id}: how many points are shared out is not said", "total: 100", "add the line"
        )


def _best_worst(question: Question, found: ChoiceList) -> Iterator[Problem]:
    shown = Counter(code for task in question.tasks for code in task)
    for code in shown.keys() - set(found.answers):
        yield Problem(
            question.place,
            f"{question.id}: a task shows '{code}', which {found.id} does not hold",
            do="take it out of the task, or add it to the list",
        )
    unseen = [code for code in found.answers if code not in shown]
    if unseen:
        what = f"{question.id}: no task shows {', '.join(unseen)}"
        yield Problem(question.place, what, "every choice in at least one task", "add it to a task")
    if any(len(set(task)) < len(task) for task in question.tasks):
        yield Problem(
            question.place,
            f"{question.id}: a task shows a choice twice",
            "different choices in each task",
            "replace one of the two",
        )


def _condition(question: Question, condition: QuestionCondition, instruments: Instruments) -> Iterator[Problem]:
    others = {other.id: other for other in instruments.questions if other.id != question.id}
    other = others.get(condition.question)
    if other is None:
        yield from _unknown(condition.question, others, condition.place, f"{question.id}: no other question")
        return
    for audience in question.asked_of:
        asked = [one.id for one in instruments.asked_of(audience)]
        if other.id not in asked:
            what = f"{question.id} depends on {other.id}, which {audience} are not asked"
            yield Problem(
                condition.place,
                what,
                "a question that the same audience is asked",
                "drop the condition, or ask the other question of them too",
            )
        elif asked.index(other.id) > asked.index(question.id):
            what = f"{question.id} depends on {other.id}, which comes after it"
            yield Problem(
                condition.place, what, "a question that comes before", "move the other question before this one"
            )
    found = instruments.choice_lists.get(other.choices)
    for value in condition.values if found and condition.test in ("is", "is_not") else ():
        if found and value not in found.codes:
            yield from _unknown(value, found.codes, condition.place, f"{question.id}: {other.id} has no choice")


def _column_clashes(instruments: Instruments) -> Iterator[Problem]:
    owners = {construct.id: f"the construct {construct.id}" for construct in instruments.constructs}
    for question in instruments.questions:
        if question.choices and question.choices not in instruments.choice_lists:
            continue
        for column in question.columns(instruments.choice_lists):
            owner = owners.setdefault(column, question.id)
            if owner != question.id:
                what = f"{owner} and {question.id} both have the column '{column}'"
                yield Problem(question.place, what, "ids whose columns differ", "rename one of the two")


def _constructs(framework: Framework) -> Iterator[Problem]:
    stages = [stage.id for stage in framework.stages]
    for construct in framework.instruments.constructs:
        yield from _unknown(construct.stage, stages, construct.place, f"{construct.id}: no stage")
        items = framework.instruments.items(construct.id)
        if len(items) < 2:
            what = f"the construct {construct.id} has {len(items)} questions"
            do = "add a question, or give the one that it has to an indicator"
            yield Problem(construct.place, what, "at least two: one alone has no reliability", do)
        yield from _indicator(construct.id, construct.indicator, construct.place, framework)
        for item in items:
            if item.type not in ("scale", "number"):
                yield Problem(
                    item.place,
                    f"{item.id}: an item of a construct is of type {item.type}",
                    "scale, number",
                    "change its type, or take it out of the construct",
                )


def _links(instruments: Instruments) -> Iterator[Problem]:
    known = [construct.id for construct in instruments.constructs]
    for link in instruments.links:
        for end in (link.start, link.end):
            yield from _unknown(end, known, link.place, "no construct")
    yield from _cycle(instruments)


def _cycle(instruments: Instruments) -> Iterator[Problem]:
    """Refuse links that lead back to where they began: a path model is estimated along one direction."""
    left = list(instruments.links)
    while left:
        ends = {link.end for link in left}
        kept = [link for link in left if link.start in ends]
        if len(kept) == len(left):
            names = ", ".join(dict.fromkeys(link.start for link in left))
            yield Problem(
                left[0].place,
                f"the links between constructs run in a circle ({names})",
                "one direction",
                "take one of these links out",
            )
            return
        left = kept


def _competencies(instruments: Instruments) -> Iterator[Problem]:
    questions = {question.id: question for question in instruments.questions}
    for competency in instruments.competencies:
        yield from _unknown(competency.question, questions, competency.place, f"{competency.id}: no question")
    levels = {
        competency.id: instruments.choice_lists[questions[competency.question].choices].answers
        for competency in instruments.competencies
        if competency.question in questions and questions[competency.question].choices in instruments.choice_lists
    }
    for role in instruments.staff_roles:
        for id, level in role.levels.items():
            if id not in levels:
                yield from _unknown(id, levels, role.place, f"{role.id}: no competency")
            elif level not in levels[id]:
                yield from _unknown(level, levels[id], role.place, f"{role.id}: {id} has no level")
