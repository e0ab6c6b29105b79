"""Whether the person who asks may do something, by the tables of `workflow/`."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from publicvalue.errors import NotPermittedError, Problem
from publicvalue.errors import Place as At
from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency, Country, Membership
from publicvalue.web.spaces.queries import memberships_of
from publicvalue.words.text import Text
from publicvalue.workflow.permission import check_may, may
from publicvalue.workflow.roles import Role
from publicvalue.workflow.subjects import Action, Subject

Asking = User | AnonymousUser
Place = Agency | Country | None


def roles_at(user: Asking, place: Place) -> frozenset[Role]:
    """Return the roles that somebody has towards an agency or a country; of the region where there is neither."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return _roles(memberships_of(user), place)


def _roles(held: list[Membership], place: Place) -> frozenset[Role]:
    agency = place.pk if isinstance(place, Agency) else None
    country = place.country_id if isinstance(place, Agency) else place.pk if place else None
    return frozenset(
        Role(one.role)
        for one in held
        if (one.agency_id == agency or one.agency_id is None) and one.country_id in {None, country}
    )


def agencies_where(user: User, action: Action, subject: Subject) -> list[Agency]:
    """Return the agencies to whose things somebody may do something: what they hold is looked up once for all."""
    held = memberships_of(user) if user.is_active else []
    agencies = Agency.objects.all()
    if all(one.country_id for one in held):
        agencies = agencies.filter(country__in={one.country_id for one in held})
    return [one for one in agencies if may(_roles(held, one), action, subject)]


def may_at(user: Asking, action: Action, subject: Subject, place: Place) -> bool:
    """Return whether somebody may do something to what belongs to an agency or a country."""
    return may(roles_at(user, place), action, subject)


def check_account(user: User) -> None:
    """Do nothing where somebody has an account; NotPermittedError where it was erased, a moment ago perhaps."""
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        what, do = Text("this account was erased"), Text("ask the administrator of your country")
        raise NotPermittedError([Problem(At(), what, Text("an account that is there"), do)])


def check_may_at(user: Asking, action: Action, subject: Subject, place: Place) -> None:
    """Do nothing where it is permitted; NotPermittedError with the reason where it is not."""
    check_may(roles_at(user, place), action, subject)
