"""The languages that there are: a catalogue each beside this module, and what Babel knows of numbers and dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from gettext import GNUTranslations
from importlib.resources import files
from types import MappingProxyType

from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.language import ENGLISH, Catalogue, Language, Marks
from publicvalue.words.text import Text

LANGUAGES = ("en", "es")
"""Those that there are; the first is that of the ids."""

BEFORE: Mapping[str, tuple[tuple[str, str, str], ...]] = MappingProxyType(
    {"es": ((" y ", " e ", r"h?[ií](?![aeouáéóú])"), (" o ", " u ", r"h?[oó]"))}
)
"""Language -> its words of joining that change before a sound: as they are, as they become, how the next word begins.
Babel joins without them."""


@dataclass(frozen=True)
class _Own:
    """A catalogue before which another is asked, such as a framework's own translations."""

    own: Mapping[str, str]
    then: Catalogue

    def gettext(self, message: str, /) -> str:
        return self.own.get(message) or self.then.gettext(message)

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        return self.then.ngettext(one, many, number)


def language_of(tag: str) -> Language:
    """Return a language by its tag (BCP 47): es, or es-DO for the numbers of the Dominican Republic.

    Raises
    ------
    InputError
        When there is no such language.
    """
    code = tag.replace("_", "-").split(".")[0].split("-")[0].lower()
    if code not in LANGUAGES:
        expected = Text("one of: {languages:list}", languages=LANGUAGES)
        do = Text("name one with --lang or PUBLICVALUE_LANG")
        raise InputError([Problem(Place(), Text("there is no language {tag:quoted}", tag=tag), expected, do)])
    return ENGLISH if code == "en" else _load(code, tag)


@lru_cache
def _load(code: str, tag: str) -> Language:
    # Babel is loaded for other languages than English alone.
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415
    from babel.dates import format_date  # noqa: PLC0415
    from babel.lists import format_list  # noqa: PLC0415
    from babel.numbers import format_decimal  # noqa: PLC0415

    try:
        locale = Locale.parse(tag.replace("-", "_").split(".")[0])
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(code)
    symbols = locale.number_symbols["latn"]
    digits = 4 if symbols["group"] in format_decimal(1_234, locale=locale) else 5
    with (files("publicvalue.words") / "catalogues" / f"{code}.mo").open("rb") as stream:
        catalogue = GNUTranslations(stream)

    def write_day(day: dt.date) -> str:
        return format_date(day, "long", locale=locale)

    return Language(
        code,
        locale.get_display_name(locale) or code,
        catalogue,
        Marks(symbols["decimal"], symbols["group"], digits),
        lambda words: _with_sound(code, format_list(list(words), "standard", locale), words),
        lambda words: _with_sound(code, format_list(list(words), "or", locale), words),
        write_day,
    )


def _with_sound(code: str, joined: str, words: Sequence[str]) -> str:
    """Return joined words whose last word of joining fits the sound that follows it."""
    for word, becomes, sound in BEFORE.get(code, ()):
        end = f"{word}{words[-1]}" if len(words) > 1 else ""
        if end and joined.endswith(end) and re.match(sound, words[-1], re.IGNORECASE):
            return f"{joined.removesuffix(end)}{becomes}{words[-1]}"
    return joined


def with_own(language: Language, own: Mapping[str, str]) -> Language:
    """Return a language that looks first among these sentences: English -> its own."""
    return replace(language, catalogue=_Own(own, language.catalogue)) if own else language
