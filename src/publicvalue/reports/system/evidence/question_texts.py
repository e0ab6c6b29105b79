"""The texts of questions where a measure knows only the names of columns: people read what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from publicvalue.framework.questions.model import LANGUAGES, Instruments, Question, Texts, text_in
from publicvalue.measures.picture import Likert, Picture
from publicvalue.measures.result import Detail, Number
from publicvalue.reports.wording import lowered
from publicvalue.words.language import Language
from publicvalue.words.languages import with_own
from publicvalue.words.text import Text

STATE_NAMES: Mapping[str, Text] = {
    "yes": Text("yes"),
    "partly": Text("partly"),
    "no": Text("no"),
    "not_applicable": Text("does not apply"),
    "unknown": Text("unknown"),
}
"""State of a control -> what people call it."""
MOST_WORDS = 5
"""Points whose words a legend has room for."""


def asking(language: Language, instruments: Instruments) -> Language:
    """Return a language that knows the questions and choices of the questionnaires as their translators wrote them."""
    lists = (choice.texts for one in instruments.choice_lists.values() for choice in one.choices)
    asked = (*(question.texts for question in instruments.questions), *lists)
    return with_own(language, {_asked(texts): own for texts in asked if (own := texts.get(language.code))})


def _asked(texts: Texts) -> Text:
    return Text(text_in(texts, LANGUAGES[0]))


def question_texts(instruments: Instruments) -> Mapping[str, Text]:
    """Return the text of each question by its id, which is the name of its column in a table of answers."""
    return {question.id: _asked(question.texts) for question in instruments.questions}


def name_pictures(instruments: Instruments, pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
    """Put the text of its question where a bar names its column; a column that is no question keeps its name."""
    return tuple(_named(picture, instruments) if isinstance(picture, Likert) else picture for picture in pictures)


def _named(picture: Likert, instruments: Instruments) -> Likert:
    asked = {question.id: question for question in instruments.questions}
    found = [asked[item.label] for item in picture.items if item.label in asked]
    texts = {one.id: _label(one) for one in found}
    items = tuple(replace(item, label=texts.get(item.label, item.label)) for item in picture.items)
    lists = {one.choices for one in found}
    if len(found) < len(items) or len(lists) != 1:
        return replace(picture, items=items)
    choices = {choice.code: _asked(choice.texts) for choice in instruments.choices_of(found[0])}
    turned = any(one.reversed for one in found)
    return replace(picture, items=items, points=_points(picture, choices, turned))


def _label(question: Question) -> Text:
    text = _asked(question.texts)
    return Text("{question} (turned)", question=text) if question.reversed else text


def _points(picture: Likert, choices: Mapping[str, Text], turned: bool) -> tuple[str, ...]:
    """Name the points of a scale; only its ends where items are turned round, since their words would be wrong."""
    points, codes = picture.points, picture.codes
    known = codes and all(code in choices for ends in codes for code in ends)
    if turned or not known or len(points) > MOST_WORDS:
        least, most = Text("{point} (least)", point=points[0]), Text("{point} (most)", point=points[-1])
        return (least, *points[1:-1], most)
    return tuple(_words([choices[code] for code in ends]) for ends in codes)


def _words(texts: list[Text]) -> Text:
    first, *others = texts
    return Text("{choices:or}", choices=(first, *map(lowered, others)))


def name_controls(result: Number) -> tuple[Detail, ...]:
    """Return the tables of a measure, with a framework's controls and their states as words that can be translated."""
    asked = {item.id: Text(item.text) for item in result.items}
    return tuple(
        replace(detail, rows=tuple(_control(row, asked[str(row[0])]) for row in detail.rows))
        if asked and {row[0] for row in detail.rows} == set(asked)
        else detail
        for detail in result.details
    )


def _control(row: tuple[Any, ...], text: Text) -> tuple[Any, ...]:
    id, _, state, *others = row
    return (id, text, STATE_NAMES.get(str(state), state), *others)


def name_details(instruments: Instruments, details: tuple[Detail, ...]) -> tuple[Detail, ...]:
    """Put the text of its question behind the name of each item."""
    texts = question_texts(instruments)
    return tuple(
        replace(
            detail,
            columns=(detail.columns[0], Text("Question"), *detail.columns[1:]),
            rows=tuple((row[0], texts.get(str(row[0]), ""), *row[1:]) for row in detail.rows),
            ids=(detail.ids[0], "", *detail.ids[1:]),
        )
        if any(str(item) in texts for item in detail.column("item") or ())
        else detail
        for detail in details
    )
