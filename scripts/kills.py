"""Kill server and worker at random moments while people save, review and publish, and tell what was lost: `make kills`.

python scripts/kills.py 100 7 4      100 kills, seed 7, at most 4 seconds of work between two; more on a busy machine

Writers save answers over HTTP without pause, and one agency publishes correction after correction. Some kills come
while a job runs, some while something is published; between them jobs come to their end. What was killed starts again.
Nothing may be lost that was told to be saved, nor be published by half, which is looked at after each publication that
was cut off; the trail has to be whole, and no task done twice. Everything is made up, in a folder that is thrown away.
"""

# Settings come before everything that knows Django: it is imported where it is used.
# ruff: noqa: PLC0415

from __future__ import annotations

import http.client
import json
import os
import random
import secrets
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from kills_forked import Forks, Running
from kills_found import check
from kills_people import WRITERS, Publisher, Told, make_world, write

PATIENCE = 180.0
"""Seconds in which what was killed has to answer again, on a busy machine too."""
WRITING, COMPUTING, PUBLISHING = "people write", "a job runs", "something is published"
MOMENTS = (*[WRITING] * 4, *[COMPUTING] * 3, *[PUBLISHING] * 3)
"""Of ten kills, those that come while something happens: left to chance, few would meet a job or a publication."""
MOST_SAVED = 6
"""Answers, at most, that are saved between two moments at which something is killed."""
LAID = 0.4
"""Share of the publications that are cut off while their files are laid, which takes no time at all."""


def strike(programs: list[Running], *, again: bool = True) -> None:
    """Kill programs at one moment, and start them again."""
    for one in programs:
        one.kill()
    for one in programs if again else ():
        one.start()


class Moments:
    """Waits for the moments at which something is killed, and says which they were."""

    def __init__(self, draw: random.Random, told: Told, longest: float) -> None:
        self.draw, self.told, self.longest = draw, told, longest

    def wait(self, wanted: str) -> str:
        """Wait for a moment of a kind, with a bound; return what went on when it came."""
        if wanted == WRITING:
            return self.written()
        self.told.unhurried.set()
        try:
            return self.computing() if wanted == COMPUTING else self.publishing()
        finally:
            self.told.unhurried.clear()

    def written(self) -> str:
        until, wanted = time.monotonic() + self.longest, self.told.number + self.draw.randint(0, MOST_SAVED)
        while self.told.number < wanted and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(self.draw.uniform(0, self.longest / 20))
        return self.what_goes_on()

    def computing(self) -> str:
        until = time.monotonic() + PATIENCE
        while not a_job_runs() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(self.draw.uniform(0, self.longest))
        return self.what_goes_on()

    def publishing(self) -> str:
        self.told.publishing.wait(PATIENCE)
        until = time.monotonic() + self.draw.uniform(0, self.told.took)
        if self.draw.random() < LAID:
            places, until = gathered(), time.monotonic() + PATIENCE
            while gathered() == places and self.told.publishing.is_set() and time.monotonic() < until:
                time.sleep(0.0005)
        else:
            time.sleep(max(until - time.monotonic(), 0))
        return self.what_goes_on()

    def what_goes_on(self) -> str:
        if self.told.publishing.is_set():
            return PUBLISHING
        return COMPUTING if a_job_runs() else WRITING


def programs_of(wanted: str, server: Running, worker: Running, draw: random.Random) -> list[Running]:
    """Return what is killed at a moment: what does the work, alone or with the other."""
    alone = {COMPUTING: [[worker]], PUBLISHING: [[server]]}.get(wanted, [[server], [worker]])
    return draw.choice([*alone, [server, worker]])


def gathered() -> set[tuple[str, int]]:
    """Return the folders in which the files of publications lie, or are gathered, and when they were last changed."""
    from django.conf import settings

    found = set()
    for one in Path(settings.PUBLICVALUE_DATA, "published").glob("*/*"):
        with suppress(FileNotFoundError):
            found.add((one.name, one.stat().st_mtime_ns))
    return found


def a_job_runs() -> bool:
    from django.db import connection
    from django_scopes import scopes_disabled

    from publicvalue.web.jobs.models import Job, Stage

    try:
        with scopes_disabled():
            return Job.objects.filter(stage=Stage.RUNNING).exists()
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/audit/head.json")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while not answers(port):
        if time.monotonic() > until:
            raise SystemExit("The server does not answer.")
        time.sleep(0.05)


def wait_for_publication() -> None:
    """Let work go on until something is published: few kills may leave no time for it."""
    from django.db import connection
    from django_scopes import scopes_disabled

    from publicvalue.web.public.models import Publication

    until, there = time.monotonic() + PATIENCE, False
    while not there and time.monotonic() < until:
        time.sleep(0.2)
        with scopes_disabled():
            there = Publication.objects.exists()
        connection.close()


def settle_down(port: int) -> None:
    """Wait until no task is under way: what was killed last is taken up again."""
    from django.db import connection
    from django_scopes import scopes_disabled

    from publicvalue.web.jobs.models import ENDED, Job

    wait_for(port)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with scopes_disabled():
            open_jobs = Job.objects.exclude(stage__in=list(ENDED)).count()
        connection.close()
        if not open_jobs:
            return
        time.sleep(0.5)


def run(kills: int, seed: int, longest: float) -> dict[str, Any]:
    """Kill as often as asked, and return what is wrong afterwards."""
    from publicvalue.web.command import make_ready

    make_ready(lambda _: None)
    draw = random.Random(seed)  # noqa: S311 - moments, no secrets
    port, over, told = free_port(), threading.Event(), Told()
    world = make_world()
    from django.db import connections

    connections.close_all()
    forks = Forks(port)
    server, worker = Running(forks, "server"), Running(forks, "worker")
    wait_for(port)
    threads = [threading.Thread(target=write, args=(world, port, n, told, over), daemon=True) for n in range(WRITERS)]
    threads.append(threading.Thread(target=Publisher(world, port, told).run, args=(over,), daemon=True))
    started, met, moments = time.monotonic(), Counter[str](), Moments(draw, told, longest)
    try:
        for one in threads:
            one.start()
        for wanted in moments_of(kills, draw):
            met[moments.wait(wanted)] += 1
            strike(programs_of(wanted, server, worker, draw))
            wait_for(port)
        wait_for_publication()
        over.set()
        for one in threads:
            one.join(timeout=60)
        settle_down(port)
        found = check(world.written.pk, told)
    finally:
        over.set()
        strike([server, worker], again=False)
        forks.end()
    killed = {"server": server.kills - 1, "worker": worker.kills - 1}
    seconds = round(time.monotonic() - started)
    return {"killed": killed, "when killed": dict(met), "seconds": seconds, **found}


def moments_of(kills: int, draw: random.Random) -> list[str]:
    """Return for each kill what is to go on when it comes."""
    wanted: list[str] = []
    while len(wanted) < kills:
        wanted += draw.sample(MOMENTS, len(MOMENTS))
    return wanted[:kills]


def main() -> None:
    given = [float(one) for one in sys.argv[1:4]]
    kills, seed, longest = (*given, *(100, 7, 4)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "publicvalue.web.settings.project",
            "PUBLICVALUE_DATA_DIR": str(Path(folder) / "data"),
            "SECRET_KEY": secrets.token_urlsafe(64),
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }
        os.environ.setdefault("DATABASE_URL", "")
        Path(folder, "data").mkdir()
        import django

        django.setup()
        found = run(int(kills), int(seed), longest)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    raise SystemExit(1 if found["wrong"] else 0)


if __name__ == "__main__":
    main()
