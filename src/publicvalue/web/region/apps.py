from __future__ import annotations

from django.apps import AppConfig


class RegionConfig(AppConfig):
    name = "publicvalue.web.region"
    label = "region"
