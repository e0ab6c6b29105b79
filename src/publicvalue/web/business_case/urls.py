from __future__ import annotations

from django.urls import include, path

from publicvalue.web.business_case import views

_pages = [
    path("<slug:slug>/", views.case, name="case"),
    path("<slug:slug>/begin/", views.begin, name="begin"),
    path("<slug:slug>/bring/", views.bring, name="bring"),
    path("<slug:slug>/report/", views.report, name="report"),
    path("<slug:slug>/gate/", views.gate, name="gate"),
    path("<slug:slug>/record/", views.record, name="record"),
    path("<slug:slug>/superseded/<int:key>/erase/", views.erase, name="erase"),
    path("<slug:slug>/files/<str:name>", views.download, name="download"),
    path("<slug:slug>/reports/<slug:kind>/", views.shown, name="shown"),
    path("<slug:slug>/reports/<slug:kind>/<path:name>", views.part, name="part"),
]

urlpatterns = [path("before-go-live/", include((_pages, "business_case")))]
