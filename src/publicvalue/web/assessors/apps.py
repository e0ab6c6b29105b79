from __future__ import annotations

from django.apps import AppConfig


class AssessorsConfig(AppConfig):
    name = "publicvalue.web.assessors"
    label = "assessors"
