"""Long counting under control: its progress is shown, Ctrl-C stops it at once, and so does a limit of time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Protocol, TypeVar

from publicvalue.errors import Place, Problem, TimeUpError
from publicvalue.words.text import Text

T = TypeVar("T")
TICK = 0.1
SHOWN_AFTER = 1.0
STOPS_WITHIN = 30.0
"""Seconds that stopped work is given to end; its thread dies with the program."""
INSTEAD = Text(
    "allow more with --max-minutes, save the table as Parquet, keep only the columns that are needed, or choose"
    " engine: spark in the settings"
)
SPARK_INSTEAD = Text(
    "allow more with --max-minutes, keep only the columns that are needed, or give Spark more machines"
)
"""The same, where Spark was chosen."""
NO_REASON = Text("no reason given")
"""What stands in place of the reason where a program that ended gave none."""

Share = Callable[[float], None]
"""Told what percent of a long query is done."""


class Connection(Protocol):
    """What is needed of a connection to the engine; both are called by threads of their own while its query runs."""

    def interrupt(self) -> None: ...

    def query_progress(self) -> float: ...


class Watch:
    """Runs the queries of one engine in turn, each in a thread beside, as a running query listens to no signal.

    Parameters
    ----------
    connection
        The engine's own.
    seconds
        How long all queries may take, from now on.
    show
        Told the percent done of a query that takes longer than a second.
    instead
        What can be done when the time is over.
    """

    def __init__(self, connection: Connection, seconds: float, show: Share, instead: Text = INSTEAD) -> None:
        self._connection, self._seconds, self._show, self._instead = connection, seconds, show, instead
        self._ends = time.monotonic() + seconds
        self._stopping = threading.Lock()

    def left(self) -> float:
        """Return the seconds that are left, for work of another process; TimeUpError when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeUpError([_time_up(self._seconds, self._instead)])
        return left

    def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns, or raise what it raises.

        Raises
        ------
        TimeUpError
            When the time is over; the query is stopped first, and for Ctrl-C too.
        """
        self.left()
        found: Future[T] = Future()
        news: SimpleQueue[float | None] = SimpleQueue()
        found.add_done_callback(lambda _: news.put(None))
        try:
            _beside(_fulfil, found, work)
            self._wait_for(found, news)
        except BaseException:
            self._stop(found)
            raise
        return found.result()

    def _wait_for(self, found: Future[T], news: SimpleQueue[float | None]) -> None:
        """Wait for the end, which is told as None, and show the percents that are told before it.

        Ctrl-C reaches the main thread wherever it is, so it does nothing here but wait for a queue that is written in
        C: a lock of Python would stay locked, and a message to Java half said.
        """
        show_from = time.monotonic() + SHOWN_AFTER
        asked = False
        while True:
            try:
                percent = news.get(timeout=TICK)
            except Empty:
                self.left()
                if not asked and time.monotonic() >= show_from:
                    asked = True
                    _beside(self._ask, found, news)
                continue
            if percent is None:
                return
            self._show(percent)

    def _ask(self, found: Future[T], news: SimpleQueue[float | None]) -> None:
        """Tell how far the work is until it has ended; that nobody knows is no reason to end it."""
        while not found.done():
            with suppress(Exception):
                if (percent := self._connection.query_progress()) >= 0:
                    news.put(percent)
            wait([found], TICK)

    def _stop(self, found: Future[T]) -> None:
        """Wait until the work has ended, or longer than it may take to end; one more Ctrl-C changes nothing."""
        ends = time.monotonic() + STOPS_WITHIN
        stopped: SimpleQueue[None] = SimpleQueue()
        while time.monotonic() < ends:
            try:
                # Once more after Ctrl-C, which may have come before the thread was there.
                _beside(self._interrupt, found, stopped, ends)
                stopped.get(timeout=max(ends - time.monotonic(), TICK))
            except (KeyboardInterrupt, Empty):
                continue
            return

    def _interrupt(self, found: Future[T], stopped: SimpleQueue[None], ends: float) -> None:
        with self._stopping:
            # Work that has not begun never does.
            found.cancel()
            while not found.done() and time.monotonic() < ends:
                # What one try says does not matter: the next may be heard.
                with suppress(Exception):
                    self._connection.interrupt()
                wait([found], TICK)
        stopped.put(None)


def _beside(work: Callable[..., None], *given: object) -> None:
    threading.Thread(target=work, args=given, daemon=True).start()


def _fulfil(found: Future[T], work: Callable[[], T]) -> None:
    if not found.set_running_or_notify_cancel():
        return
    try:
        found.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised where the work was asked for
        found.set_exception(error)


def _time_up(seconds: float, instead: Text) -> Problem:
    what = Text("reading and counting took more than {seconds:g} seconds, and was stopped", seconds=seconds)
    if seconds >= 60:
        minutes = seconds / 60
        what = Text("reading and counting took more than {minutes:count} minutes, and was stopped", minutes=minutes)
    return Problem(Place(), what, Text("evidence that can be counted within the time"), instead)
