from __future__ import annotations

from django.apps import AppConfig


class LanguageConfig(AppConfig):
    name = "publicvalue.web.language"
    label = "language"
