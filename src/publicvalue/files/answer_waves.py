"""Add the answers of a further wave to the table of the waves before, so that they can be compared."""

from __future__ import annotations

import csv
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.interop.answers import RESPONDENT
from publicvalue.interop.submissions import Table

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
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = list(csv.reader(stream)) or [[]]
    if WAVE not in header or RESPONDENT not in header:
        raise _refusal(
            path, "its rows name no wave", f"the columns {RESPONDENT} and {WAVE}", "read it with --wave first"
        )
    known = {row[header.index(WAVE)] for row in rows}
    if wave in known:
        raise _refusal(path, f"the wave '{wave}' stands in it already", "a new wave", "name another one")
    columns = tuple(dict.fromkeys([*header, *new.header]))
    # Numbers go on: a number names one person of one wave.
    last = max((int(row[header.index(RESPONDENT)]) for row in rows), default=0)
    old = [dict(zip(header, row, strict=True)) for row in rows]
    further = [{**cells, RESPONDENT: str(last + n)} for n, (_, cells) in enumerate(new.numbered(), 1)]
    return Table(columns, tuple(tuple(cells.get(name, "") for name in columns) for cells in (*old, *further)))


def _refusal(path: Path, what: str, expected: str, do: str) -> InputError:
    return InputError([Problem(Place(str(path)), what, expected, do)])
