"""The units whose names the product knows, marked for the catalogues; a ministry's own stay as they are written."""

from __future__ import annotations

from publicvalue.words.message import phrase

UNITS = (
    phrase("milliseconds"),
    phrase("seconds"),
    phrase("minutes"),
    phrase("hours"),
    phrase("days"),
    phrase("weeks"),
    phrase("months"),
    phrase("quarters"),
    phrase("years"),
    phrase("percent"),
    phrase("per thousand"),
    phrase("percentage points"),
    phrase("points"),
    phrase("count"),
    phrase("thousands"),
    phrase("millions"),
    phrase("ratio"),
    phrase("index"),
)
"""Those of `evidence/units.py`, and lengths of periods."""
