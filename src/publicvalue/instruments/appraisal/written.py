"""Reads what a person wrote into one place of a form: a choice by its words, a number, a day; or says what is wrong."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from publicvalue.framework.written.text import DIRECTING
from publicvalue.instruments.appraisal.questions import Choice, Prompt
from publicvalue.instruments.folded_text import folded
from publicvalue.measures.judgement.answer_row import number_in
from publicvalue.schema.spelling import nearest
from publicvalue.words.language import Language
from publicvalue.words.languages import LANGUAGES, language_of
from publicvalue.words.text import Text

UNSEEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff{DIRECTING}]")
"""Signs that no settings file holds."""

SENTENCE = 4
"""Words from which on an answer is a grade that was chosen from a former list, and no slip of the pen."""


@dataclass(frozen=True)
class WrittenFault:
    """What is wrong with what was written, what was expected, and what to do."""

    what: str
    expected: str
    do: str


def read_written(prompt: Prompt, written: str, language: Language) -> str | WrittenFault:
    """Return what was written as files hold it; empty where nothing was, a fault where it cannot be used.

    Parameters
    ----------
    prompt
        What was to be filled in.
    written
        What a person wrote: words of the language or of English, an id, or a number.
    language
        The language of the form.
    """
    text = UNSEEN.sub("", written.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        return ""
    if (chosen := find_choice(prompt.choices, text, language)) is not None:
        return chosen.id
    if prompt.form == "choice":
        known = tuple(language.write(choice.text) for choice in prompt.choices)
        what = Text("{written:quoted} is none of the answers", written=text)
        return WrittenFault(what, Text("one of: {names:list}", names=known), _choose(text, known))
    return _READERS[prompt.form](text) if prompt.form in _READERS else text


def _choose(text: str, known: tuple[str, ...]) -> str:
    """Say what to do with an answer that is none of today's.

    Grades are re-worded from edition to edition, and a new word may draw the line elsewhere: the nearest is named,
    never taken, and who answers reads them again.
    """
    near = nearest(text, known, Text("choose one from the list"))
    if len(text.split()) < SENTENCE:
        return near
    return Text("read today's answers and choose the one that holds; they were worded anew since: {near}", near=near)


def find_choice(choices: tuple[Choice, ...], text: str, language: Language) -> Choice | None:
    """Return the choice that somebody wrote: its id, or its words in the language or in any other that there is."""
    wanted = folded(text)
    for spoken in (language, *map(language_of, LANGUAGES)):
        for choice in choices:
            if wanted in (folded(choice.id), folded(spoken.write(choice.text))):
                return choice
    return None


def number_text(number: float) -> str:
    """Return a number as files hold it: all its digits, whole ones without a point."""
    digits = f"{Decimal(repr(float(number))).normalize():f}"
    return "0" if digits == "-0" else digits


def _number(text: str) -> str | WrittenFault:
    number = number_in(text)
    if number is None:
        what = Text("{written:quoted} is no number", written=text)
        return WrittenFault(
            what, Text("a number such as 1250 or 12.5"), Text("write the number alone, without marks between")
        )
    return number_text(number)


def _whole(text: str) -> str | WrittenFault:
    number = number_in(text)
    if number is None or number < 0 or not number.is_integer():
        what = Text("{written:quoted} is no whole number", written=text)
        return WrittenFault(what, Text("a whole number, 0 or more"), Text("write the number alone"))
    return number_text(number)


def _day(text: str) -> str | WrittenFault:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        what = Text("{written:quoted} is no day", written=text)
        return WrittenFault(what, Text("year-month-day, such as 2026-01-31"), Text("write a day that the calendar has"))


def _country(text: str) -> str | WrittenFault:
    if re.fullmatch("[A-Za-z]{3}", text):
        return text.upper()
    what = Text("{written:quoted} is no country code", written=text)
    return WrittenFault(what, Text("three letters, such as BRB"), Text("look the code up in ISO 3166-1 alpha-3"))


_READERS = {"number": _number, "whole": _whole, "day": _day, "country": _country}
