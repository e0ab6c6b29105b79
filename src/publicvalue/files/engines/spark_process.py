"""The Java process in which Spark runs here: it writes nothing to the terminal, and leaves nothing behind.

It loads Spark's own packages, so it is imported when Spark is chosen.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from py4j.protocol import Py4JJavaError
from pyspark import SparkContext, java_gateway

from publicvalue.files.disk.scratch import make_scratch, remove_scratch
from publicvalue.files.engines.watch import NO_REASON, SPARK_INSTEAD, Share, Watch

T = TypeVar("T")
ENDS_WITHIN = 10.0
"""Seconds that Java is given to end by itself and remove its files."""
NOISE = ("WARNING", "Using Spark's", "Setting default log level", "To adjust logging level", "\t")
"""How lines begin that Java writes although nothing is wrong."""


class SparkProcess:
    """The process that a start of Spark begins, if it begins one; its files stand in a folder of their own.

    pyspark tells of its process only once Java has answered, which was measured to take up to 13 seconds on a busy
    machine: Ctrl-C within them would leave Java behind. So its `Popen` is exchanged while it starts, as it has no other
    way to tell.
    """

    def __init__(self) -> None:
        self._made = make_scratch("spark-")
        self.folder = self._made[0]
        self._log = self.folder / "java.log"
        self._started: list[subprocess.Popen[bytes]] = []
        self._asked_to_end = 0.0
        atexit.register(self.end)

    def settings(self) -> dict[str, str]:
        """Return the settings by which Java puts its own files into the folder."""
        return {"spark.driver.defaultJavaOptions": f'"-Djava.io.tmpdir={self.folder}"'}

    def run(self, start: Callable[[], T], seconds: float, show: Share) -> T:
        """Start Spark; what interrupts the start ends the process that it began.

        Raises
        ------
        TimeUpError
            When it takes longer than all counting may.
        """
        try:
            with self._held():
                return Watch(self, seconds, show, SPARK_INSTEAD).run(start)
        except BaseException:
            if self._asked_to_end:
                _forget_gateway()
            raise

    def interrupt(self) -> None:
        """Ask Java to end, and see to it when it does not."""
        self._asked_to_end = self._asked_to_end or time.monotonic()
        patient = time.monotonic() < self._asked_to_end + ENDS_WITHIN
        for process in self._started:
            _send(process, signal.SIGTERM if patient else _KILL)

    def query_progress(self) -> float:
        """Return -1: nobody knows how far a start is."""
        return -1.0

    def complaint(self) -> str:
        """Return the first line that Java wrote because something is wrong; empty where there is none."""
        with suppress(OSError):
            lines = self._log.read_text("utf-8", errors="replace").splitlines()
            return next((line.strip() for line in lines if line.strip() and not line.startswith(NOISE)), "")
        return ""

    def end(self) -> None:
        """End the process where one was started, and remove the folder."""
        for process in self._started:
            # Java ends in order when its input does.
            with suppress(OSError):
                process.stdin.close()  # type: ignore[union-attr]
            try:
                process.wait(ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                _send(process, _KILL)
                process.wait()
        remove_scratch(self._made)
        atexit.unregister(self.end)

    def end_unless_shared(self) -> None:
        """End what only this session used: a process that was started stays for the next session, as pyspark has it."""
        if not self._started or self._asked_to_end:
            self.end()

    @contextmanager
    def _held(self) -> Iterator[None]:
        launcher: Any = java_gateway
        given = launcher.Popen
        launcher.Popen = self._begin
        try:
            yield
        finally:
            launcher.Popen = given

    def _begin(self, command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
        # In a group of its own no Ctrl-C reaches it; a function between fork and exec is not safe beside threads.
        options.pop("preexec_fn", None)
        with self._log.open("ab") as log:
            options |= {"stdout": log, "stderr": log, "start_new_session": True}
            process = subprocess.Popen(command, **options)  # noqa: S603 - the command is pyspark's own
        self._started.append(process)
        if self._asked_to_end:
            self.interrupt()
        return process


_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def _send(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a process and those that it began."""
    if process.poll() is None:
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(process.pid, number)
            else:
                process.terminate()


def _forget_gateway() -> None:
    """Let the next session of this program begin a Java of its own, as the one that it would ask has ended."""
    SparkContext._gateway = None  # noqa: SLF001 - pyspark has no other way
    SparkContext._jvm = None  # noqa: SLF001


def reason_of(error: Exception, process: SparkProcess) -> str:
    """Say in a line why Spark does not start."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [NO_REASON]
    if isinstance(error, Py4JJavaError):
        return next((line[2:] for line in lines if line.startswith(": ")), lines[0])
    if "JAVA_GATEWAY_EXITED" in lines[0]:
        return process.complaint() or lines[0]
    return lines[0]
