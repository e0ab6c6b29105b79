"""What a format of a register states about itself, and how one of its rows becomes the fields of a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from publicvalue.words.text import Text


@dataclass(frozen=True)
class CellLoss:
    """A cell that a record cannot hold as it stands.

    Parameters
    ----------
    column, value
        The cell, as the file has it.
    why
        What became of it.
    """

    column: str
    value: str
    why: str


@dataclass(frozen=True)
class Converted:
    """A row of a format, in the fields of a record.

    Parameters
    ----------
    values
        Id of a field (`fields.FIELDS`) -> text.
    agency, agency_code
        Who reports it: a name, and its short form where the file has one.
    country
        ISO 3166-1 alpha-3 code; empty where the file names several, or none.
    known_as
        The last part of the record's address in this register, where the file names it.
    losses
        Cells that were not taken as they stand.
    unfit
        Why the row belongs in no register of AI systems; None where it does.
    """

    values: Mapping[str, str]
    agency: str
    agency_code: str = ""
    country: str = ""
    known_as: str = ""
    losses: tuple[CellLoss, ...] = ()
    unfit: Text | None = None


@dataclass(frozen=True)
class Format:
    """A format in which registers are published.

    Parameters
    ----------
    id
        Its name for commands.
    title
        What people call it, with edition.
    licence
        Under which licence the published file stands.
    columns
        Columns by which it is recognised: all have to be there.
    used
        Every column that a record takes something from.
    convert
        Turns the cells of a row into the fields of a record.
    encodings
        How the bytes of its text files may be read, the likeliest first.
    """

    id: str
    title: Text
    licence: Text
    columns: frozenset[str]
    used: frozenset[str]
    convert: Callable[[Mapping[str, str]], Converted]
    encodings: tuple[str, ...] = ("utf-8-sig", "cp1252")


@dataclass
class RowCells:
    """Takes cells of one row, and remembers those that could not be taken as they stand."""

    row: Mapping[str, str]
    losses: list[CellLoss] = field(default_factory=list)

    def text(self, column: str) -> str:
        """Return a cell without blanks around it."""
        return self.row.get(column, "").strip()

    def lose(self, column: str, why: Text) -> str:
        """Remember that a cell was not taken; returns what stands in its place: nothing."""
        self.losses.append(CellLoss(column, self.text(column), why))
        return ""

    def coded(self, column: str, codes: Mapping[str, str]) -> str:
        """Return the code of a cell; one that has none is lost, and a blank one is blank."""
        written = self.text(column)
        if not written:
            return ""
        code = codes.get(written.casefold())
        return self.lose(column, Text("there is no choice for it")) if code is None else code


def without_blank(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values that say something."""
    return {id: text for id, text in values.items() if text}
