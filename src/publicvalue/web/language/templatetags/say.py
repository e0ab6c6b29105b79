"""Sentences on pages: `{% say "{name} was invited." name=person %}`, and `{{ problem|said }}` for a text that was made.

`scripts/words.py` finds the sentences of `say` and `say_counted` in the templates, as it finds those of `Text` in the
modules. A sentence is written out where it is said.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone

from publicvalue.web.language.spoken import spoken
from publicvalue.words.text import Text, counted

register = template.Library()


@register.simple_tag
def say(id: str, /, **values: Any) -> str:
    """Write a sentence in the page's language."""
    return spoken().write(Text(id, **values))


@register.simple_tag
def say_counted(number: int, one: str, many: str, /, **values: Any) -> str:
    """Write the sentence for one, or the one for several, in the page's language."""
    return spoken().write(counted(number, one, many, **values))


@register.filter
def said(text: str) -> str:
    """Write a text that a view has made in the page's language; what is no text stays as it is."""
    return spoken().write(text)


@register.filter
def day(moment: dt.datetime) -> dt.date:
    """Return the day on which something happened, in the time zone of the installation."""
    return timezone.localdate(moment)


@register.filter
def word(text: str) -> str:
    """Write a word of the product that stands in data in the page's language."""
    return spoken().word(text)
