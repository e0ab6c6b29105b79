"""How long versions of a country's folder are kept, and which of them are due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from publicvalue.web.accounts.models import User
from publicvalue.web.region.models import CountryVersion, FolderRetention
from publicvalue.web.spaces.models import Country
from publicvalue.web.spaces.permission import may_at
from publicvalue.workflow.subjects import Action, Kind, Subject


@dataclass(frozen=True)
class DueFolder:
    """A version of a country's folder that was to be kept until a day that is over, and is still there."""

    version: CountryVersion
    until: dt.date
    may_erase: bool


def kept_until(country: Country) -> dict[str, dt.date]:
    """Return the folders of a country of which it is stated until when they are kept: hash -> last day."""
    last = {one.sha256: one.until for one in FolderRetention.objects.filter(country=country)}
    return {sha256: until for sha256, until in last.items() if until is not None}


def due_folders(user: User, today: dt.date) -> list[DueFolder]:
    """Return the versions whose day is over, as far as somebody may change their country, the longest overdue first."""
    over = FolderRetention.objects.filter(until__lt=today)
    countries = [
        one
        for one in Country.objects.filter(pk__in=over.values("country"))
        if may_at(user, Action.CHANGE, Subject(Kind.COUNTRY), one)
    ]
    found = []
    for country in countries:
        days, erases = kept_until(country), may_at(user, Action.ERASE, Subject(Kind.EVIDENCE), country)
        there = CountryVersion.objects.filter(country=country, blob__in=days, blob__erased__isnull=True)
        found += [
            DueFolder(one, days[one.blob_id], erases)
            for one in there.select_related("country")
            if days[one.blob_id] < today
        ]
    return sorted(found, key=lambda one: (one.until, one.version.number))
