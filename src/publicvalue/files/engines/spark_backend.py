"""Spark by Ibis, under a watch: its queries end with the time or with Ctrl-C, and what fails is said in words.

It loads Spark's own packages, so it is imported when a session is there.
"""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import ibis.expr.types as ir
from ibis.backends.pyspark import Backend
from ibis.formats.pyarrow import PyArrowData
from py4j.protocol import Py4JError, Py4JNetworkError
from pyspark.errors import PySparkException

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.files.engines.watch import NO_REASON, SPARK_INSTEAD, Share, Watch
from publicvalue.files.untrusted.guards import Limits
from publicvalue.words.text import Text

T = TypeVar("T")
POSITION = "publicvalue_position"
"""Column that holds the place of a row in its file, from 0."""


class Jobs:
    """The jobs that this program starts in a session, which others may share: they carry a tag of their own."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._tag = f"publicvalue-{uuid.uuid4().hex}"
        self._tasks: dict[int, tuple[int, int]] = {}

    def tagged(self, work: Callable[[], T]) -> T:
        """Do work whose jobs carry the tag; call it in the thread that starts them."""
        self._tasks.clear()
        self._context.addJobTag(self._tag)
        self._context.setInterruptOnCancel(True)
        return work()

    def interrupt(self) -> None:
        self._context.cancelJobsWithTag(self._tag)

    def query_progress(self) -> float:
        """Return the percent of the tasks known so far that are done; Spark finds the next ones as it goes."""
        tracker = self._context.statusTracker()
        active = set(tracker.getActiveStageIds())
        for stage in active:
            if info := tracker.getStageInfo(stage):
                self._tasks[stage] = (info.numTasks, info.numCompletedTasks)
        for stage in set(self._tasks) - active:
            self._tasks[stage] = (self._tasks[stage][0],) * 2
        known = sum(tasks for tasks, _ in self._tasks.values())
        return 100 * sum(done for _, done in self._tasks.values()) / known if known else -1.0


class WatchedBackend(Backend):  # type: ignore[misc]
    """A backend all of whose work in Spark is done under a watch."""

    watch: Watch
    jobs: Jobs

    def to_pyarrow(self, expr: ir.Expr, /, **options: Any) -> Any:
        """Run an expression, past the data frame of Ibis' own way; EvidenceError says why Spark did not finish it."""
        table = expr.as_table()

        def fetch() -> Any:
            self._run_pre_execute_hooks(table)
            return self._session.sql(self.compile(table, **options)).toArrow()

        return expr.__pyarrow_result__(PyArrowData.convert_table(self._told(fetch), table.schema()))

    def read_parquet(self, path: str | Path, /, **options: Any) -> ir.Table:
        """Open Parquet; raises PySparkException for what Spark cannot read, such as times in nanoseconds."""
        return self._run(lambda: super(WatchedBackend, self).read_parquet(path, **options))

    def read_positions(self, path: str) -> ir.Table:
        """Open a Parquet file with the place of each row in it; raises as `read_parquet`."""
        name = f"positions_{uuid.uuid4().hex}"

        def read() -> ir.Table:
            rows = self._session.read.parquet(path).selectExpr("*", f"_metadata.row_index AS {POSITION}")
            rows.createOrReplaceTempView(name)
            return self.table(name)

        return self._run(read)

    def write_parquet(self, table: ir.Table, target: Path) -> None:
        """Run an expression, and write its rows into a folder."""
        query = self.compile(table)
        self._told(lambda: self._session.sql(query).write.parquet(target.as_uri()))

    def _run(self, work: Callable[[], T]) -> T:
        return self.watch.run(lambda: self.jobs.tagged(work))

    def _told(self, work: Callable[[], T]) -> T:
        try:
            return self._run(work)
        except (PySparkException, Py4JError, OSError) as error:
            # No file is known here: who asked for the number adds the place.
            raise EvidenceError([failure(error)]) from error


def connect(session: Any, limits: Limits, show: Share) -> WatchedBackend:
    """Stand on a session; the time that its queries may take runs from now."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        backend: WatchedBackend = WatchedBackend().connect(session)
    # A column may be called ${value}; and nobody may read the environment by a name such as ${env:PASSWORD}.
    session.conf.set("spark.sql.variable.substitute", "false")
    backend.register_options()
    backend.jobs = Jobs(session.sparkContext)
    backend.watch = Watch(backend.jobs, limits.count_seconds, show, SPARK_INSTEAD)
    return backend


def failure(error: Exception) -> Problem:
    """Say why Spark did not finish."""
    reason = str(error)
    ended = isinstance(error, Py4JNetworkError | OSError)
    if ended or "OutOfMemory" in reason or "out of memory" in reason.lower():
        what = Text("Spark has not enough memory for the evidence")
        if ended:
            what = Text("Spark ended before its work was done")
        do = Text("allow more with --max-memory; on a cluster, with spark.executor.memory in PUBLICVALUE_SPARK_OPTIONS")
        return Problem(Place(), what, Text("memory that is enough"), do)
    lines = [line.strip() for line in reason.splitlines() if line.strip()]
    cause = next((line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: ")), None)
    what = Text("Spark did not finish: {reason}", reason=(cause or lines[0])[:300] if lines else NO_REASON)
    do = Text("mend what the reason names; without `engine: spark`, DuckDB counts on this machine")
    return Problem(Place(), what, Text("a Spark that finishes its work"), do)
