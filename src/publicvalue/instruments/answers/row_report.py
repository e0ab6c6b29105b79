"""What happened to each row and cell of a file of answers: taken, changed (old → new), refused (why)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from publicvalue.instruments.folded_text import folded
from publicvalue.words.text import Text, counted, phrase

NUMBER = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,3})?|-?[0-9]{1,4}")
"""Numbers short enough to be an answer; a longer one could be a telephone number."""

HEADER = ("what", "row", "column", "old", "new", "why")


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the report.

    Parameters
    ----------
    what
        taken, changed, refused or flagged.
    row
        Row in the file; None when the line is about a column or the whole file.
    column
        Column; empty when the line is about a row.
    old, new
        Cell before and after.
    why
        The reason, in a sentence.
    """

    what: str
    row: int | None = None
    column: str = ""
    old: str = ""
    new: str = ""
    why: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return the line as cells under HEADER."""
        return (self.what, "" if self.row is None else str(self.row), self.column, self.old, self.new, self.why)


@dataclass
class RowReport:
    """Collects notes while a file is read.

    Parameters
    ----------
    known
        Codes and texts of the framework's own choices, folded: only these and short numbers are ever shown as the old
        value of a cell. Anything else could be a name or free text, of which the report shows the length alone.
    """

    known: frozenset[str] = frozenset()
    notes: list[Note] = field(default_factory=list)

    def shown(self, value: str) -> str:
        """Return a written value if it can be shown, else only its length."""
        if not value or NUMBER.fullmatch(value) or folded(value) in self.known:
            return value
        return Text("(text of {number} characters)", number=len(value))

    def take(self, row: int) -> None:
        """Note a row that was taken."""
        self.notes.append(Note("taken", row))

    def refuse(self, row: int, why: str, column: str = "", old: str = "") -> None:
        """Note a row (no column) or a cell that was left out."""
        self.notes.append(Note("refused", row, column, self.shown(old), "", why))

    def change(self, row: int, column: str, values: tuple[str, str], why: str) -> None:
        """Note a cell that was changed: (old, new)."""
        self.notes.append(Note("changed", row, column, self.shown(values[0]), values[1], why))

    def flag(self, why: str, column: str = "") -> None:
        """Note something that a person must look at; it changed nothing."""
        self.notes.append(Note("flagged", None, column, "", "", why))

    def by_reason(self) -> Iterator[tuple[str, str, str, list[int]]]:
        """Yield (what, column, why, rows) of the notes on rows, equal ones together."""
        found: dict[tuple[str, str, str], list[int]] = {}
        for note in self.notes:
            if note.row is not None:
                found.setdefault((note.what, note.column, note.why), []).append(note.row)
        for (what, column, why), rows in found.items():
            yield what, column, why, rows

    def counts(self) -> dict[str, int]:
        """Return how many rows were taken and refused, cells changed and refused, and things flagged."""
        kinds = Counter((note.what, bool(note.column)) for note in self.notes)
        return {
            phrase("rows taken"): kinds["taken", False],
            phrase("rows refused"): kinds["refused", False],
            phrase("cells changed"): kinds["changed", True],
            phrase("cells refused"): kinds["refused", True],
            phrase("flagged"): kinds["flagged", False] + kinds["flagged", True],
        }


def summarise_notes(notes: Iterable[Note]) -> list[Text]:
    """Return lines for people: equal notes are counted together, with the first rows where each happened."""
    rows: dict[tuple[str, str, str, str, str], list[int | None]] = {}
    for note in notes:
        if note.what != "taken":
            rows.setdefault((note.what, note.column, note.old, note.new, note.why), []).append(note.row)
    return [_summary(key, found) for key, found in rows.items()]


def _summary(key: tuple[str, str, str, str, str], rows: list[int | None]) -> Text:
    what, column, old, new, why = key
    told = why
    if what == "changed":
        told = Text("{column}: '{old}' → '{new}': {why}", column=column, old=old, new=new, why=why)
    elif old:
        told = Text("{column}: '{old}': {why}", column=column, old=old, why=why)
    elif column:
        told = Text("{column}: {why}", column=column, why=why)
    return Text("{what} {told}", what=WHAT[what], told=_with_rows(told, [str(row) for row in rows if row is not None]))


def _with_rows(told: str, rows: list[str]) -> str:
    if not rows:
        return told
    if len(rows) > SHOWN_ROWS:
        more = len(rows) - SHOWN_ROWS
        return Text("{told} (rows {rows:list} and {more} more)", told=told, rows=tuple(rows[:SHOWN_ROWS]), more=more)
    return counted(len(rows), "{told} (row {rows:list})", "{told} (rows {rows:list})", told=told, rows=tuple(rows))


WHAT = {
    "refused": Text("refused "),
    "changed": Text("changed "),
    "flagged": Text("flagged "),
}
"""What happened, as wide as the widest, so that the lines of a list stand under each other."""
SHOWN_ROWS = 3
