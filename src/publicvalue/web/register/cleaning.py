"""Files of registers that were brought to be tried: destroyed after a while, whether they were taken or not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from publicvalue.web.register.models import Upload
from publicvalue.web.spaces.models import Agency

STAYS = dt.timedelta(days=7)
"""How long a person can still take the file, or have it back with its errors."""


def folder() -> Path:
    """Return where files wait that were tried; nobody is ever served one from there."""
    return Path(settings.PUBLICVALUE_DATA) / "register-files"


def clean_files(stays: dt.timedelta = STAYS) -> int:
    """Destroy the files that were brought longer ago than they stay, and return how many there were.

    Their hashes, and what became of each row, stay in the database and in the audit trail. The time is that of the last
    bringing: who brings the same bytes again has them for as long again.
    """
    before, destroyed = (timezone.now() - stays).timestamp(), 0
    for path in folder().glob("*"):
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            destroyed += 1
    return destroyed


def waiting_of(agency: Agency) -> int:
    """Return how many bytes of files wait that were brought for an agency."""
    brought = Upload.objects.filter(agency=agency, at__gt=timezone.now() - STAYS)
    paths = [folder() / one for one in set(brought.values_list("sha256", flat=True))]
    return sum(one.stat().st_size for one in paths if one.is_file())
