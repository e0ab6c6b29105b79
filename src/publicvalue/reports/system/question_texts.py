"""The texts of questions where a measure knows only the names of columns: people read what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from publicvalue.framework.questions.model import Instruments, text_in
from publicvalue.measures.picture import Likert, Picture
from publicvalue.measures.result import Detail

LANGUAGE = "en"
"""Language of the report."""

MOST_WORDS = 5
"""Points whose words a legend has room for."""


def question_texts(instruments: Instruments) -> Mapping[str, str]:
    """Return the text of each question by its id, which is the name of its column in a table of answers."""
    return {question.id: text_in(question.texts, LANGUAGE) for question in instruments.questions}


def name_pictures(instruments: Instruments, pictures: tuple[Picture, ...]) -> tuple[Picture, ...]:
    """Put the text of its question where a bar names its column; a column that is no question keeps its name."""
    return tuple(_named(picture, instruments) if isinstance(picture, Likert) else picture for picture in pictures)


def _named(picture: Likert, instruments: Instruments) -> Likert:
    asked = {question.id: question for question in instruments.questions}
    found = [asked[item.label] for item in picture.items if item.label in asked]
    texts = {one.id: text_in(one.texts, LANGUAGE) + (" (turned)" if one.reversed else "") for one in found}
    items = tuple(replace(item, label=texts.get(item.label, item.label)) for item in picture.items)
    lists = {one.choices for one in found}
    if len(found) < len(items) or len(lists) != 1:
        return replace(picture, items=items)
    choices = {choice.code: text_in(choice.texts, LANGUAGE) for choice in instruments.choices_of(found[0])}
    turned = any(one.reversed for one in found)
    return replace(picture, items=items, points=_points(picture.points, choices, turned))


def _points(points: tuple[str, ...], choices: Mapping[str, str], turned: bool) -> tuple[str, ...]:
    """Name the points of a scale; only its ends where items are turned round, since their words would be wrong."""
    ends = [point.split(" to ") for point in points]
    if turned or not all(code in choices for parts in ends for code in parts) or len(points) > MOST_WORDS:
        return (f"{points[0]} (least)", *points[1:-1], f"{points[-1]} (most)")
    return tuple(" or ".join(_words(choices[code], n) for n, code in enumerate(parts)) for parts in ends)


def _words(text: str, place: int) -> str:
    return text if place == 0 else text[:1].lower() + text[1:]


def name_details(instruments: Instruments, details: tuple[Detail, ...]) -> tuple[Detail, ...]:
    """Put the text of its question behind the name of each item."""
    texts = question_texts(instruments)
    return tuple(
        replace(
            detail,
            columns=(detail.columns[0], "Question", *detail.columns[1:]),
            rows=tuple((row[0], texts.get(str(row[0]), ""), *row[1:]) for row in detail.rows),
            ids=(detail.ids[0], "", *detail.ids[1:]),
        )
        if any(str(item) in texts for item in detail.column("item") or ())
        else detail
        for detail in details
    )
