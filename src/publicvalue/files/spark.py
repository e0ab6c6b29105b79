"""Apache Spark as the engine: the same expressions, on a cluster or on this machine."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.guards import DEFAULT_LIMITS, MEBIBYTE, Limits
from publicvalue.files.watch import Share

if TYPE_CHECKING:
    from publicvalue.files.spark_engine import WatchedBackend

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
    for name in ("py4j", "SQLQueryContextLogger"):
        # What goes wrong is raised; the log would show it once more, as pages of Java.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        # Spark warns of new versions of pandas, which no query of ours uses.
        warnings.simplefilter("ignore", FutureWarning)
        from publicvalue.files.spark_engine import connect  # noqa: PLC0415 - with pyspark alone

    before = session_type.getActiveSession()
    session = before or start_session(session_type, place, limits)
    try:
        yield connect(session, limits, show)
    finally:
        if before is None:
            # Where it ran out of memory, nobody is there to be told.
            with suppress(Exception):
                session.stop()


def find_spark(place: Place) -> Any:
    try:
        # Imported here: only those who choose Spark need it, and it takes seconds.
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        do = "install it: pip install 'publicvalue[spark]', or leave engine out"
        raise InputError([Problem(place, "Spark is not installed", "the package pyspark, and Java", do)]) from error
    return SparkSession


def start_session(session_type: Any, place: Place, limits: Limits) -> Any:
    from pyspark.errors import PySparkException  # noqa: PLC0415 - with pyspark alone

    master = os.environ.get(MASTER, LOCAL)
    builder = session_type.builder.appName("publicvalue").master(master)
    local = local_settings() if master.startswith("local") else {}
    options = {**SETTINGS, **driver_memory(limits), **local, **stated_options(place)}
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        do = f"install Java 17 or newer, and look at the environment variable {MASTER}"
        raise InputError([Problem(place, f"Spark does not start: {reason}", "Java, and a master", do)]) from error
    session.sparkContext.setLogLevel("OFF")
    return session


def driver_memory(limits: Limits) -> dict[str, str]:
    """Return the memory of Spark on this machine: where it runs locally, that is all of it."""
    return {"spark.driver.memory": f"{max(limits.memory_bytes, LEAST_MEMORY) // MEBIBYTE}m"}


def local_settings() -> dict[str, str]:
    """Return the settings of a session in this machine; what does not fit into memory goes where all else goes."""
    return {**LOCAL_SETTINGS, "spark.local.dir": tempfile.gettempdir()}


def stated_options(place: Place) -> dict[str, str]:
    """Return the options that the environment states, as name=value parted by spaces."""
    parts = os.environ.get(OPTIONS, "").split()
    wrong = [part for part in parts if "=" not in part]
    if wrong:
        what = f"{OPTIONS} holds '{wrong[0]}'"
        raise InputError([Problem(place, what, "name=value, parted by spaces", f"correct {OPTIONS}")])
    return dict(part.split("=", 1) for part in parts)
