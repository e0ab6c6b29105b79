from __future__ import annotations

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from publicvalue.web.accounts.models import User
from publicvalue.web.demonstration.loading import is_on
from publicvalue.web.demonstration.people import AGENCIES, COUNTRY, EVERYBODY
from publicvalue.web.spaces.forms import DOES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the made-up people; where this is no demonstration, there is no such page."""
    if not is_on():
        raise Http404
    if request.method == "POST":
        made = next((one for one in EVERYBODY if one.email == request.POST.get("person")), None)
        if made is None:
            raise Http404
        login(request, get_object_or_404(User, email=made.email), backend=BACKEND)
        return redirect("home")
    people = [(one, DOES[one.role], AGENCIES.get(one.agency, "")) for one in EVERYBODY]
    return render(request, "demonstration/choose.html", {"people": people, "country": COUNTRY[1]})
