"""What must hold between `people` in an assessment and the questions of its framework."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.errors import Place, Problem
from publicvalue.evidence.people.model import ExpectationAsked, People, WeightsAsked
from publicvalue.evidence.units import name_unit, units_of_quantity
from publicvalue.framework.model import Framework
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text, either, phrase

WEIGHING = ("allocation", "best_worst")
NUMBERS = ("scale", "number")
SHOWN = 12
"""Ids that a message lists."""


def check_people(people: People, framework: Framework) -> list[Problem]:
    """List what names no question, construct or indicator of the framework, or a question of the wrong type."""
    return [
        *_path_problems(people, framework),
        *(problem for one in people.weights for problem in _weights_problems(one, framework)),
        *(problem for one in people.expectations for problem in _expectation_problems(one, framework)),
    ]


def _path_problems(people: People, framework: Framework) -> Iterator[Problem]:
    constructs = [construct.id for construct in framework.instruments.constructs]
    if people.path and not constructs:
        what = Text("{framework} has no constructs", framework=framework.name)
        yield Problem(people.path.survey.place, what, Text("constructs and links"), "")
        return
    for target in people.path.targets if people.path else ():
        if target not in constructs:
            yield _unknown(
                people.path.survey.place if people.path else Place(), phrase("construct"), target, constructs
            )


def _weights_problems(asked: WeightsAsked, framework: Framework) -> Iterator[Problem]:
    types = WEIGHING[:1] if asked.pairs else WEIGHING
    yield from _question_problems(asked.survey.place, asked.question, types, framework)
    questions = [question.id for question in framework.instruments.questions]
    for group in asked.groups:
        if group not in questions:
            yield _unknown(asked.survey.place, phrase("question"), group, questions)
        elif not framework.instruments.question(group).choices:
            what = Text("the question {question:quoted} has no choices, so it makes no groups", question=group)
            yield Problem(
                asked.survey.place,
                what,
                Text("a question in which one choice is made"),
                Text("name such a question, or take it out of the groups"),
            )


def _expectation_problems(asked: ExpectationAsked, framework: Framework) -> Iterator[Problem]:
    yield from _question_problems(asked.survey.place, asked.question, NUMBERS, framework)
    indicators = [indicator.id for indicator in framework.indicators]
    if asked.indicator not in indicators:
        yield _unknown(asked.survey.place, phrase("indicator"), asked.indicator, indicators)
        return
    found = [one for one in framework.instruments.questions if one.id == asked.question]
    unit = framework.indicator(asked.indicator).unit
    if found and found[0].unit and name_unit(found[0].unit) not in units_of_quantity(name_unit(unit)):
        what = Text(
            "{question:quoted} is answered in {own:word}, {indicator:quoted} is measured in {unit:word}",
            question=asked.question,
            own=found[0].unit,
            indicator=asked.indicator,
            unit=unit,
        )
        do = Text("name an indicator that measures what is asked")
        if found[0].expects:
            do = Text("name {indicator}", indicator=found[0].expects)
        yield Problem(asked.survey.place, what, Text("an indicator in {unit:word}", unit=found[0].unit), do)


def _question_problems(place: Place, id: str, types: Sequence[str], framework: Framework) -> Iterator[Problem]:
    questions = [question.id for question in framework.instruments.questions]
    if id not in questions:
        yield _unknown(
            place, phrase("question"), id, [one.id for one in framework.instruments.questions if one.type in types]
        )
    elif framework.instruments.question(id).type not in types:
        own = framework.instruments.question(id).type
        what = Text("the question {question:quoted} is of type {type}", question=id, type=own)
        yield Problem(place, what, either(types), Text("name a question of that type"))


def _unknown(place: Place, noun: str, id: str, known: Sequence[str]) -> Problem:
    what = Text("no {noun:word} is called {id:quoted}", noun=noun, id=id)
    expected = Text("one of: {known:list}", known=tuple(known[:SHOWN]))
    if len(known) > SHOWN:
        expected = Text("one of: {known:list} and others", known=tuple(known[:SHOWN]))
    return Problem(place, what, expected, nearest(id, list(known)))
