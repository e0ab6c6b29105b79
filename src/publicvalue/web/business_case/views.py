"""Pages before go-live: the case's workbook goes out and comes back, reports are made, gates are put on record."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from publicvalue.actions.before_go_live.business_cases import WORKBOOK
from publicvalue.actions.before_go_live.gate_records import BASELINE
from publicvalue.actions.before_go_live.plans import PAST
from publicvalue.web.accounts.confirmation import confirmed
from publicvalue.web.business_case import actions
from publicvalue.web.business_case.models import BusinessCase, CaseReport
from publicvalue.web.business_case.standing import STANDING, shown_standing
from publicvalue.web.business_case.work import BODY
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.language.spoken import spoken
from publicvalue.web.reasons import DESTROYED, done_with_reason, why_destroyed
from publicvalue.web.register.gates import GATES, gates_of
from publicvalue.web.register.models import System
from publicvalue.web.register.rights import person
from publicvalue.web.register.upload_limit import limits_upload
from publicvalue.web.spaces.permission import check_may_at, may_at
from publicvalue.web.spaces.trail_words import REPORT_NAMES
from publicvalue.web.stores import blobs
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action, Kind, Subject

MOST_BYTES = 20 * 1024 * 1024
ABOUT = Subject(Kind.BUSINESS_CASE)
FILE_NAMES = {
    WORKBOOK: Text("the workbook"),
    BASELINE: Text("the baseline"),
    PAST: Text("past records"),
}


def _system(request: HttpRequest, slug: str, action: Action = Action.SEE) -> System:
    """Return a system within a person's reach, where they may do something to its business case."""
    found = get_object_or_404(System.objects.select_related("agency__country"), slug=slug)
    check_may_at(person(request), action, ABOUT, found.agency)
    return found


def _case(request: HttpRequest, slug: str, action: Action = Action.SEE) -> BusinessCase:
    case = actions.case_of(_system(request, slug, action))
    if case is None:
        raise Http404
    return case


@login_required
@require_safe
def case(request: HttpRequest, slug: str) -> HttpResponse:
    """The business case of a system, with all that can be done about it."""
    return _page(request, _system(request, slug))


def _page(request: HttpRequest, system: System, errors: tuple[Text, ...] = ()) -> HttpResponse:
    user, found = person(request), actions.case_of(system)
    writes = may_at(user, Action.CHANGE, ABOUT, system.agency)
    shown: dict[str, Any] = {
        "here": "own",
        "system": system,
        "case": found,
        "gates": gates_of(system),
        "may_write": writes,
        "may_begin": may_at(user, Action.CREATE, ABOUT, system.agency),
        "may_ask": may_at(user, Action.CREATE, Subject(Kind.TASK), system.agency),
    }
    if found:
        own = Subject(Kind.BUSINESS_CASE, own=actions.is_own(user, found))
        shown |= {
            "files": [(FILE_NAMES[name], one) for name, one in actions.files_of(found).items()],
            "reports": _reports(found),
            "superseded": [(FILE_NAMES[one.name], one) for one in actions.superseded_of(found)],
            "may_erase": may_at(user, Action.ERASE, Subject(Kind.EVIDENCE), system.agency.country),
            "inputs": _file_inputs(errors),
            "standing": (standing := _standing(found)),
            "gate_inputs": [_gate_input(standing["gates"])],
            "may_record": may_at(user, Action.APPROVE, own, system.agency),
            "may_ever_record": may_at(user, Action.APPROVE, ABOUT, system.agency),
        }
    return render(request, "business_case/case.html", shown, status=422 if errors else 200)


def _reports(case: BusinessCase) -> list[dict[str, Any]]:
    snapshot = actions.snapshot_of(case)
    rows = {one.kind: one for one in CaseReport.objects.filter(case=case, kind__in=actions.KINDS)}
    return [
        {
            "kind": kind,
            "title": REPORT_NAMES[kind],
            "row": rows.get(kind),
            "outdated": kind in rows and rows[kind].snapshot != snapshot,
        }
        for kind in actions.KINDS
    ]


def _standing(case: BusinessCase) -> dict[str, Any]:
    """Return how far each gate is, and of when that is."""
    row = CaseReport.objects.filter(case=case, kind=STANDING).select_related("blob").first()
    kept = blobs.checked(row.blob, row.name).read_bytes() if row else b""
    outdated = row is not None and row.snapshot != actions.snapshot_of(case)
    return {"row": row, "outdated": outdated, "gates": list(shown_standing(kept))}


def _file_inputs(errors: tuple[Text, ...]) -> list[Input]:
    names = {name: Text("{file:capital}", file=text) for name, text in FILE_NAMES.items()}
    options = tuple(Option(name, text, name == WORKBOOK) for name, text in names.items())
    hint = Text(
        "The workbook as .xlsx, baseline and past records as .csv. A file replaces the one before, which is kept."
    )
    return [
        Input("name", Text("Which file is it?"), "radios", WORKBOOK, options=options, needed=True),
        Input("file", Text("File"), "file", hint=hint, errors=errors, needed=True),
    ]


def _gate_input(standing: list[dict[str, Any]]) -> Input:
    following = next((one["id"] for one in standing if one["next"]), next(iter(GATES)))
    options = tuple(Option(id, title, id == following) for id, title in GATES.items())
    return Input("gate", Text("Which gate?"), "radios", options=options, needed=True)


@login_required
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the business case: a blank workbook to take out."""
    actions.begin(person(request), _system(request, slug, Action.CREATE), spoken())
    messages.success(request, Text("The workbook is there: take it out, fill it in, and bring it back."))
    return redirect("business_case:case", slug)


@login_required
@require_POST
@limits_upload(MOST_BYTES)
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring a file to the case; a workbook is valued at once."""
    found, sent = _case(request, slug, Action.CHANGE), request.FILES.get("file")
    if sent is None:
        return _page(request, found.system, (Text("choose a file"),))
    name, user = request.POST.get("name", ""), person(request)
    actions.bring(user, found, name, sent.chunks())
    if name == WORKBOOK:
        return redirect("job", actions.report(user, found, actions.CASE, spoken().code).pk)
    messages.success(request, Text("The file is kept: {file}", file=FILE_NAMES[name]))
    return redirect("business_case:case", slug)


@login_required
@require_POST
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Have a report made."""
    found, kind = _case(request, slug), request.POST.get("kind", "")
    if kind not in actions.KINDS or kind == actions.GATE:
        raise Http404
    return redirect("job", actions.report(person(request), found, kind, spoken().code).pk)


@login_required
@require_POST
def gate(request: HttpRequest, slug: str) -> HttpResponse:
    """Try a gate: its report is made, and nothing is put on record."""
    return _gated(request, _case(request, slug), record=False)


@login_required
@require_POST
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a gate on record: from then on its baseline, its calendar and its forecasts are frozen."""
    return _gated(request, _case(request, slug), record=True)


def _gated(request: HttpRequest, case: BusinessCase, *, record: bool) -> HttpResponse:
    wanted = request.POST.get("gate", "")
    if wanted not in GATES:
        raise Http404
    gated = actions.Gated(wanted, record)
    return redirect("job", actions.report(person(request), case, actions.GATE, spoken().code, gated).pk)


@login_required
@require_safe
def download(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """Take a file of the case out, as it was brought."""
    found = actions.files_of(_case(request, slug, Action.EXPORT)).get(name)
    if found is None:
        raise Http404
    return FileResponse(blobs.checked(found.blob, name).open("rb"), as_attachment=True, filename=f"{slug}-{name}")


@login_required
@require_safe
def shown(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A report as a page, with its files."""
    found = _case(request, slug)
    rows = {one.name: one for one in CaseReport.objects.filter(case=found, kind=kind).select_related("blob")}
    body, code = rows.get(f"{spoken().code}/{BODY}"), spoken().code
    if kind not in actions.KINDS:
        raise Http404
    told = {
        "here": "own",
        "system": found.system,
        "title": REPORT_NAMES[kind],
        "kind": kind,
        "row": body,
        "outdated": body is not None and body.snapshot != actions.snapshot_of(found),
        # What stands there was written by the product's own renderer, which leaves nothing of others unescaped.
        "report": SafeString(blobs.checked(body.blob, body.name).read_text()) if body else "",
        "files": [name for name in rows if name.startswith(f"{code}/") and not name.endswith(BODY)],
    }
    return render(request, "business_case/report.html", told)


@login_required
@require_safe
def part(request: HttpRequest, slug: str, kind: str, name: str) -> HttpResponseBase:
    """A file of a report, to be kept."""
    found = _case(request, slug, Action.EXPORT)
    row = get_object_or_404(CaseReport.objects.select_related("blob"), case=found, kind=kind, name=name)
    return FileResponse(
        blobs.checked(row.blob, row.name).open("rb"), as_attachment=True, filename=PurePosixPath(name).name
    )


@login_required
@confirmed
def erase(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Destroy the bytes of a file in whose place a newer one stands, on order."""
    found = _case(request, slug)
    check_may_at(person(request), Action.ERASE, Subject(Kind.EVIDENCE), found.system.agency.country)
    file = next((one for one in actions.superseded_of(found) if one.pk == key), None)
    if file is None:
        raise Http404
    act = partial(actions.erase_file, person(request), found, key)
    left = done_with_reason(request, why_destroyed(), act, DESTROYED)
    if left is None:
        return redirect("business_case:case", slug)
    shown = {"here": "own", "system": found.system, "file": file, "name": FILE_NAMES[file.name], "inputs": [left]}
    return render(request, "business_case/erase.html", shown, status=422 if left.errors else 200)
