"""Add the answers of a further wave to the table of the waves before, so that they can be compared."""

from __future__ import annotations

import csv
import io

from publicvalue.errors import InputError, Place, Problem
from publicvalue.instruments.answers.reading import RESPONDENT
from publicvalue.instruments.submissions import TextTable
from publicvalue.words.text import Text

WAVE = "wave"


AS_WRITTEN, BRING_BACK = Text("the table as `answers read` wrote it"), Text("bring the former table back")


def append_wave(name: str, former: bytes | None, new: TextTable, wave: str) -> TextTable:
    """Return the table of former waves with a further one behind it; a column that one of them lacks is blank there.

    Parameters
    ----------
    name
        What people call the table.
    former
        The table of the waves before, as `answers read --wave` wrote it; None where there is none.
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
        raise _refusal(name, Text("the wave has no name"), Text("--wave"), Text("name it, such as --wave 2026"))
    if former is None:
        what, do = Text("there is no table of former waves"), Text("leave out --append")
        raise _refusal(name, what, Text("an existing table"), do)
    header, rows = _rows(name, former)
    if WAVE not in header or RESPONDENT not in header:
        expected = Text("the columns {respondent} and {wave}", respondent=RESPONDENT, wave=WAVE)
        raise _refusal(name, Text("its rows name no wave"), expected, Text("read it with --wave first"))
    if wave in {row[header.index(WAVE)] for row in rows}:
        what = Text("the wave {wave:quoted} stands in it already", wave=wave)
        raise _refusal(name, what, Text("a new wave"), Text("name another one"))
    columns = tuple(dict.fromkeys([*header, *new.header]))
    # Numbers go on: a number names one person of one wave.
    numbers = [row[header.index(RESPONDENT)] for row in rows]
    if odd := [number for number in numbers if not (number.isascii() and number.isdigit() and len(number) < 10)]:
        raise _refusal(name, Text("{number:quoted} is no number of a respondent", number=odd[0][:20]))
    last = max(map(int, numbers), default=0)
    old = [dict(zip(header, row, strict=True)) for row in rows]
    further = [{**cells, RESPONDENT: str(last + n)} for n, (_, cells) in enumerate(new.numbered(), 1)]
    return TextTable(columns, tuple(tuple(cells.get(name, "") for name in columns) for cells in (*old, *further)))


def _rows(name: str, content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a table that `answers read` wrote; a person may have changed it since."""
    try:
        header, *rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) or [[]]
    except (ValueError, csv.Error) as error:
        what = Text("it cannot be read as the table of former waves ({error})", error=str(error))
        raise _refusal(name, what) from error
    ragged = next((number for number, row in enumerate(rows, start=2) if len(row) != len(header)), None)
    if ragged is not None:
        raise _refusal(name, Text("row {row} has more or fewer cells than the header", row=ragged))
    if len(set(header)) < len(header):
        raise _refusal(name, Text("a column stands twice in it"))
    return header, rows


def _refusal(name: str, what: Text, expected: Text = AS_WRITTEN, do: Text = BRING_BACK) -> InputError:
    return InputError([Problem(Place(name), what, expected, do)])
