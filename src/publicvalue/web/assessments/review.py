"""From the last answer to the publication: handed over, reviewed, approved, published, corrected, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from publicvalue.errors import NotPermittedError, PublicValueError
from publicvalue.files.results_file import read_results
from publicvalue.files.stores.folder import REPORT, RESULTS
from publicvalue.files.translations import speak_framework
from publicvalue.reports.render.html import render_body
from publicvalue.reports.system.document import system_document
from publicvalue.web.accounts.confirmation import confirmed
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import actions
from publicvalue.web.assessments.apart import check_shown
from publicvalue.web.assessments.finding import find_version
from publicvalue.web.assessments.items import Part, Status, parts_of
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessments.sofar import problems_of
from publicvalue.web.assessments.views import looked_at, state_of, where_of
from publicvalue.web.design.inputs import Input
from publicvalue.web.jobs import actions as jobs
from publicvalue.web.language.spoken import spoken
from publicvalue.web.public.models import Publication
from publicvalue.web.register.rights import person
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores import blobs
from publicvalue.web.stores.handed_out import is_told
from publicvalue.web.stores.models import ResultFile, Version
from publicvalue.web.stores.queries import Moment, is_outdated, possible, standing_of, timeline
from publicvalue.words.text import Text, counted
from publicvalue.workflow.events import Changed, Request
from publicvalue.workflow.subjects import Action

SECTION = "section-"
"""How the names of reasons begin, before the id of the section."""
COUNTING = frozenset({"approve", "publish", "withdraw"})
"""What asks its doer to show again who they are."""


@login_required
@require_safe
def review(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Where a version stands, what happened to it, and what this person may do next."""
    version, user = find_version(request, (agency, slug)), person(request)
    with open_record(version) as record:
        language = speak_framework(spoken(), record.files)
        parts = parts_of(record.files.framework, record.appraisal, looked_at(version))
    may, standing = possible(user, version), standing_of(version)
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "state": state_of(version),
        "may": {one.value: one in may for one in Action},
        "lacking": _lacking(parts),
        "requests": [(language.word(one.section), one.reason) for one in standing.requests],
        "sections": [_section(one, language.write) for one in parts],
        "events": [_moment(one, language.write) for one in _shortened(timeline(version))],
        "computed": is_outdated(version, REPORT) is False,
        "told": is_told(version, version.snapshot),
        "publications": Publication.objects.filter(version=version).select_related("system"),
        "system": version.assessment.system,
        "why": [Input("reason", Text("Why is it withdrawn?"), "textarea", rows=3)],
    }
    return render(request, "assessments/review.html", shown)


def _lacking(parts: tuple[Part, ...]) -> list[Text]:
    """Return what a reviewer will ask about: none of it forbids to hand over."""
    items = [one for part in parts for one in part.items]
    untouched = sum(one.status is Status.NOT_STARTED for one in items)
    begun = sum(one.status is Status.IN_PROGRESS for one in items)
    told = []
    if untouched:
        told.append(
            counted(
                untouched, "Nobody has looked at 1 question yet.", "Nobody has looked at {number:count} questions yet."
            )
        )
    if begun:
        told.append(
            counted(begun, "1 answer is begun and not complete.", "{number:count} answers are begun and not complete.")
        )
    return told


def _section(part: Part, say: Callable[[str], str]) -> Input:
    hint = Text("Leave it empty where nothing is to be changed.")
    return Input(f"{SECTION}{part.id}", say(part.title), "textarea", hint=hint, needed=False, rows=2)


def _shortened(moments: list[Moment]) -> list[Moment]:
    """Return a timeline in which changes by one person on one day that follow each other are told once."""

    def told(one: Moment) -> object:
        return (one.event.by, timezone.localdate(one.event.at)) if isinstance(one.event, Changed) else one

    return [next(group) for _, group in groupby(moments, told)]


def _moment(moment: Moment, say: Callable[[str], str]) -> dict[str, Any]:
    at = moment.event.at
    return {"text": say(moment.text), "at": at, "when": Text("{day:date}", day=timezone.localdate(at))}


Act = Callable[[User, Version, QueryDict], Text]


def _submit(user: User, version: Version, sent: QueryDict) -> Text:
    actions.submit(user, version, sent.get("snapshot", ""), spoken().code)
    return Text("It is handed over for review. Its results are being computed.")


def _take_back(user: User, version: Version, _: QueryDict) -> Text:
    stores.take_back(user, version)
    return Text("It is taken back, and can be changed again.")


def _request_changes(user: User, version: Version, sent: QueryDict) -> Text:
    with open_record(version) as record:
        parts = parts_of(record.files.framework, record.appraisal)
    given = [(one.title, sent.get(f"{SECTION}{one.id}", "").strip()[:4000]) for one in parts]
    stores.request_changes(user, version, [Request(str(title), reason) for title, reason in given if reason])
    return Text("Its authors see what is to be changed.")


def _approve(user: User, version: Version, sent: QueryDict) -> Text:
    stores.approve(user, version, sent.get("snapshot", ""))
    return Text("It is approved, exactly as it stands.")


def _publish(user: User, version: Version, sent: QueryDict) -> Text:
    row = actions.publish(user, version, sent.get("snapshot", ""))
    return Text("It is published as version {number}.", number=row.number)


def _withdraw(user: User, version: Version, sent: QueryDict) -> Text:
    actions.withdraw(user, version, sent.get("reason", ""))
    return Text("It is withdrawn; the reason stands in its place.")


def _correct(user: User, version: Version, _: QueryDict) -> Text:
    stores.correct(user, version)
    return Text("A correction has begun. The published version stays until the correction is published.")


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "submit": _submit,
        "take-back": _take_back,
        "request-changes": _request_changes,
        "approve": _approve,
        "publish": _publish,
        "withdraw": _withdraw,
        "correct": _correct,
    }
)
"""Last part of an address -> what it does; each returns what its doer is told."""


@login_required
@require_POST
def act(request: HttpRequest, agency: str, slug: str, verb: str) -> HttpResponse:
    """Let something happen to a version."""
    if verb not in ACTS:
        raise Http404
    view = confirmed(_act) if verb in COUNTING else _act
    return view(request, agency, slug, verb)


def _act(request: HttpRequest, agency: str, slug: str, verb: str) -> HttpResponse:
    version = find_version(request, (agency, slug))
    try:
        told = ACTS[verb](person(request), version, request.POST)
    except NotPermittedError:
        raise
    except PublicValueError as error:
        for one in problems_of(error):
            messages.error(request, one)
    else:
        messages.success(request, told)
    return redirect("assessments:review", agency, slug)


@login_required
@require_safe
def report(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """The report that was computed last, with the trace of every number."""
    version = find_version(request, (agency, slug))
    with open_record(version) as record:
        language = speak_framework(spoken(), record.files)
    row = ResultFile.objects.filter(version=version, kind=REPORT, name=RESULTS).select_related("blob").first()
    shown: dict[str, Any] = {"here": "assessments", "version": version, "where": where_of(version)}
    if row is not None:
        try:
            check_shown(version, person(request))
            result = read_results(blobs.checked(row.blob, row.name).read_bytes(), row.name)
        except PublicValueError as error:
            shown["problems"] = problems_of(error)
        else:
            shown["report"] = SafeString(render_body(system_document(result), language))
        shown["made"], shown["outdated"] = row.made, is_outdated(version, REPORT)
    return render(request, "assessments/report.html", shown)


@login_required
@require_POST
def compute(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Have the whole report computed; it takes a minute, and its page tells how far it is."""
    job = jobs.assess(person(request), find_version(request, (agency, slug)), spoken().code)
    return redirect("job", job.pk)
