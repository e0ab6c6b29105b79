"""A log of many events: rolled up to cases and measured, against SQL written by hand.

The log is made by `scripts/resample.py` from the permit log (1,434 real cases; looked for where the tests look) or,
where that is not there, from 2,000 made-up cases: by default ten million events, or as many as the environment variable
PUBLICVALUE_BENCH_EVENTS says (100000000 needs 5 GB of disk and some minutes). The name of the log stands in the table.
One indicator set is asked: median and 90th percentile of the duration, mean number of events and of rework, share of
cases that met their deadline, and of contacts outside office hours. Ours also checks the cells, and makes intervals and
draws.

Two references give the same numbers with the same memory of 2 GB: plain SQL with a distinct count, which does not get
by with it for a hundred million events, and the same with the distinct count written as bits by somebody who looked up
the activities first. Each is timed in turn with ours, up to three times, and the medians are compared. Peak memory is
that of a process of its own.

Reading XES is timed against a plain walk over the same file, which makes nothing of it. All seconds are those of
processors: a machine with other work to do is slow now and then. What the seconds go into says
`docs/decisions/0042-budgets-of-speed.md`.
"""

from __future__ import annotations

import atexit
import functools
import importlib.util
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np

from publicvalue.evidence.events.calendars import OfficeHours
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.files.tables.raw import open_raw
from publicvalue.measures.definition import Context
from publicvalue.measures.definitions import DEFINITIONS
from publicvalue.measures.option_reading import take_options
from publicvalue.measures.result import Measured

EVENTS = int(os.environ.get("PUBLICVALUE_BENCH_EVENTS", "10000000"))
TIMES = 3 if EVENTS <= 20_000_000 else 1
BUDGET, BUDGET_MEGABYTES = 1.2, 4_096
XES_EVENTS, BUDGET_XES = 200_000, 2.5
ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("PUBLICVALUE_DATA", ROOT.parent / "shared" / "data"))
PERMITS = DATA / "permit-log" / "receipt.xes.gz"
LABEL = "resampled from 1,434 real cases" if PERMITS.is_file() else "resampled from 2,000 made-up cases"
MADE_UP = """
    COPY (
        SELECT 'c' || c AS "case", 'a' || (CASE WHEN e = 0 THEN 0 ELSE hash(c, e) % 9 END) AS activity,
               TIMESTAMP '2023-01-02 06:00:00' + to_minutes((hash(c) % 500000)::INTEGER)
                   + to_minutes((e * (hash(c, e, 1) % 4000))::INTEGER) AS time,
               'channel ' || (hash(c, 2) % 3) AS channel,
               DATE '2023-01-02' + (hash(c) % 500000 // 1440)::INTEGER + 9 AS deadline
        FROM range(2000) AS cases(c), range(7) AS events(e)
    ) TO '{path}' (FORMAT parquet)
"""
REAL = """
    COPY (
        SELECT {case:concept:name} AS "case", {concept:name} AS activity, {time:timestamp}[:19]::TIMESTAMP AS time,
               {case:channel} AS channel, {case:deadline}[:10]::DATE AS deadline
        FROM ({sql})
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
           count(*) - {activities} AS rework, min(deadline) AS deadline
    FROM read_parquet('{path}') GROUP BY "case"
"""
FIGURES = """
    SELECT quantile_cont(epoch_us(ended - started) / 86400e6, 0.5),
           quantile_cont(epoch_us(ended - started) / 86400e6, 0.9),
           avg(events), avg(rework), 100 * avg((ended::DATE <= deadline)::INT),
           100 * avg((dayofweek(started) IN (0, 6) OR hour(started) < 8 OR hour(started) >= 16)::INT)
    FROM cases
"""


@functools.cache
def log() -> Path:
    """Write the log once for all benchmarks, and return its folder."""
    script = ROOT / "scripts" / "resample.py"
    spec = importlib.util.spec_from_file_location("resample", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # The place of the log decides on which disk it lies.
    holder = tempfile.TemporaryDirectory(dir=os.environ.get("PUBLICVALUE_BENCH_FOLDER"))
    atexit.register(holder.cleanup)
    folder = Path(holder.name)
    write_source(folder / "source.parquet")
    cases = "real" if PERMITS.is_file() else "made-up"
    assert module.resample(folder / "source.parquet", folder / "copies.parquet", EVENTS, "channel", cases) == LABEL
    # Without `resample_of`, which the product refuses for most of the measures: what is measured here is time.
    duckdb.sql(
        f"COPY (SELECT * EXCLUDE (resample_of) FROM '{folder}/copies.parquet') TO '{folder}/log.parquet'"  # noqa: S608
        " (FORMAT parquet)"
    )
    (folder / "copies.parquet").unlink()
    return folder


def write_source(path: Path) -> None:
    if not PERMITS.is_file():
        duckdb.sql(MADE_UP.format(path=path))
        return
    with open_engine(PERMITS.parent) as engine:
        raw = open_raw(engine, Evidence("log", "records", "Log", PERMITS.name, "the permit log"))
        keys = {column.name: column.key for column in raw.columns}
        statement = REAL.replace("{sql}", raw.sql).replace("{path}", str(engine.scratch / "source.parquet"))
        for name, key in keys.items():
            statement = statement.replace(f"{{{name}}}", key)
        engine.query(statement)
        path.write_bytes((engine.scratch / "source.parquet").read_bytes())


def ours(folder: Path) -> list[float]:
    evidence = Evidence("log", "records", "Log", "log.parquet", LABEL, cases=MAPPING)
    found = []
    with open_engine(folder) as engine:
        engine.asked = {"log": frozenset(column for _, _, roles, _ in ASKED.values() for column in roles.values())}
        for name, unit, roles, options in ASKED.values():
            columns = {role: (Column(column),) for role, column in roles.items()}
            table = open_evidence(engine, evidence, Answer("i", "log", columns), DEFINITIONS[name], unit)
            context = Context(unit, take_options(DEFINITIONS[name], options), 2_000, np.random.default_rng(1))
            result = DEFINITIONS[name].compute(table, context)
            assert isinstance(result, Measured)
            found.append(result.estimate)
    return found


def by_hand(folder: Path, activities: str) -> list[float]:
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect(f"{scratch}/hand.db") as connection:
        connection.execute("SET memory_limit = '2048 MiB'")
        connection.execute(ROLL_UP.format(path=folder / "log.parquet", activities=activities))
        row = connection.execute(FIGURES).fetchone()
    assert row is not None
    return [float(value) for value in row]


def distinct(_: Path) -> str:
    return "count(DISTINCT activity)"


def bits(folder: Path) -> str:
    found = duckdb.sql(f"SELECT DISTINCT activity FROM '{folder}/log.parquet' ORDER BY 1").fetchall()  # noqa: S608
    quoted = ["'" + activity.replace("'", "''") + "'" for (activity,) in found]
    chosen = " ".join(f"WHEN {activity} THEN {1 << i}" for i, activity in enumerate(quoted))
    return f"bit_count(bit_or((CASE activity {chosen} END)::BIGINT))"


def seconds(work: Callable[[], list[float]]) -> tuple[float, list[float]]:
    begin = processor_seconds()
    found = work()
    return processor_seconds() - begin, found


def time_set(activities: Callable[[Path], str]) -> dict[str, object]:
    folder = log()
    taken, reference = [], []
    for _ in range(TIMES):
        took, found = seconds(lambda: ours(folder))
        try:
            took_by_hand, expected = seconds(lambda: by_hand(folder, activities(folder)))
        except duckdb.OutOfMemoryException:
            return {"figure": took, "reference": "no memory"}
        for name, one, other in zip(ASKED, found, expected, strict=True):
            # The reference's quantiles are of type 7, ours of type 8: a fraction of a case apart.
            assert math.isclose(one, other, rel_tol=1e-4), f"{name}: {one} against {other}"
        taken.append(took)
        reference.append(took_by_hand)
    figure, by = statistics.median(taken), statistics.median(reference)
    return {"figure": figure, "reference": by, "ratio": figure / by, "budget": BUDGET}


def peak_megabytes() -> dict[str, object]:
    command = [sys.executable, __file__, str(log())]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return {"figure": json.loads(printed), "budget": BUDGET_MEGABYTES}


def write_xes(path: Path, events: int) -> None:
    """Write a log of made-up cases of ten events each."""
    event = (
        '<event><string key="concept:name" value="step {step}"/><string key="org:resource" value="officer {who}"/>'
        '<date key="time:timestamp" value="2024-03-{day:02}T{hour:02}:15:00.000+02:00"/></event>'
    )
    with path.open("w", encoding="utf-8") as stream:
        stream.write('<log xes.version="1.0" xmlns="http://www.xes-standard.org/">')
        for case in range(events // 10):
            stream.write(f'<trace><string key="concept:name" value="case {case}"/>')
            for step in range(10):
                stream.write(event.format(step=step, who=case % 40, day=1 + (case + step) % 28, hour=8 + step % 9))
            stream.write("</trace>")
        stream.write("</log>")


def walk(path: Path) -> int:
    from lxml import etree  # noqa: PLC0415 - for this reference alone

    found = 0
    for _, element in etree.iterparse(str(path), events=("end",), tag="{*}trace"):
        found += len(element.findall("{*}event"))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return found


def processor_seconds() -> float:
    """Seconds of processors so far, with those of the processes that were started and have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def time_xes() -> dict[str, object]:
    taken, reference = [], []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "log.xes"
        write_xes(path, XES_EVENTS)
        for _ in range(5):
            begin = processor_seconds()
            with open_engine(path.parent) as engine:
                raw = open_raw(engine, Evidence("log", "records", "Log", path.name, "made up"))
                assert engine.query(f"SELECT count(*) FROM ({raw.sql})") == [(XES_EVENTS,)]  # noqa: S608
            middle = processor_seconds()
            assert walk(path) == XES_EVENTS
            taken.append(middle - begin)
            reference.append(processor_seconds() - middle)
    figure, by = statistics.median(taken), statistics.median(reference)
    return {"figure": XES_EVENTS / figure, "reference": XES_EVENTS / by, "ratio": figure / by, "budget": BUDGET_XES}


SET = f"one indicator set, {EVENTS / 1e6:,.0f} million events {LABEL}"
BENCHMARKS = [
    (f"{SET}: CPU seconds against plain SQL", lambda: time_set(distinct)),
    (f"{SET}: CPU seconds against SQL with bits", lambda: time_set(bits)),
    (f"{SET}: peak megabytes", peak_megabytes),
    (f"XES with {XES_EVENTS:,} events: events a CPU second against a plain walk", time_xes),
]

if __name__ == "__main__":
    ours(Path(sys.argv[1]))
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps(kilobytes / 1024))
