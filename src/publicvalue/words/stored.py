"""Texts as plain data, for what is stored or handed from one process to another, and back."""

from __future__ import annotations

import datetime as dt

from publicvalue.words.message import Message, Value
from publicvalue.words.text import Text

Data = str | int | float | None | list["Data"] | dict[str, "Data"]

NUL, SHOWN_NUL = "\x00", "\u2400"
"""A sign that no text needs and that databases refuse, and the sign that stands for it where a cell holds it."""


def to_data(value: Value) -> Data:
    """Return a value of a text, or a text, as strings, numbers, lists and dictionaries alone."""
    if isinstance(value, Message):
        plural: dict[str, Data] = {"many": value.many, "number": value.number} if value.many else {}
        return {"id": value.id, **plural, "values": {name: to_data(one) for name, one in value.values.items()}}
    if isinstance(value, tuple):
        return [to_data(one) for one in value]
    if isinstance(value, str):
        return value.replace(NUL, SHOWN_NUL)
    return {"day": value.isoformat()} if isinstance(value, dt.date) else value


def from_data(data: object) -> Value:
    """Return the value or text that `to_data` gave.

    Raises
    ------
    ValueError
        When it is none, or a text that cannot be written.
    """
    match data:
        case {"id": str(id), "values": dict(values), **plural}:
            many, number = plural.get("many", ""), plural.get("number", 1)
            if not isinstance(many, str) or not isinstance(number, int | float):
                raise ValueError("This is no text")
            return Text.made(id, many, number, {str(name): from_data(one) for name, one in values.items()})
        case {"day": str(day)}:
            return dt.date.fromisoformat(day)
        case list(several):
            return tuple(map(words_from, several))
        case None | str() | int() | float():
            return data
    raise ValueError("This is no text")


def words_from(data: object) -> str:
    """Return the text, or the string of a user, that `to_data` gave; raises ValueError when it is neither."""
    value = from_data(data)
    if not isinstance(value, str):
        raise ValueError("This is no text")
    return value
