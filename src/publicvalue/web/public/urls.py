from __future__ import annotations

from django.urls import include, path

from publicvalue.web.public import comparing, files, gates, happened, views

_pages = [
    path("systems/", views.systems, name="systems"),
    path("systems/<slug:slug>/", views.system, name="system"),
    path("systems/<slug:slug>/history/", views.history, name="history"),
    path("systems/<slug:slug>/assessments/<int:number>/", views.assessment, name="assessment"),
    path("systems/<slug:slug>/gates/<int:number>/", gates.gate, name="gate"),
    path("systems/<slug:slug>/over-time/", comparing.over_time, name="over_time"),
    path("systems/<slug:slug>/remark/", views.remark, name="remark"),
    path("systems/<slug:slug>/remark/thanks/", views.thanks, name="thanks"),
    path("systems/<slug:slug>/badge.svg", views.badge_svg, name="badge"),
    path("compare/", comparing.compare, name="compare"),
    path("agencies/", views.agencies, name="agencies"),
    path("agencies/<slug:slug>/", views.agency, name="agency"),
    path("countries/<slug:code>/", views.country, name="country"),
    path("about/", views.about, name="about"),
    path("changes.atom", happened.feed, name="feed"),
]

urlpatterns = [path("", include((_pages, "public")))]

plain_urlpatterns = [
    path("systems.csv", views.systems_csv, name="public_systems_csv"),
    path("systems.json", views.systems_json, name="public_systems_json"),
    path("systems/<slug:slug>/", views.any_language, name="public_system"),
    path("systems/<slug:slug>/assessments/<int:number>/<path:name>", files.published_file, name="published_file"),
    path("systems/<slug:slug>/gates/<int:number>/<path:name>", gates.gate_file, name="public_gate_file"),
    path("systems/<slug:slug>.json", views.record_json, name="public_system_json"),
]
