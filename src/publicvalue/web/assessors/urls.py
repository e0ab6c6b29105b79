from __future__ import annotations

from django.urls import URLPattern, include, path

from publicvalue.web.assessors import views

_pages: list[URLPattern] = [
    path("", views.panel, name="panel"),
    path("begin/", views.begin, name="begin"),
    path("do/<slug:verb>/", views.act, name="act"),
    path("<slug:kind>/<str:id>/", views.question, name="question"),
    path("<slug:kind>/<str:id>/draft/", views.draft, name="draft"),
    path("<slug:kind>/<str:id>/settle/", views.settle, name="settle"),
    path("<slug:kind>/<str:id>/mind/", views.mind, name="mind"),
]

# Before the addresses of an assessment's questions, which take any two parts.
urlpatterns = [path("assessments/<slug:agency>/<slug:slug>/assessors/", include((_pages, "assessors")))]
