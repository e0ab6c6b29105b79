"""Threads share out large tables anew in each run, and every run gives the same to the last digit."""

from __future__ import annotations

from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import order_worlds
from evidence_tables import context_of
from order_worlds import ROWS, WORLDS, records
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import Measured

LARGE = 60_000
PIECE = 2_000
RUNS = 3
MONTHS = {"period_size": "month"}
MEASURES: tuple[tuple[str, tuple[str, ...], dict[str, object]], ...] = (
    ("mean", ("value", "count", "cluster"), {}),
    ("share", ("event", "count", "cluster"), {}),
    ("calibration", ("truth", "probability", "count"), {}),
    ("discrimination", ("truth", "score", "count"), {}),
    ("value_disparity", ("value", "group"), {}),
    ("over_reliance", ("advice", "decision", "truth", "officer", "count"), {}),
    ("randomised_difference", ("value", "drawn", "stratum"), {}),
    ("level_drift", ("value", "period"), MONTHS),
    ("survey_total", ("value", "weight", "stratum"), {}),
)


def fits_large(id: str) -> bool:
    """Whether the rows of a measure are records, of which there may be any number, each role played by one column."""
    columns = WORLDS[id]()[0].columns
    return all(len(values) == ROWS and not isinstance(values[0], list) for values in columns.values())


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write rows in many pieces, of which threads take one after the other."""
    path = tmp_path_factory.mktemp("large") / "rows.parquet"
    names = sorted({name for _, names, _ in MEASURES for name in names})
    drawn = pa.table(records(*names, rows=LARGE))
    order = np.random.default_rng(3).permutation(LARGE)
    pq.write_table(drawn.take(order), path, row_group_size=PIECE)
    return path


def measure(path: Path, id: str, names: tuple[str, ...], options: dict[str, object]) -> Measured:
    rows = ibis.duckdb.connect(threads=4).read_parquet(path).select(*names)
    evidence = EvidenceTable(rows, {name: (name,) for name in names}, LARGE)
    result = DEFINITIONS[id].compute(evidence, context_of(id, "days", options, 20))
    assert isinstance(result, Measured), result
    return result


def digits(result: Measured) -> list[object]:
    tables = [[detail.title, detail.rows] for detail in result.details]
    return [result.estimate, result.low, result.high, result.n, *result.draws.tolist(), result.diagnostics, tables]


@pytest.mark.parametrize(("id", "names", "options"), MEASURES)
def test_runs_of_many_threads_are_the_same(large: Path, id: str, names: tuple[str, ...], options: dict) -> None:
    first = digits(measure(large, id, names, options))
    others = [digits(measure(large, id, names, options)) for _ in range(RUNS - 1)]
    assert len(others) > 1
    assert others == [first] * len(others)


def test_plain_sums_of_the_engine_are_not_the_same_in_every_run(large: Path) -> None:
    def total(rows: ibis.Table) -> ibis.Table:
        return rows.aggregate(total=(rows["value"] * rows["weight"]).sum())

    # Two orders may round alike by chance; of ten, not all do.
    orders = [np.random.default_rng(seed).permutation(LARGE) for seed in range(10)]
    totals = [total(ibis.memtable(pq.read_table(large).take(order))) for order in orders]
    assert len({float(one.to_pandas()["total"][0]) for one in totals}) > 1
    in_file = total(ibis.duckdb.connect(threads=4).read_parquet(large))
    assert {fetch(one)["total"][0] for one in totals} == {fetch(in_file)["total"][0]}


@pytest.mark.long
@pytest.mark.parametrize("id", [id for id in WORLDS if fits_large(id)])
def test_every_measure_gives_the_same_on_one_two_and_eight_threads(
    id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_worlds.records, "__kwdefaults__", {"rows": LARGE})
    world = WORLDS[id]()[0]
    several = {role.name for roles in DEFINITIONS[id].role_sets for role in roles if role.repeated}
    names = {role: f"{role}_1" if role in several else role for role in world.columns}
    table = pa.table({names[role]: values for role, values in world.columns.items()})
    assert table.num_rows == LARGE
    found = []
    for threads in (1, 2, 8):
        order = np.random.default_rng(threads).permutation(LARGE)
        pq.write_table(table.take(order), tmp_path / "rows.parquet", row_group_size=PIECE)
        rows = ibis.duckdb.connect(threads=threads).read_parquet(tmp_path / "rows.parquet")
        evidence = EvidenceTable(rows, {role: (name,) for role, name in names.items()}, LARGE)
        result = DEFINITIONS[id].compute(evidence, context_of(id, world.unit, world.options, 20))
        assert isinstance(result, Measured), result
        found.append(digits(result))
    assert found == [found[0]] * 3
