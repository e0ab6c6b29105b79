"""Writers of the web application in processes of their own: many at once, and killed at any moment.

python tests/web_writers.py 16 20 10 7

16 writers, 20 saves each: prints the errors. Then 10 writers killed, seed 7: prints the saves that are lost.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable

import django


def set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "publicvalue.web.settings.project"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def world(code: str, name: str) -> tuple[int, int]:
    """Return the keys of an administrator of a country and of an agency that they may rename."""
    from publicvalue.web.spaces import actions

    country = actions.create_country(code, name)
    seat = actions.Seat(actions.Role.ADMINISTRATOR, country)
    user = actions.appoint(actions.Person("Ada", f"ada@{code}.example.org", "a long password"), seat)
    return user.pk, actions.create_agency(user, country, "Office", f"office-{code.lower()}").pk


def write(user_key: int, agency_key: int, name: str) -> None:
    """Save once, as a page does: who asks, whether they may, the change and its entry."""
    from django_scopes import scopes_disabled

    from publicvalue.web.accounts.models import User
    from publicvalue.web.spaces.actions import rename_agency
    from publicvalue.web.spaces.models import Agency

    with scopes_disabled():
        agency = Agency.objects.select_related("country").get(pk=agency_key)
        rename_agency(User.objects.get(pk=user_key), agency, name, "tried")


def together(writers: int, saves: int) -> dict[str, object]:
    """Let writers save at once, and return their errors with the state of the trail."""
    keys, errors, started = world("BRB", "Barbados"), [], time.monotonic()
    processes = max(writers // 4, 1)
    children = [
        fork(lambda number=number: run_threads(number, writers // processes, saves, keys))
        for number in range(processes)
    ]
    for reader, pid in children:
        with os.fdopen(reader) as stream:
            errors += [line for line in stream.read().splitlines() if line.startswith("error")]
        os.waitpid(pid, 0)
    return {"errors": errors, "seconds": round(time.monotonic() - started, 1), **trail(), "saved": saved()}


def run_threads(number: int, threads: int, saves: int, keys: tuple[int, int]) -> None:
    def work(thread: int) -> None:
        for save in range(saves):
            name = f"{number}-{thread}-{save}"
            try:
                write(*keys, name)
                os.write(1, f"saved {name}\n".encode())
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                os.write(1, f"error {error!r}\n".encode())

    running = [threading.Thread(target=work, args=(thread,)) for thread in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()


def fork(work: Callable[[], None]) -> tuple[int, int]:
    """Run work in a child, and return the pipe that it writes to, and its number."""
    from django.db import connections

    connections.close_all()
    reader, writer = os.pipe()
    if pid := os.fork():
        os.close(writer)
        return reader, pid
    os.dup2(writer, 1)
    work()
    os._exit(0)


def killed(rounds: int, seed: int) -> dict[str, object]:
    """Kill writers at random moments, and return the saves that were told of and are not there."""
    keys, told, draw = world("JAM", "Jamaica"), [], random.Random(seed)
    for number in range(rounds):
        reader, pid = fork(lambda number=number: run_threads(number, 4, 10_000, keys))
        with os.fdopen(reader) as stream:
            told.append(stream.readline().strip())
            time.sleep(draw.uniform(0.01, 0.5))
            os.kill(pid, signal.SIGKILL)
            told += stream.read().splitlines()
        os.waitpid(pid, 0)
    names = saved()

    lost = [line for line in told if line.removeprefix("saved ") not in names]
    return {"told": len(told), "lost": lost, **trail(), "current": current(keys[1]), "last": names[-1] if names else ""}


def trail() -> dict[str, object]:
    from publicvalue.web.audit.verification import verify_trail

    found = verify_trail()
    return {"entries": found.head.count, "problems": [problem.what for problem in found.problems]}


def saved() -> list[str]:
    """Return the names that the audit trail tells of, in order."""
    from publicvalue.web.audit.models import Entry

    bodies = Entry.objects.filter(action="change").order_by("number").values_list("body", flat=True)
    return [json.loads(body)["after"]["name"] for body in bodies]


def current(agency_key: int) -> str:
    from django_scopes import scopes_disabled

    from publicvalue.web.spaces.models import Agency

    with scopes_disabled():
        return Agency.objects.get(pk=agency_key).name


if __name__ == "__main__":
    set_up()
    writers, saves, rounds, seed = map(int, sys.argv[1:])
    print(json.dumps([together(writers, saves), killed(rounds, seed)]))
