"""One form for what looks alike: accents, quotation marks, blanks and line ends, however a program wrote them.

Every comparison of a written text with another rests on it: names of columns, files and sheets, values under `where`
and `equals`, labels of groups, choices of a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

ALIKE: Mapping[str, str] = MappingProxyType(
    {
        # Typographic quotation marks and apostrophes.
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        # Blanks of other widths, which no reader can tell from a blank.
        **dict.fromkeys((*map(chr, range(0x2000, 0x200B)), "\u00a0", "\u202f", "\u205f", "\u3000"), " "),
        # Hyphens that look like one; a dash and a minus are other signs.
        **dict.fromkeys("\u2010\u2011", "-"),
    }
)
"""Sign -> the plain sign that is read in its place."""

DIRECTING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the order in which a text is shown, so that it reads otherwise than it is written."""

INVISIBLE = "\u200b\u2060\ufeff\u00ad" + DIRECTING + "".join(map(chr, (*range(0x80, 0x85), *range(0x86, 0xA0))))
"""Signs that nobody sees: of no width, a place where a word may be parted, what turns a text, or steers a terminal."""

_STEERING = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f{DIRECTING}]")

_TABLE = str.maketrans({**ALIKE, **dict.fromkeys(INVISIBLE, "")})


def one_form(text: str) -> str:
    """Return a text in the one form in which texts that look alike are the same.

    Parameters
    ----------
    text
        A text as it was written: composed or decomposed accents, typographic or straight quotation marks, blanks of
        any width, line ends of any system.

    Returns
    -------
    str
        The text in Unicode's composed form (NFC), with straight quotation marks, plain blanks and hyphens, line feeds
        alone, without signs that cannot be seen, and without blanks around it.
    """
    if text.isascii():
        return (text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text).strip()
    plain = unicodedata.normalize("NFC", text.translate(_TABLE))
    return plain.replace("\r\n", "\n").replace("\r", "\n").strip()


def without_steering(text: str) -> str:
    """Return a text without the signs that steer a terminal, or that turn the order in which it is shown."""
    return text if text.isprintable() else _STEERING.sub("", text)


def find_name(wanted: str, names: Iterable[str]) -> str | None:
    """Return the name that is meant: the same, or the only one that looks the same; None where there is none."""
    listed = tuple(names)
    if wanted in listed:
        return wanted
    form = one_form(wanted)
    alike = [name for name in listed if one_form(name) == form]
    return alike[0] if len(alike) == 1 else None
