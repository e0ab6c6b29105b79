"""Apache Spark as the engine: the same expressions, on a cluster or on this machine."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir

from publicvalue.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from ibis.backends.pyspark import Backend

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
LOCAL_SETTINGS = {"spark.sql.shuffle.partitions": "2", "spark.driver.bindAddress": "127.0.0.1"}


@contextmanager
def open_spark(place: Place) -> Iterator[Backend]:
    """Start or join a Spark session; it ends with the assessment unless it was there before."""
    session_type = find_spark(place)
    before = session_type.getActiveSession()
    session = before or start_session(session_type, place)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield ibis.pyspark.connect(session)
    finally:
        if before is None:
            session.stop()


def find_spark(place: Place) -> Any:
    try:
        # Imported here: only those who choose Spark need it, and it takes seconds.
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        do = "install it: pip install 'publicvalue[spark]', or leave engine out"
        raise InputError([Problem(place, "Spark is not installed", "the package pyspark, and Java", do)]) from error
    return SparkSession


def start_session(session_type: Any, place: Place) -> Any:
    from pyspark.errors import PySparkException  # noqa: PLC0415 - with pyspark alone

    master = os.environ.get(MASTER, LOCAL)
    builder = session_type.builder.appName("publicvalue").master(master)
    options = {**SETTINGS, **(LOCAL_SETTINGS if master.startswith("local") else {}), **stated_options(place)}
    for name, value in options.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        do = f"install Java 17 or newer, and look at the environment variable {MASTER}"
        raise InputError([Problem(place, f"Spark does not start: {reason}", "Java, and a master", do)]) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def stated_options(place: Place) -> dict[str, str]:
    """Return the options that the environment states, as name=value parted by spaces."""
    parts = os.environ.get(OPTIONS, "").split()
    wrong = [part for part in parts if "=" not in part]
    if wrong:
        what = f"{OPTIONS} holds '{wrong[0]}'"
        raise InputError([Problem(place, what, "name=value, parted by spaces", f"correct {OPTIONS}")])
    return dict(part.split("=", 1) for part in parts)


def write_parquet(backend: Backend, table: ir.Table, target: Path) -> None:
    """Run an expression in Spark and write its rows into a folder."""
    backend._session.sql(backend.compile(table)).write.parquet(target.as_uri())  # noqa: SLF001 - Ibis offers no other
