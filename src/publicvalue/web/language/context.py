"""What every page knows of languages: the one it is in, and its own address in the others."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from publicvalue.words.languages import LANGUAGES, language_of


def languages(request: HttpRequest) -> dict[str, Any]:
    """Return the page's language and its other languages, each with the page's address in it."""
    current, here = get_language() or LANGUAGES[0], request.get_full_path()
    others = [
        {"code": code, "name": language_of(code).name, "address": translate_url(here, code)}
        for code in LANGUAGES
        if code != current
    ]
    return {"language_code": current, "language_name": language_of(current).name, "other_languages": others}
