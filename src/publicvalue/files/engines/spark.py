"""Apache Spark as the engine: the same expressions, on a cluster or on this machine."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.engines.watch import Share
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, MEBIBYTE, Limits
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.files.engines.spark_backend import WatchedBackend
    from publicvalue.files.engines.spark_process import SparkProcess

MASTER = "PUBLICVALUE_SPARK_MASTER"
OPTIONS = "PUBLICVALUE_SPARK_OPTIONS"
LOCAL = "local[2]"
SETTINGS = {
    # Days and months must not hang on where the machine stands.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
LOCAL_SETTINGS = {
    "spark.sql.shuffle.partitions": "2",
    # Nobody else on the network may reach it; it must look for its own parts there too, or loses large results.
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
LEAST_MEMORY = 512 * MEBIBYTE
"""Spark does not start with less."""


@contextmanager
def open_spark(place: Place, limits: Limits = DEFAULT_LIMITS, show: Share = lambda _: None) -> Iterator[WatchedBackend]:
    """Start or join a Spark session; it ends with the assessment unless it was there before.

    Parameters
    ----------
    place
        Where Spark is chosen, for messages.
    limits
        The time that its queries may take, and the memory of a session that is started here.
    show
        Told the percent done of a query that takes long.
    """
    session_type = find_spark(place)
    quieten_logs()
    with warnings.catch_warnings():
        # Spark warns of new versions of pandas, which no query of ours uses.
        warnings.simplefilter("ignore", FutureWarning)
        from publicvalue.files.engines.spark_backend import connect  # noqa: PLC0415 - with pyspark alone

    before = session_there(session_type)
    with nullcontext(before) if before else started_session(session_type, place, limits, show) as session:
        yield connect(session, limits, show)


def quieten_logs() -> None:
    """Leave to errors what goes wrong: the logs would show it once more, as pages of Java."""
    for name in ("py4j", "SQLQueryContextLogger"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Ctrl-C while Java is asked something is logged past the logger of py4j.
    logging.getLogger().addFilter(not_of_py4j)


def not_of_py4j(record: logging.LogRecord) -> bool:
    return "py4j" not in record.pathname


def find_spark(place: Place) -> Any:
    try:
        # Imported here: only those who choose Spark need it, and it takes seconds.
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        what, expected = Text("Spark is not installed"), Text("the package pyspark, and Java")
        do = Text("install it: pip install 'publicvalue[spark]', or leave engine out")
        raise InputError([Problem(place, what, expected, do)]) from error
    return SparkSession


def session_there(session_type: Any) -> Any:
    """Return the session that this program has already, None where there is none."""
    from pyspark.errors import PySparkException  # noqa: PLC0415 - with pyspark alone

    try:
        # One that another thread started is no thread's active session but its own.
        return session_type.active()
    except PySparkException:
        return None


@contextmanager
def started_session(session_type: Any, place: Place, limits: Limits, show: Share) -> Iterator[Any]:
    """Start a session, and stop it afterwards; Ctrl-C while it starts leaves no Java behind."""
    from publicvalue.files.engines.spark_process import SparkProcess  # noqa: PLC0415 - with pyspark alone

    process = SparkProcess()
    try:
        session = start_session(session_builder(session_type, place, limits, process), process, place, (limits, show))
        try:
            yield session
        finally:
            # Where it ran out of memory, nobody is there to be told.
            with suppress(Exception):
                session.stop()
    finally:
        process.end_unless_shared()


def session_builder(session_type: Any, place: Place, limits: Limits, process: SparkProcess) -> Any:
    master = os.environ.get(MASTER, LOCAL)
    builder = session_type.builder.appName("publicvalue").master(master)
    local = local_settings(process.folder) if master.startswith("local") else {}
    options = {**SETTINGS, **process.settings(), **driver_memory(limits), **local, **stated_options(place)}
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder


def start_session(builder: Any, process: SparkProcess, place: Place, bounds: tuple[Limits, Share]) -> Any:
    from py4j.protocol import Py4JError  # noqa: PLC0415 - with pyspark alone
    from pyspark.errors import PySparkException  # noqa: PLC0415

    from publicvalue.files.engines.spark_process import reason_of  # noqa: PLC0415

    limits, show = bounds

    def start() -> Any:
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        return session

    try:
        with warnings.catch_warnings():
            # A start that is stopped warns that Java is gone.
            warnings.simplefilter("ignore")
            return process.run(start, limits.count_seconds, show)
    except (PySparkException, Py4JError, RuntimeError, OSError) as error:
        do = Text(
            "install Java 17 or newer, and look at the environment variables {master} and {options}",
            master=MASTER,
            options=OPTIONS,
        )
        what = Text("Spark does not start: {reason}", reason=reason_of(error, process))
        raise InputError([Problem(place, what, Text("Java, and a master"), do)]) from error


def driver_memory(limits: Limits) -> dict[str, str]:
    """Return the memory of Spark on this machine: where it runs locally, that is all of it."""
    return {"spark.driver.memory": f"{max(limits.memory_bytes, LEAST_MEMORY) // MEBIBYTE}m"}


def local_settings(folder: Path) -> dict[str, str]:
    """Return the settings of a session in this machine; what does not fit into memory goes to the folder."""
    return {**LOCAL_SETTINGS, "spark.local.dir": str(folder)}


def stated_options(place: Place) -> dict[str, str]:
    """Return the options that the environment states, as name=value parted by spaces."""
    parts = os.environ.get(OPTIONS, "").split()
    wrong = [part for part in parts if "=" not in part]
    if wrong:
        what = Text("{variable} holds {value:quoted}", variable=OPTIONS, value=wrong[0])
        do = Text("correct {setting}", setting=OPTIONS)
        raise InputError([Problem(place, what, Text("name=value, parted by spaces"), do)])
    return dict(part.split("=", 1) for part in parts)
