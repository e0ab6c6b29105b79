"""Files that were sent and are not taken yet: each under a name that nobody can guess, and destroyed after a week."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from publicvalue.files.disk.leftovers import new_held_file, sweep

BOOKS, EVIDENCE = "workbooks", "evidence-waiting"
STAYS = dt.timedelta(days=7)
"""How long a person can still take a file."""


def waiting_path(folder: str, token: str) -> Path:
    """Return where a file waits; nobody is ever served one from there."""
    return Path(settings.PUBLICVALUE_DATA) / folder / token


def keep_waiting(folder: str, pieces: Iterable[bytes], suffix: str = "") -> str:
    """Keep a file until it is taken, and return what it is known by."""
    token = f"{secrets.token_hex(16)}{suffix}"
    path = waiting_path(folder, token)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep(path.parent)
    with new_held_file(path.parent, token) as (building, descriptor):
        building.chmod(0o600)
        with open(descriptor, "wb", closefd=False) as stream:
            for piece in pieces:
                stream.write(piece)
        building.replace(path)
    return token


def forget(folder: str, token: str) -> None:
    """Destroy a file that was taken, or that nobody wants."""
    waiting_path(folder, token).unlink(missing_ok=True)


def clean_waiting(stays: dt.timedelta = STAYS) -> int:
    """Destroy the files that were sent longer ago than they stay, and return how many there were."""
    before, destroyed = (timezone.now() - stays).timestamp(), 0
    for folder in (BOOKS, EVIDENCE):
        sweep(waiting_path(folder, ""))
        for path in waiting_path(folder, "").glob("*"):
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                destroyed += 1
    return destroyed
