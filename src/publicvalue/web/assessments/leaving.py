"""An assessment leaves as a folder or a bundle, and is linked to the record of its system."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from publicvalue.files.stores.folder import BUNDLE, REPORT
from publicvalue.files.untrusted.guards import size_text
from publicvalue.web.assessments import actions
from publicvalue.web.assessments.apart import check_shown
from publicvalue.web.assessments.finding import find_version
from publicvalue.web.assessments.views import where_of
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.register.models import System
from publicvalue.web.register.rights import person
from publicvalue.web.spaces.permission import may_at
from publicvalue.web.stores import blobs
from publicvalue.web.stores.models import ResultFile, StoredFile, Version
from publicvalue.web.stores.queries import is_outdated, possible, standing_of, subject_of
from publicvalue.web.stores.transfer import zipped
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action, Kind

FEW = 6
"""Records that are shown one below the other."""


def _bundle_of(version: Version) -> ResultFile | None:
    return ResultFile.objects.filter(version=version, kind=REPORT, name=BUNDLE).select_related("blob").first()


@login_required
@require_safe
def leaving(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Everything in which an assessment can be taken along, and the record that it is about."""
    version, user = find_version(request, (agency, slug)), person(request)
    may, bundle = possible(user, version), _bundle_of(version)
    evidence = subject_of(version, standing_of(version), user, Kind.EVIDENCE)
    sizes = StoredFile.objects.filter(version=version).values_list("size", flat=True)
    shown: dict[str, Any] = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "size": size_text(sum(sizes)),
        "bundle": size_text(bundle.blob.size) if bundle else "",
        "outdated": is_outdated(version, REPORT),
        "may_export": Action.EXPORT in may,
        "may_take_all": may_at(user, Action.EXPORT, evidence, version.assessment.agency),
        "system": version.assessment.system,
        "links": [_records(version)] if Action.CHANGE in may else [],
    }
    return render(request, "assessments/leaving.html", shown)


def _records(version: Version) -> Input:
    chosen = version.assessment.system.slug if version.assessment.system else ""
    records = System.objects.filter(agency=version.assessment.agency).order_by("sorted_by")
    options = tuple(Option(one.slug, one.name, one.slug == chosen, as_is=True) for one in records)
    kind = "radios" if len(options) <= FEW else "select"
    return Input("system", Text("Which record of the register is it about?"), kind, chosen, options=options)


@login_required
@require_safe
def folder(request: HttpRequest, agency: str, slug: str) -> FileResponse:
    """The folder of a version with all evidence, as a zip: the command line works with it as it is."""
    version = find_version(request, (agency, slug), Action.EXPORT, Kind.EVIDENCE)
    check_shown(version, person(request))
    name = f"{slug}-{version.number}.zip"
    return FileResponse(zipped(version), as_attachment=True, filename=name, content_type="application/zip")


@login_required
@require_safe
def bundle(request: HttpRequest, agency: str, slug: str) -> FileResponse:
    """The bundle that was computed last: what a result rests on, as far as it may be published."""
    version = find_version(request, (agency, slug), Action.EXPORT, Kind.ASSESSMENT)
    check_shown(version, person(request))
    row = _bundle_of(version)
    if row is None:
        raise Http404
    path = blobs.checked(row.blob, row.name)
    name = f"{slug}-{version.number}-bundle.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@login_required
@require_POST
def link(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Say which record of the register an assessment is about."""
    version = find_version(request, (agency, slug), Action.CHANGE, Kind.ASSESSMENT)
    records = System.objects.filter(agency=version.assessment.agency)
    system = get_object_or_404(records, slug=request.POST.get("system", ""))
    actions.link(person(request), version, system)
    messages.success(request, Text("The assessment is about the record {name} now.", name=system.name))
    return redirect("assessments:leaving", agency, slug)
