from __future__ import annotations

from typing import Any

from django.urls import path

from publicvalue.web.audit import views

urlpatterns: list[Any] = []
plain_urlpatterns = [path("audit/head.json", views.show_head, name="audit_head")]
