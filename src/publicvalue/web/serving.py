"""Serves the application, with workers for long work beside it, from one command."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connections

from publicvalue.errors import InputError, Place, Problem
from publicvalue.web.command import first_address
from publicvalue.words.text import Text

THREADS = 4
"""Threads of each process: a slow reader holds one of them up, and no process."""
REST = 2.0
"""Seconds between two looks whether the workers live."""
LAST_JOB = 60
"""Seconds that a worker has to end its job when the server ends; a job that is cut off is taken up again."""


def _tell_nobody(_: str) -> None:
    pass


@dataclass(frozen=True)
class Serving:
    """How the application is served.

    Parameters
    ----------
    host, port
        Where it listens.
    processes
        Processes that answer requests, each with a few threads.
    workers
        Processes that do long work.
    ready
        Told the address once it answers.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 2
    workers: int = 1
    ready: Callable[[str], None] = _tell_nobody

    @property
    def options(self) -> dict[str, Any]:
        return {
            "bind": f"{self.host}:{self.port}",
            "workers": self.processes,
            "worker_class": "publicvalue.web.listening.ListeningWorker",
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 20,
            # The system's own way of sending files waits without end for who does not read.
            "sendfile": False,
            # A process that has served long is replaced, so that memory lost in one does not add up:
            # two at once seldom.
            "max_requests": 50_000,
            "max_requests_jitter": 25_000,
            "loglevel": "warning",
            # It is looked after by this command: nothing else may steer it through a socket in a home folder.
            "control_socket_disable": True,
        }


class Beside:
    """The workers that run beside the server; one that is killed is replaced."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._running: list[subprocess.Popen[bytes]] = []
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start the workers, and look after them."""
        self._running = [_start_worker() for _ in range(self.number)]
        self._watching.start()

    def _watch(self) -> None:
        while not self._over.wait(REST):
            self._running = [one if one.poll() is None else _start_worker() for one in self._running]

    def stop(self) -> None:
        """End the workers, each after the job that it does, if that does not take too long."""
        self._over.set()
        if self._watching.is_alive():
            self._watching.join()
        for one in self._running:
            one.terminate()
        for one in self._running:
            try:
                one.wait(timeout=LAST_JOB)
            except subprocess.TimeoutExpired:
                one.kill()


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "publicvalue.web.worker"])


def check_free(host: str, port: int) -> None:
    """Do nothing where the address can be listened at; InputError with the reason where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        what = Text(
            "{host}, port {port}, cannot be used: {reason}", host=host, port=str(port), reason=error.strerror or ""
        )
        do = Text("end what listens there, or name another port by --port")
        raise InputError([Problem(Place(field="--port"), what, Text("a free port of this machine"), do)]) from error


def serve(serving: Serving) -> None:
    """Serve until Ctrl-C or SIGTERM; the workers end with the server. Raises InputError on Windows."""
    if sys.platform == "win32":
        what, do = Text("this server does not run on Windows"), Text("run it in a container or on Linux")
        raise InputError([Problem(Place(), what, Text("Linux or macOS"), do)])
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415 - cannot be imported on Windows

    address, beside = first_address(settings.PUBLICVALUE_ADDRESS), Beside(serving.workers)

    def ready(_: Any) -> None:
        beside.start()
        serving.ready(address)

    options = {**serving.options, "when_ready": ready, "on_exit": lambda _: beside.stop()}

    class Application(BaseApplication):
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from publicvalue.web.wsgi import application  # noqa: PLC0415 - in each process, or before

            return application

    if sys.platform == "linux":
        # Loaded once: a process that replaces another begins with all of it. macOS may end processes that begin so.
        import_module("publicvalue.web.wsgi")
    # The processes that serve open connections of their own.
    connections.close_all()
    Application().run()
