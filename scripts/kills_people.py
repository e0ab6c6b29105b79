"""People of a made-up office who save answers and publish over HTTP, and note what they were told: for `kills.py`."""

# Settings come before everything that knows Django: it is imported where it is used.
# ruff: noqa: PLC0415

from __future__ import annotations

import datetime as dt
import http.client
import secrets
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kills_found import standing_answer, standing_publication

WRITERS = 3
SIGNED = 120.0
"""Seconds after which people sign in anew."""
UNHURRIED = 0.3
"""Seconds between two answers of a writer while a worker is to come to its end."""


@dataclass
class Told:
    """What clients were told, and by whom."""

    saved: dict[str, list[str]] = field(default_factory=dict)
    """Question -> texts that a page said were kept, in order."""
    refused: Counter[str] = field(default_factory=Counter)
    publications: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How publications that were begun came out: whether the page answered, and what stood right afterwards."""
    publishing: threading.Event = field(default_factory=threading.Event)
    """Set while a version is being published whose results are there."""
    took: float = 1.0
    """Seconds that the last publication took which was not cut off."""
    unhurried: threading.Event = field(default_factory=threading.Event)
    """Set while a job, or a publication, is to come to its end: people write, and leave the processor to it."""

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
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
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
        time.sleep(UNHURRIED if told.unhurried.is_set() else 0)
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


class Publisher:
    """Takes versions the whole way, one after the other; whatever is refused or cut off is tried again."""

    PLACE = "/en/assessments/office/published"

    def __init__(self, world: World, port: int, told: Told) -> None:
        self.world, self.told = world, told
        self.assessor, self.approver = Person(port, world.assessor), Person(port, world.approver)
        self.turn, self.signed = 0, float("-inf")
        self.steps = {"draft": self.submit, "in_review": self.approve, "approved": self.publish}

    def run(self, over: threading.Event) -> None:
        from django.db import connection

        while not over.is_set():
            if time.monotonic() - self.signed > SIGNED:
                self.assessor.sign_in()
                self.approver.sign_in()
                self.signed = time.monotonic()
            now = self.version()
            try:
                self.steps.get(now.state, self.correct)(now)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()

    def version(self) -> Any:
        from django_scopes import scopes_disabled

        from publicvalue.web.stores.models import Version

        with scopes_disabled():
            return Version.objects.filter(assessment=self.world.published.assessment_id).order_by("-number")[0]

    def post(self, person: Person, verb: str, version: Any) -> int:
        return person.post(f"{self.PLACE}/review/{verb}/", snapshot=version.snapshot)[0]

    def submit(self, _: Any) -> None:
        self.turn += 1
        self.assessor.post(f"{self.PLACE}/system/goal/", answer=f"Goal {self.turn}", seen=empty(), then="back")
        self.post(self.assessor, "submit", self.version())

    def approve(self, version: Any) -> None:
        self.post(self.approver, "approve", version)

    def correct(self, version: Any) -> None:
        self.post(self.assessor, "correct", version)

    def publish(self, version: Any) -> None:
        """Publish what is computed, and note how it came out; results that went with their worker are asked for."""
        if not has_results(version):
            self.approver.post(f"{self.PLACE}/compute/")
            time.sleep(0.3)
            return
        self.told.publishing.set()
        begun, since, answered = time.monotonic(), time.time(), "cut off"
        try:
            self.post(self.approver, "publish", version)
            answered, self.told.took = "answered", time.monotonic() - begun
        finally:
            self.told.publishing.clear()
            self.told.publications[answered, standing_publication(version.pk, since)] += 1


def has_results(version: Any) -> bool:
    from django_scopes import scopes_disabled

    from publicvalue.web.stores.models import ResultFile

    with scopes_disabled():
        return ResultFile.objects.filter(version=version, snapshot=version.snapshot).exists()
