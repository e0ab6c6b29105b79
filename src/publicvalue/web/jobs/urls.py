from __future__ import annotations

from django.urls import path

from publicvalue.web.jobs import views

urlpatterns = [
    path("jobs/<int:key>/", views.show_job, name="job"),
    path("jobs/<int:key>/cancel/", views.cancel_job, name="job_cancel"),
]
