"""A text is an id and its values; a language turns it into a sentence.

The id is the sentence in English with a name in braces where each value goes, and behind a colon how the value is
written: `Text("{left:count} of {all:count} rows were left out.", left=3, all=120)`. The words for how are listed in
`words/language.py`. A value is a number, a day, a Text of its own, several of them, or what a user wrote, which no
language changes.

As a string a Text is its sentence in English. That is for people who write code: nothing may be decided by it, and
whatever cuts it or adds to it loses what could be translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from publicvalue.words.language import ENGLISH
from publicvalue.words.message import Message, Value, phrase

__all__ = [
    "Text",
    "Value",
    "capital",
    "counted",
    "either",
    "interval",
    "joined",
    "listed",
    "phrase",
    "quantity",
    "sentence",
]

_NONE: Mapping[str, Value] = MappingProxyType({})


class Text(Message):
    """A sentence, a heading or a word that the product says.

    Parameters
    ----------
    id
        The sentence in English, with its values' names in braces. It is written out where it is made: catalogues are
        made by looking through the code.
    values
        What the names stand for.

    Raises
    ------
    ValueError
        When the sentence cannot be written with the values.
    """

    __slots__ = ()

    def __new__(cls, id: str, /, **values: Value) -> Text:
        """Write it in English."""
        return cls.made(id, "", 1, values)

    @classmethod
    def made(cls, id: str, many: str, number: float, values: Mapping[str, Value]) -> Text:
        """Return the text with these parts, as one that was stored is read back.

        Raises
        ------
        ValueError
            When the sentence cannot be written with the values: a stored one may name anything.
        """
        plain = {name: _plain(value) for name, value in values.items()}
        self = str.__new__(cls, ENGLISH.write_parts(id, many, number, plain))
        self.id, self.many, self.number = id, many, number
        self.values = MappingProxyType(plain) if plain else _NONE
        return self

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Text.made, (self.id, self.many, self.number, dict(self.values))


def _plain(value: Value) -> Value:
    """Return a number or a day of NumPy as Python's own: a text is stored and read back equal."""
    own = getattr(value, "item", None)
    return own() if callable(own) else value


def counted(number: float, one: str, many: str, /, **values: Value) -> Text:
    """Return the text for one, or the one for several; `{number}` stands for the number in both.

    Parameters
    ----------
    number
        How many there are.
    one, many
        The sentence in English for one, and for any other number.
    values
        What the other names stand for.
    """
    return Text.made(one, many, number, {"number": number, **values})


def sentence(text: str) -> Text:
    """Return a text as a sentence of its own: its first letter a capital, a full stop at its end."""
    return Text("{text:sentence}", text=text)


def capital(text: str) -> Text:
    """Return a text whose first letter is a capital."""
    return Text("{text:capital}", text=text)


def joined(*texts: str) -> Text:
    """Return texts one after the other, a blank between them; empty ones are left out."""
    return Text("{texts:row}", texts=tuple(text for text in texts if text))


def listed(texts: Iterable[str]) -> Text:
    """Return texts as one enumeration: a, b and c."""
    return Text("{texts:and}", texts=tuple(texts))


def quoted(words: Iterable[str]) -> tuple[Text, ...]:
    """Return what users or files wrote, each between quotation marks."""
    return tuple(Text("{word:quoted}", word=word) for word in words)


def either(texts: Iterable[str]) -> Text:
    """Return texts as a choice: a, b or c."""
    return Text("{texts:or}", texts=tuple(texts))


def quantity(value: float, unit: str) -> Text:
    """Return a number with its unit, such as `12.3 %` or `4.2 percentage points`."""
    return Text("{value:number}{unit:unit}", value=value, unit=unit)


def interval(low: float, high: float, unit: str = "") -> Text:
    """Return an interval of numbers, both ends with the same decimals, such as `3.1 to 7.9 %`."""
    decimals = ENGLISH.common_decimals(low, high)
    if decimals is None:
        return Text("{low:number} to {high:number}{unit:unit}", low=low, high=high, unit=unit)
    return Text(
        "{low:fixed{decimals}} to {high:fixed{decimals}}{unit:unit}", low=low, high=high, decimals=decimals, unit=unit
    )
