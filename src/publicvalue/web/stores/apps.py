from __future__ import annotations

from django.apps import AppConfig


class StoresConfig(AppConfig):
    name = "publicvalue.web.stores"
    label = "stores"
