from __future__ import annotations

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "publicvalue.web.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Let answers go with the evidence that was made of them."""
        from publicvalue.web.stores.forgetting import FORGETTING  # noqa: PLC0415 - models come first
        from publicvalue.web.surveys.cleaning import forget_replies  # noqa: PLC0415

        FORGETTING.append(forget_replies)
