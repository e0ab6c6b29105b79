"""The database: SQLite in the data folder, or what DATABASE_URL names."""

from __future__ import annotations

from typing import Any

import dj_database_url

from publicvalue.web.settings.environment import Environment

FILE = "publicvalue.sqlite3"

SQLITE_OPTIONS = {
    # With Django's own settings, writers that meet are refused: a transaction that reads first cannot become one
    # that writes. IMMEDIATE takes its turn at the start, and waits for it.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: what was said to be saved is on the disk, whatever stops the machine.
    # secure_delete: what is deleted is written over, and not only marked as free.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    ),
}


def database_of(environment: Environment) -> dict[str, Any]:
    """Return the settings of the installation's database."""
    address = environment.database or f"sqlite:///{environment.data / FILE}"
    found: dict[str, Any] = dict(dj_database_url.parse(address, conn_max_age=None, conn_health_checks=True))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = {**found.get("OPTIONS", {}), **SQLITE_OPTIONS}
    return found
