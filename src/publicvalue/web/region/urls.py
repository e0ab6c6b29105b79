from __future__ import annotations

from django.urls import include, path

from publicvalue.web.region import folder_views, views

_pages = [
    path("region/", views.region, name="all"),
    path("region/maps/", views.maps, name="maps"),
    path("region/<slug:code>/", views.country, name="country"),
    path("region/<slug:code>/advice/", views.advice, name="advice"),
    path("region/<slug:code>/readiness/", views.readiness, name="readiness"),
    path("region/<slug:code>/outline/", views.outline, name="outline"),
    path("region/<slug:code>/folder/", folder_views.folder, name="folder"),
    path("region/<slug:code>/folder/bring/", folder_views.bring, name="bring"),
    path("region/<slug:code>/folder/<int:number>/", folder_views.take, name="take"),
    path("region/<slug:code>/folder/<int:number>/keep/", folder_views.keep, name="keep"),
    path("region/<slug:code>/folder/<int:number>/erase/", folder_views.erase, name="erase"),
]

urlpatterns = [path("", include((_pages, "region")))]
