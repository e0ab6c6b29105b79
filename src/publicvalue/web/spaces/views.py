from __future__ import annotations

from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scopes_disabled

from publicvalue.web.accounts.confirmation import confirmed
from publicvalue.web.accounts.forms import PersonForm, ReasonForm, cleaned, tried
from publicvalue.web.accounts.models import User
from publicvalue.web.spaces import actions
from publicvalue.web.spaces.actions import Person, Seat
from publicvalue.web.spaces.forms import AgencyForm, BeginForm, InviteForm, RenameForm
from publicvalue.web.spaces.links import show_link
from publicvalue.web.spaces.models import Agency, Country, Invitation, Membership
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.spaces.queries import (
    administered,
    countries_of,
    deciding_place,
    home_country,
    members_in,
    open_invitations_in,
    reach_of,
)
from publicvalue.web.spaces.region import region_shown
from publicvalue.words.text import Text
from publicvalue.workflow.roles import NAMES, Role
from publicvalue.workflow.subjects import Action, Kind, Subject

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
form_page = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "accounts/form_page.html"


def _asking(request: HttpRequest) -> User:
    return cast("User", request.user)


def _sign_in(request: HttpRequest, user: User) -> None:
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="password")


@never_cache
@form_page
def begin(request: HttpRequest) -> HttpResponse:
    if User.objects.exists():
        return redirect("account_login")
    form = BeginForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = Person(**cleaned(form, "name", "email", "password"))
        place = said["country_code"], said["country_name"]
        if user := tried(form, lambda: actions.begin(person, *place, said["code"])):
            _sign_in(request, user)
            return redirect("people")
    shown = {"form": form, "heading": Text("The first administrator"), "button": Text("Begin")}
    return render(request, PAGE, shown)


@never_cache
@form_page
def accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = actions.open_invitation(token)
    known = request.user if isinstance(request.user, User) else None
    form = None if known else PersonForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and known:
        actions.accept(token, known)
        return redirect("home")
    if request.method == "POST" and form and form.is_valid():
        person = Person(**cleaned(form, "name", "email", "password"))
        if user := tried(form, lambda: actions.accept(token, person)):
            _sign_in(request, user)
            return redirect("home")
    place = invitation.agency or invitation.country
    role = Text(
        "You are invited to {place} as: {role}.", place=place.name if place else "", role=NAMES[Role(invitation.role)]
    )
    shown = {"form": form, "heading": Text("An invitation"), "texts": [role], "button": Text("Accept")}
    return render(request, PAGE, shown)


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    countries = administered(_asking(request))
    for country in countries:
        check_may_at(request.user, Action.SEE, Subject(Kind.INVITATION), country)
    if not countries:
        check_may_at(request.user, Action.SEE, Subject(Kind.INVITATION), None)
    shown = [
        {
            "country": country,
            "agencies": list(Agency.objects.filter(country=country)),
            "members": [(one, NAMES[Role(one.role)]) for one in members_in(country)],
            "invitations": [(one, NAMES[Role(one.role)]) for one in open_invitations_in(country)],
        }
        for country in countries
    ]
    return render(request, "spaces/people.html", {"countries": shown, "region": region_shown(request)})


def _country(request: HttpRequest, key: int, kind: Kind) -> Country:
    country = get_object_or_404(countries_of(_asking(request)), pk=key)
    check_may_at(request.user, Action.CREATE, Subject(kind), country)
    return country


@login_required
@form_page
def new_agency(request: HttpRequest, country: int) -> HttpResponse:
    place = _country(request, country, Kind.AGENCY)
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, slug = form.cleaned_data["name"], form.cleaned_data["slug"]
        if tried(form, lambda: actions.create_agency(_asking(request), place, name, slug)):
            return redirect("people")
    return render(request, PAGE, {"form": form, "heading": Text("A new agency"), "button": Text("Save")})


@login_required
@form_page
def rename(request: HttpRequest, key: int) -> HttpResponse:
    agency = get_object_or_404(Agency.objects.select_related("country"), pk=key)
    check_may_at(request.user, Action.CHANGE, Subject(Kind.AGENCY), agency)
    form = RenameForm(request.POST or None, initial={"name": agency.name})
    if request.method == "POST" and form.is_valid():
        actions.rename_agency(_asking(request), agency, form.cleaned_data["name"], form.cleaned_data["reason"])
        return redirect("people")
    return render(request, PAGE, {"form": form, "heading": Text("Rename the agency"), "button": Text("Save")})


@login_required
@never_cache
@form_page
@confirmed
def invite(request: HttpRequest, country: int) -> HttpResponse:
    place = _country(request, country, Kind.INVITATION)
    agencies = list(Agency.objects.filter(country=place).select_related("country"))
    form = InviteForm(agencies, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        agency = next((one for one in agencies if str(one.pk) == said["agency"]), None)

        def make() -> tuple[Invitation, str]:
            return actions.invite(_asking(request), Seat(Role(said["role"]), place, agency), said["name"])

        if made := tried(form, make):
            return show_link(request, reverse("invitation", kwargs={"token": made[1]}), Text("The invitation is made"))
    return render(request, PAGE, {"form": form, "heading": Text("Invite somebody"), "button": Text("Make the link")})


@login_required
@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    with scopes_disabled():
        invitation = get_object_or_404(
            Invitation.objects.filter(_within(request)).select_related("agency", "country"), pk=key
        )
    actions.revoke(_asking(request), invitation)
    return redirect("people")


def _member(request: HttpRequest, key: int, action: Action, kind: Kind) -> Membership:
    with scopes_disabled():
        held = Membership.objects.filter(_within(request)).select_related("user", "agency__country", "country")
        one = get_object_or_404(held, pk=key)
    check_may_at(request.user, action, Subject(kind, own=one.user_id == request.user.pk), deciding_place(one))
    return one


def _within(request: HttpRequest) -> Q:
    """Select what is held in a person's countries, or in the region, which lies in no request's scope."""
    return Q(country__in=reach_of(_asking(request)).countries) | Q(country__isnull=True)


@login_required
@form_page
@confirmed
def end_member(request: HttpRequest, key: int) -> HttpResponse:
    one = _member(request, key, Action.REMOVE, Kind.MEMBER)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_membership(_asking(request), one, form.cleaned_data["reason"])
        return redirect("people")
    texts = [Text("{name} will no longer be: {role}.", name=str(one.user), role=NAMES[Role(one.role)])]
    return render(request, PAGE, _reason(form, Text("Take a role away"), texts, Text("Take it away")))


@login_required
@form_page
@confirmed
def erase(request: HttpRequest, key: int) -> HttpResponse:
    one = _member(request, key, Action.ERASE, Kind.ACCOUNT)
    form = ReasonForm(request.POST or None)
    country = one.country or home_country()
    if request.method == "POST" and form.is_valid() and country:
        actions.erase_account(_asking(request), one.user, country, form.cleaned_data["reason"])
        return redirect("people")
    texts = [Text("Name and address of {name} are erased for good; what was done stays.", name=str(one.user))]
    return render(request, PAGE, _reason(form, Text("Erase a person"), texts, Text("Erase")))


@login_required
@never_cache
@form_page
@confirmed
def password_link(request: HttpRequest, key: int) -> HttpResponse:
    one = _member(request, key, Action.CREATE, Kind.INVITATION)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        path = actions.make_password_link(_asking(request), one, form.cleaned_data["reason"])
        return show_link(request, path, Text("The link for a new password is made"))
    texts = [Text("With the link {name} chooses a new password. Make sure who asks.", name=str(one.user))]
    return render(request, PAGE, _reason(form, Text("A new password"), texts, Text("Make the link")))


def _reason(form: ReasonForm, heading: Text, texts: list[Text], button: Text) -> dict[str, Any]:
    return {"form": form, "heading": heading, "texts": texts, "button": button, "warning": True}
