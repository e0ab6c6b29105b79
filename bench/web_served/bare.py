"""The least that Django needs for a page, a list of 25 rows and a form that saves: what the product is measured beside.

No middleware, no session, no language, no permission, no audit entry. Run as a program, it makes the tables.
"""

from __future__ import annotations

import json
import os
from typing import Any

import dj_database_url
import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from publicvalue.web.settings.databases import SQLITE_OPTIONS

ROWS, SHOWN = 100, 25
PAGE = """<!doctype html><html lang="en"><title>{{ title }}</title><h1>{{ title }}</h1>
<ul>{% for one in rows %}<li>{{ one.name }}: {{ one.summary }}</li>{% endfor %}</ul>"""


def database() -> dict[str, Any]:
    found: dict[str, Any] = dict(dj_database_url.parse(os.environ["BARE_DATABASE"], conn_max_age=None))
    if found["ENGINE"].endswith("sqlite3"):
        # The same care for what was said to be saved.
        found["OPTIONS"] = SQLITE_OPTIONS
    return found


settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": database()},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()

from django.db import connection, models, transaction  # noqa: E402 - settings come first
from django.template import engines  # noqa: E402


class Row(models.Model):
    name = models.CharField(max_length=300)
    summary = models.TextField()

    class Meta:
        app_label = "bare"


class RowForm(forms.Form):
    name = forms.CharField(max_length=300)
    reason = forms.CharField(max_length=1000)


def page(request: HttpRequest) -> HttpResponse:
    return shown(request, [Row.objects.get(pk=1)])


def register(request: HttpRequest) -> HttpResponse:
    return shown(request, list(Row.objects.order_by("name")[:SHOWN]))


def shown(request: HttpRequest, rows: list[Row]) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"title": "Systems", "rows": rows}, request))


def save(request: HttpRequest) -> HttpResponse:
    form = RowForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    with transaction.atomic():
        Row.objects.filter(pk=1).update(name=form.cleaned_data["name"])
    return HttpResponseRedirect("/")


urlpatterns = [path("page/", page), path("register/", register), path("save/", save)]
application = get_wsgi_application()


def main() -> None:
    """Make the table with its rows, and print what clients ask for."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    Row.objects.bulk_create(Row(name=f"System {number:03}", summary="Sorts claims.") for number in range(ROWS))
    told = {
        "published": "/page/",
        "register": "/register/",
        "search": "/register/?n={name}",
        "save": "/save/",
        "cookies": "",
        "token": "",
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
