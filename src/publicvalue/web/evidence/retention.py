"""How long files of evidence are kept, and which of them are due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from publicvalue.web.accounts.models import User
from publicvalue.web.evidence.models import Retention
from publicvalue.web.spaces.permission import may_at
from publicvalue.web.stores.models import StoredFile, Version
from publicvalue.web.stores.queries import current_version
from publicvalue.workflow.subjects import Action, Kind, Subject


@dataclass(frozen=True)
class Due:
    """A file that was to be kept until a day that is over, and is still there.

    Parameters
    ----------
    version
        The newest version of its assessment.
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
    """Return the files whose day is over, as far as somebody sees them, the longest overdue first."""
    last: dict[tuple[int, str], Retention] = {}
    for one in Retention.objects.select_related("version__assessment__agency"):
        last[one.version.assessment_id, one.sha256] = one
    found = [due for one in last.values() if one.until and one.until < today and (due := _due(one, user))]
    return sorted(found, key=lambda one: (one.until, one.file))


def _due(row: Retention, user: User) -> Due | None:
    assessment = row.version.assessment
    version = current_version(assessment)
    file = StoredFile.objects.filter(version=version, sha256=row.sha256, blob__erased__isnull=True).first()
    sees = may_at(user, Action.SEE, Subject(Kind.EVIDENCE), assessment.agency)
    if file is None or row.until is None or not sees:
        return None
    may_erase = may_at(user, Action.ERASE, Subject(Kind.EVIDENCE), assessment.agency)
    return Due(version, row.evidence, file.name, row.until, may_erase)
