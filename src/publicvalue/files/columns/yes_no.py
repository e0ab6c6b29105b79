"""Yes and no as people write them, or as an answer defines them."""

from __future__ import annotations

from publicvalue.files.engines.duckdb import texts
from publicvalue.words.text import Text

WANTED = (
    Text("a yes or a no"),
    Text("true or false, yes or no, y or n, 1 or 0, sí, oui, ja, non, nee, or x for yes"),
)

YES = ("true", "yes", "y", "1", "1.0", "1,0", "sí", "si", "oui", "ja", "x")
NO = ("false", "no", "n", "0", "0.0", "0,0", "non", "nee")
"""Data frames write 1.0 and 0.0 where a column has gaps."""


def word_is_yes(key: str) -> str:
    """Read the words for yes and no."""
    word = f"lower({key})"
    return f"CASE WHEN {word} IN ({texts(YES)}) THEN true WHEN {word} IN ({texts(NO)}) THEN false END"


def within(number: str, at_least: float | None, at_most: float | None) -> str:
    """Whether a number reaches the one bound and stays under the other; null where there is no number."""
    bounds = [
        f"({number}) {sign} {bound!r}" for sign, bound in ((">=", at_least), ("<=", at_most)) if bound is not None
    ]
    return f"({' AND '.join(bounds)})"
