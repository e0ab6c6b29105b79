from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "publicvalue.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        from publicvalue.web.accounts import security_keys  # noqa: F401, PLC0415 - it names a field of a form
        from publicvalue.web.accounts.words import speak  # noqa: PLC0415 - languages are known by now

        speak()
