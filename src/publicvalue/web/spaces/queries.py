"""Who belongs where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency, Country, Invitation, Membership
from publicvalue.workflow.roles import Role


@dataclass(frozen=True)
class Reach:
    """The keys of the countries and agencies whose data a person may be shown, as far as a role allows it there."""

    countries: tuple[int, ...]
    agencies: tuple[int, ...]


class Placed(Protocol):
    """What is held in an agency, in a country, or in the region."""

    @property
    def country(self) -> Country | None: ...

    @property
    def agency(self) -> Agency | None: ...


def memberships_of(user: User) -> list[Membership]:
    """Return the roles that a person has now, in whatever country."""
    with scopes_disabled():
        held = Membership.objects.filter(user=user, ended__isnull=True)
        return list(held.select_related("country", "agency"))


def reach_of(user: User) -> Reach:
    """Return what lies within a person's roles."""
    held = memberships_of(user)
    countries = {one.country_id for one in held if one.country_id}
    whole = [one.country_id for one in held if one.country_id and not one.agency_id]
    agencies = {one.agency_id for one in held if one.agency_id}
    if whole:
        with scopes_disabled():
            agencies |= set(Agency.objects.filter(country__in=whole).values_list("pk", flat=True))
    return Reach(tuple(sorted(countries)), tuple(sorted(agencies)))


def countries_of(user: User) -> QuerySet[Country]:
    """Return the countries that a person has a role in."""
    return Country.objects.filter(pk__in=reach_of(user).countries)


def administered(user: User) -> list[Country]:
    """Return the countries that a person administers."""
    return [one.country for one in memberships_of(user) if one.role == Role.ADMINISTRATOR and one.country]


def home_country() -> Country | None:
    """Return the first country of the installation: its administrators decide about the region and new countries."""
    return Country.objects.order_by("pk").first()


def deciding_place(at: Placed) -> Agency | Country | None:
    """Return where it is decided about a role or an invitation: of the region's, in the home country."""
    return at.agency or at.country or home_country()


def members_of_region() -> list[Membership]:
    """Return who has a role in the region now, by name."""
    with scopes_disabled():
        held = Membership.objects.filter(country__isnull=True, ended__isnull=True).select_related("user")
        return list(held.order_by("user__name"))


def open_invitations_of_region() -> list[Invitation]:
    """Return the invitations to roles of the region that can still be accepted, newest first."""
    with scopes_disabled():
        waiting = Invitation.objects.filter(country__isnull=True, used__isnull=True, revoked__isnull=True)
        return list(waiting.filter(expires__gt=timezone.now()))


def members_in(country: Country) -> list[Membership]:
    """Return who has a role in a country now, by agency and name."""
    held = Membership.objects.filter(country=country, ended__isnull=True).select_related("user", "agency", "country")
    return list(held.order_by("agency__name", "user__name", "role"))


def open_invitations_in(country: Country) -> list[Invitation]:
    """Return the invitations that can still be accepted, newest first."""
    waiting = Invitation.objects.filter(country=country, used__isnull=True, revoked__isnull=True)
    return list(waiting.filter(expires__gt=timezone.now()).select_related("agency"))
