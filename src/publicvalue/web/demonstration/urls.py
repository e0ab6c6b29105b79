from __future__ import annotations

from django.urls import path

from publicvalue.web.demonstration import views

urlpatterns = [path("demonstration/", views.choose, name="demonstration")]
