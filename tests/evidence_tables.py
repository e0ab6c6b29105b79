"""Small evidence tables for tests of measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis
import numpy as np
import pyarrow as pa
from scipy.special import stdtrit

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Given
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.option_reading import take_options, taken
from publicvalue.measures.options import Options
from publicvalue.measures.result import Measured
from publicvalue.schema.statement import fields_of


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


@dataclass(frozen=True)
class AnyContext(Context):
    """What any measure is told: options are read when it asks for them, as those of its own definition would be."""

    stated: Mapping[str, object] = field(default_factory=dict)

    def given(self, kind: type[Given]) -> Given:
        known = {name: value for name, value in self.stated.items() if name in fields_of(kind)}
        return taken(kind, known)


def context(unit: str = "percent", seed: int = 1, draws: int = 2000, **options: object) -> Context:
    """Build a measure's context with a seeded generator."""
    return AnyContext(unit, Options(), draws, np.random.default_rng(seed), stated=options)


def context_of(measure: str, unit: str, options: Mapping[str, object], draws: int = 2000) -> Context:
    """Build the context of one measure, with its options as an assessment would give them."""
    return Context(unit, take_options(DEFINITIONS[measure], options), draws, np.random.default_rng(1))


def measured(result: object) -> Measured:
    """Return a result that is a number; the test fails with the reason where there is none."""
    assert isinstance(result, Measured), result
    return result


def standard_error(result: Measured, freedom: float) -> float:
    """Return the standard error that a symmetric interval was made of."""
    return (result.high - result.low) / 2 / float(stdtrit(freedom, 0.975))


def notes_of(result: Measured) -> str:
    """Return all diagnostics of a number, a line each."""
    return "\n".join(diagnostic.text for diagnostic in result.diagnostics)
