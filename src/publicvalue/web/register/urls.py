from __future__ import annotations

from django.urls import include, path

from publicvalue.web.register import downloads, imports, views

_pages = [
    path("", views.systems, name="systems"),
    path("new/", views.new, name="new"),
    path("none/", views.declare, name="declare"),
    path("import/", imports.bring, name="import"),
    path("import/<int:upload>/", imports.report, name="report"),
    path("import/<int:upload>/take/", imports.take, name="take"),
    path("import/<int:upload>/errors.csv", imports.errors, name="errors"),
    path("systems.csv", downloads.systems_csv, name="csv"),
    path("systems.json", downloads.systems_json, name="json"),
    path("<slug:slug>/", views.system, name="system"),
    path("<slug:slug>/history/", views.history, name="history"),
    path("<slug:slug>/publish/", views.publish, name="publish"),
    path("<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:slug>/remarks/<int:remark>/", views.answer, name="answer"),
    path("<slug:slug>/<slug:group>/", views.edit, name="edit"),
]

urlpatterns = [path("register/", include((_pages, "register")))]
