"""DuckDB by Ibis, with results as Arrow tables that no data frame stands behind.

Ibis loads pandas before it hands out any result, which takes longer than most assessments. Loaded when an engine opens.
"""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir
from ibis.backends.duckdb import Backend


class ArrowBackend(Backend):  # type: ignore[misc]
    """A backend whose tables leave it as Arrow without pandas."""

    def to_pyarrow(self, expr: ir.Expr, /, **options: Any) -> Any:
        """Run an expression; the result has the types that Ibis states, as the backend's own method gives it."""
        if not isinstance(expr, ir.Table) or any(kind.is_null() for kind in expr.schema().types):
            return super().to_pyarrow(expr, **options)
        return expr.__pyarrow_result__(self._to_duckdb_relation(expr, **options).to_arrow_table())


def connect() -> Backend:
    """Open a database in memory."""
    return ArrowBackend().connect()
