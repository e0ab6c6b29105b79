from __future__ import annotations

from django.urls import path

from publicvalue.web.accounts import views

urlpatterns = [
    path("", views.home, name="home"),
]
