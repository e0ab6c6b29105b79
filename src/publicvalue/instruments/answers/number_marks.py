"""Decimal marks in answers: the rule of all readers (`framework/written/numbers.py`), column by column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from publicvalue.errors import Place, Problem
from publicvalue.framework.written.numbers import (
    OPEN,
    DecimalMark,
    Shown,
    is_open,
    mark_of_separated,
    own_mark,
    read_number,
    shown_by,
)
from publicvalue.instruments.folded_text import clean, is_blank
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.submissions import Cells
from publicvalue.words.text import Text

DESIGN_NUMBERS = ("weight", "population")

STATED, SEPARATED = "stated", "separated"
"""What a file says of its numbers by its form: that a point is the decimal mark, or that commas part its cells."""

GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")


@dataclass(frozen=True)
class SeenCells:
    """The cells of a column that show the same: the first of them and its row."""

    row: int
    text: str


def tidied(text: str) -> str:
    """Drop what does not change a number: a percent sign, a typographic minus, blanks between groups of three."""
    bare = clean(text)
    plain = (bare[:-1].rstrip() if bare.endswith("%") else bare).replace("\u2212", "-")
    return re.sub("[ ']", "", plain) if GROUPED.fullmatch(plain) else plain


def number_names(form: Form) -> frozenset[str]:
    """Return the names of columns that hold numbers."""
    asked = (name for one in form.asked if one.type in ("number", "allocation") for name in form.columns(one))
    return frozenset((*asked, *DESIGN_NUMBERS))


def find_marks(
    names: frozenset[str], rows: Iterable[tuple[int, Cells]], stated: str
) -> tuple[Mapping[str, DecimalMark], tuple[Problem, ...]]:
    """Return the decimal mark of each column of numbers, and a problem for each whose mark cannot be known.

    Parameters
    ----------
    names
        Columns of numbers.
    rows
        Number of a row, and its cells by question.
    stated
        STATED, SEPARATED, or empty where the form of the file says nothing.
    """
    seen: dict[str, dict[Shown, SeenCells]] = {}
    for row, cells in rows:
        for name in names & cells.keys():
            text = tidied(cells[name])
            if not is_blank(text):
                seen.setdefault(name, {}).setdefault(shown_by(text), SeenCells(row, text))
    marks = {name: own_mark(found) for name, found in seen.items()}
    settled = {
        name: _settled(name, found, marks, stated) if is_open(found) else marks[name] for name, found in seen.items()
    }
    problems = tuple(
        _problem(name, seen[name], mark) for name, mark in settled.items() if _is_unclear(mark, seen[name])
    )
    return settled, problems


def _settled(name: str, found: Mapping[Shown, SeenCells], marks: Mapping[str, DecimalMark], stated: str) -> DecimalMark:
    """Return the mark of an open column: as the others of the file show, else as its form says."""
    if Shown.COMMA_GROUP in found and {Shown.POINT_GROUP, Shown.ROUND_POINT_GROUP} & found.keys():
        return DecimalMark.UNKNOWN
    others = {mark for other, mark in marks.items() if other != name and mark in (DecimalMark.POINT, DecimalMark.COMMA)}
    if len(others) == 1:
        return others.pop()
    if stated == STATED and Shown.COMMA_GROUP not in found:
        return DecimalMark.POINT
    return mark_of_separated(found) if stated == SEPARATED else DecimalMark.UNKNOWN


def _is_unclear(mark: DecimalMark, found: Mapping[Shown, SeenCells]) -> bool:
    return mark is DecimalMark.BOTH or (mark is DecimalMark.UNKNOWN and is_open(found))


def _problem(name: str, found: Mapping[Shown, SeenCells], mark: DecimalMark) -> Problem:
    do = Text("write the numbers with a point and without thousands separators")
    if mark is DecimalMark.BOTH:
        comma, point = found[Shown.COMMA], found.get(Shown.POINT) or found[Shown.THOUSANDS]
        what = Text(
            "the decimal mark is a comma in row {comma} and a point in row {point}", comma=comma.row, point=point.row
        )
        return Problem(Place(row=comma.row, field=name), what, Text("one decimal mark in the column"), do)
    first = min((one for shown, one in found.items() if shown in OPEN), key=lambda one: one.row)
    what = (
        Text("the comma may be a decimal mark or part thousands: row {row} '{cell}'", row=first.row, cell=first.text)
        if "," in first.text
        else Text(
            "the point may be a decimal mark or part thousands: row {row} '{cell}'", row=first.row, cell=first.text
        )
    )
    return Problem(Place(row=first.row, field=name), what, Text("numbers that can be read in one way"), do)


def with_points(cells: Cells, marks: Mapping[str, DecimalMark]) -> dict[str, str]:
    """Return cells with the numbers of the design written with a point."""
    found = dict(cells)
    for name in DESIGN_NUMBERS:
        mark = marks.get(name, DecimalMark.UNKNOWN)
        number = number_of(cells.get(name, ""), mark)
        if number is not None and ("," in cells[name] or (mark is DecimalMark.COMMA and "." in cells[name])):
            found[name] = f"{number:.15g}"
    return found


def number_of(text: str, mark: DecimalMark) -> float | None:
    """Return a written number by the decimal mark of its column; None where it is no number by it."""
    return read_number(tidied(text), mark)
