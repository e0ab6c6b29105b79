"""What a text consists of; `words/text.py` makes them, and `words/language.py` writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

Value = str | int | float | dt.date | tuple[str, ...] | None
"""What may stand in a text: a Text is a str too."""


def phrase(id: str) -> str:
    """Mark a word or sentence that stands in data for the catalogues; it is said as `Text(id)` or by `{name:word}`."""
    return id


class Message(str):
    """A str that knows the id and the values it was made from; see `Text`."""

    __slots__ = ("id", "many", "number", "values")

    id: str
    many: str
    """The id of the plural; empty where the text has one form."""
    number: float
    """What decides between the forms."""
    values: Mapping[str, Value]
