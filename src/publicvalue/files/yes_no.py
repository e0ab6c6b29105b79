"""Yes and no as people write them, or as an answer defines them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from publicvalue.evidence.model import Scalar
from publicvalue.files.engine import text

WANTED = ("a yes or a no", "true or false, yes or no, y or n, 1 or 0, sí, oui, ja, non, nee, or x for yes")

YES = ("true", "yes", "y", "1", "sí", "si", "oui", "ja", "x")
NO = ("false", "no", "n", "0", "non", "nee")


def word_is_yes(key: str) -> str:
    """Read the words for yes and no."""
    word = f"lower({key})"
    return f"CASE WHEN {word} IN ({texts(YES)}) THEN true WHEN {word} IN ({texts(NO)}) THEN false END"


def is_one_of(key: str, values: Iterable[Scalar]) -> str:
    """Whether a cell is one of the values, compared as text or as a number."""
    return f"({' OR '.join(equals(key, value) for value in values)})"


def equals(key: str, value: Scalar) -> str:
    if isinstance(value, bool):
        return f"lower({key}) IN ({texts(YES if value else NO)})"
    if isinstance(value, int | float):
        return f"coalesce(try_cast({key} AS DOUBLE) = {float(value)!r}::DOUBLE, false)"
    if isinstance(value, datetime.date):
        return f"coalesce(try_cast({key} AS TIMESTAMP)::DATE = DATE {text(value.isoformat()[:10])}, false)"
    return f"{key} = {text(value.strip())}"


def within(number: str, at_least: float | None, at_most: float | None) -> str:
    """Whether a number reaches the one bound and stays under the other; null where there is no number."""
    bounds = [
        f"({number}) {sign} {bound!r}" for sign, bound in ((">=", at_least), ("<=", at_most)) if bound is not None
    ]
    return f"({' AND '.join(bounds)})"


def texts(words: Iterable[str]) -> str:
    return ", ".join(text(word) for word in words)
