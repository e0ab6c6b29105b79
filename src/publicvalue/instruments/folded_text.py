"""Texts of forms made comparable: one form for what looks alike, without layout, in small letters.

`framework/written/text.py` says what is the same text, and holds for values that are named letter for letter. A form
needs more: programs write its questions in other capitals, with marks of layout or with other dashes.
"""

from __future__ import annotations

import re
import unicodedata

from publicvalue.framework.written.text import one_form

ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u02b9\u00b4\u0060\uff07", "'"),
        **dict.fromkeys("\u00ab\u00bb\uff02", '"'),
        **dict.fromkeys("\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)
"""Further marks that programs put in each other's place within the text of a question or choice."""

BETWEEN = re.compile(r"[/\\|>\[\]:.]+|--+|(?<=\s)-(?=\s)")
"""What programs write between a group and its question, or a question and one of its choices."""

BLANKS = frozenset({"", "n/a", "na", "#n/a", "null", "none", "nan"})
"""Written blanks, where they are no choice of the question."""

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200c-\u200f\u2028-\u202e\u2060-\u2069]+")
"""Ends of lines and marks of direction: a cell of a table stands on one line."""


def clean(text: str) -> str:
    """Return a cell in one form, on one line, without the blanks around it."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return CONTROL.sub(" ", one_form(text)).strip()


def folded(text: str) -> str:
    """Return a text for comparison: letters small and composed, quotation marks plain, no marks of layout."""
    bare = re.sub(r"</?[a-zA-Z][^<>]{0,200}>|\*+", "", clean(text))
    plain = unicodedata.normalize("NFKC", bare.translate(ALIKE)).translate(ALIKE).casefold()
    # French typography puts a space before these, and programs drop it.
    return re.sub(r" (?=[?!:;%])", "", re.sub(r"\s+", " ", plain)).strip()


def path_of(text: str) -> tuple[str, ...]:
    """Return the parts of a heading, folded: `Trust / The agency is honest.` has two."""
    parts = (part.strip(" \"'") for part in BETWEEN.split(folded(text)))
    return tuple(part for part in parts if part)


def is_blank(text: str) -> bool:
    """Whether a cell is blank or says so, where it is no choice."""
    return text.casefold() in BLANKS
