"""A language: its sentences, the marks of its numbers, its plural forms and how it joins words.

How a value is written is said in the text, behind its name. A number is written by one of these words, or by a format
of Python such as `,.1f`; always with the marks of the language.

| word | writes | such as |
|---|---|---|
| `number` | a number with three significant digits, whole numbers whole | 12.3 |
| `signed` | a difference with three significant digits, its minus a true one | −12.3 |
| `count` | a whole number, its thousands apart | 1,234 |
| `whole` | a score, halves up | 63 |
| `fixed2` | two decimals, or as many as it says | 1,234.50 |
| `percent` | a share of 0 to 1, never as all or nothing where it is not | 41 % |
| `chance` | a probability, never as a certainty that a simulation cannot show | over 99 % |
| `unit` | a unit as it follows a number | %, or days |
| `date` | a day | 2026-01-31 |
| `and`, `or`, `row`, `list` | several texts: a, b and c; a, b or c; one after the other; with commas alone | |
| `parts` | several texts that hold commas themselves, with semicolons | |
| `capital`, `lower` | a text with its first letter raised or lowered | |
| `ended`, `sentence` | a text with a full stop; and with its first letter raised | |
| `word` | a word of the product that stands in data, such as the name of a role | |
| `quoted` | what a user wrote, between quotation marks | 'x' |
"""

from __future__ import annotations

import datetime as dt
import math
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol

from publicvalue.words.message import Message, Value, phrase
from publicvalue.words.numbers import (
    common_decimals,
    with_minus,
    write_chance,
    write_number,
    write_percent,
    write_signed,
    write_whole,
)

UNKNOWN = phrase("unknown")

SENTENCES = 8192
"""Sentences whose pieces are remembered: more than the product has, in all its languages."""

_FIXED = re.compile(r"fixed(\d{1,2})")
_FORMAT = re.compile(r"\+?,?(\.\d{1,2})?[defg]?")
"""The formats of Python that a number may have: one with a width could fill the memory from a stored text."""
_MARK = re.compile(r"(?<=\d)[.,](?=\d)")
"""The marks within a number."""


class Catalogue(Protocol):
    """What gives the sentences of a language: gettext's translations do."""

    def gettext(self, message: str, /) -> str:
        """Return the sentence for an id."""

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        """Return the sentence for the id of one and of many, in the form that a number takes."""


class _Untranslated:
    def gettext(self, message: str, /) -> str:
        return message

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        return one if number == 1 else many


@dataclass(frozen=True)
class Marks:
    """The marks of numbers."""

    decimal: str = "."
    thousands: str = ","
    digits: int = 4
    """Whole numbers of so many digits and more have their thousands apart."""


Join = Callable[[Sequence[str]], str]


def _join(words: Sequence[str], last: str) -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@dataclass(frozen=True)
class Language:
    """A language in which texts are written.

    Parameters
    ----------
    code
        Its tag (BCP 47), such as en, es or es-DO.
    name
        Its own name for itself.
    catalogue
        Its sentences.
    marks
        The marks of its numbers.
    all_of, one_of
        How it joins several words, with and, with or.
    date
        How it writes a day.
    """

    code: str
    name: str
    catalogue: Catalogue = field(default_factory=_Untranslated)
    marks: Marks = Marks()
    all_of: Join = lambda words: _join(words, "and")
    one_of: Join = lambda words: _join(words, "or")
    date: Callable[[dt.date], str] = dt.date.isoformat

    def write(self, text: str) -> str:
        """Write a text; what is no Text is given back as it is, and one whose translation is faulty is in English."""
        if not isinstance(text, Message):
            return text
        if self is ENGLISH:
            return str.__str__(text)
        try:
            return self.write_parts(text.id, text.many, text.number, text.values)
        except ValueError:
            return str(text)

    def write_parts(self, id: str, many: str, number: float, values: Mapping[str, Value]) -> str:
        """Write the text that has these parts.

        Raises
        ------
        ValueError
            When the sentence names what is not among the values, or asks for a way of writing that there is not.
        """
        if not id:
            return ""
        try:
            form = self.catalogue.ngettext(id, many, _whole(number)) if many else self.catalogue.gettext(id)
            return self._fill(form, values) if values else form
        except (LookupError, TypeError, AttributeError, ArithmeticError) as error:
            raise ValueError(f"The text {id!r} cannot be written with {', '.join(values) or 'no values'}") from error

    def _fill(self, sentence: str, values: Mapping[str, Value], inner: bool = False) -> str:
        """Put values into a sentence. A stored text may name its values alone, and none of their attributes."""
        written = []
        for before, name, how in _parts(sentence):
            written.append(before)
            if name is not None:
                if inner and how:
                    raise ValueError("A value within the way to write another is written as it is")
                way = self._fill(how, values, inner=True) if "{" in how else how
                written.append(self._value(values[name], way))
        return "".join(written)

    def _value(self, value: Any, how: str) -> str:
        if isinstance(value, tuple):
            return _SEVERAL[how or "and"](self, [self.write(one) for one in value])
        if isinstance(value, str):
            known = "" if how and (_FIXED.fullmatch(how) or _FORMAT.fullmatch(how)) else how
            return _ONE[known](self, self.write(value))
        if value is None:
            return self.word(UNKNOWN)
        if isinstance(value, dt.date):
            return self.date(value)
        return self._number(value, how)

    def _number(self, value: float, how: str) -> str:
        if not math.isfinite(value):
            return self.word(UNKNOWN)
        if how in _IN_WORDS:
            return self.number(self.word(_IN_WORDS[how](value)))
        if fixed := _FIXED.fullmatch(how):
            return self.number(with_minus(f"{value:,.{fixed[1]}f}"))
        if not _FORMAT.fullmatch(how):
            raise ValueError(f"There is no way {how!r} to write a number")
        return self.number(with_minus(format(value, how)))

    def word(self, word: str) -> str:
        """Write a word of the product that stands in data; others are given back as they are."""
        return self.catalogue.gettext(word) if word else word

    def number(self, english: str) -> str:
        """Write a number that has English marks with those of this language."""
        marks = self.marks
        if marks == ENGLISH_MARKS:
            return english
        whole = english.partition(".")[0]
        together = sum(map(str.isdigit, whole)) < marks.digits
        swap = {".": marks.decimal, ",": "" if together else marks.thousands}
        return _MARK.sub(lambda mark: swap[mark[0]], english)

    def common_decimals(self, low: float, high: float) -> int | None:
        """Return the decimals of both ends of an interval; None where one is not finite, or both are 0."""
        return common_decimals(low, high)


def _whole(number: float) -> int:
    """Return what decides between plural forms: 1 only for one exactly."""
    return int(number) if float(number).is_integer() else 2


ENGLISH_MARKS = Marks()


@lru_cache(maxsize=SENTENCES)
def _parts(sentence: str) -> tuple[tuple[str, str | None, str], ...]:
    """Return a sentence as pieces: what stands before a value, the value's name, and how it is written."""
    parts = []
    for before, name, how, conversion in string.Formatter().parse(sentence):
        if conversion:
            raise ValueError(f"A value is written by a word behind its name, not by !{conversion}")
        parts.append((before, name, how or ""))
    return tuple(parts)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(text: str) -> str:
    return _ended(_capital(text.strip()))


def _ended(text: str) -> str:
    return text if not text or text[-1] in ".!?" else f"{text}."


def _unit(language: Language, unit: str) -> str:
    match unit:
        case "percent":
            return " %"
        case "ratio" | "index" | "":
            return ""
        case _:
            return f" {language.word(unit)}"


_IN_WORDS: Mapping[str, Callable[[float], str]] = MappingProxyType(
    {
        "": lambda value: f"{value}",
        "number": write_number,
        "count": lambda value: f"{value:,.0f}",
        "signed": write_signed,
        "whole": write_whole,
        "percent": write_percent,
        "chance": write_chance,
    }
)
_ONE: Mapping[str, Callable[[Language, str], str]] = MappingProxyType(
    {
        "": lambda _, text: text,
        "capital": lambda _, text: _capital(text),
        "lower": lambda _, text: _lower(text),
        "sentence": lambda _, text: _sentence(text),
        "ended": lambda _, text: _ended(text),
        "bare": lambda _, text: text.rstrip("."),
        "first": lambda _, text: text.partition(".")[0],
        "unit": _unit,
        "word": lambda language, word: language.word(word),
        "quoted": lambda _, text: f"'{text}'",
        # What a user wrote where a number was expected stays as it is.
        **{how: (lambda _, text: text) for how in ("number", "signed", "count", "whole", "percent", "chance", "date")},
    }
)
_SEVERAL: Mapping[str, Callable[[Language, Iterable[str]], str]] = MappingProxyType(
    {
        "and": lambda language, words: language.all_of(list(words)),
        "or": lambda language, words: language.one_of(list(words)),
        "row": lambda _, words: " ".join(words),
        "list": lambda _, words: ", ".join(words),
        "parts": lambda _, words: "; ".join(words),
        "lines": lambda _, words: "\n".join(words),
    }
)

ENGLISH = Language("en", "English")
"""The language of the ids."""
