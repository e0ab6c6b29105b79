"""A log of many events: rolled up to cases and measured, against SQL written by hand.

The log is made by `scripts/resample.py` from 2,000 made-up cases: by default ten million events, or as many as the
environment variable PUBLICVALUE_BENCH_EVENTS says (100000000 needs 3 GB of disk and some minutes). One indicator set is
asked: median and 90th percentile of the duration, mean number of events and of rework, share of cases that met their
deadline, and of contacts outside office hours. Ours also makes intervals and draws. Peak memory is that of a process of
its own.
"""

from __future__ import annotations

import importlib.util
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np

from publicvalue.evidence.calendars import OfficeHours
from publicvalue.evidence.case_mapping import CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.files.engine import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.measures.definition import Context
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.result import Measured

EVENTS = int(os.environ.get("PUBLICVALUE_BENCH_EVENTS", "10000000"))
BUDGET, BUDGET_MEGABYTES = 1.2, 4_096
SOURCE = """
    COPY (
        SELECT 'c' || c AS "case", 'a' || (CASE WHEN e = 0 THEN 0 ELSE hash(c, e) % 9 END) AS activity,
               TIMESTAMP '2023-01-02 06:00:00' + to_minutes((hash(c) % 500000)::INTEGER)
                   + to_minutes((e * (hash(c, e, 1) % 4000))::INTEGER) AS time,
               'channel ' || (hash(c, 2) % 3) AS channel,
               DATE '2023-01-02' + (hash(c) % 500000 // 1440)::INTEGER + 9 AS deadline
        FROM range(2000) AS cases(c), range(7) AS events(e)
    ) TO '{path}' (FORMAT parquet)
"""
MAPPING = CaseMapping(
    columns={name: name for name in ("case", "activity", "time", "channel", "deadline")},
    hours=OfficeHours(8 * 3600, 16 * 3600),
)
ASKED = {
    "median": ("median", "days", {"value": "duration"}, {}),
    "percentile": ("percentile", "days", {"value": "duration"}, {"percent": 90}),
    "events": ("mean", "count", {"value": "events"}, {}),
    "rework": ("mean", "count", {"value": "rework"}, {}),
    "in time": ("share", "percent", {"event": "deadline_met"}, {}),
    "outside": ("share", "percent", {"event": "outside_office_hours"}, {}),
}
ROLL_UP = """
    CREATE TABLE cases AS
    SELECT "case", min(time) AS started, max(time) AS ended, count(*) AS events,
           count(*) - count(DISTINCT activity) AS rework, min(deadline) AS deadline
    FROM read_parquet('{path}') GROUP BY "case"
"""
FIGURES = """
    SELECT quantile_cont(epoch(ended - started) / 86400, 0.5), quantile_cont(epoch(ended - started) / 86400, 0.9),
           avg(events), avg(rework), 100 * avg((ended::DATE <= deadline)::INT),
           100 * avg((dayofweek(started) IN (0, 6) OR hour(started) < 8 OR hour(started) >= 16)::INT)
    FROM cases
"""


@contextmanager
def log(rows: int = EVENTS) -> Iterator[Path]:
    script = Path(__file__).parents[1] / "scripts" / "resample.py"
    spec = importlib.util.spec_from_file_location("resample", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        duckdb.sql(SOURCE.format(path=folder / "source.parquet"))
        module.resample(folder / "source.parquet", folder / "copies.parquet", rows, "channel")
        # Without `resample_of`, which the product refuses: what is measured here is time.
        duckdb.sql(
            f"COPY (SELECT * EXCLUDE (resample_of) FROM '{folder}/copies.parquet') TO '{folder}/log.parquet'"  # noqa: S608
            " (FORMAT parquet)"
        )
        (folder / "copies.parquet").unlink()
        yield folder


def ours(folder: Path) -> list[float]:
    evidence = Evidence("log", "records", "Log", "log.parquet", "made up", cases=MAPPING)
    found = []
    with open_engine(folder) as engine:
        engine.asked = {"log": frozenset(column for _, _, roles, _ in ASKED.values() for column in roles.values())}
        for name, unit, roles, options in ASKED.values():
            columns = {role: (Column(column),) for role, column in roles.items()}
            table = open_evidence(engine, evidence, Answer("i", "log", columns), DEFINITIONS[name], unit)
            context = Context(unit, options, 2_000, np.random.default_rng(1))
            result = DEFINITIONS[name].compute(table, context)
            assert isinstance(result, Measured)
            found.append(result.estimate)
    return found


def by_hand(folder: Path) -> list[float]:
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(f"{scratch}/hand.db") as connection:
        connection.execute("SET memory_limit = '2048 MiB'")
        connection.execute(ROLL_UP.format(path=folder / "log.parquet"))
        row = connection.execute(FIGURES).fetchone()
    assert row is not None
    return [float(value) for value in row]


def time_set() -> dict[str, object]:
    with log() as folder:
        begin = time.perf_counter()
        found = ours(folder)
        middle = time.perf_counter()
        expected = by_hand(folder)
        end = time.perf_counter()
    for name, one, other in zip(ASKED, found, expected, strict=True):
        assert math.isclose(one, other, rel_tol=1e-3), f"{name}: {one} against {other}"
    figure, reference = middle - begin, end - middle
    return {"figure": figure, "reference": reference, "ratio": figure / reference, "budget": BUDGET}


def peak_megabytes() -> dict[str, object]:
    with log() as folder:
        command = [sys.executable, __file__, str(folder)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return {"figure": json.loads(printed), "budget": BUDGET_MEGABYTES}


BENCHMARKS = [
    (f"one indicator set from {EVENTS / 1e6:,.0f} million events, seconds against SQL", time_set),
    (f"one indicator set from {EVENTS / 1e6:,.0f} million events, peak megabytes", peak_megabytes),
]

if __name__ == "__main__":
    ours(Path(sys.argv[1]))
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps(kilobytes / 1024))
