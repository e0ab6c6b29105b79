"""A country's own folder, for those who administer it: brought as a zip, kept as versions, shown as a report."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from publicvalue.actions.country.profiles import profile_known
from publicvalue.actions.country.references import load_reference
from publicvalue.errors import InputError, Problem
from publicvalue.files.untrusted.folder_archive import MOST_BYTES
from publicvalue.reports.country.brief import country_brief
from publicvalue.reports.render.html import render_body
from publicvalue.web.accounts.confirmation import confirmed
from publicvalue.web.design.inputs import Input
from publicvalue.web.evidence.retention_pages import KEPT, OPEN, day_errors, day_input
from publicvalue.web.language.spoken import spoken
from publicvalue.web.reasons import DESTROYED, done_with_reason, why_destroyed
from publicvalue.web.region import actions
from publicvalue.web.region.folders import case_of, version_of
from publicvalue.web.region.models import CountryVersion
from publicvalue.web.region.retention import kept_until
from publicvalue.web.region.systems import registered_in
from publicvalue.web.register.rights import person
from publicvalue.web.register.upload_limit import limits_upload
from publicvalue.web.spaces.models import Country
from publicvalue.web.spaces.permission import check_may_at, may_at
from publicvalue.web.stores import blobs
from publicvalue.words.text import Text, listed
from publicvalue.workflow.subjects import Action, Kind, Subject

WAY_ROUND = Text("Leave reports and documents out of the zip: settings and tables are small.")


def _country(request: HttpRequest, code: str) -> Country:
    """Return a country of the region that a person may change."""
    country = get_object_or_404(Country, code=code.upper())
    check_may_at(person(request), Action.CHANGE, Subject(Kind.COUNTRY), country)
    if load_reference().member(country.code) is None:
        raise Http404
    return country


@login_required
@require_safe
def folder(request: HttpRequest, code: str) -> HttpResponse:
    """The folder of a country: its versions, how to bring the next, and the report with all that it holds."""
    return _page(request, _country(request, code))


def _page(request: HttpRequest, country: Country, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    hint = Text("The folder that the command line has, as .zip: country.yaml with its tables. Its problems are named.")
    errors = (Text("the folder was not kept: mend what is named below"),) if problems else ()
    version = version_of(country)
    case = case_of(version) if version else None
    body = ""
    if case:
        systems = registered_in(country.code).brought(timezone.localdate())
        profile = profile_known(country.code, case, systems)
        body = SafeString(render_body(country_brief(profile), spoken()))
    shown = {
        "here": "region",
        "country": country,
        "versions": _versions(country),
        "may_erase": may_at(person(request), Action.ERASE, Subject(Kind.EVIDENCE), country),
        "unreadable": version is not None and case is None,
        "body": body,
        "inputs": [Input("file", Text("Folder"), "file", hint=hint, errors=errors, needed=True)],
        "problems": problems,
    }
    return render(request, "region/folder.html", shown, status=422 if problems else 200)


def _versions(country: Country) -> list[tuple[CountryVersion, dt.date | None]]:
    """Return the versions of a folder, each with the last day on which it is kept, where one is stated."""
    days = kept_until(country)
    rows = CountryVersion.objects.filter(country=country).select_related("by", "blob")
    return [(one, None if one.blob.erased else days.get(one.blob_id)) for one in rows]


@login_required
def keep(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Say until which day a version of the folder is kept."""
    country = _country(request, code)
    there = CountryVersion.objects.select_related("blob", "country").filter(country=country, blob__erased__isnull=True)
    version = get_object_or_404(there, number=number)
    stands = kept_until(country).get(version.blob_id)
    written = stands.isoformat() if stands else ""
    errors: tuple[Text, ...] = ()
    if request.method == "POST":
        written = request.POST.get("until", "").strip()[:40]
        errors = day_errors(written, partial(actions.keep_folder_until, person(request), version))
        if not errors:
            messages.success(request, KEPT if written else OPEN)
            return redirect("region:folder", country.code)
    shown = {"here": "region", "country": country, "number": number, "inputs": [day_input(written, errors)]}
    return render(request, "region/keep.html", shown, status=422 if errors else 200)


@login_required
@require_POST
@limits_upload(MOST_BYTES, WAY_ROUND)
def bring(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a folder: it is checked as a whole, and kept where nothing is wrong with it."""
    country, sent = _country(request, code), request.FILES.get("file")
    if sent is None or not sent.name:
        messages.error(request, Text("choose a file"))
        return redirect("region:folder", country.code)
    try:
        made = actions.bring_folder(person(request), country, sent.read(), sent.name)
    except InputError as error:
        return _page(request, country, tuple(error.problems))
    messages.success(request, Text("Version {number} of the folder is kept.", number=made.number))
    return redirect("region:folder", country.code)


@login_required
@require_safe
def take(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Take a version of the folder out, as it was brought."""
    country = _country(request, code)
    found = get_object_or_404(CountryVersion.objects.select_related("blob"), country=country, number=number)
    name = f"{country.code}-{number}.zip"
    return FileResponse(blobs.checked(found.blob, name).open("rb"), as_attachment=True, filename=name)


@login_required
@confirmed
def erase(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Destroy the bytes of a version of the folder, on order."""
    country = _country(request, code)
    check_may_at(person(request), Action.ERASE, Subject(Kind.EVIDENCE), country)
    there = CountryVersion.objects.select_related("blob").filter(country=country, blob__erased__isnull=True)
    version = get_object_or_404(there, number=number)
    act = partial(actions.erase_folder, person(request), country, version)
    left = done_with_reason(request, why_destroyed(), act, DESTROYED)
    if left is None:
        return redirect("region:folder", country.code)
    shown = {
        "here": "region",
        "country": country,
        "number": number,
        "told": _what_follows(version, list(there)),
        "inputs": [left],
    }
    return render(request, "region/erase.html", shown, status=422 if left.errors else 200)


def _what_follows(version: CountryVersion, there: list[CountryVersion]) -> list[Text]:
    """Return on what the country's pages rest once a version is destroyed, and which others go with it."""
    same = [one.number for one in there if one.blob_id == version.blob_id]
    left = [one.number for one in there if one.blob_id != version.blob_id]
    told = [Text("The country's pages then rest on what is published alone.")]
    if left:
        told = [Text("The country's pages then rest on version {number} of the folder.", number=left[0])]
    if len(same) > 1:
        numbers = listed(str(one) for one in sorted(same))
        told.append(Text("Versions {numbers} hold the same bytes: all of them go.", numbers=numbers))
    return told
