from __future__ import annotations

from django.urls import path

from publicvalue.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("account/", views.show_account, name="account"),
]
