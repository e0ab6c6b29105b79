"""People of the web application's tests, in the seats that a test names."""

from __future__ import annotations

import time

from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.actions import Seat, accept, appoint, invite
from publicvalue.web.spaces.models import Agency, Country, Membership
from publicvalue.workflow.roles import LEVELS, Level, Role


def first_administrator(country: Country) -> User:
    """Somebody who was there before everybody else."""
    user = User.objects.create_user("ada@example.org", "a long password", name="Ada")
    with scopes_disabled():
        Membership.objects.create(user=user, role=Role.ADMINISTRATOR, country=country)
    return user


def seated(administrator: User, place: Agency, role: Role, name: str = "") -> User:
    """Somebody with a role, in an agency where the role belongs to one."""
    user = User.objects.create_user(
        f"{name or role.value}-{User.objects.count()}@example.org",
        "a long password",
        name=name or role.value.title(),
    )
    if LEVELS[role] is Level.REGION:
        return appoint(user, Seat(role))
    seat = Seat(role, place.country, place if LEVELS[role] is Level.AGENCY else None)
    return accept(invite(administrator, seat, user.name)[1], user)


def client_of(user: User | None, host: str = "") -> Client:
    """Return a browser in which somebody has just signed in, or nobody; of a host where one is named."""
    client = Client(headers={"host": host} if host else None)
    if user:
        client.force_login(user)
        shown_at(client, user, time.time())
    return client


def shown_at(client: Client, user: User, moment: float) -> None:
    """Let somebody have shown who they are at a moment."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": moment}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
