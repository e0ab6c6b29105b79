"""A country of 5,000 systems: prints the milliseconds of each page of a list, and the questions to the database.

Pages are asked for without a server; what was made before is thrown away, so that each is made anew. Then an assessment
is begun and one answer changed, and the seconds are printed that its judgement takes in a process that lives on.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "publicvalue.web.settings.project"
ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "food-inspections"
SYSTEMS, AGENCIES, TIMES = 5_000, 100, 3
PAGES = {
    "list": "/en/systems/?page=180&n={n}",
    "search": "/en/systems/?q=rent+official&n={n}",
    "search that finds nothing": "/en/systems/?q=nothing+of+the+kind&n={n}",
    "filters": "/en/systems/?phase=pilot&topic=health&order=changed&n={n}",
    "page of the country": "/en/countries/BRB/?n={n}",
    "list of agencies": "/en/agencies/?n={n}",
    "own list": "/en/register/?q=rent&n={n}",
}


def fill() -> Any:
    """Make a country with its systems, and return its administrator."""
    from django.core.management import call_command

    from publicvalue.web.spaces import actions
    from publicvalue.web.spaces.models import Country

    sys.path.insert(0, str(ROOT / "tests"))
    from web_country import fill_country

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    person = actions.Person("Ada", "ada@example.org", secrets.token_urlsafe(12))
    ada = actions.begin(person, "BRB", "Barbados", actions.first_run_code())
    fill_country(Country.objects.get(), SYSTEMS, AGENCIES)
    return ada


def listed(ada: Any) -> dict[str, tuple[float, int]]:
    """Return, for each page, the milliseconds until it is there, and how often the database is asked."""
    from django.db import connection
    from django.test import Client

    anybody, number = Client(), count()
    somebody = Client()
    somebody.force_login(ada)
    found = {}
    for name, address in PAGES.items():
        client = somebody if name == "own list" else anybody

        def ask(client: Client = client, address: str = address) -> None:
            if client.get(address.format(n=next(number)), HTTP_HOST="127.0.0.1").status_code != 200:
                raise RuntimeError(address)

        ask()
        asked: list[str] = []

        def see(execute: Callable[..., object], sql: str, *more: object, asked: list[str] = asked) -> object:
            asked.append(sql)
            return execute(sql, *more)

        with connection.execute_wrapper(see):
            ask()
        found[name] = 1000 * taken(ask), len(asked)
    return found


def taken(ask: Callable[[], object]) -> float:
    """Return the shortest of the seconds that something takes: other work on the machine adds to the others."""
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def judged() -> float:
    """Return the shortest of the milliseconds that the judgement of an example takes after one more answer."""
    from publicvalue.files.stores.folder import FolderStore
    from publicvalue.instruments.appraisal.values import value_of
    from publicvalue.web.accounts.models import User
    from publicvalue.web.assessments import actions
    from publicvalue.web.assessments.inputs import seen_of
    from publicvalue.web.assessments.items import find_question
    from publicvalue.web.assessments.records import open_record
    from publicvalue.web.assessments.sofar import find_so_far
    from publicvalue.web.spaces.actions import Seat, accept, invite
    from publicvalue.web.spaces.models import Agency
    from publicvalue.web.stores.transfer import bring
    from publicvalue.workflow.roles import Role

    agency = Agency.objects.select_related("country").order_by("pk")[0]
    ben = User.objects.create_user("ben@example.org", secrets.token_urlsafe(12), name="Ben")
    accept(invite(User.objects.first(), Seat(Role.ASSESSOR, agency.country, agency), "Ben")[1], ben)
    version = bring(ben, agency, "example", FolderStore(EXAMPLE))
    seconds = []
    for number in range(TIMES + 1):
        with open_record(version) as record:
            framework = record.files.framework
            line = find_question(framework, "red_line", framework.red_lines[number].id)
            if line is None:
                raise RuntimeError("There is no such red line.")
            standing = dict(value_of(record.appraisal, line))
        given = {"answer": "no", "fact": f"Looked at for the {number}th time."}
        actions.answer(ben, version, actions.Answer(line, given, seen_of(standing)))
        version.refresh_from_db()
        start = time.perf_counter()
        find_so_far(version)
        seconds.append(time.perf_counter() - start)
    # The first one loads what a process that lives on has loaded.
    return 1000 * min(seconds[1:])


def main() -> None:
    """Fill the database that the environment names, and print what its pages took."""
    django.setup()
    from django_scopes import scopes_disabled

    with scopes_disabled():
        pages = listed(fill())
        print(json.dumps({"pages": pages, "judged": judged()}))


if __name__ == "__main__":
    main()
