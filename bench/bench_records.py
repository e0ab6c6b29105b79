"""Ten million records through three measures, against the same numbers by SQL written by hand.

The reference computes the bare numbers: mean and standard deviation, quantiles, counts by group. Our way also leaves
out what cannot be used, makes intervals, draws and diagnostics. Both must give the same number, or the benchmark fails.
Seconds are the better of two runs, so with the file in the system's cache. Peak memory is that of our whole process, in
a process of its own, as Linux counts it for that program alone (VmHWM; ru_maxrss would start at the size of the
parent).
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import ibis
import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.disparity import outcome_disparity
from publicvalue.measures.level import mean, percentile
from publicvalue.measures.option_reading import take_options
from publicvalue.measures.result import Measured

ROWS = 10_000_000
DRAWS = 2_000
WRITE = """
    COPY (
        SELECT -30 * ln(1 - (hash(i) % 1000003) / 1000003.0) + (hash(i + 7) % 1000) / 1e6 AS value,
               hash(i * 3 + 1) % 100 < 20 + hash(i) % 4 AS event,
               'group ' || (hash(i * 5 + 2) % 8) AS "group"
        FROM range({rows}) AS t(i)
    ) TO '{path}' (FORMAT parquet)
"""
MEASURES: dict[str, tuple[Definition, dict[str, object], str]] = {
    "mean": (mean.DEFINITION, {}, "SELECT count(value), avg(value), stddev_samp(value) FROM '{path}'"),
    "percentile": (
        percentile.DEFINITION,
        {"percent": 90},
        "SELECT count(value), quantile_cont(value, [0.9, 0.8998, 0.9002]) FROM '{path}'",
    ),
    "outcome_disparity": (
        outcome_disparity.DEFINITION,
        {"statistic": "difference"},
        'SELECT "group", count(*), count(*) FILTER (WHERE event) FROM \'{path}\' GROUP BY "group"',
    ),
}
BUDGETS = {"mean": 4.0, "percentile": 3.0, "outcome_disparity": 4.0}
BUDGET_MEGABYTES = 500


@contextmanager
def records(rows: int = ROWS) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.parquet"
        duckdb.sql(WRITE.format(rows=rows, path=path))
        yield path


def measure(name: str, path: Path) -> float:
    definition, options, _ = MEASURES[name]
    rows = ibis.duckdb.connect().read_parquet(path)
    roles = {role: (role,) for role in ("value", "event", "group")}
    evidence = EvidenceTable(rows, roles, ROWS)
    result = definition.compute(
        evidence, Context("any", take_options(definition, options), DRAWS, np.random.default_rng(1))
    )
    assert isinstance(result, Measured)
    assert result.n == ROWS
    return result.estimate


def query(name: str, path: Path) -> float:
    found = duckdb.connect().execute(MEASURES[name][2].format(path=path)).fetchall()
    if name == "mean":
        return float(found[0][1])
    return float(found[0][1][0]) if name == "percentile" else worst_difference(found)


def worst_difference(counts: list[tuple[str, int, int]]) -> float:
    _, of, events = max(counts, key=lambda row: row[1])
    return max((100 * (row[2] / row[1] - events / of) for row in counts), key=abs)


def best_of_two(work: Callable[[str, Path], float], name: str, path: Path) -> tuple[float, float]:
    """Return the seconds of the better run and the number found."""
    taken, number = [], 0.0
    for _ in range(2):
        begin = time.perf_counter()
        number = work(name, path)
        taken.append(time.perf_counter() - begin)
    return min(taken), number


def time_measure(name: str) -> dict[str, object]:
    with records() as path:
        ours, number = best_of_two(measure, name, path)
        reference, expected = best_of_two(query, name, path)
    # The reference's quantile is type 7, ours type 8: among ten million cases they lie a fraction of a case apart.
    assert math.isclose(number, expected, rel_tol=1e-6), f"{name}: {number} against {expected}"
    return {"figure": ours, "reference": reference, "ratio": ours / reference, "budget": BUDGETS[name]}


def peak_megabytes(name: str) -> dict[str, object]:
    with records() as path:
        command = [sys.executable, __file__, name, str(path)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return {"figure": json.loads(printed), "budget": BUDGET_MEGABYTES}


def _timed(name: str) -> Callable[[], dict[str, object]]:
    return lambda: time_measure(name)


def _weighed(name: str) -> Callable[[], dict[str, object]]:
    return lambda: peak_megabytes(name)


BENCHMARKS: list[tuple[str, Callable[[], dict]]] = [
    *((f"{name} of 10 million records, seconds against SQL", _timed(name)) for name in MEASURES),
    *((f"{name} of 10 million records, peak megabytes", _weighed(name)) for name in MEASURES),
]

if __name__ == "__main__":
    measure(sys.argv[1], Path(sys.argv[2]))
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps(kilobytes / 1024))
