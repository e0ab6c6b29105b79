from __future__ import annotations

from django.urls import URLPattern, include, path

from publicvalue.web.surveys import pages, views

_pages: list[URLPattern] = [
    path("", pages.surveys, name="list"),
    path("open/<slug:audience>/", pages.open_form, name="open"),
    path("xlsform/<slug:audience>/", pages.xlsform, name="xlsform"),
    path("<int:key>/", pages.survey, name="survey"),
    path("<int:key>/picture/", pages.picture, name="picture"),
    path("<int:key>/close/", pages.close, name="close"),
    path("<int:key>/bring/", pages.bring, name="bring"),
]

urlpatterns = [
    path("assessments/<slug:agency>/<slug:slug>/surveys/", include((_pages, "surveys"))),
    path("answer/<str:token>/", views.answer, name="answer"),
    path("answer/<str:token>/thanks/", views.thanks, name="survey_thanks"),
]

plain_urlpatterns = [path("a/<str:token>/", views.any_language, name="survey_any_language")]
