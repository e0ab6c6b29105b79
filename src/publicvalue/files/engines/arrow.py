"""DuckDB by Ibis, with results as Arrow tables that no data frame stands behind.

Ibis loads pandas before it hands out any result, which takes longer than most assessments. Loaded when an engine opens.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import duckdb
import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.engines.watch import Watch
from publicvalue.words.text import Text


class ArrowBackend(Backend):  # type: ignore[misc]
    """A backend whose tables leave it as Arrow without pandas, under a watch."""

    watch: Watch

    def compile(self, expr: ir.Expr, /, **options: Any) -> str:
        """Write an expression as SQL; what was written before is not written again, which takes longer than asking."""
        return str(super().compile(expr, **options)) if any(options.values()) else _written(self, expr.op())

    def to_pyarrow(self, expr: ir.Expr, /, **options: Any) -> Any:
        """Run an expression; the result has the types that Ibis states, as the backend's own method gives it."""
        if not isinstance(expr, ir.Table) or any(kind.is_null() for kind in expr.schema().types):
            return super().to_pyarrow(expr, **options)
        try:
            return expr.__pyarrow_result__(self.watch.run(self._to_duckdb_relation(expr, **options).to_arrow_table))
        except duckdb.OutOfMemoryException as error:
            # No file is known here: who asked for the number adds the place.
            raise EvidenceError([short_of_memory(Place())]) from error


@lru_cache(maxsize=256)
def _written(backend: ArrowBackend, operation: ops.Node) -> str:
    """Return an expression as SQL: all connections are equal here, as the text hangs on the expression alone."""
    return str(Backend.compile(backend, operation.to_expr()))


def short_of_memory(place: Place) -> Problem:
    """Say that the memory or the disk for counting was too small."""
    what = Text("the evidence needs more memory, or more space for what does not fit into it, than it may take")
    expected = Text("a table that can be counted within the limits")
    do = Text("allow more with --max-memory, save it as Parquet, or keep only the columns that are needed")
    return Problem(place, what, expected, do)


def connect() -> ArrowBackend:
    """Open a database in memory."""
    backend: ArrowBackend = ArrowBackend().connect()
    return backend
