"""A badge: a small SVG picture that other pages embed. It says what is known, and never more."""

from __future__ import annotations

from html import escape

from django.utils import timezone

from publicvalue.web.public.models import Publication
from publicvalue.web.register.models import State, System
from publicvalue.words.language import Language
from publicvalue.words.text import Text

LETTER, PAD, HEIGHT = 6.6, 10, 24
COLOURS = {True: "#0d5463", False: "#5b6770"}


def badge(system: System, publication: Publication | None, language: Language) -> str:
    """Return the badge of a system in a language."""
    left = language.write(Text("AI register"))
    right = language.write(_state(system, publication))
    first, second = (round(len(text) * LETTER + 2 * PAD) for text in (left, right))
    title = escape(f"{left}: {system.name}: {right}", quote=True)
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{first + second}" height="{HEIGHT}" role="img"'
        f' aria-label="{title}"><title>{title}</title>',
        f'<rect width="{first + second}" height="{HEIGHT}" rx="4" fill="#16222c"/>',
        f'<path d="M{first} 0h{second - 4}a4 4 0 0 1 4 4v{HEIGHT - 8}a4 4 0 0 1-4 4h-{second - 4}z"'
        f' fill="{COLOURS[publication is not None]}"/>',
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
        f'<text x="{PAD}" y="16" textLength="{first - 2 * PAD}">{escape(left)}</text>',
        f'<text x="{first + PAD}" y="16" textLength="{second - 2 * PAD}">{escape(right)}</text>',
        "</g></svg>",
    )
    return "".join(parts)


def _state(system: System, publication: Publication | None) -> Text:
    if system.state == State.WITHDRAWN:
        return Text("withdrawn")
    if publication is None:
        return Text("registered, not assessed")
    return Text("assessed {day:date}", day=timezone.localdate(publication.published))
