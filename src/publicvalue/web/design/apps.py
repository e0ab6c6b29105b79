from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "publicvalue.web.design"
    label = "design"
