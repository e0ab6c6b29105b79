"""Small evidence tables for tests of measures."""

from __future__ import annotations

import ibis
import numpy as np
import pyarrow as pa

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context


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
