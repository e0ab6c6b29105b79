"""Who may do what to records of systems. Every address and action asks here."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency
from publicvalue.web.spaces.queries import memberships_of
from publicvalue.workflow.rights import roles_that
from publicvalue.workflow.roles import Role
from publicvalue.workflow.subjects import Action, Kind

WRITES = roles_that(Kind.SYSTEM, Action.CHANGE)
PUBLISHES = roles_that(Kind.SYSTEM, Action.PUBLISH)
ASSESSES = roles_that(Kind.ASSESSMENT, Action.CREATE)
SEES_CASE = roles_that(Kind.BUSINESS_CASE, Action.SEE)
BRINGS = roles_that(Kind.AGENCY, Action.CREATE)
"""Who may bring the register of a whole country: its file may name agencies that are not there yet."""


@dataclass(frozen=True)
class RegisterReach:
    """Agencies, and countries with all of their agencies, in which a person may do something."""

    agencies: frozenset[int]
    countries: frozenset[int]

    def holds(self, agency: Agency) -> bool:
        return agency.pk in self.agencies or agency.country_id in self.countries


@dataclass(frozen=True)
class Rights:
    """What a person may do, looked up once."""

    writes: RegisterReach
    publishes: RegisterReach
    brings: RegisterReach
    assesses: RegisterReach
    sees_case: RegisterReach

    def check_write(self, agency: Agency) -> None:
        if not self.writes.holds(agency):
            raise PermissionDenied

    def check_publish(self, agency: Agency) -> None:
        if not self.publishes.holds(agency):
            raise PermissionDenied


def person(request: HttpRequest) -> User:
    """Return who asks; PermissionDenied where nobody is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def rights_of(user: User) -> Rights:
    """Return what a person's roles allow now."""
    held = memberships_of(user)

    def reach(roles: frozenset[Role]) -> RegisterReach:
        fitting = [one for one in held if Role(one.role) in roles]
        return RegisterReach(
            frozenset(one.agency_id for one in fitting if one.agency_id),
            frozenset(one.country_id for one in fitting if one.country_id and not one.agency_id),
        )

    return Rights(reach(WRITES), reach(PUBLISHES), reach(BRINGS), reach(ASSESSES), reach(SEES_CASE))


def agencies_to_write(user: User) -> list[Agency]:
    """Return the agencies for which a person may register systems, by name; within the reach of a request."""
    writes = rights_of(user).writes
    return [one for one in Agency.objects.select_related("country") if writes.holds(one)]
