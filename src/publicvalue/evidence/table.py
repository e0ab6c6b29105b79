"""Evidence as a table: lazy rows whose columns are named by the role they play."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.exact_sums import settle_sums
from publicvalue.words.text import Text

FEW = 20_000
"""Rows up to which text, dates, yes/no and numbers with nulls are taken one by one."""


@dataclass(frozen=True)
class PeopleOfRows:
    """Who the rows of a survey are, by what stands in them, so that numbers of the same people are known.

    Parameters
    ----------
    rows
        Lazy table of the rows that answer, with `person` beside the columns of the roles: equal rows of any files have
        equal numbers, and the second of two equal rows another than the first.
    everybody
        Lazy table of all rows of the file, whatever `where` takes: `person`.
    name
        Names the table, among all of the evidence: two sheets of a workbook are two.
    cells
        Lazy table of `person` with a hash of each cell, or of all cells of a row where there are too many, beside.
    columns
        Names of the columns whose cells `cells` holds, in its order.
    """

    rows: ir.Table
    everybody: ir.Table
    name: str
    cells: ir.Table
    columns: tuple[str, ...]


@dataclass(frozen=True)
class EvidenceTable:
    """The rows that answer one indicator, ready for a measure.

    Parameters
    ----------
    rows
        Lazy table (Ibis). Columns carry role names (`value`, `group`, `count`, ...), typed as the role says:
        number -> float64, yes_no -> boolean, category -> string, date -> date. A repeated role `fields` becomes the
        columns `fields_1`, `fields_2`, ... Blank cells are null. `count` is never null and never negative.
    roles
        Role name -> the names of the file's columns that play it, for tables that the report shows.
    rows_read
        Rows of the file after the answer's `where` filter.
    notes
        Sentences on what was read, changed or left out; they become diagnostics.
    by_name
        Those of the notes that tell of columns which play a role, or play none, because of their names.
    others
        Of a survey, the rows that `where` leaves out, with the same columns: they were drawn too, so that the error of
        a part's number needs them. A cell that cannot be read is null. None where there are none.
    people
        Of a survey, who its rows are; None for other evidence.
    """

    rows: ir.Table
    roles: Mapping[str, tuple[str, ...]]
    rows_read: int
    notes: tuple[Text, ...] = ()
    others: ir.Table | None = None
    by_name: tuple[Text, ...] = ()
    people: PeopleOfRows | None = None

    def has(self, role: str) -> bool:
        """Whether a column plays this role."""
        return role in self.roles

    def counts(self) -> ir.NumericValue:
        """Return the number of cases that each row stands for: the `count` role, or one."""
        count: ir.NumericValue = self.rows["count"] if self.has("count") else ibis.literal(1.0)
        return count

    def mutated(self, change: Callable[[ir.Table], Mapping[str, ir.Value]]) -> EvidenceTable:
        """Return the evidence with columns changed or added, in the rows that are asked for and in the others."""
        others = None if self.others is None else self.others.mutate(**change(self.others))
        return replace(self, rows=self.rows.mutate(**change(self.rows)), others=others)

    def part(self, kept: ir.BooleanValue, rows_read: int) -> EvidenceTable:
        """Return the evidence of some of its rows, of which all others are drawn too; `kept` is never null."""
        rest = self.rows.filter(~kept)
        others = rest if self.others is None else rest.union(self.others)
        return replace(self, rows=self.rows.filter(kept), rows_read=rows_read, others=others)


def fetch(expression: ir.Table) -> dict[str, NDArray[np.generic]]:
    """Run an expression and return its columns as arrays. Aggregate first: everything returned is held in memory.

    Numbers come as float64 or int64 (NaN for null), dates as datetime64, text and yes/no with nulls as objects. Sums
    are the same in whatever order the rows come.
    """
    table = settle_sums(expression, lambda sizes: sizes.to_pyarrow().to_pydict()).to_pyarrow()
    return {name: _as_array(table.column(name)) for name in table.column_names}


def fetch_coded(expression: ir.Table, name: str) -> tuple[list[str], NDArray[np.intp], dict[str, NDArray[np.generic]]]:
    """Run an expression of which one column, never null, holds few words in many rows; its other columns as `fetch`.

    Returns
    -------
    tuple
        The words, sorted; the place of each row's word among them, shape (rows,); and the other columns.
    """
    table = settle_sums(expression, lambda sizes: sizes.to_pyarrow().to_pydict()).to_pyarrow()
    column = table.column(name).combine_chunks().dictionary_encode()
    words: list[str] = column.dictionary.to_pylist()
    order = sorted(range(len(words)), key=words.__getitem__)
    places = np.empty(len(words), np.intp)
    places[order] = np.arange(len(words))
    others = {other: _as_array(table.column(other)) for other in table.column_names if other != name}
    return [words[place] for place in order], places[column.indices.to_numpy()], others


def fetch_rows(rows: ir.Table) -> dict[str, NDArray[np.generic]]:
    """Return rows as `fetch` does, in the order of their cells: wherever they stood in a file, it is the same."""
    return fetch(rows.order_by(list(rows.columns)))


def _as_array(column: Any) -> NDArray[np.generic]:
    """Return an Arrow column as an array, past Arrow's own conversion where few rows do not repay loading pandas."""
    from pyarrow import float64, types  # noqa: PLC0415 - slow to load

    kind = column.type
    if types.is_floating(kind) or types.is_integer(kind):
        if column.null_count and len(column) <= FEW:
            return np.array(column.cast(float64()).to_pylist(), dtype=np.float64)
        whole = column.cast(float64()).fill_null(np.nan) if column.null_count else column
        return np.array(np.from_dlpack(whole.combine_chunks()))
    if len(column) > FEW and types.is_string(kind):
        # Each word is made once, and stands in all its rows: what looks it up later knows it again at once.
        words = column.combine_chunks().dictionary_encode()
        known = np.append(words.dictionary.to_numpy(zero_copy_only=False), [None])
        return np.asarray(known[words.indices.fill_null(len(known) - 1).to_numpy()], dtype=object)
    if len(column) > FEW or not (types.is_boolean(kind) or types.is_string(kind) or types.is_date32(kind)):
        array: NDArray[np.generic] = column.to_numpy(zero_copy_only=False)
        return array
    if types.is_date32(kind):
        return np.array(column.to_pylist(), dtype="datetime64[D]")
    return np.array(column.to_pylist(), dtype=bool if types.is_boolean(kind) and not column.null_count else object)
