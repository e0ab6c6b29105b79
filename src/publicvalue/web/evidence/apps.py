from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "publicvalue.web.evidence"
    label = "evidence"

    def ready(self) -> None:
        """Let the worker know how a file that was brought is tried, count what waits, and let it go with evidence."""
        from publicvalue.web.evidence.cleaning import forget_read, waiting_of  # noqa: PLC0415 - models come first
        from publicvalue.web.evidence.trials import try_in_job  # noqa: PLC0415
        from publicvalue.web.jobs.models import TRY  # noqa: PLC0415
        from publicvalue.web.jobs.work import KINDS  # noqa: PLC0415
        from publicvalue.web.stores.forgetting import FORGETTING  # noqa: PLC0415
        from publicvalue.web.stores.room import WAITING  # noqa: PLC0415

        KINDS[TRY] = try_in_job
        WAITING.append(waiting_of)
        FORGETTING.append(forget_read)
