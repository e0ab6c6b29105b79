"""The language of the page that is being made."""

from __future__ import annotations

from django.utils.translation import get_language

from publicvalue.words.language import Language
from publicvalue.words.languages import LANGUAGES, language_of


def spoken() -> Language:
    """Return the language of the page; that of the ids where none is spoken."""
    return language_of(get_language() or LANGUAGES[0])
