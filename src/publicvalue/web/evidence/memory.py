"""What an agency said of the columns of a file, kept for the next file that answers the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from publicvalue.web.evidence.models import Remembered, Upload
from publicvalue.web.evidence.said import CASES, COLUMN, EVENT_COLUMNS, EVENTS, ROWS, VALUES, WHERE, file_columns

MEMORY = ("kind", "column-", "equals-", "unit-", "dates-", "option-", "cases-", "where-", "rows", "licence", "source")
"""How the names of fields begin whose answers are offered again for the next file with the same columns.

Whether a file may be published is not among them: that is said of each file anew.
"""
MOST_REMEMBERED = 20
"""Files that are looked at to find one whose columns this one has, too."""


def columns_key(upload: Upload) -> str:
    """Return one hash over the names of a file's columns."""
    return hashlib.sha256("\n".join(sorted(file_columns(upload))).encode()).hexdigest()


def remembered(upload: Upload) -> dict[str, Any]:
    """Return what the agency said of the last file that answered the same and whose columns this one has.

    One that had the same columns and no other comes first: a year later a file may have a column more.
    """
    known = Remembered.objects.filter(agency=upload.version.assessment.agency, indicator=upload.indicator)
    exact = known.filter(columns=columns_key(upload)).first()
    if exact:
        return dict(exact.said)
    later = known.order_by("-at")[:MOST_REMEMBERED]
    return next((dict(one.said) for one in later if named_columns(one.said) <= {*file_columns(upload)}), {})


def named_columns(said: Mapping[str, Any]) -> set[str]:
    """Return the columns of a file that are named in what was said of it."""
    if said.get(ROWS) == EVENTS:
        # The columns of the cases that are made of them are no columns of the file.
        return {said[field] for name in EVENT_COLUMNS if (field := f"{CASES}{name}") in said}
    named = [one for name, one in said.items() if name.startswith((COLUMN, WHERE)) and not name.endswith(VALUES)]
    return {column for one in named for column in ([one] if isinstance(one, str) else one)}


def remember(upload: Upload) -> None:
    """Keep what was said of the columns of a file that was taken."""
    said = {name: one for name, one in upload.said.items() if name.startswith(MEMORY) and one}
    if any(name.startswith(COLUMN) for name in said):
        Remembered.objects.update_or_create(
            agency=upload.version.assessment.agency,
            indicator=upload.indicator,
            columns=columns_key(upload),
            defaults={"said": said, "at": timezone.now()},
        )
