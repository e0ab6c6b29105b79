"""The lists of an agency's own records as files: as narrow as the list from which they are downloaded."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from publicvalue.web.register import actions, queries
from publicvalue.web.register.models import System
from publicvalue.web.register.tables import csv_response, json_response


def _asked(request: HttpRequest) -> QuerySet[System]:
    found = queries.in_reach().select_related("agency__country")
    return queries.narrowed(found, queries.asked_of(request.GET), actions.today())


@login_required
def systems_csv(request: HttpRequest) -> HttpResponseBase:
    return csv_response(_asked(request).iterator(), "systems")


@login_required
def systems_json(request: HttpRequest) -> HttpResponseBase:
    return json_response(_asked(request).iterator(), "systems")
