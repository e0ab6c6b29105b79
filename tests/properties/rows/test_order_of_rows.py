"""The order of rows says nothing: shuffled rows give every number, draw, check and table to the last digit."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import ibis
import numpy as np
import pyarrow as pa
import pytest

from evidence_tables import context_of
from long_runs import often
from order_worlds import WORLDS, Rows
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Definition
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import Measured, Result

pytestmark = pytest.mark.usefixtures("few_series")

TYPES = {"number": pa.float64(), "yes_no": pa.bool_(), "category": pa.string(), "date": pa.date32()}
CASES = [(measure, place) for measure in WORLDS for place in range(len(WORLDS[measure]()))]


def evidence_of(columns: Mapping[str, list], definition: Definition, order: np.ndarray) -> EvidenceTable:
    types = {role.name: TYPES[role.type] for roles in definition.role_sets for role in roles}
    arrays, played = {}, {}
    for role, values in columns.items():
        parts = values if isinstance(values[0], list) else [values]
        names = [f"{role}_{number + 1}" for number in range(len(parts))] if parts is values else [role]
        arrays |= {name: pa.array(part, types[role]).take(order) for name, part in zip(names, parts, strict=True)}
        played[role] = tuple(names)
    table = pa.table(arrays)
    return EvidenceTable(ibis.memtable(table), played, table.num_rows)


def measure(id: str, world: Rows, seed: int | None) -> Result:
    values = next(iter(world.columns.values()))
    rows = len(values[0] if isinstance(values[0], list) else values)
    order = np.arange(rows) if seed is None else np.random.default_rng(seed).permutation(rows)
    definition = DEFINITIONS[id]
    context = context_of(id, world.unit, world.options, draws=50)
    return definition.compute(evidence_of(world.columns, definition, order), context)


def plain(value: object) -> object:
    """Return a result as lists, in which every digit counts."""
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, np.ndarray):
        return [repr(one) for one in value.tolist()]
    return repr(value)


def test_every_measure_has_rows_to_shuffle() -> None:
    assert sorted(WORLDS) == sorted(DEFINITIONS)


@pytest.mark.parametrize(("id", "place"), CASES)
def test_shuffled_rows_give_the_same_to_the_last_digit(id: str, place: int) -> None:
    world = WORLDS[id]()[place]
    first = measure(id, world, None)
    assert isinstance(first, Measured), first
    for seed in range(often(1, long=3)):
        assert plain(measure(id, world, seed)) == plain(first)
