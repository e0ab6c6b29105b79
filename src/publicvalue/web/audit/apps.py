from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "publicvalue.web.audit"
    label = "audit"

    def ready(self) -> None:
        post_migrate.connect(keep_triggers, sender=self)


def keep_triggers(using: str, **_: Any) -> None:
    """Make the triggers anew after each migration: SQLite changes a table by making another in its place."""
    from publicvalue.web.audit.triggers import TABLE, make_triggers  # noqa: PLC0415 - signals come early

    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        make_triggers(connection)
