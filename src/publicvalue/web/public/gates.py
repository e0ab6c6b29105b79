"""What was decided at the gates of a system: anybody may read the report that was put on record."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django_scopes import scopes_disabled

from publicvalue.web.business_case.actions import GATE
from publicvalue.web.business_case.models import CaseReport
from publicvalue.web.business_case.work import BODY
from publicvalue.web.language.spoken import spoken
from publicvalue.web.public.kept import kept
from publicvalue.web.public.views import find_public
from publicvalue.web.register.gates import shown
from publicvalue.web.register.models import RecordedGate, State
from publicvalue.web.stores import blobs


def _recorded(slug: str, number: int) -> RecordedGate:
    found = find_public(slug)
    if found.state != State.PUBLIC:
        raise Http404
    with scopes_disabled():
        rows = RecordedGate.objects.select_related("system__agency__country")
    return get_object_or_404(rows, system=found, number=number)


def _files(gate: RecordedGate) -> QuerySet[CaseReport]:
    with scopes_disabled():
        return CaseReport.objects.select_related("blob").filter(
            case__system=gate.system_id, kind=f"{GATE}-{gate.number}"
        )


@require_safe
@kept
def gate(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The report of one gate, as it was put on record."""
    found, code = _recorded(slug, number), spoken().code
    rows = {one.name: one for one in _files(found)}
    body = rows.get(f"{code}/{BODY}")
    told = {
        "here": "register",
        "system": found.system,
        "gate": shown(found),
        # Written by the product's own renderer, which leaves nothing of others unescaped.
        "report": SafeString(blobs.checked(body.blob, body.name).read_text()) if body else "",
        "files": [name for name in rows if name.startswith(f"{code}/") and not name.endswith(BODY)],
    }
    return render(request, "public/gate.html", told)


@require_safe
def gate_file(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponseBase:
    """A file of that report, to be kept."""
    del request
    row = get_object_or_404(_files(_recorded(slug, number)), name=name)
    file = blobs.checked(row.blob, row.name).open("rb")
    return FileResponse(file, as_attachment=True, filename=PurePosixPath(name).name)
