"""How long files of evidence are kept, and which of them are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from publicvalue.web.accounts.models import User
from publicvalue.web.evidence.models import Retention
from publicvalue.web.spaces.models import Agency
from publicvalue.web.spaces.permission import agencies_where
from publicvalue.web.stores.models import StoredFile, Version, WrittenOver
from publicvalue.workflow.subjects import Action, Kind, Subject

ALSO_DUE: list[Callable[[User, dt.date], Sequence[Any]]] = []
"""What finds other things whose day is over, as far as somebody sees them; applications add theirs."""
MOST = 200
"""Files that are listed as due, the longest overdue first: the others follow once these are destroyed."""


@dataclass(frozen=True)
class Due:
    """A file that was to be kept until a day that is over, and is still there.

    Parameters
    ----------
    version
        The newest version of its assessment that holds it.
    evidence, file
        What it is called.
    until
        The day.
    may_erase
        Whether the person who asks may destroy it.
    over
        Key of what was written over, where no version holds it any more; else none.
    """

    version: Version
    evidence: str
    file: str
    until: dt.date
    may_erase: bool
    over: int | None = None


def kept_until(version: Version) -> dict[str, dt.date]:
    """Return the files of an assessment of which it is stated until when they are kept: hash -> last day."""
    rows = Retention.objects.filter(version__assessment=version.assessment_id)
    last = {one.sha256: one.until for one in rows}
    return {sha256: until for sha256, until in last.items() if until is not None}


def find_due(user: User, today: dt.date, agency: str = "") -> list[Due]:
    """Return the files whose day is over, the longest overdue first; at most `MOST`.

    Parameters
    ----------
    user, today
        Who asks, for what they see, and the day that decides what is over.
    agency
        The last part of the address of the agency whose files are asked for; empty for all.
    """
    rows = list(_rows_due(user, today, agency).order_by("until", "file")[:MOST])
    erases = {one.pk for one in agencies_where(user, Action.ERASE, Subject(Kind.EVIDENCE))}
    holders = Version.objects.select_related("assessment__agency").in_bulk([one.holder for one in rows])
    return [
        Due(
            version,
            one.evidence,
            one.file,
            one.until,
            version.assessment.agency_id in erases,
            None if one.held else one.over,
        )
        for one in rows
        if (version := holders.get(one.holder))
    ]


def count_due(user: User, today: dt.date, agency: str = "") -> int:
    """Return how many files are due; where no agency is named, with the other things that are."""
    others = 0 if agency else sum(len(each(user, today)) for each in ALSO_DUE)
    return _rows_due(user, today, agency).count() + others


def agencies_due(user: User, today: dt.date) -> list[Agency]:
    """Return the agencies that somebody sees files of that are due, by name."""
    keys = _rows_due(user, today).order_by().values("version__assessment__agency")
    return list(Agency.objects.filter(pk__in=keys).order_by("name", "pk"))


def _rows_due(user: User, today: dt.date, agency: str = "") -> QuerySet[Any]:
    sees = [one for one in agencies_where(user, Action.SEE, Subject(Kind.EVIDENCE)) if agency in ("", one.slug)]
    return _still_there(Retention.objects.filter(until__lt=today, version__assessment__agency__in=sees))


def _still_there(rows: QuerySet[Retention]) -> QuerySet[Any]:
    """Return the rows that were said last of a file whose bytes are there, with its name and the newest holder.

    Any version holds it: what a correction wrote over is still there with what was published.
    """
    ours = {"version__assessment": OuterRef("version__assessment"), "sha256": OuterRef("sha256")}
    over = {"version__assessment": OuterRef("version__assessment"), "blob": OuterRef("sha256")}
    there = StoredFile.objects.filter(**ours, blob__erased__isnull=True).order_by("-version__number")
    left = WrittenOver.objects.filter(**over, blob__erased__isnull=True).order_by("-version__number")
    found = rows.exclude(Exists(Retention.objects.filter(**ours, pk__gt=OuterRef("pk"))))
    found = found.annotate(held=Subquery(there.values("version")[:1]), over=Subquery(left.values("pk")[:1]))
    return found.filter(Q(held__isnull=False) | Q(over__isnull=False)).annotate(
        file=Coalesce(Subquery(there.values("name")[:1]), Subquery(left.values("name")[:1])),
        holder=Coalesce(F("held"), Subquery(left.values("version")[:1])),
    )
