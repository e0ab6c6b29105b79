"""Pages on the region: further countries, and the analysts of all of them; for the home country's administrators."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from publicvalue.web.accounts.confirmation import confirmed
from publicvalue.web.accounts.forms import tried
from publicvalue.web.accounts.models import User
from publicvalue.web.spaces import actions
from publicvalue.web.spaces.actions import Seat
from publicvalue.web.spaces.forms import AnalystForm, CountryForm
from publicvalue.web.spaces.links import show_link
from publicvalue.web.spaces.models import Country
from publicvalue.web.spaces.permission import check_may_at, may_at
from publicvalue.web.spaces.queries import home_country, members_of_region, open_invitations_of_region
from publicvalue.words.text import Text
from publicvalue.workflow.roles import NAMES, Role
from publicvalue.workflow.subjects import Action, Kind, Subject

PAGE = "accounts/form_page.html"
form_page = require_http_methods(["GET", "HEAD", "POST"])
COUNTRY, INVITATION = Subject(Kind.COUNTRY), Subject(Kind.INVITATION)


def region_shown(request: HttpRequest) -> dict[str, Any]:
    """Return what the list of people shows of the region; nothing to whoever decides about one country alone."""
    if not may_at(request.user, Action.CREATE, COUNTRY, home_country()):
        return {}
    return {
        "countries": list(Country.objects.order_by("name")),
        "members": [(one, NAMES[Role(one.role)]) for one in members_of_region()],
        "invitations": [(one, NAMES[Role(one.role)]) for one in open_invitations_of_region()],
    }


@login_required
@never_cache
@form_page
@confirmed
def new_country(request: HttpRequest) -> HttpResponse:
    check_may_at(request.user, Action.CREATE, COUNTRY, home_country())
    form = CountryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, by = form.cleaned_data, cast("User", request.user)
        place = said["country_code"], said["country_name"]
        if made := tried(form, lambda: actions.add_country(by, *place, said["name"])):
            return show_link(request, reverse("invitation", kwargs={"token": made[1]}), Text("The country is made"))
    return render(request, PAGE, {"form": form, "heading": Text("Add a country"), "button": Text("Make the link")})


@login_required
@never_cache
@form_page
@confirmed
def invite_analyst(request: HttpRequest) -> HttpResponse:
    check_may_at(request.user, Action.CREATE, INVITATION, home_country())
    form = AnalystForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, name = cast("User", request.user), form.cleaned_data["name"]
        if made := tried(form, lambda: actions.invite(by, Seat(Role.ANALYST), name)):
            return show_link(request, reverse("invitation", kwargs={"token": made[1]}), Text("The invitation is made"))
    texts = [
        Text("An analyst of the region compares what the countries have published, and changes nothing of theirs.")
    ]
    shown = {
        "form": form,
        "heading": Text("Invite a regional analyst"),
        "texts": texts,
        "button": Text("Make the link"),
    }
    return render(request, PAGE, shown)
