from __future__ import annotations

from django.urls import URLPattern, path

from publicvalue.web.audit import views

urlpatterns: list[URLPattern] = []
plain_urlpatterns = [path("audit/head.json", views.show_head, name="audit_head")]
