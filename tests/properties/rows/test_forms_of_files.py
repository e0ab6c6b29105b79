"""The same evidence in another file gives the same numbers to the last digit, whatever its format and types."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from evidence_tables import context_of
from long_runs import LONG
from order_worlds import WORLDS, Rows
from properties.rows.test_order_of_rows import TYPES, plain
from publicvalue.errors import Place
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.files.engines import duckdb
from publicvalue.files.engines.duckdb import lock_settings, open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import Measured

pytestmark = pytest.mark.usefixtures("few_series")

CASES = [(measure, place) for measure in WORLDS for place in range(len(WORLDS[measure]()) if LONG else 1)]
THREADS = {"rows.csv": 2, "other.csv": 1, "rows.parquet": 8, "words.parquet": 2, "texts.parquet": 1, "whole.parquet": 8}
"""File -> threads of the engine that reads it."""


def table_of(id: str, world: Rows) -> tuple[pa.Table, dict[str, tuple[str, ...]]]:
    """Return the rows as a table, and the columns that play each role."""
    types = {role.name: TYPES[role.type] for roles in DEFINITIONS[id].role_sets for role in roles}
    arrays, played = {}, {}
    for role, values in world.columns.items():
        parts = values if isinstance(values[0], list) else [values]
        # Cases are counted in whole numbers: a file that counts parts of a case is refused.
        parts = [np.ceil(part).tolist() for part in parts] if role == "count" else parts
        names = [f"{role} {number + 1}" for number in range(len(parts))]
        arrays |= {name: pa.array(part, types[role]) for name, part in zip(names, parts, strict=True)}
        played[role] = tuple(names)
    return pa.table(arrays), played


def in_words(table: pa.Table) -> pa.Table:
    """Return a table whose texts are numbers of a list of words, as many programs write them."""
    columns = [one.dictionary_encode() if pa.types.is_string(one.type) else one for one in table.columns]
    return pa.table(columns, names=table.column_names)


def in_texts(table: pa.Table) -> pa.Table:
    """Return a table of texts alone: each number with all its digits."""

    def text(value: Any) -> str | None:
        return None if value is None else repr(value) if isinstance(value, float) else str(value).lower()

    columns = [
        one if pa.types.is_string(one.type) else pa.array([text(value) for value in one.to_pylist()], pa.string())
        for one in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def in_whole_numbers(table: pa.Table) -> pa.Table:
    """Return a table whose numbers without a fraction are whole ones, and whose yes and no are 1 and 0."""

    def whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
        if pa.types.is_boolean(column.type):
            return column.cast(pa.int8())
        values = column.to_pylist()
        is_whole = pa.types.is_floating(column.type) and all(one is None or one == int(one) for one in values)
        return column.cast(pa.int32()) if is_whole else column

    return pa.table([whole(one) for one in table.columns], names=table.column_names)


def write_forms(folder: Path, table: pa.Table) -> None:
    order = np.random.default_rng(5).permutation(table.num_rows)
    turned = table.select(table.column_names[::-1]).take(order)
    pc.write_csv(table, folder / "rows.csv")
    pc.write_csv(turned, folder / "other.csv", pc.WriteOptions(delimiter=";"))
    pq.write_table(turned, folder / "rows.parquet", row_group_size=50)
    for name, form in (("words", in_words), ("texts", in_texts), ("whole", in_whole_numbers)):
        pq.write_table(form(table.take(order)), folder / f"{name}.parquet")


@contextmanager
def with_threads(number: int) -> Iterator[None]:
    """Let engines that are opened meanwhile share work among so many threads."""

    def settings(*words: Any) -> tuple[str, ...]:
        return (f"SET threads = {number}", *lock_settings(*words))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "lock_settings", settings)
        yield


def measured(folder: Path, file: str, id: str, world: Rows, played: dict[str, tuple[str, ...]]) -> Measured:
    columns = {role: tuple(Column(name) for name in names) for role, names in played.items()}
    definition = DEFINITIONS[id]
    evidence = Evidence("e", definition.kinds[0], "Cases", file, "the agency")
    with with_threads(THREADS[file]), open_engine(folder) as engine:
        answer = Answer("i", "e", columns, {}, world.options, place=Place("assessment.yaml"))
        table = open_evidence(engine, evidence, answer, definition, world.unit)
        found = definition.compute(table, context_of(id, world.unit, world.options, draws=50))
    assert isinstance(found, Measured), found
    return found


@pytest.mark.parametrize(("id", "place"), CASES)
def test_every_form_of_a_file_gives_the_same_to_the_last_digit(id: str, place: int, tmp_path: Path) -> None:
    world = WORLDS[id]()[place]
    table, played = table_of(id, world)
    write_forms(tmp_path, table)
    known, *forms = THREADS
    turn = CASES.index((id, place)) % len(forms)
    forms = forms if LONG else [*forms, *forms][turn : turn + 2]
    first, *others = (plain(measured(tmp_path, file, id, world, played)) for file in (known, *forms))
    assert len(others) > 1
    assert others == [first] * len(others)
