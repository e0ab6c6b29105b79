from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from publicvalue.web.accounts.forms import ProfileForm, cleaned
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.views import state_of, where_of
from publicvalue.web.evidence.retention import find_due
from publicvalue.web.jobs.actions import see_notices
from publicvalue.web.spaces.actions import change_profile
from publicvalue.web.spaces.queries import memberships_of
from publicvalue.web.stores.queries import current_versions
from publicvalue.words.stored import words_from
from publicvalue.workflow.roles import NAMES, Role

MOST = 20
"""Assessments that are named at the first page of one's work; the others are on their list."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User):
        return render(request, "home/public.html", {"nobody": not User.objects.exists()})
    held = memberships_of(request.user)
    agencies = [one.agency for one in held if one.agency]
    shown: dict[str, Any] = {
        "here": "work",
        "roles": [(NAMES[Role(one.role)], one.agency or one.country) for one in held],
        "assessments": [(one, state_of(one), where_of(one)) for one in current_versions(agencies)[:MOST]],
        "notices": [(words_from(one.text), one.address) for one in see_notices(request.user)],
        "due": len(find_due(request.user, timezone.now().date())),
        "administers": any(one.role == Role.ADMINISTRATOR for one in held),
        "audits": any(one.role in {Role.ADMINISTRATOR, Role.AUDITOR} for one in held),
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
