"""How long files of evidence are kept, and which of them are due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from publicvalue.web.accounts.models import User
from publicvalue.web.evidence.models import Retention
from publicvalue.web.spaces.models import Agency
from publicvalue.web.spaces.permission import may_at
from publicvalue.web.stores.models import StoredFile, Version
from publicvalue.workflow.subjects import Action, Kind, Subject

MOST = 200
"""Files that are listed as due, the longest overdue first: the others follow once these are destroyed."""


@dataclass(frozen=True)
class Due:
    """A file that was to be kept until a day that is over, and is still there.

    Parameters
    ----------
    version
        A version of its assessment.
    evidence, file
        What it is called.
    until
        The day.
    may_erase
        Whether the person who asks may destroy it.
    """

    version: Version
    evidence: str
    file: str
    until: dt.date
    may_erase: bool


def kept_until(version: Version) -> dict[str, dt.date]:
    """Return the files of an assessment of which it is stated until when they are kept: hash -> last day."""
    rows = Retention.objects.filter(version__assessment=version.assessment_id)
    last = {one.sha256: one.until for one in rows}
    return {sha256: until for sha256, until in last.items() if until is not None}


def find_due(user: User, today: dt.date) -> list[Due]:
    """Return the files whose day is over, as far as somebody sees them, the longest overdue first; at most `MOST`."""
    over = Retention.objects.filter(until__lt=today)
    agencies = [
        one for one in Agency.objects.filter(pk__in=over.values("version__assessment__agency")) if _sees(user, one)
    ]
    erases = {one.pk for one in agencies if may_at(user, Action.ERASE, Subject(Kind.EVIDENCE), one)}
    rows = _still_there(over.filter(version__assessment__agency__in=agencies))
    return [
        Due(one.version, one.evidence, one.file, one.until, one.version.assessment.agency_id in erases) for one in rows
    ]


def _sees(user: User, agency: Agency) -> bool:
    return may_at(user, Action.SEE, Subject(Kind.EVIDENCE), agency)


def _still_there(rows: QuerySet[Retention]) -> list[Any]:
    """Return the rows that were said last of a file which the newest version of its assessment has, with its name."""
    ours = {"version__assessment": OuterRef("version__assessment"), "sha256": OuterRef("sha256")}
    newest = Version.objects.filter(assessment=OuterRef("version__assessment")).order_by("-number").values("pk")[:1]
    there = StoredFile.objects.filter(version=OuterRef("newest"), sha256=OuterRef("sha256"), blob__erased__isnull=True)
    found = rows.exclude(Exists(Retention.objects.filter(**ours, pk__gt=OuterRef("pk"))))
    found = found.annotate(newest=Subquery(newest)).annotate(file=Subquery(there.values("name")[:1]))
    return list(
        found.filter(file__isnull=False).select_related("version__assessment__agency").order_by("until", "file")[:MOST]
    )
