from __future__ import annotations

from django.apps import AppConfig


class RegionConfig(AppConfig):
    name = "publicvalue.web.region"
    label = "region"

    def ready(self) -> None:
        """Let versions of folders whose day is over be listed with the files of evidence that are due."""
        from publicvalue.web.evidence.retention import ALSO_DUE  # noqa: PLC0415 - models come first
        from publicvalue.web.region.retention import due_folders  # noqa: PLC0415

        if due_folders not in ALSO_DUE:
            ALSO_DUE.append(due_folders)
