"""Texts made comparable: programs write the same letter, apostrophe or space in different ways."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Characters that nobody sees: soft hyphens, marks of direction and byte order, spaces of no width."""

ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bb\u02bc\u02b9\u2032\u00b4\u0060\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)
"""Typographic quotation marks, apostrophes and dashes -> those of a keyboard."""

BETWEEN = re.compile(r"[/\\|>\[\]:.]+|--+|(?<=\s)-(?=\s)")
"""What programs write between a group and its question, or a question and one of its choices."""


def clean(text: str) -> str:
    """Return a cell in composed letters, on one line, without the blanks around it and what nobody sees."""
    if text.isascii() and text.isprintable():
        return text.strip()
    # Each on its own: a form feed or a zero byte in a remark must not reach a table or a screen.
    shown = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp", "Zs") else one for one in text)
    return unicodedata.normalize("NFC", INVISIBLE.sub("", shown)).strip()


def folded(text: str) -> str:
    """Return a text for comparison: letters small and composed, quotation marks plain, no marks of layout."""
    bare = re.sub(r"</?[a-zA-Z][^<>]{0,200}>|\*+", "", clean(text))
    plain = unicodedata.normalize("NFKC", bare.translate(ALIKE)).translate(ALIKE).casefold()
    # French typography puts a space before these, and programs drop it.
    return re.sub(r"\s+(?=[?!:;%])", "", re.sub(r"\s+", " ", plain)).strip()


def path_of(text: str) -> tuple[str, ...]:
    """Return the parts of a heading, folded: `Trust / The agency is honest.` has two."""
    parts = (part.strip(" \"'") for part in BETWEEN.split(folded(text)))
    return tuple(part for part in parts if part)
