"""Marks in written numbers that could be decimal or part thousands: one rule, in both directions, for all that is read.

A cell shows its mark where it can be read in one way only: `1.5` and `1,234.5` have a decimal point, `1,5` and
`1.234.567` a decimal comma. `1,234` and `1.234` show nothing. A column is read by the cells that show their mark; where
none does, by the other columns of the same table, which the same program wrote; where they show nothing either, it is
refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from enum import Enum

POINT_GROUP = r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}"
COMMA_GROUP = r"[+-]?[1-9][0-9]{0,2},[0-9]{3}"
COMMA_DECIMAL = r"[+-]?([0-9]*,[0-9]+|[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,})"
"""1,5 or 0,125 or 1.234,5 or 1.234.567"""
COMMA_THOUSANDS = (
    r"[+-]?([0-9]{1,3}(,[0-9]{3})+\.[0-9]*|[0-9]{1,3}(,[0-9]{3}){2,}|[0-9]{1,2}(,[0-9]{2})+,[0-9]{3}(\.[0-9]*)?)"
)
"""1,234.5 or 1,234,567 or, as in India, 12,34,567"""
PLAIN = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"


class Shown(Enum):
    """What a written number shows of its marks."""

    WHOLE = "whole"
    POINT = "point"
    THOUSANDS = "thousands"
    COMMA = "comma"
    POINT_GROUP = "point group"
    ROUND_POINT_GROUP = "point group that ends in 0"
    COMMA_GROUP = "comma group"
    OTHER = "other"


OPEN = frozenset({Shown.POINT_GROUP, Shown.ROUND_POINT_GROUP, Shown.COMMA_GROUP})
"""What may be read in two ways."""


class DecimalMark(Enum):
    """The decimal mark of a column."""

    POINT = "point"
    COMMA = "comma"
    BOTH = "both"
    UNKNOWN = "unknown"


def shown_by(number: str) -> Shown:
    """Return what one number, without blanks and a percent sign, shows of its marks."""
    if _is_plain(number):
        if re.fullmatch(POINT_GROUP, number):
            return Shown.ROUND_POINT_GROUP if number.endswith("0") else Shown.POINT_GROUP
        return Shown.POINT if "." in number else Shown.WHOLE
    if "." not in number and number[-4:-3] != "," and _is_plain(number.replace(",", ".")):
        return Shown.COMMA
    for pattern, shown in (
        (COMMA_GROUP, Shown.COMMA_GROUP),
        (COMMA_THOUSANDS, Shown.THOUSANDS),
        (COMMA_DECIMAL, Shown.COMMA),
    ):
        if re.fullmatch(pattern, number):
            return shown
    return Shown.OTHER


def _is_plain(number: str) -> bool:
    return re.fullmatch(PLAIN, number) is not None and math.isfinite(float(number))


def own_mark(shown: Collection[Shown]) -> DecimalMark:
    """Return the decimal mark that a column's own cells show."""
    comma, point = Shown.COMMA in shown, Shown.POINT in shown or Shown.THOUSANDS in shown
    if comma and point:
        return DecimalMark.BOTH
    return DecimalMark.COMMA if comma else DecimalMark.POINT if point else DecimalMark.UNKNOWN


def is_open(shown: Collection[Shown]) -> bool:
    """Whether a column has cells that may be read in two ways, and none that shows how."""
    return own_mark(shown) is DecimalMark.UNKNOWN and any(one in OPEN for one in shown)


def mark_of_separated(shown: Collection[Shown]) -> DecimalMark:
    """Return the mark of an open column in a file that parts its cells by commas.

    Who writes decimal commas parts cells by another sign. Only where decimals would be written with a last zero in some
    rows and without a point in others, as no program does, the points may part thousands.
    """
    if Shown.COMMA_GROUP in shown or {Shown.ROUND_POINT_GROUP, Shown.WHOLE} <= set(shown):
        return DecimalMark.UNKNOWN
    return DecimalMark.POINT


def read_number(number: str, mark: DecimalMark) -> float | None:
    """Read a number by the decimal mark of its column; None where it does not fit it."""
    shown = shown_by(number)
    if mark is DecimalMark.COMMA and (shown in OPEN or shown in (Shown.COMMA, Shown.WHOLE)):
        return float(number.replace(".", "").replace(",", "."))
    if mark is not DecimalMark.COMMA and shown not in (Shown.COMMA, Shown.OTHER):
        return float(number.replace(",", ""))
    return None
