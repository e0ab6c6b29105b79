from __future__ import annotations

from django.apps import AppConfig


class BusinessCaseConfig(AppConfig):
    name = "publicvalue.web.business_case"
    label = "business_case"

    def ready(self) -> None:
        """Let the worker know how reports on a business case are made, and count the bytes that cases keep."""
        from publicvalue.web.business_case.models import CaseFile, CaseReport  # noqa: PLC0415 - models come first
        from publicvalue.web.business_case.work import report_in_job  # noqa: PLC0415
        from publicvalue.web.jobs.models import BEFORE_USE  # noqa: PLC0415
        from publicvalue.web.jobs.work import KINDS  # noqa: PLC0415
        from publicvalue.web.stores.room import KEEPERS  # noqa: PLC0415

        KINDS[BEFORE_USE] = report_in_job
        KEEPERS.append(lambda agency: CaseFile.objects.filter(case__system__agency=agency))
        KEEPERS.append(lambda agency: CaseReport.objects.filter(case__system__agency=agency))
