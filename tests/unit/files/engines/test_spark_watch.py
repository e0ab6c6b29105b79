"""Long queries in Spark: the limit of time and Ctrl-C stop them, and their progress is told."""

from __future__ import annotations

import _thread
import random
import threading
import time
from typing import Any

import pytest

from publicvalue.errors import EvidenceError, InputError, Place, TimeUpError
from publicvalue.files.engines import watch
from publicvalue.files.engines.spark import MASTER, OPTIONS, driver_memory, open_spark, stated_options
from publicvalue.files.untrusted.guards import MEBIBYTE, Limits

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
ENDLESS = "SELECT sum(hash(id)) AS n FROM range(1000000000000)"
SHORT = "SELECT count(*) AS n FROM range(1000)"


def count(backend: Any, query: str) -> int:
    return backend.sql(query).to_pyarrow()["n"].to_pylist()[0]


def running(backend: Any) -> int:
    return len(backend._session.sparkContext.statusTracker().getActiveJobsIds())


def test_a_query_in_spark_is_stopped_when_its_time_is_over(spark):
    with open_spark(Place(), Limits(count_seconds=3)) as hurried, pytest.raises(TimeUpError) as caught:
        count(hurried, ENDLESS)
    assert str(caught.value) == (
        "reading and counting took more than 3 seconds, and was stopped\n"
        "    expected: evidence that can be counted within the time\n"
        "    do: allow more with --max-minutes, keep only the columns that are needed, or give Spark more machines"
    )
    assert running(spark) == 0
    assert count(spark, SHORT) == 1_000


def test_ctrl_c_stops_a_query_in_spark_and_leaves_the_session_whole(spark):
    threading.Timer(2, _thread.interrupt_main).start()
    with pytest.raises(KeyboardInterrupt):
        count(spark, ENDLESS)
    assert running(spark) == 0
    assert count(spark, SHORT) == 1_000


MOMENTS = random.Random(15)  # noqa: S311 - moments, not secrets


@pytest.mark.parametrize("seconds", [MOMENTS.uniform(0.01, 1.0) for _ in range(20)])
def test_ctrl_c_at_any_moment_also_while_java_is_asked_leaves_the_session_whole(spark, monkeypatch, seconds):
    tracker = type(spark._session.sparkContext.statusTracker())
    askers: set[threading.Thread] = set()

    def slowly(self: Any) -> Any:
        askers.add(threading.current_thread())
        time.sleep(0.2)
        return asked(self)

    def once_more(self: Any) -> None:
        _thread.interrupt_main()
        interrupt(self)

    asked, interrupt = tracker.getActiveStageIds, type(spark.jobs).interrupt
    monkeypatch.setattr(type(spark.jobs), "interrupt", once_more)
    monkeypatch.setattr(tracker, "getActiveStageIds", slowly)
    monkeypatch.setattr(watch, "SHOWN_AFTER", 0.0)

    def work() -> Any:
        threading.Timer(seconds, _thread.interrupt_main).start()
        return spark._session.sql(ENDLESS).toArrow()

    with pytest.raises(KeyboardInterrupt):
        spark._run(work)
    assert threading.main_thread() not in askers
    assert running(spark) == 0
    assert count(spark, SHORT) == 1_000


def test_the_jobs_of_others_in_the_session_are_left_alone(spark):
    context = spark._session.sparkContext
    ended: list[str] = []

    def work() -> None:
        try:
            spark._session.sql(ENDLESS).collect()
        except Exception as error:  # noqa: BLE001 - pyspark's own, which need not be installed
            ended.append(str(error))

    other = threading.Thread(target=work, daemon=True)
    other.start()
    with open_spark(Place(), Limits(count_seconds=3)) as hurried, pytest.raises(TimeUpError):
        count(hurried, ENDLESS)
    assert running(spark) == 1
    context.cancelAllJobs()
    other.join(60)
    assert "cancelled" in ended[0]


@pytest.mark.usefixtures("spark")
def test_spark_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(watch, "SHOWN_AFTER", 0.0)
    told: list[float] = []
    query = "SELECT count(DISTINCT hash(id)) AS n FROM range(0, 2000000, 1, 20)"
    with open_spark(Place(), Limits(), told.append) as backend:
        assert count(backend, query) > 1_900_000
    assert any(0 < percent < 100 for percent in told)
    assert all(0 <= percent <= 100 for percent in told)


def test_a_result_of_many_megabytes_arrives_whole(spark):
    query = "SELECT id, sha2(CAST(id AS STRING), 256) AS word FROM range(200000)"
    assert len(set(spark.sql(query).to_pyarrow()["word"].to_pylist())) == 200_000


def test_what_fails_in_spark_is_said_in_words(spark):
    with pytest.raises(EvidenceError) as caught:
        count(spark, "SELECT raise_error('no such disk') AS n")
    assert str(caught.value).startswith("Spark did not finish: [USER_RAISED_EXCEPTION] no such disk")


def test_the_memory_of_spark_is_that_of_the_limit(spark):
    assert driver_memory(Limits(memory_bytes=3_000 * MEBIBYTE)) == {"spark.driver.memory": "3000m"}
    # Spark does not start with less.
    assert driver_memory(Limits(memory_bytes=64 * MEBIBYTE)) == {"spark.driver.memory": "512m"}
    most = spark._session.sparkContext._jvm.java.lang.Runtime.getRuntime().maxMemory()
    assert most == Limits().memory_bytes


def test_options_of_spark_come_from_the_environment(monkeypatch):
    monkeypatch.setenv(OPTIONS, "spark.executor.memory=8g spark.executor.cores=4")
    assert stated_options(Place()) == {"spark.executor.memory": "8g", "spark.executor.cores": "4"}
    monkeypatch.setenv(OPTIONS, "8g")
    with pytest.raises(InputError) as caught:
        stated_options(Place("assessment.yaml", field="engine"))
    assert str(caught.value).startswith(f"assessment.yaml, engine: {OPTIONS} holds '8g'")
    assert MASTER == "PUBLICVALUE_SPARK_MASTER"
