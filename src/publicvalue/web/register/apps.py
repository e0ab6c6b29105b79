from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "publicvalue.web.register"
    label = "register"

    def ready(self) -> None:
        """Let the worker know how the file of a register is tried and taken, and count the bytes that wait for it."""
        from publicvalue.web.jobs.models import TAKE_REGISTER, TRY_REGISTER  # noqa: PLC0415 - models come first
        from publicvalue.web.jobs.work import KINDS  # noqa: PLC0415
        from publicvalue.web.register.cleaning import waiting_of  # noqa: PLC0415
        from publicvalue.web.register.work import take_in_job, try_in_job  # noqa: PLC0415
        from publicvalue.web.stores.room import WAITING  # noqa: PLC0415

        KINDS[TRY_REGISTER], KINDS[TAKE_REGISTER] = try_in_job, take_in_job
        WAITING.append(waiting_of)
