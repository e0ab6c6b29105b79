"""Kill server and worker at random moments while people save, review and publish, and tell what was lost: `make kills`.

python scripts/kills.py 100 7 4      100 kills, seed 7, at most 4 seconds of work between two; more on a busy machine

Writers save answers over HTTP without pause, and one agency publishes correction after correction. After each kill what
was killed is started again. At the end nothing may be lost that was told to be saved, nor be published by half; the
trail has to be whole, and no task done twice. Everything is made up, in a folder that is thrown away.
"""

# Settings come before everything that knows Django: it is imported where it is used.
# ruff: noqa: PLC0415

from __future__ import annotations

import datetime as dt
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
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kills_forked import Forks, Running
from kills_found import check, standing_answer

PATIENCE = 180.0
"""Seconds in which what was killed has to answer again, on a busy machine too."""
WRITERS = 3
PUBLISHING = 0.2
"""Share of the moments that come while something is published: else they would be too few to tell of it."""
SIGNED = 120.0
"""Seconds after which people sign in anew."""
MOST_SAVED = 6
"""Answers, at most, that are saved between two moments at which something is killed."""


@dataclass
class Told:
    """What clients were told, and by whom."""

    saved: dict[str, list[str]] = field(default_factory=dict)
    """Question -> texts that a page said were kept, in order."""
    refused: Counter[str] = field(default_factory=Counter)
    publishing: threading.Event = field(default_factory=threading.Event)
    """Set whenever a version is about to be published, of which results are there."""

    @property
    def number(self) -> int:
        return sum(map(len, self.saved.values()))


class Person:
    """A browser of somebody who has just signed in."""

    def __init__(self, port: int, user: Any) -> None:
        self.port, self.user = port, user
        self.token = secrets.token_hex(16)
        self.cookie = ""

    def sign_in(self) -> None:
        from allauth.account.internal.userkit import user_id_to_str
        from django.test import Client

        client = Client()
        client.force_login(self.user)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = user_id_to_str(self.user)
        session.save()
        self.cookie = client.cookies["sessionid"].value

    def post(self, path: str, **values: str) -> tuple[int, str]:
        """Send a form, and return the status and where it leads; OSError or HTTPException where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Cookie": f"sessionid={self.cookie}; csrftoken={self.token}",
            "X-CSRFToken": self.token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection.request("POST", path, urllib.parse.urlencode(values), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()


def strike(programs: list[Running], *, again: bool = True) -> None:
    """Kill programs at one moment, and start them again."""
    for one in programs:
        one.kill()
    for one in programs if again else ():
        one.start()


def work_goes_on(draw: random.Random, told: Told, longest: float) -> None:
    """Wait until a few more answers were saved, or something is being published, and for a moment more."""
    if draw.random() < PUBLISHING:
        told.publishing.clear()
        told.publishing.wait(10 * longest)
        time.sleep(draw.uniform(0, 0.2))
        return
    until, wanted = time.monotonic() + longest, told.number + draw.randint(0, MOST_SAVED)
    while told.number < wanted and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(draw.uniform(0, longest / 20))


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


@dataclass(frozen=True)
class World:
    """People, a public system with an assessment that is published again and again, and one that is written to."""

    assessor: Any
    approver: Any
    written: Any
    published: Any


def make_world() -> World:
    from django_scopes import scopes_disabled

    from publicvalue.interop.record import read_record
    from publicvalue.web.assessments import actions as assessments
    from publicvalue.web.register import actions as register
    from publicvalue.web.spaces import actions as spaces
    from publicvalue.words.language import ENGLISH
    from publicvalue.workflow.roles import Role

    country = spaces.create_country("BRB", "Barbados")
    person = spaces.Person
    administrator = spaces.appoint(
        person("Ada", "ada@example.org", "a long password"), spaces.Seat(Role.ADMINISTRATOR, country)
    )
    agency = spaces.create_agency(administrator, country, "Office", "office")
    people = [
        spaces.appoint(person(name, f"{name}@example.org", "a long password"), spaces.Seat(role, country, agency))
        for name, role in (("Ana", Role.ASSESSOR), ("Pia", Role.APPROVER))
    ]
    versions = []
    with scopes_disabled():
        for name in ("Written", "Published"):
            record, _ = read_record({"name": name, "summary": "Sorts.", "phase": "use"}, dt.date(2026, 3, 15))
            system = register.register_system(agency, record, register.Why(people[0]))
            register.publish_system(system, register.Why(people[1]))
            versions.append(assessments.begin(people[0], system, ENGLISH))
    return World(*people, *versions)


def write(world: World, port: int, number: int, told: Told, over: threading.Event) -> None:
    """Save answers to one question without pause: each says something new, and is noted once a page has kept it."""
    from publicvalue.files.frameworks import load_framework

    line = load_framework("public-value/1.0").framework.red_lines[number]
    person, place = Person(port, world.assessor), f"/en/assessments/office/written/red_line/{line.id}/"
    person.sign_in()
    kept = told.saved.setdefault(f"red_line/{line.id}", [])
    seen, turn = "", 0
    while not over.is_set():
        turn += 1
        given = {"answer": "yes", "fact": f"Fact {turn} of writer {number}"}
        try:
            status, _ = person.post(place, **given, seen=seen or empty(), then="back")
        except (OSError, http.client.HTTPException):
            seen = standing(world, line.id)
            time.sleep(0.05)
            continue
        if status == 302:
            kept.append(given["fact"])
            seen = seen_of(given)
        else:
            told.refused[f"write {status}"] += 1
            seen = standing(world, line.id)


def seen_of(given: dict[str, str]) -> str:
    from publicvalue.web.assessments.inputs import seen_of as told

    return told(given)


def empty() -> str:
    return seen_of({})


def standing(world: World, id: str) -> str:
    """Return what a page would say of the answer as it stands: the writer looks again after a silence."""
    return seen_of(standing_answer(world.written.pk, id))


def publish(world: World, port: int, told: Told, over: threading.Event) -> None:
    """Take versions the whole way, one after the other; whatever is refused or cut off is tried again."""
    from django.db import connection
    from django_scopes import scopes_disabled

    from publicvalue.web.stores.models import Version

    assessor, approver = Person(port, world.assessor), Person(port, world.approver)
    place, turn, signed = "/en/assessments/office/published", 0, float("-inf")
    while not over.is_set():
        if time.monotonic() - signed > SIGNED:
            assessor.sign_in()
            approver.sign_in()
            signed = time.monotonic()
        with scopes_disabled():
            now = Version.objects.filter(assessment=world.published.assessment_id).order_by("-number")[0]
        turn += 1
        sent = {"snapshot": now.snapshot}
        steps = {
            "draft": (assessor, "submit"),
            "in_review": (approver, "approve"),
            "approved": (approver, "publish"),
            "published": (assessor, "correct"),
        }
        who, verb = steps[now.state]
        try:
            if now.state == "draft":
                change(assessor, place, turn)
                with scopes_disabled():
                    sent["snapshot"] = Version.objects.values_list("snapshot", flat=True).get(pk=now.pk)
            if verb == "publish" and has_results(now):
                told.publishing.set()
            who.post(f"{place}/review/{verb}/", **sent)
            if verb == "publish":
                # The results of what was approved may have been lost with their worker: they are asked for again.
                approver.post(f"{place}/compute/")
                time.sleep(0.3)
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()


def has_results(version: Any) -> bool:
    from django_scopes import scopes_disabled

    from publicvalue.web.stores.models import ResultFile

    with scopes_disabled():
        return ResultFile.objects.filter(version=version, snapshot=version.snapshot).exists()


def change(person: Person, place: str, turn: int) -> None:
    person.post(f"{place}/system/goal/", answer=f"Goal {turn}", seen=empty(), then="back")


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
    threads.append(threading.Thread(target=publish, args=(world, port, told, over), daemon=True))
    started = time.monotonic()
    try:
        for one in threads:
            one.start()
        for _ in range(kills):
            work_goes_on(draw, told, longest)
            strike(draw.choice([[server], [worker], [server, worker]]))
            wait_for(port)
        wait_for_publication()
        over.set()
        for one in threads:
            one.join(timeout=60)
        settle_down(port)
        found = check(world.written.pk, told.saved, told.refused)
    finally:
        over.set()
        strike([server, worker], again=False)
        forks.end()
    killed = {"server": server.kills - 1, "worker": worker.kills - 1}
    return {"killed": killed, "seconds": round(time.monotonic() - started), **found}


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
