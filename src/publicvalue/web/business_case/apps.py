from __future__ import annotations

from django.apps import AppConfig


class BusinessCaseConfig(AppConfig):
    name = "publicvalue.web.business_case"
    label = "business_case"

    def ready(self) -> None:
        """Let the worker know how reports on a business case are made."""
        from publicvalue.web.business_case.work import report_in_job  # noqa: PLC0415 - models come first
        from publicvalue.web.jobs.models import BEFORE_USE  # noqa: PLC0415
        from publicvalue.web.jobs.work import KINDS  # noqa: PLC0415

        KINDS[BEFORE_USE] = report_in_job
