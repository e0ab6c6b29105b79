"""Small evidence tables for tests of measures."""

from __future__ import annotations

import ibis
import numpy as np
import pyarrow as pa

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context
from publicvalue.measures.result import Measured


def table_of(**columns: object) -> EvidenceTable:
    """Build an evidence table from columns named by role; a list of columns plays a repeated role."""
    arrays: dict[str, object] = {}
    roles: dict[str, tuple[str, ...]] = {}
    for role, values in columns.items():
        repeated = isinstance(values, list) and values and isinstance(values[0], list)
        names = [f"{role}_{i + 1}" for i in range(len(values))] if repeated else [role]
        arrays.update(zip(names, values if repeated else [values], strict=True))
        roles[role] = tuple(names)
    table = pa.table({name: pa.array(values) for name, values in arrays.items()})
    return EvidenceTable(ibis.memtable(table), roles, table.num_rows)


def context(unit: str = "percent", seed: int = 1, draws: int = 2000, **options: object) -> Context:
    """Build a measure's context with a seeded generator."""
    return Context(unit=unit, options=options, draws=draws, rng=np.random.default_rng(seed))


def measured(result: object) -> Measured:
    """Return a result that is a number; the test fails with the reason where there is none."""
    assert isinstance(result, Measured), result
    return result
