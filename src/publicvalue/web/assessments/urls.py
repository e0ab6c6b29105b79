from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from publicvalue.web.assessments import explaining, leaving, questions, review, tables, views, workbook

_one: list[URLPattern] = [
    path("", views.tasks, name="tasks"),
    path("so-far/", views.so_far, name="so_far"),
    path("review/", review.review, name="review"),
    path("review/<slug:verb>/", review.act, name="act"),
    path("report/", review.report, name="report"),
    path("workbook/", workbook.workbook, name="workbook"),
    path("workbook.xlsx", workbook.export, name="export"),
    path("workbook/take/", workbook.take, name="take"),
    path("tables/<slug:name>/", tables.table, name="table"),
    path("scores/", explaining.scores, name="scores"),
    path("scores/<str:node>/", explaining.explain, name="explain"),
    path("take-along/", leaving.leaving, name="leaving"),
    path("take-along/folder.zip", leaving.folder, name="folder"),
    path("take-along/bundle.zip", leaving.bundle, name="bundle"),
    path("take-along/link/", leaving.link, name="link"),
    path("compute/", review.compute, name="compute"),
    path("<slug:kind>/<str:id>/", questions.question, name="question"),
    path("<slug:kind>/<str:id>/draft/", questions.draft, name="draft"),
    path("<slug:kind>/<str:id>/comment/", questions.comment, name="comment"),
]
_pages: list[URLPattern | URLResolver] = [
    path("", views.assessments, name="list"),
    path("new/<slug:system>/", views.new, name="new"),
    path("<slug:agency>/<slug:slug>/", include(_one)),
]

urlpatterns = [path("assessments/", include((_pages, "assessments")))]
