from __future__ import annotations

from django.urls import URLPattern, include, path

from publicvalue.web.evidence import answer_pages, pages, retention_pages, views

_pages: list[URLPattern] = [
    path("", views.evidence, name="list"),
    path("add/", views.add, name="add"),
    path("add/<int:key>/", pages.upload, name="upload"),
    path("add/<int:key>/drop/", views.drop, name="drop"),
    path("answers/", answer_pages.add_answers, name="add_answers"),
    path("answers/<int:key>/", answer_pages.answers, name="answers"),
    path("of/<str:id>/file/", views.download, name="download"),
    path("of/<str:id>/set-aside/", views.set_aside, name="set_aside"),
    path("of/<str:id>/keep/", retention_pages.keep, name="keep"),
    path("of/<str:id>/erase/", views.erase, name="erase"),
    path("written-over/<int:key>/erase/", views.erase_written_over, name="erase_written_over"),
]

urlpatterns = [
    path("evidence/due/", retention_pages.due, name="evidence_due"),
    path("assessments/<slug:agency>/<slug:slug>/evidence/", include((_pages, "evidence"))),
]
