"""Numbers as publishers print them: which are numbers, how far each was rounded, and what stands for no figure."""

from __future__ import annotations

import re

from publicvalue.errors import Problem
from publicvalue.schema.node import Row
from publicvalue.words.text import Text

NUMBER = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?", re.IGNORECASE)
NOT_GIVEN = frozenset({"", ".", "..", "...", "-", "–", "n/a", "na", "nan", "null", "none", "#n/a"})
"""What publishers write where there is no figure: never a zero."""


def half_unit(text: str, decimals: int) -> float:
    """Return half of the last digit that carries: 0.005 for 1.25, unless fewer than two decimals of it carry."""
    printed = len(text.partition(".")[2].lower().partition("e")[0])
    return float(0.5 * 10.0 ** -min(printed, decimals))


def number_problem(row: Row, column: str, ends: tuple[float, float]) -> Problem | None:
    """Return what is wrong with a cell as a number within its range; None where nothing is."""
    text = row.cells[column].strip()
    if not NUMBER.fullmatch(text):
        marked = re.fullmatch(r"-?[\d.,'’   ]+", text)
        what = Text("{text:quoted} is no number", text=text)
        expected = Text("digits with a point, such as 45.2")
        do = (
            Text("write the number without signs for thousands, and with a point")
            if marked
            else Text("write the number")
        )
        return Problem(row.at(column), what, expected, do)
    low, high = ends
    if not low <= float(text) <= high:
        what = Text("{figure} cannot be", figure=text)
        expected = Text("{low:g} to {high:g}", low=low, high=high)
        return Problem(row.at(column), what, expected, Text("check the figure against its publication"))
    return None
