"""Whether the person who asks may do something, by the tables of `workflow/`."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.web.spaces.queries import memberships_of
from publicvalue.workflow.permission import check_may, may
from publicvalue.workflow.roles import Role
from publicvalue.workflow.subjects import Action, Subject

Asking = User | AnonymousUser
Place = Agency | Country | None


def roles_at(user: Asking, place: Place) -> frozenset[Role]:
    """Return the roles that somebody has towards an agency or a country; of the region where there is neither."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    agency = place.pk if isinstance(place, Agency) else None
    country = place.country_id if isinstance(place, Agency) else place.pk if place else None
    return frozenset(
        Role(one.role)
        for one in memberships_of(user)
        if (one.agency_id == agency or one.agency_id is None) and one.country_id in {None, country}
    )


def may_at(user: Asking, action: Action, subject: Subject, place: Place) -> bool:
    """Return whether somebody may do something to what belongs to an agency or a country."""
    return may(roles_at(user, place), action, subject)


def check_may_at(user: Asking, action: Action, subject: Subject, place: Place) -> None:
    """Do nothing where it is permitted; NotPermittedError with the reason where it is not."""
    check_may(roles_at(user, place), action, subject)
