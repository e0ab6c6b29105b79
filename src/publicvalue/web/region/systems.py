"""What published assessments say of a country's systems, for the advice on its page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from django_scopes import scopes_disabled

from publicvalue.actions.country.references import load_reference
from publicvalue.actions.country.systems import SystemsBrought, found_in
from publicvalue.findings.systems.found import SystemFound
from publicvalue.web.public.assessments import result_of
from publicvalue.web.public.models import Publication
from publicvalue.web.register import queries
from publicvalue.web.register.models import System

ENDED = "ended"
FOUND = 2000
"""Published versions of which what advice needs is kept: a few hundred words each."""


@dataclass(frozen=True)
class Registered:
    """The public systems of a country: how many, of how many an assessment is published, and what these found."""

    count: int
    assessed: int
    found: tuple[tuple[str, SystemFound], ...]
    listed: tuple[tuple[str, int], ...]

    def brought(self, today: dt.date) -> SystemsBrought:
        """Return them as advice takes them; a register without a system says nothing of how many there are."""
        return SystemsBrought(self.found, today, dict(self.listed) if self.count else None)


def registered_in(code: str) -> Registered:
    """Return what the register tells of a country's systems, from the last published version of each assessment."""
    with scopes_disabled():
        systems = tuple(queries.public_systems().filter(agency__country__code=code).select_related("agency"))
        rows = Publication.objects.filter(system__in=[one.pk for one in systems], withdrawn__isnull=True)
        last = dict(rows.order_by("number").values_list("system", "pk"))
    pairs = ((one, _found(last[one.pk])) for one in systems if one.pk in last)
    found = tuple((one.name, _as_registered(one, kept, code)) for one, kept in pairs if kept)
    listed = Counter(one.agency.name for one in systems if one.phase != ENDED)
    return Registered(len(systems), len(last), found, tuple(listed.items()))


def registered_in_all() -> Registered:
    """Return what the register tells of the systems of every country of the region that has one in it."""
    codes = {one.code for one in load_reference().members}
    with scopes_disabled():
        have = Publication.objects.filter(withdrawn__isnull=True).values_list(
            "system__agency__country__code", flat=True
        )
        found = [registered_in(code) for code in sorted(set(have.distinct()) & codes)]
    pairs = tuple(pair for one in found for pair in one.found)
    return Registered(sum(one.count for one in found), sum(one.assessed for one in found), pairs, ())


def _as_registered(system: System, found: SystemFound, code: str) -> SystemFound:
    """Return what was found under the name and the agency of the register: a stored result may have others."""
    return replace(found, id=str(system.pk), country=code, agency=system.agency.name)


@lru_cache(FOUND)
def _found(publication: int) -> SystemFound | None:
    """Return what a published version found, which never changes; None where this product cannot read it."""
    result = result_of(Publication.objects.get(pk=publication))
    return found_in(result) if result else None
