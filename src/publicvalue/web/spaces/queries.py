"""Who belongs where."""

from __future__ import annotations

from dataclasses import dataclass

from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency, Membership


@dataclass(frozen=True)
class Reach:
    """The keys of the countries and agencies whose data a person may be shown, as far as a role allows it there."""

    countries: tuple[int, ...]
    agencies: tuple[int, ...]


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
