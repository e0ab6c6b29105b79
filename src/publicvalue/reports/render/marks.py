"""The marks that a page explains beside the pictures of scores."""

from __future__ import annotations

from markupsafe import Markup

from publicvalue.reports.pictures.drawing import HATCH, INK, INTERVAL, MUTED
from publicvalue.words.text import Text

_SVG = Markup('<svg width="{}" height="16" aria-hidden="true" focusable="false">{}</svg>')

LEGEND = (
    (_SVG.format(16, Markup('<path d="M8,1 l7,7 l-7,7 l-7,-7 z" fill="{}"/>').format(INK)), Text("score")),
    (
        _SVG.format(26, Markup('<rect y="3" width="26" height="10" fill="{}"/>').format(INTERVAL)),
        Text("95 % interval"),
    ),
    (
        _SVG.format(
            26,
            Markup(
                '<rect x=".5" y="2.5" width="25" height="11" fill="#fff" stroke="{0}"/>'
                '<path d="M2,13 l10,-10 M8,13 l10,-10 M14,13 l10,-10" stroke="{0}" stroke-width="1.2"/>'
            ).format(HATCH),
        ),
        Text("open, because unknown"),
    ),
    (
        _SVG.format(8, Markup('<path d="M4,0 v16" stroke="{}" stroke-dasharray="2 2"/>').format(MUTED)),
        Text("middle (50)"),
    ),
)
"""Each mark as a small picture, with what it stands for."""
