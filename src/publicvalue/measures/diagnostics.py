"""Which rows a measure can use, and the diagnostics that say what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.result import Diagnostic
from publicvalue.words.text import Text, counted

NOTE = Text("Note on the evidence")
"""Name of a note on how the evidence was read."""

CASES = "cases"
"""Name of the column, in the rows returned here, that holds how many cases each row stands for."""


@dataclass(frozen=True)
class Usable:
    """The rows of an evidence table that a measure can compute from.

    Parameters
    ----------
    rows
        Lazy table without the rows left out, with a column `cases` (float64, never null).
    kept, left_out
        Rows kept and rows left out.
    cases
        Cases that the kept rows stand for.
    diagnostics
        The notes of the evidence, and the rows left out where there are any.
    """

    rows: ir.Table
    kept: int
    left_out: int
    cases: float
    diagnostics: tuple[Diagnostic, ...]


def note_diagnostics(evidence: EvidenceTable) -> tuple[Diagnostic, ...]:
    """Return the notes on how the evidence was read as diagnostics that only inform."""
    return tuple(Diagnostic(NOTE, None, note) for note in evidence.notes)


def left_out_diagnostic(left_out: int, total: int, reason: str) -> tuple[Diagnostic, ...]:
    """Return one diagnostic on rows that were left out, or none when every row was used.

    Parameters
    ----------
    left_out, total
        Rows left out, of how many rows.
    reason
        Why, to complete "... were left out because ...".
    """
    if not left_out:
        return ()
    text = counted(
        left_out,
        "{number:count} of {total:count} rows was left out because {reason}.",
        "{number:count} of {total:count} rows were left out because {reason}.",
        total=total,
        reason=reason,
    )
    return (Diagnostic(Text("Rows left out"), None, text),)


def usable_rows(evidence: EvidenceTable, columns: Sequence[str]) -> Usable:
    """Leave out the rows in which a needed column is blank or, for a number, not finite. One pass over the rows.

    Parameters
    ----------
    evidence
        The rows; the optional `count` role is read here.
    columns
        Columns that the measure needs (role names, or `fields_1` and so on for a repeated role).

    Returns
    -------
    Usable
        The rows that can be used, with their number of cases in `cases`.
    """
    rows = evidence.rows.mutate(**{CASES: evidence.counts()})
    mask = ibis.and_(*(is_filled(rows[name]) for name in columns))
    used = rows.filter(mask)
    sums = fetch(used.aggregate(kept=used.count(), cases=used[CASES].sum().fill_null(0.0)))
    kept, cases = int(sums["kept"][0]), float(sums["cases"][0])
    left_out = evidence.rows_read - kept
    reason = Text("{columns:or} is blank", columns=tuple(columns))
    diagnostics = note_diagnostics(evidence) + left_out_diagnostic(left_out, evidence.rows_read, reason)
    return Usable(used, kept, left_out, cases, diagnostics)


def is_filled(column: ir.Column) -> ir.BooleanValue:
    """Whether a cell holds something; of a number, one that is finite."""
    filled: ir.BooleanValue = column.notnull()
    if isinstance(column, ir.FloatingColumn):
        filled = filled & ~column.isnan() & ~column.isinf()
    return filled
