"""The pages of a panel: who is on it, one's own answers, and what is compared and settled afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from publicvalue.errors import InputError
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments.actions import Answer, AnsweredMeanwhileError
from publicvalue.web.assessments.apart import last_panel, panel_of
from publicvalue.web.assessments.finding import find_version
from publicvalue.web.assessments.inputs import inputs_of, read_sent, seen_of, sent_of
from publicvalue.web.assessments.models import Panel
from publicvalue.web.assessments.questions import Asked, asked_in
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessments.sofar import problems_of
from publicvalue.web.assessments.views import where_of
from publicvalue.web.assessors import actions, shown
from publicvalue.web.assessors.queries import (
    GIVEN,
    SENT,
    answered_before,
    assessors_of,
    compared_in,
    drafts_of,
    people_for,
    subject_for,
)
from publicvalue.web.language.spoken import spoken
from publicvalue.web.register.rights import person
from publicvalue.web.spaces.permission import check_may_at, may_at
from publicvalue.web.stores.models import Version
from publicvalue.words.text import Text, counted
from publicvalue.workflow.panels import PanelStage
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind, Subject


def _allowed(version: Version, user: User) -> dict[str, bool]:
    """Return what somebody may do to the panels of a version, by the names of the actions."""
    subject = Subject(Kind.PANEL, State(version.state))
    return {one.value: may_at(user, one, subject, version.assessment.agency) for one in Action}


@login_required
@require_safe
def panel(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """The panel of an assessment: how far it is, and what this person does next."""
    return _panel(request, find_version(request, (agency, slug), Action.SEE, Kind.PANEL))


def _panel(request: HttpRequest, version: Version, problems: tuple[Text, ...] = ()) -> HttpResponse:
    user, row = person(request), last_panel(version)
    stage = panel_of(row).stage if row else None
    told = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "may": _allowed(version, user),
        "stage": stage.value if stage else "",
        "problems": problems,
        **(shown.for_stage(row, version, user) if row else {}),
    }
    if stage is not PanelStage.APART:
        told["asked"] = shown.beginning(version, request.POST)
        told["begun_before"] = row is not None
    return render(request, "assessors/panel.html", told, status=422 if problems else 200)


@login_required
@require_POST
def begin(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Let several people answer apart."""
    version, user = find_version(request, (agency, slug), Action.CREATE, Kind.PANEL), person(request)
    named, parts = request.POST.getlist("people"), request.POST.getlist("parts")
    people = [one for one in people_for(version.assessment.agency) if str(one.pk) in named]
    try:
        actions.begin(user, version, people, parts, again=bool(request.POST.get("again")))
    except InputError as error:
        return _panel(request, version, tuple(problems_of(error)))
    messages.success(request, Text("The panel has begun. Each of them finds it among their notices."))
    return redirect("assessors:panel", agency, slug)


def _row(version: Version) -> Panel:
    row = last_panel(version)
    if row is None:
        raise Http404
    return row


def _finish(user: User, panel: Panel, _: QueryDict) -> Text:
    if actions.finish(user, panel):
        return Text("All have finished. See where you agree.")
    return Text("You have finished. You see what the others answered once they have finished too.")


def _go_on(user: User, panel: Panel, _: QueryDict) -> Text:
    actions.go_on(user, panel)
    return Text("You can change your answers again.")


def _end(user: User, panel: Panel, sent: QueryDict) -> Text:
    actions.end(user, panel, sent.get("reason", ""))
    return Text("The panel is ended. Nothing of it was shown to anybody.")


def _alike(user: User, panel: Panel, _: QueryDict) -> Text:
    number = actions.settle_alike(user, panel, spoken().write(Text("All assessors answered alike.")))
    return counted(number, "1 answer was taken.", "{number:count} answers were taken.")


ACTS: Mapping[str, Callable[[User, Panel, QueryDict], Text]] = MappingProxyType(
    {"finish": _finish, "go-on": _go_on, "end": _end, "alike": _alike}
)
"""Last part of an address -> what it does; each returns what its doer is told."""


@login_required
@require_POST
def act(request: HttpRequest, agency: str, slug: str, verb: str) -> HttpResponse:
    """Let something happen to a panel."""
    version = find_version(request, (agency, slug), Action.SEE, Kind.PANEL)
    if verb not in ACTS:
        raise Http404
    try:
        told = ACTS[verb](person(request), _row(version), request.POST)
    except InputError as error:
        for one in problems_of(error):
            messages.error(request, one)
    else:
        messages.success(request, told)
    return redirect("assessors:panel", agency, slug)


@login_required
def question(request: HttpRequest, agency: str, slug: str, kind: str, id: str) -> HttpResponse:
    """One question of a panel: one's own answer before all have finished, everybody's afterwards."""
    version = find_version(request, (agency, slug), Action.SEE, Kind.PANEL)
    asked, row = _asked(version, kind, id, person(request)), _row(version)
    if panel_of(row).stage is PanelStage.COMPARED:
        if request.method == "POST":
            return redirect("assessors:question", agency, slug, kind, id)
        return _compared(request, asked, row)
    check_may_at(person(request), Action.SEE, subject_for(row, person(request), version), version.assessment.agency)
    return _save(request, asked, row) if request.method == "POST" else _own(request, asked, row)


def _asked(version: Version, kind: str, id: str, user: User) -> Asked:
    asked = asked_in(version, kind, id, user)
    if asked.key not in _row(version).questions:
        raise Http404
    return asked


def _own(
    request: HttpRequest, asked: Asked, row: Panel, sent: Mapping[str, str] | None = None, errors: Any = None
) -> HttpResponse:
    """Show the form of one's own answer; what the others answered is not read here."""
    user, version = person(request), asked.version
    stands = drafts_of(row, user).get(asked.key, {})
    unsaved = stands.get(SENT) if sent is None else None
    values = sent if sent is not None else unsaved or stands.get(GIVEN, {})
    done = any(one.user_id == user.pk and one.finished for one in assessors_of(row))
    # That there is an earlier answer is told; what it says is kept from them.
    with open_record(version) as record:
        before = answered_before(row, record)
    told = {
        **shown.heading(asked),
        "inputs": inputs_of(asked.question, values, asked.say, errors),
        "note": Text("This is what you wrote and did not save yet.") if unsaved else "",
        "answered_before": asked.key in before,
        "may_answer": not done
        and panel_of(row).stage is PanelStage.APART
        and may_at(user, Action.CHANGE, subject_for(row, user, version), version.assessment.agency),
    }
    return render(request, "assessors/own.html", told, status=422 if errors else 200)


def _save(request: HttpRequest, asked: Asked, row: Panel) -> HttpResponse:
    user, sent = person(request), sent_of(asked.question, request.POST)
    given, errors = read_sent(asked.question, sent, asked.record.files.framework, asked.language)
    if errors:
        actions.keep_sent(user, row, asked.question, sent)
        return _own(request, asked, row, sent, errors)
    actions.keep(user, row, asked.question, given)
    messages.success(request, Text("Your answer is kept, for you alone."))
    following = shown.next_of(row, asked.key)
    if request.POST.get("then") == "next" and following:
        return redirect("assessors:question", *where_of(asked.version), *following.split("/", 1))
    return redirect("assessors:panel", *where_of(asked.version))


@login_required
@require_POST
def draft(request: HttpRequest, agency: str, slug: str, kind: str, id: str) -> HttpResponse:
    """Keep what is written so far, while it is written."""
    version = find_version(request, (agency, slug), Action.SEE, Kind.PANEL)
    asked = _asked(version, kind, id, person(request))
    actions.keep_sent(person(request), _row(version), asked.question, sent_of(asked.question, request.POST))
    return render(request, "assessments/parts/kept.html", {})


def _compared(request: HttpRequest, asked: Asked, row: Panel, **told: Any) -> HttpResponse:
    version, user = asked.version, person(request)
    one = next(one for one in compared_in(row, asked.record) if one.key == asked.key)
    own = may_at(user, Action.CHANGE, subject_for(row, user, version), version.assessment.agency)
    page = {
        **shown.heading(asked),
        **shown.answers(asked, row, one, user),
        "may_settle": _allowed(version, user)["change"],
        "may_change": own,
        "settling": shown.settling(asked, one, told.get("sent"), told.get("errors")),
        "seen": told.get("seen") or seen_of(dict(asked.value)),
        "problems": told.get("problems", ()),
    }
    if own:
        page["mind"] = shown.mind(asked, row, user, told.get("mind_sent"), told.get("mind_errors"))
    return render(request, "assessors/compared.html", page, status=told.get("status", 200))


@login_required
@require_POST
def settle(request: HttpRequest, agency: str, slug: str, kind: str, id: str) -> HttpResponse:
    """Settle on an answer, with the reason."""
    version = find_version(request, (agency, slug), Action.CHANGE, Kind.PANEL)
    asked, row = _asked(version, kind, id, person(request)), _row(version)
    sent = {**sent_of(asked.question, request.POST), "reason": request.POST.get("reason", "").strip()}
    seen = request.POST.get("seen", "")
    given, errors = read_sent(asked.question, sent, asked.record.files.framework, asked.language)
    if not errors:
        try:
            actions.settle(person(request), row, Answer(asked.question, given, seen, sent["reason"]))
        except AnsweredMeanwhileError as error:
            now = asked_in(version, kind, id, person(request))
            return _compared(
                request,
                now,
                row,
                sent=sent,
                problems=problems_of(error),
                status=409,
            )
        except InputError as error:
            errors = {one.place.field: (one.what,) for one in error.problems}
    if errors:
        return _compared(request, asked, row, sent=sent, errors=errors, seen=seen, status=422)
    messages.success(request, Text("It is settled, and stands as the answer of the assessment."))
    return redirect("assessors:panel", agency, slug)


@login_required
@require_POST
def mind(request: HttpRequest, agency: str, slug: str, kind: str, id: str) -> HttpResponse:
    """Answer otherwise than before: what was settled on the old answer is open again."""
    version = find_version(request, (agency, slug), Action.SEE, Kind.PANEL)
    asked, row, user = _asked(version, kind, id, person(request)), _row(version), person(request)
    check_may_at(user, Action.CHANGE, subject_for(row, user, version), version.assessment.agency)
    data = {
        name.removeprefix(shown.MIND): text for name, text in request.POST.dict().items() if name.startswith(shown.MIND)
    }
    sent = {**sent_of(asked.question, data), "why": data.get("why", "").strip()}
    given, errors = read_sent(asked.question, sent, asked.record.files.framework, asked.language)
    if not errors:
        try:
            actions.change_mind(user, row, asked.question, given, sent["why"])
        except InputError as error:
            errors = {one.place.field: (one.what,) for one in error.problems}
    if errors:
        return _compared(request, asked, row, mind_sent=sent, mind_errors=errors, status=422)
    messages.success(request, Text("Your answer was changed. What was settled on the old one is open again."))
    return redirect(reverse("assessors:question", args=(agency, slug, kind, id)))
