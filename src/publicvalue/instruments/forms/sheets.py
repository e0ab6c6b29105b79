"""Workbooks as values: what a file of sheets holds, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publicvalue.framework.questions.model import LANGUAGES

Cell = str | int | float | None
Row = tuple[Cell, ...]

LANGUAGE_NAMES: Mapping[str, str] = {
    "en": "English (en)",
    "es": "Español (es)",
    "fr": "Français (fr)",
    "nl": "Nederlands (nl)",
}
"""Names of languages as XLSForm columns carry them."""


@dataclass(frozen=True)
class ListedCells:
    """Cells of one column that take only values of a list.

    Parameters
    ----------
    column
        Number of the column on its sheet, from 1.
    source
        Range of another sheet that holds the values, such as `choices!$A$2:$A$6`.
    """

    column: int
    source: str


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Parameters
    ----------
    name
        Name of the sheet.
    rows
        Its rows, the header first.
    locked_rows
        How many rows at the top may not be changed; None when the whole sheet may be, -1 when nothing may be.
    entries
        Columns whose cells under the locked rows take only values of a list.
    widths
        Width of each column, in characters; the last counts for all further ones.
    """

    name: str
    rows: tuple[Row, ...]
    locked_rows: int | None = None
    entries: tuple[ListedCells, ...] = ()
    widths: tuple[int, ...] = (30,)


@dataclass(frozen=True)
class Workbook:
    """Sheets in order, with the language that they are written in first."""

    sheets: tuple[Sheet, ...]
    language: str = field(default=LANGUAGES[0])

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of that name; KeyError when there is none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)
