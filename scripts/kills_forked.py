"""Server and worker for `kills.py`: loaded once, and forked whenever one is wanted, so that a new one answers at once.

python scripts/kills_forked.py PORT      each line of the input, `server` or `worker`, is answered with a process

A program that is killed takes its connections, threads and half-written files with it, however it was started.
"""

# Settings come before everything that knows Django: it is imported where it is used.
# ruff: noqa: PLC0415

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from typing import NoReturn


class Forks:
    """What starts server and worker in an instant: a process that has loaded everything, and is never killed."""

    def __init__(self, port: int) -> None:
        command = [sys.executable, __file__, str(port)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._told()

    def start(self, program: str) -> int:
        if self.process.stdin:
            self.process.stdin.write(f"{program}\n")
            self.process.stdin.flush()
        return int(self._told())

    def _told(self) -> str:
        if self.process.stdout and (told := self.process.stdout.readline()):
            return told
        raise SystemExit("Server and worker cannot be started.")

    def end(self) -> None:
        self.process.communicate()


class Running:
    """A program that is killed and started again."""

    def __init__(self, forks: Forks, program: str) -> None:
        self.forks, self.program, self.kills = forks, program, 0
        self.start()

    def start(self) -> None:
        self.process = self.forks.start(self.program)

    def kill(self) -> None:
        os.killpg(self.process, signal.SIGKILL)
        while is_there(self.process):
            time.sleep(0.01)
        self.kills += 1


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def load() -> None:
    """Load what server and worker need, and leave no connection open that two of them would share."""
    import django

    django.setup()
    from django.db import connections
    from gunicorn.app import wsgiapp

    import publicvalue.web.urls
    import publicvalue.web.wsgi
    from publicvalue.files.frameworks import load_framework
    from publicvalue.web import worker
    from publicvalue.web.jobs import tasks

    del publicvalue, wsgiapp, worker, tasks
    load_framework("public-value/1.0")
    read_everything()
    connections.close_all()


def read_everything() -> None:
    """Read every assessment once, as pages and jobs do: what is kept of it in memory is there for those who follow."""
    from django_scopes import scopes_disabled

    from publicvalue.web.assessments.records import open_record
    from publicvalue.web.stores.models import Version

    with scopes_disabled():
        for version in Version.objects.select_related("assessment__agency"):
            with open_record(version):
                pass


def serve(port: str) -> None:
    from gunicorn.app.wsgiapp import run

    options = ["-k", "gthread", "--threads", "4", "--log-level", "critical", "-b", f"127.0.0.1:{port}"]
    sys.argv = ["gunicorn", "publicvalue.web.wsgi:application", *options]
    run()


def work() -> None:
    from publicvalue.web import worker
    from publicvalue.web.jobs import taken_up, watch

    # Killed work is looked for after seconds, not after a minute.
    watch.BEAT, worker.REAP, worker.REST = 1.0, 2.0, 0.2  # type: ignore[misc]
    taken_up.take_up.__defaults__ = (dt.timedelta(seconds=10),)
    worker.main()


def become(program: str, port: str) -> NoReturn:
    """Be a program, in a group of its own."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for one in (0, 1, 2):
        os.dup2(nothing, one)
    try:
        serve(port) if program == "server" else work()
    finally:
        os._exit(0)


def main() -> None:
    load()
    # Who is killed is waited for by nobody.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    while program := sys.stdin.readline().strip():
        process = os.fork()
        if not process:
            become(program, sys.argv[1])
        print(process, flush=True)


if __name__ == "__main__":
    main()
