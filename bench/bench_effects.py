"""Staggered effect of 10,000 units over 60 periods with 999 bootstraps: the roll-up against SQL, then what is added.

The rows are made up: six million by default, or about as many as the environment variable PUBLICVALUE_BENCH_ROWS says.
They are read as an answer reads them, from a typed Parquet file with all its checks; the time of the roll-up holds that
too. The reference gives the same cells: count, mean and day of adoption of each unit and month.
"""

from __future__ import annotations

import atexit
import functools
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import numpy as np

from publicvalue.evidence.model import Answer, Evidence
from publicvalue.evidence.table import EvidenceTable
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.measures.definition import Context
from publicvalue.measures.effect.cells import Cells, roll_up
from publicvalue.measures.effect.staggered import measure as staggered_adoption
from publicvalue.measures.effect.staggered.measure import StaggeredOptions
from publicvalue.measures.result import Measured

UNITS, PERIODS = 10_000, 60
CASES = max(1, round(int(os.environ.get("PUBLICVALUE_BENCH_ROWS", "6000000")) / (UNITS * PERIODS)))
MILLIONS = UNITS * PERIODS * CASES / 1e6
ADDED_SECONDS = 20.0
RATIO = 2.0
"""What the seconds go into: `docs/decisions/0042-budgets-of-speed.md`."""
TURNS = 3

ROWS = """
COPY (
    SELECT printf('u%05d', u) AS adopter, DATE '2015-01-01' + to_months(p) AS period,
           CASE u % 5 WHEN 0 THEN NULL ELSE (DATE '2015-01-01' + to_months(10 * (u % 5 + 1)))::DATE END AS adopted,
           20 + (u % 7) + 0.1 * p + 4 * random() AS value
    FROM range({units}) a(u), range({periods}) b(p), range({cases}) c(k)
) TO '{path}' (FORMAT parquet)
"""
SQL = "SELECT adopter, date_trunc('month', period), count(*), avg(value), min(adopted) FROM '{path}' GROUP BY 1, 2"


@functools.cache
def folder() -> Path:
    """Write the rows once for all benchmarks, and return their folder."""
    holder = tempfile.TemporaryDirectory()
    atexit.register(holder.cleanup)
    duckdb.connect().execute("SELECT setseed(0.5)").execute(
        ROWS.format(path=f"{holder.name}/rows.parquet", units=UNITS, periods=PERIODS, cases=CASES)
    )
    return Path(holder.name)


@contextmanager
def evidence() -> Iterator[EvidenceTable]:
    item = Evidence("rows", "records", "Rows", "rows.parquet", "made up")
    with open_engine(folder()) as engine:
        yield open_evidence(engine, item, Answer("i", "rows"), staggered_adoption.DEFINITION, "percent")


def context() -> Context:
    return Context("percent", StaggeredOptions(period_size="month"), draws=10_000, rng=np.random.default_rng(1))


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    begin = clock()
    work()
    return clock() - begin


def rolled() -> None:
    with evidence() as table:
        assert roll_up(table, context()).cases.sum() == UNITS * PERIODS * CASES


def time_roll_up() -> dict[str, object]:
    path = folder() / "rows.parquet"
    taken, by_hand = [], []
    for _ in range(TURNS):
        taken.append(seconds(rolled, time.process_time))
        query = lambda: duckdb.connect().execute(SQL.format(path=path)).fetchnumpy()  # noqa: E731
        by_hand.append(seconds(query, time.process_time))
    ours, reference = statistics.median(taken), statistics.median(by_hand)
    return {"figure": ours, "reference": reference, "ratio": ours / reference, "budget": RATIO}


def added(table: EvidenceTable) -> tuple[float, Measured]:
    """Return the seconds that the measure takes without its roll-up, and what it found."""
    spent: list[float] = []

    def timed(*given: Any, **options: Any) -> Cells:
        begin = time.perf_counter()
        cells = roll_up(*given, **options)
        spent.append(time.perf_counter() - begin)
        return cells

    found: list[object] = []
    with mock.patch.object(staggered_adoption, "roll_up", timed):
        whole = seconds(lambda: found.append(staggered_adoption.measure_staggered_adoption(table, context())))
    assert isinstance(found[0], Measured)
    return whole - sum(spent), found[0]


def time_estimate() -> dict[str, object]:
    with evidence() as table:
        figure, found = added(table)
    assert any("999 bootstraps" in diagnostic.text for diagnostic in found.diagnostics)
    return {"figure": figure, "budget": ADDED_SECONDS}


def time_adjusted() -> dict[str, object]:
    """The same with two covariates and 500 clusters."""
    with evidence() as table:
        number = table.rows["adopter"].substr(1).cast("int64")
        rows = table.rows.mutate(
            before_1=(number % 97).cast("float64"),
            before_2=(number % 13).cast("float64"),
            cluster=(number // 20).cast("string"),
        )
        roles = {**table.roles, "before": ("one", "two"), "cluster": ("cluster",)}
        figure, found = added(EvidenceTable(rows, roles, table.rows_read))
    assert "by 500 clusters" in found.method
    return {"figure": figure, "budget": ADDED_SECONDS}


BENCHMARKS: list[tuple[str, Callable[[], dict]]] = [
    (f"roll-up of {MILLIONS:,.0f} million rows to 600,000 cells, CPU seconds against SQL", time_roll_up),
    ("staggered effect with 999 bootstraps on 600,000 cells, seconds beside the roll-up", time_estimate),
    ("the same with two covariates and 500 clusters", time_adjusted),
]
