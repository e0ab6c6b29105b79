"""What goes with bytes of evidence that are destroyed: whatever an application keeps that was read in them."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from publicvalue.web.stores.models import StoredFile, WrittenOver

Forget = Callable[[str, frozenset[int]], None]
FORGETTING: list[Forget] = []
"""What destroys it, by the hash and the versions in which the bytes stand or stood; applications add theirs."""
PATIENCE, USUAL = 2_000, 20_000
"""Milliseconds for which the journal waits until nobody reads in it, and for which everything else waits."""


def forget_read(sha256: str) -> None:
    """Destroy what was read in bytes; in the transaction in which they are destroyed, before nothing names them."""
    held = StoredFile.objects.filter(blob=sha256).values_list("version", flat=True)
    over = WrittenOver.objects.filter(blob=sha256).values_list("version", flat=True)
    versions = frozenset({*held, *over})
    for forget in FORGETTING:
        forget(sha256, versions)


def empty_journal() -> bool:
    """Let the database's file hold nothing of what was destroyed; returns whether that could be done now.

    SQLite writes what changes into a journal beside its file, and the pages as they were before stay in both for a
    while. PostgreSQL looks after its own.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {USUAL}")
