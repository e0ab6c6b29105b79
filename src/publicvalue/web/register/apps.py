from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "publicvalue.web.register"
    label = "register"
