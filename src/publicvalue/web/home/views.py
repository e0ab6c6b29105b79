from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from publicvalue.actions.country.references import load_reference
from publicvalue.web.accounts.forms import ProfileForm, cleaned
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.views import state_of, where_of
from publicvalue.web.evidence.retention import count_due
from publicvalue.web.jobs.actions import see_notices
from publicvalue.web.spaces.actions import change_profile
from publicvalue.web.spaces.models import Membership
from publicvalue.web.spaces.queries import memberships_of
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.queries import current_versions
from publicvalue.words.stored import words_from
from publicvalue.words.text import Text
from publicvalue.workflow.roles import NAMES, Role
from publicvalue.workflow.states import State

MOST = 20
"""Assessments that are named at the first page of one's work; the others are on their list."""

DRAFTS = (State.DRAFT, State.CHANGES_REQUESTED)
WAITS: Mapping[Role, Mapping[State, Text]] = MappingProxyType(
    {
        Role.CONTRIBUTOR: {
            State.DRAFT: Text("Answer its questions, and bring evidence."),
            State.CHANGES_REQUESTED: Text("See what was asked for, and change it."),
        },
        Role.ASSESSOR: {
            State.DRAFT: Text("Answer its questions, bring evidence, and hand it over."),
            State.CHANGES_REQUESTED: Text("See what was asked for, change it, and hand it over again."),
        },
        Role.REVIEWER: {State.IN_REVIEW: Text("Read it, and ask for changes where they are needed.")},
        Role.APPROVER: {
            State.IN_REVIEW: Text("Read it, and approve it or ask for changes."),
            State.APPROVED: Text("Publish it."),
        },
    }
)
"""Role -> the states of assessments that wait for it, and what is to be done then."""
OWN_PAGE = "region:country"
"""The page of an administrator's own country; there is none of a country outside the region."""
_SYSTEMS = ("register:systems", Text("Your systems"))
_TRAIL = ("audit_trail", Text("Audit trail"), Text("Who wrote what and when, what stood before, and why."))
WAYS: Mapping[Role, tuple[tuple[str, Text, Text], ...]] = MappingProxyType(
    {
        Role.CONTRIBUTOR: ((*_SYSTEMS, Text("Look after the records of your agency's AI systems.")),),
        Role.ASSESSOR: (
            ("register:new", Text("Register a system"), Text("Five minutes: its name, what it does, how far it is.")),
            (*_SYSTEMS, Text("Open a record to begin its assessment, or its business case.")),
        ),
        Role.REVIEWER: ((*_SYSTEMS, Text("Read what your agency says of its AI systems.")),),
        Role.APPROVER: ((*_SYSTEMS, Text("Show records to the public, and take a system through its gates.")),),
        Role.AUDITOR: (
            _TRAIL,
            (*_SYSTEMS, Text("All records of the country, with what changed in each.")),
            ("assessments:list", Text("Assessments"), Text("Read answers, evidence and reports of all agencies.")),
        ),
        Role.ADMINISTRATOR: (
            ("people", Text("Agencies and people"), Text("Add agencies, invite people, take roles away.")),
            _TRAIL,
            ("register:import", Text("Bring a file of systems"), Text("A register that there is already, row by row.")),
            (OWN_PAGE, Text("Countries"), Text("What is known of yours, what to do, and where its folder is.")),
        ),
        Role.ANALYST: (
            ("region:all", Text("The region"), Text("Every country beside the others, with what is not known.")),
            ("region:maps", Text("Pictures"), Text("Who has a strategy, who is measured, how far apart they lie.")),
            ("public:compare", Text("Compare two systems"), Text("What was published of each, side by side.")),
        ),
    }
)
"""Role -> pages to begin with: name of the address, what it is called, and what it is for."""


def _address(version: Version) -> str:
    """Return the page of an assessment on which it goes on: of a draft its questions, else its review."""
    page = "assessments:tasks" if State(version.state) in DRAFTS else "assessments:review"
    return reverse(page, args=where_of(version))


def _to_do(version: Version, held: Sequence[Membership]) -> Text | str:
    """Return what somebody is to do with an assessment by their roles in its agency; nothing where it does not wait."""
    roles = {one.role for one in held if one.agency_id == version.assessment.agency_id}
    told = [waits[State(version.state)] for role, waits in WAITS.items() if role in roles and version.state in waits]
    return told[-1] if told else ""


def ways_of(held: Sequence[Membership]) -> list[tuple[str, Text, Text]]:
    """Return the pages that somebody begins with, each once."""
    roles, own = {one.role for one in held}, _own_page(held)
    found = {
        name: (own if name == OWN_PAGE else reverse(name), title, about)
        for role in Role
        if role in roles
        for name, title, about in WAYS.get(role, ())
        if name != OWN_PAGE or own
    }
    return list(found.values())


def _own_page(held: Sequence[Membership]) -> str:
    """Return the page of the country that somebody administers, of several that of all; nothing where none is there."""
    codes = {one.country.code for one in held if one.role == Role.ADMINISTRATOR and one.country}
    there = [code for code in codes if load_reference().member(code) is not None]
    if len(there) > 1:
        return reverse("region:all")
    return reverse(OWN_PAGE, args=there) if there else ""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User):
        return render(request, "home/public.html", {"nobody": not User.objects.exists()})
    held = memberships_of(request.user)
    agencies = [one.agency for one in held if one.agency]
    listed = [(one, state_of(one), _address(one), _to_do(one, held)) for one in current_versions(agencies)[:MOST]]
    shown: dict[str, Any] = {
        "here": "work",
        "roles": [(NAMES[Role(one.role)], one.agency or one.country) for one in held],
        "waiting": [one for one in listed if one[-1]],
        "assessments": [one for one in listed if not one[-1]],
        "ways": ways_of(held),
        "notices": [(words_from(one.text), one, new) for one, new in see_notices(request.user)],
        "due": count_due(request.user, timezone.localdate()),
    }
    return render(request, "home/home.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_account(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        change_profile(user, **cleaned(form, "name", "language"))
        return redirect("account")
    return render(request, "accounts/account.html", {"form": form})
