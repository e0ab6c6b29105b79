"""Fills an installation for the benchmark: a country, an agency, a hundred published systems, somebody signed in."""

from __future__ import annotations

import json
import os
import secrets

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "publicvalue.web.settings.project"
SYSTEMS = 100


def main() -> None:
    """Fill the database that the environment names, and print what clients ask for."""
    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django_scopes import scopes_disabled

    from publicvalue.files.frameworks import load_framework
    from publicvalue.interop.record import SystemRecord
    from publicvalue.web.accounts.models import User
    from publicvalue.web.assessments.actions import begin
    from publicvalue.web.register.actions import SystemToAdd, Why, register_many
    from publicvalue.web.spaces import actions
    from publicvalue.web.spaces.models import Country
    from publicvalue.words.language import ENGLISH
    from publicvalue.workflow.roles import Role

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    with scopes_disabled():
        person = actions.Person("Ada", "ada@example.org", secrets.token_urlsafe(12))
        ada = actions.begin(person, "BRB", "Barbados", actions.first_run_code())
        agency = actions.create_agency(ada, Country.objects.get(), "Office of permits", "permits")
        values = {"summary": "Sorts claims.", "phase": "use", "used_from": "2025-03", "used_from_is": "actual"}
        records = [SystemRecord({**values, "name": f"System {number:03}"}) for number in range(SYSTEMS)]
        systems = register_many([SystemToAdd(agency, one, publish=True) for one in records], Why(ada))
        ben = User.objects.create_user("ben@example.org", secrets.token_urlsafe(12), name="Ben")
        actions.accept(actions.invite(ada, actions.Seat(Role.ASSESSOR, agency.country, agency), "Ben")[1], ben)
        begin(ben, systems[0], ENGLISH)
    client, token = Client(), secrets.token_hex(16)
    client.force_login(ada)
    author = Client()
    author.force_login(ben)
    line = load_framework("public-value/1.0").framework.red_lines[0].id
    told = {
        "published": "/en/systems/system-001/",
        "register": "/en/systems/",
        "search": "/en/systems/?phase=use&q=System&n={name}",
        "save": f"/en/people/agencies/{agency.pk}/",
        "cookies": f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}",
        "token": token,
        "author": author.cookies["sessionid"].value,
        "task list": f"/en/assessments/permits/{systems[0].slug}/",
        "question": f"/en/assessments/permits/{systems[0].slug}/red_line/{line}/",
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
