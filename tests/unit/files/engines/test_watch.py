"""Long queries: their progress is told, Ctrl-C and the limit of time stop them, and what does not fit is spilled."""

from __future__ import annotations

import _thread
import random
import threading
import time
from pathlib import Path

import duckdb
import pytest

from publicvalue.errors import EvidenceError, TimeUpError
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.evidence.model import Answer, Column, Evidence
from publicvalue.evidence.table import fetch
from publicvalue.files.engines import watch
from publicvalue.files.engines.duckdb import open_engine
from publicvalue.files.evidence_files import open_evidence
from publicvalue.files.untrusted.guards import MEBIBYTE, Limits
from publicvalue.measures.definitions import DEFINITIONS

ENDLESS = "SELECT count(DISTINCT hash(i)) FROM range(100_000_000_000) AS numbers(i)"
COLUMNS = {name: name for name in ("case", "activity", "time")}


def test_a_query_is_stopped_when_its_time_is_over(tmp_path: Path) -> None:
    with open_engine(tmp_path, Limits(count_seconds=0.3)) as engine, pytest.raises(TimeUpError) as caught:
        engine.query(ENDLESS)
    assert str(caught.value) == (
        "reading and counting took more than 0.3 seconds, and was stopped\n"
        "    expected: evidence that can be counted within the time\n"
        "    do: allow more with --max-minutes, save the table as Parquet, keep only the columns that are needed, or"
        " choose engine: spark in the settings"
    )


def test_a_number_is_stopped_when_its_time_is_over(tmp_path: Path) -> None:
    with open_engine(tmp_path, Limits(count_seconds=0.3)) as engine, pytest.raises(TimeUpError):
        fetch(engine.table(ENDLESS))


def test_after_the_time_is_over_nothing_further_is_tried(tmp_path: Path) -> None:
    with open_engine(tmp_path, Limits(count_seconds=0.0)) as engine, pytest.raises(TimeUpError):
        engine.query("SELECT 1")


def test_the_evidence_whose_time_is_over_is_named(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("value\n1\n")
    answer = Answer("i", "e", {"value": (Column("value"),)})
    evidence = Evidence("e", "records", "E", "cases.csv", "s")
    with open_engine(tmp_path, Limits(count_seconds=0.0)) as engine, pytest.raises(TimeUpError, match=r"^cases\.csv: "):
        open_evidence(engine, evidence, answer, DEFINITIONS["mean"], "days")


class Interrupted(threading.Thread):
    """A thread; Ctrl-C is pressed in the start of the first."""

    begins = True
    first = True

    def start(self) -> None:
        pressed, Interrupted.first = self.first, False
        if self.begins or not pressed:
            super().start()
        if pressed:
            raise KeyboardInterrupt


@pytest.mark.parametrize("begins", [True, False])
def test_ctrl_c_while_a_query_begins_stops_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begins: bool) -> None:
    threads = set(threading.enumerate())
    with open_engine(tmp_path) as engine:
        monkeypatch.setattr(Interrupted, "begins", begins)
        monkeypatch.setattr(Interrupted, "first", True)
        monkeypatch.setattr(watch.threading, "Thread", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.query(ENDLESS)
        monkeypatch.undo()
        for thread in set(threading.enumerate()) - threads:
            thread.join(5)
            assert not thread.is_alive()
        assert engine.query("SELECT 1") == [(1,)]


def test_ctrl_c_stops_a_query_and_leaves_the_engine_whole(tmp_path: Path) -> None:
    with open_engine(tmp_path) as engine:
        threading.Timer(0.3, _thread.interrupt_main).start()
        with pytest.raises(KeyboardInterrupt):
            engine.query(ENDLESS)
        assert engine.query("SELECT 1") == [(1,)]


class Deaf:
    """A connection whose work does not listen."""

    def interrupt(self) -> None:
        pass

    def query_progress(self) -> float:
        return -1.0


def test_ctrl_c_ends_though_the_work_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "STOPS_WITHIN", 0.3)
    go_on = threading.Event()
    threading.Timer(0.3, _thread.interrupt_main).start()
    try:
        with pytest.raises(KeyboardInterrupt):
            watch.Watch(Deaf(), 60, lambda _: None).run(go_on.wait)
    finally:
        go_on.set()


class Shaky:
    """A connection that is slow to say how far it is, and breaks whoever leaves it half asked; it listens at last."""

    def __init__(self, fails: int) -> None:
        self.fails = fails
        self.stopped = threading.Event()
        self.callers: set[threading.Thread] = set()

    def interrupt(self) -> None:
        self.callers.add(threading.current_thread())
        # The next Ctrl-C comes while the first is still at work.
        _thread.interrupt_main()
        self.fails -= 1
        if self.fails >= 0:
            raise ConnectionError("answered with nothing")
        self.stopped.set()

    def query_progress(self) -> float:
        self.callers.add(threading.current_thread())
        time.sleep(0.05)
        raise ConnectionError("answered with nothing")


MOMENTS = random.Random(15)  # noqa: S311 - moments, not secrets


@pytest.mark.parametrize("seconds", [MOMENTS.uniform(0.0, 0.3) for _ in range(20)])
def test_ctrl_c_at_any_moment_stops_work_though_the_first_tries_fail(
    monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    monkeypatch.setattr(watch, "SHOWN_AFTER", 0.0)
    monkeypatch.setattr(watch, "TICK", 0.01)
    connection = Shaky(fails=3)
    ended = threading.Event()

    def work() -> None:
        threading.Timer(seconds, _thread.interrupt_main).start()
        connection.stopped.wait()
        time.sleep(0.1)
        ended.set()

    with pytest.raises(KeyboardInterrupt):
        watch.Watch(connection, 60, lambda _: None).run(work)
    assert ended.is_set()
    assert connection.callers
    assert threading.main_thread() not in connection.callers


def test_a_query_is_stopped_in_its_time_though_its_connection_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SHOWN_AFTER", 0.0)
    monkeypatch.setattr(watch, "STOPS_WITHIN", 0.3)
    go_on = threading.Event()
    monkeypatch.setattr(Deaf, "interrupt", lambda _: go_on.wait())
    monkeypatch.setattr(Deaf, "query_progress", lambda _: go_on.wait())
    begin = time.monotonic()
    with pytest.raises(TimeUpError):
        watch.Watch(Deaf(), 0.2, lambda _: None).run(go_on.wait)
    go_on.set()
    assert time.monotonic() < begin + 5


def test_what_a_query_raises_is_raised(tmp_path: Path) -> None:
    with open_engine(tmp_path) as engine, pytest.raises(duckdb.ParserException):
        engine.query("SELEC 1")


class Slow:
    """A connection that is at 42 percent."""

    def interrupt(self) -> None:
        raise AssertionError

    def query_progress(self) -> float:
        return 42.0


def test_the_share_of_a_long_query_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SHOWN_AFTER", 0.0)
    told: list[float] = []
    assert watch.Watch(Slow(), 60, told.append).run(lambda: time.sleep(0.3) or "done") == "done"
    assert set(told) == {42.0}


def test_the_share_of_a_short_query_is_not_told() -> None:
    told: list[float] = []
    watch.Watch(Slow(), 60, told.append).run(lambda: None)
    assert told == []


def test_the_engine_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SHOWN_AFTER", 0.0)
    told: list[float] = []
    with open_engine(tmp_path, Limits(count_seconds=0.5), told.append) as engine, pytest.raises(TimeUpError):
        engine.query(ENDLESS)
    assert told
    assert all(0 <= percent <= 100 for percent in told)


def log(folder: Path, cases: int) -> Evidence:
    duckdb.sql(
        f"COPY (SELECT md5((i // 4)::VARCHAR) AS \"case\", 'step ' || i % 3 AS activity,"  # noqa: S608
        f" TIMESTAMP '2024-01-01' + to_minutes((i % 900)::INTEGER) AS time FROM range({4 * cases}) AS events(i))"
        f" TO '{folder}/log.parquet' (FORMAT parquet)"
    )
    return Evidence("log", "records", "Log", "log.parquet", "made up", cases=CaseMapping(columns=COLUMNS))


def mean_of_cases(folder: Path, evidence: Evidence, limits: Limits) -> float:
    answer = Answer("i", "log", {"value": (Column("duration"),)})
    with open_engine(folder, limits) as engine:
        table = open_evidence(engine, evidence, answer, DEFINITIONS["mean"], "days")
        assert table.rows_read == CASES
        return float(fetch(table.rows.aggregate(total=table.rows["value"].sum()))["total"][0]) / CASES


CASES = 250_000
SMALL = 96 * MEBIBYTE


def test_what_does_not_fit_into_memory_is_spilled_and_changes_no_answer(tmp_path: Path) -> None:
    evidence = log(tmp_path, CASES)
    spilled = mean_of_cases(tmp_path, evidence, Limits(memory_bytes=SMALL))
    assert spilled == pytest.approx(mean_of_cases(tmp_path, evidence, Limits()), rel=1e-12)


def test_without_room_to_spill_the_evidence_is_refused_in_words(tmp_path: Path) -> None:
    evidence = log(tmp_path, CASES)
    with pytest.raises(EvidenceError) as caught:
        mean_of_cases(tmp_path, evidence, Limits(memory_bytes=SMALL, spill_bytes=MEBIBYTE))
    assert str(caught.value) == (
        "log.parquet: the evidence needs more memory, or more space for what does not fit into it, than it may take\n"
        "    expected: a table that can be counted within the limits\n"
        "    do: allow more with --max-memory, save it as Parquet, or keep only the columns that are needed"
    )
