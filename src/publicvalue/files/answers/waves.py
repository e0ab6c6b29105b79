"""Add the answers of a further wave to the table of the waves before, so that they can be compared."""

from __future__ import annotations

import csv
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.instruments.answers import RESPONDENT
from publicvalue.instruments.submissions import Table

WAVE = "wave"


def append_wave(path: Path, new: Table, wave: str) -> Table:
    """Return the table of former waves with a further one behind it; a column that one of them lacks is blank there.

    Parameters
    ----------
    path
        Table of the waves before, as `answers read --wave` wrote it.
    new
        The answers of the wave.
    wave
        Its name.

    Raises
    ------
    InputError
        When there is no such table, it has no waves, or the wave stands in it already.
    """
    if not wave:
        raise _refusal(path, "the wave has no name", "--wave", "name it, such as --wave 2026")
    if not path.is_file():
        raise _refusal(path, "there is no table of former waves", "an existing table", "leave out --append")
    header, rows = _rows(path)
    if WAVE not in header or RESPONDENT not in header:
        raise _refusal(
            path, "its rows name no wave", f"the columns {RESPONDENT} and {WAVE}", "read it with --wave first"
        )
    known = {row[header.index(WAVE)] for row in rows}
    if wave in known:
        raise _refusal(path, f"the wave '{wave}' stands in it already", "a new wave", "name another one")
    columns = tuple(dict.fromkeys([*header, *new.header]))
    # Numbers go on: a number names one person of one wave.
    numbers = [row[header.index(RESPONDENT)] for row in rows]
    if odd := [number for number in numbers if not (number.isascii() and number.isdigit() and len(number) < 10)]:
        what = f"'{odd[0][:20]}' is no number of a respondent"
        raise _refusal(path, what, "the table as `answers read` wrote it", "bring the former table back")
    last = max(map(int, numbers), default=0)
    old = [dict(zip(header, row, strict=True)) for row in rows]
    further = [{**cells, RESPONDENT: str(last + n)} for n, (_, cells) in enumerate(new.numbered(), 1)]
    return Table(columns, tuple(tuple(cells.get(name, "") for name in columns) for cells in (*old, *further)))


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a table that `answers read` wrote; a person may have changed it since."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = list(csv.reader(stream)) or [[]]
    except (ValueError, csv.Error) as error:
        what = f"it cannot be read as the table of former waves ({error})"
        raise _refusal(path, what, "the table as `answers read` wrote it", "bring the former table back") from error
    ragged = next((number for number, row in enumerate(rows, start=2) if len(row) != len(header)), None)
    if ragged is not None or len(set(header)) < len(header):
        what = f"row {ragged} has more or fewer cells than the header" if ragged else "a column stands twice in it"
        raise _refusal(path, what, "the table as `answers read` wrote it", "bring the former table back")
    return header, rows


def _refusal(path: Path, what: str, expected: str, do: str) -> InputError:
    return InputError([Problem(Place(str(path)), what, expected, do)])
