"""Staggered effect of 10,000 units over 60 periods with 999 bootstraps: the roll-up against SQL, then what is added."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import ibis
import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context
from publicvalue.measures.effect.cells import roll_up
from publicvalue.measures.effect.staggered_adoption import measure_staggered_adoption
from publicvalue.measures.result import Measured

UNITS, PERIODS, CASES = 10_000, 60, 10
ADDED_SECONDS = 20.0
RATIO = 3.0

ROWS = """
COPY (
    SELECT printf('u%05d', u) AS adopter, DATE '2015-01-01' + to_months(p) AS period,
           CASE u % 5 WHEN 0 THEN NULL ELSE (DATE '2015-01-01' + to_months(10 * (u % 5 + 1)))::DATE END AS adopted,
           20 + (u % 7) + 0.1 * p + 4 * random() AS value
    FROM range({units}) a(u), range({periods}) b(p), range({cases}) c(k)
) TO '{path}' (FORMAT parquet)
"""
SQL = "SELECT adopter, date_trunc('month', period), count(*), avg(value), min(adopted) FROM '{path}' GROUP BY 1, 2"


@contextmanager
def evidence() -> Iterator[tuple[EvidenceTable, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        duckdb.connect().execute("SELECT setseed(0.5)").execute(
            ROWS.format(path=path, units=UNITS, periods=PERIODS, cases=CASES)
        )
        rows = ibis.duckdb.connect().read_parquet(path)
        rows = rows.mutate(period=rows["period"].cast("date"))
        roles = {name: (name,) for name in ("adopter", "period", "adopted", "value")}
        yield EvidenceTable(rows, roles, UNITS * PERIODS * CASES), path


def context() -> Context:
    return Context("percent", {"period_size": "month"}, draws=10_000, rng=np.random.default_rng(1))


def time_adjusted() -> dict[str, object]:
    """The same with two covariates and 500 clusters."""
    with evidence() as (table, _):
        rows = table.rows
        number = rows["adopter"].substr(1).cast("int64")
        rows = rows.mutate(
            before_1=(number % 97).cast("float64"),
            before_2=(number % 13).cast("float64"),
            cluster=(number // 20).cast("string"),
        )
        more = EvidenceTable(rows, {**table.roles, "before": ("one", "two"), "cluster": ("cluster",)}, table.rows_read)
        rolled = seconds(lambda: roll_up(more, context(), beside=True))
        found: list[object] = []
        whole = seconds(lambda: found.append(measure_staggered_adoption(more, context())))
    assert isinstance(found[0], Measured)
    assert "by 500 clusters" in found[0].method
    return {"figure": whole - rolled, "budget": ADDED_SECONDS}


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def time_roll_up() -> dict[str, object]:
    with evidence() as (table, path):
        ours = seconds(lambda: roll_up(table, context()))
        reference = seconds(lambda: duckdb.connect().execute(SQL.format(path=path)).fetchnumpy())
    return {"figure": ours, "reference": reference, "ratio": ours / reference, "budget": RATIO}


def time_estimate() -> dict[str, object]:
    with evidence() as (table, _):
        rolled = seconds(lambda: roll_up(table, context()))
        found: list[object] = []
        whole = seconds(lambda: found.append(measure_staggered_adoption(table, context())))
    assert isinstance(found[0], Measured)
    assert any("999 bootstraps" in diagnostic.text for diagnostic in found[0].diagnostics)
    return {"figure": whole - rolled, "budget": ADDED_SECONDS}


BENCHMARKS: list[tuple[str, Callable[[], dict]]] = [
    ("roll-up of 6 million rows to 600,000 cells, seconds against SQL", time_roll_up),
    ("staggered effect with 999 bootstraps on 600,000 cells, seconds beside the roll-up", time_estimate),
    ("the same with two covariates and 500 clusters", time_adjusted),
]
