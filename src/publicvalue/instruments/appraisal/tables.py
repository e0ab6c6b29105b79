"""Tables of an appraisal as CSV: what a spreadsheet program would run is guarded, and read back as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from publicvalue.measures.judgement.answer_row import NUMBER
from publicvalue.reports.table import neutralise, rows_text
from publicvalue.schema.node import Row

GUARD = "'"


def table_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as CSV in UTF-8, the header first."""
    return rows_text([columns, *([guarded(cell) for cell in row] for row in rows)]).encode("utf-8")


def guarded(cell: str) -> str:
    """Return a cell so that no program runs it; numbers stay as they are."""
    if NUMBER.fullmatch(cell):
        return cell
    return f"{GUARD}{cell}" if cell.startswith(GUARD) else neutralise(cell)


def unguarded(row: Row) -> Row:
    """Return a row as it was before it was written."""
    return replace(row, cells={name: cell.removeprefix(GUARD) for name, cell in row.cells.items()})
