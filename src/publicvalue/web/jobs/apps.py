from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "publicvalue.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Let notices go with a person who is erased."""
        from publicvalue.web.jobs.cleaning import forget_notices  # noqa: PLC0415 - models come first
        from publicvalue.web.spaces.erasing import ERASING  # noqa: PLC0415

        ERASING.append(forget_notices)
