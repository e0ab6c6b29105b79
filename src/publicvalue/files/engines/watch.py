"""Long counting under control: its progress is shown, Ctrl-C stops it at once, and so does a limit of time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Protocol, TypeVar

from publicvalue.errors import Place, Problem, TimeUpError

T = TypeVar("T")
TICK = 0.1
SHOWN_AFTER = 1.0
STOPS_WITHIN = 30.0
"""Seconds that stopped work is given to end; its thread dies with the program."""
INSTEAD = (
    "allow more with --max-minutes, save the table as Parquet, keep only the columns that are needed, or choose"
    " engine: spark in the settings"
)
SPARK_INSTEAD = "allow more with --max-minutes, keep only the columns that are needed, or give Spark more machines"
"""The same, where Spark was chosen."""

Share = Callable[[float], None]
"""Told what percent of a long query is done."""


class Connection(Protocol):
    """What is needed of a connection to the engine; both may be called while another thread runs its query."""

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

    def __init__(self, connection: Connection, seconds: float, show: Share, instead: str = INSTEAD) -> None:
        self._connection, self._seconds, self._show, self._instead = connection, seconds, show, instead
        self._ends = time.monotonic() + seconds

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
        thread = threading.Thread(target=_fulfil, args=(found, work), daemon=True)
        try:
            thread.start()
            self._wait_for(found)
        except BaseException:
            # Work that has not begun never does.
            found.cancel()
            ends = time.monotonic() + STOPS_WITHIN
            while not found.done() and time.monotonic() < ends:
                self._connection.interrupt()
                wait([found], TICK)
            raise
        return found.result()

    def _wait_for(self, found: Future[T]) -> None:
        # A thread whose join is interrupted counts as ended in Python 3.11 though it runs on: its result is awaited.
        begin = time.monotonic()
        wait([found], TICK)
        while not found.done():
            now = time.monotonic()
            if now > self._ends:
                raise TimeUpError([_time_up(self._seconds, self._instead)])
            if now > begin + SHOWN_AFTER and (percent := self._connection.query_progress()) >= 0:
                self._show(percent)
            wait([found], TICK)


def _fulfil(found: Future[T], work: Callable[[], T]) -> None:
    if not found.set_running_or_notify_cancel():
        return
    try:
        found.set_result(work())
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised where the work was asked for
        found.set_exception(error)


def _time_up(seconds: float, instead: str) -> Problem:
    took = f"{seconds / 60:,.0f} minutes" if seconds >= 60 else f"{seconds:g} seconds"
    return Problem(
        Place(),
        f"reading and counting took more than {took}, and was stopped",
        "evidence that can be counted within the time",
        instead,
    )
