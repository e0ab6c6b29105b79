"""Addresses: those of each application stand in its own `urls.py`.

An application that has addresses for each language names them `urlpatterns`; those that are the same in every language
(files, feeds, data) it names `plain_urlpatterns`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView

from publicvalue.web.accounts.offered import offered
from publicvalue.web.settings.assembled import standing

_modules = [
    import_module(f"publicvalue.web.{name}.urls") for name in standing() if find_spec(f"publicvalue.web.{name}.urls")
]

handler400 = "publicvalue.web.problems.refuse"

urlpatterns: list[Any] = [
    path("", RedirectView.as_view(pattern_name="home"), name="any_language"),
    *(one for module in _modules for one in getattr(module, "plain_urlpatterns", ())),
    *i18n_patterns(
        *(one for module in _modules for one in module.urlpatterns),
        path("account/", include([*offered("allauth.account.urls")])),
        path("account/factors/", include([*offered("allauth.mfa.urls")])),
        path("account/sessions/", include([*offered("allauth.usersessions.urls")])),
        path("account/identity/", include([*offered("allauth.socialaccount.urls")])),
    ),
    # One address, whatever the language: a provider sends people back to the one that it was told of.
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
