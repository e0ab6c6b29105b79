"""The page of one question: answered, saved on the way, commented, and nothing of it lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from publicvalue.actions.bringing.appraisals import Record
from publicvalue.errors import InputError, NotPermittedError
from publicvalue.files.translations import speak_framework
from publicvalue.framework.nodes import parent_of
from publicvalue.instruments.appraisal.questions import Question
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.web.accounts.models import User
from publicvalue.web.assessments import actions
from publicvalue.web.assessments.actions import Answer, AnsweredMeanwhileError
from publicvalue.web.assessments.apart import APART_NAME, blinded, is_apart, kept_from
from publicvalue.web.assessments.finding import find_version
from publicvalue.web.assessments.inputs import Errors, inputs_of, read_sent, seen_of, sent_of
from publicvalue.web.assessments.items import STATUS_NAMES, find_question, key_of, next_key, parts_of, status_of
from publicvalue.web.assessments.models import Comment, Draft, Edit
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessments.views import looked_at, where_of
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.language.spoken import spoken
from publicvalue.web.register.rights import person
from publicvalue.web.spaces.models import Membership
from publicvalue.web.spaces.permission import may_at
from publicvalue.web.stores.models import Version
from publicvalue.words.language import Language
from publicvalue.words.text import Text
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind, Subject

UNSENT = "unsent-answer"
"""Name in the session of what somebody sent who was not signed in any more."""
WRITER = "writer"
"""Name in a form of who was given it, signed: nobody else is shown what was sent after a session ended."""


@dataclass(frozen=True)
class Asked:
    """A question of a version, with what was answered, in a language that knows the words of the framework."""

    version: Version
    record: Record
    question: Question
    language: Language
    value: Mapping[str, str]
    others: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return key_of(self.question)

    @property
    def say(self) -> Callable[[str], str]:
        return self.language.write


def asked_in(version: Version, kind: str, id: str, user: User) -> Asked:
    """Return a question of a version with the answer that somebody may see; Http404 where there is none like this."""
    with open_record(version) as whole:
        record = blinded(whole, kept_from(version, user))
        question = find_question(record.files.framework, kind, id)
        if question is None:
            raise Http404
        language = speak_framework(spoken(), record.files)
        return Asked(version, record, question, language, value_of(record.appraisal, question))


def question(request: HttpRequest, agency: str, slug: str, kind: str, id: str) -> HttpResponse:
    """One question; what is sent after a session has ended waits until its writer has signed in again."""
    if request.method == "POST" and not request.user.is_authenticated and _writer(request.POST):
        request.session[UNSENT] = {"path": request.path, "sent": request.POST.dict()}
    return _question(request, (agency, slug), kind, id)


@login_required
def _question(request: HttpRequest, where: tuple[str, str], kind: str, id: str) -> HttpResponse:
    if request.method == "POST":
        version = find_version(request, where, Action.CHANGE)
        return _save(request, asked_in(version, kind, id, person(request)))
    asked = asked_in(find_version(request, where), kind, id, person(request))
    waiting = request.session.get(UNSENT)
    if waiting and _writer(waiting["sent"]) != person(request).pk:
        del request.session[UNSENT]
    elif waiting and waiting["path"] == request.path:
        sent = sent_of(asked.question, waiting["sent"])
        with suppress(NotPermittedError):
            # From here on it waits on the server: nothing is lost when the page is left without saving.
            _keep(person(request), asked, sent, waiting["sent"].get("seen", ""))
            del request.session[UNSENT]
        note = Text("You had been signed out. What you wrote stands in the form, and is not saved yet.")
        return _page(request, asked, sent, seen=waiting["sent"].get("seen", ""), note=note)
    draft = Draft.objects.filter(version=asked.version, question=asked.key, by=person(request)).first()
    if draft:
        note = Text(
            "This is what you wrote on {day:date} and did not save as the answer yet.", day=timezone.localdate(draft.at)
        )
        return _page(request, asked, draft.values, seen=draft.values.get("seen", ""), note=note)
    return _page(request, asked, asked.value)


def _writer(sent: Mapping[str, str]) -> int | None:
    """Return the key of who was given a form; None where it was given to nobody."""
    with suppress(signing.BadSignature):
        return int(signing.loads(sent.get(WRITER, ""), salt=WRITER))
    return None


def _save(request: HttpRequest, asked: Asked) -> HttpResponse:
    user, seen = person(request), request.POST.get("seen", "")
    sent = sent_of(asked.question, request.POST)
    given, errors = read_sent(asked.question, sent, asked.record.files.framework, asked.language)
    if errors:
        _keep(user, asked, sent, seen)
        return _page(request, asked, sent, errors, seen=seen, status=422)
    try:
        changed = actions.answer(user, asked.version, Answer(asked.question, given, seen))
    except AnsweredMeanwhileError as error:
        _keep(user, asked, sent, seen)
        return _conflict(request, asked, sent, error.theirs)
    if changed:
        messages.success(request, Text("Your answer is kept."))
    if request.POST.get("then") == "next" and (following := _following(asked)):
        kind, _, id = following.partition("/")
        return redirect("assessments:question", *where_of(asked.version), kind, id)
    return redirect("assessments:tasks", *where_of(asked.version))


def _keep(user: User, asked: Asked, sent: Mapping[str, str], seen: str) -> None:
    actions.keep_draft(user, asked.version, asked.question, {**sent, "seen": seen})


def _following(asked: Asked) -> str:
    with open_record(asked.version) as record:
        return next_key(parts_of(record.files.framework, record.appraisal), asked.key)


def _conflict(request: HttpRequest, asked: Asked, sent: dict[str, str], theirs: Mapping[str, str]) -> HttpResponse:
    """Show both: what this person wrote stays in the form, what the other saved stands above it."""
    shown = [(asked.say(one.asks), _words(asked, one.field, theirs)) for one in asked.question.prompts]
    more = {"conflicts": [(label, text) for label, text in shown if text]}
    return _page(request, asked, sent, seen=seen_of(dict(theirs)), status=409, more=more)


def _words(asked: Asked, field: str, value: Mapping[str, str]) -> str:
    stands = value.get(field, "")
    words = {one.id: asked.say(one.text) for one in asked.question.prompt(field).choices}
    return words.get(stands, stands)


def _page(
    request: HttpRequest,
    asked: Asked,
    values: Mapping[str, str],
    errors: Errors | None = None,
    **told: Any,
) -> HttpResponse:
    version, user = asked.version, person(request)
    agency = version.assessment.agency
    state, apart = State(version.state), is_apart(version, asked.key)
    status = status_of(
        asked.question, asked.value, asked.record.files.framework, looked=asked.key in looked_at(version)
    )
    # What was said of an earlier answer is kept from whom the answer is kept from.
    kept = asked.key in kept_from(version, user)
    edits = Edit.objects.filter(version=version, question=asked.key)
    comments = Comment.objects.filter(version=version, question=asked.key)
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "question": asked.question,
        "title": asked.say(asked.question.asks),
        "guidance": [asked.say(one) for one in asked.question.guidance],
        "deeper": _deeper(asked),
        "status": APART_NAME if apart else STATUS_NAMES[status],
        "inputs": inputs_of(asked.question, values, asked.say, errors),
        "seen": told.get("seen") or seen_of(dict(asked.value)),
        "writer": signing.dumps(user.pk, salt=WRITER),
        "note": told.get("note", ""),
        "edits": () if kept else edits.select_related("by").order_by("-pk")[:5],
        "comments": () if kept else comments.select_related("by", "asked"),
        "apart": apart,
        "may_answer": not apart and may_at(user, Action.CHANGE, Subject(Kind.ANSWER, state), agency),
        "may_comment": not apart and may_at(user, Action.CREATE, Subject(Kind.COMMENT), agency),
        "comment_inputs": _comment_inputs(version, user),
        "conflicts": told.get("more", {}).get("conflicts", ()),
    }
    return render(request, "assessments/question.html", shown, status=told.get("status", 200))


def _deeper(asked: Asked) -> list[tuple[str, str]]:
    """Return the indicators of the same component, by which files measure it: title, and where a file is brought."""
    if asked.question.kind != "core":
        return []
    component = parent_of(asked.question.id)
    indicators = asked.record.files.framework.indicators
    add = reverse("evidence:add", args=where_of(asked.version))
    return [
        (asked.say(Text(one.title)), f"{add}?indicator={one.id}") for one in indicators if one.component == component
    ]


def _people(version: Version) -> set[User]:
    held = Membership.objects.filter(agency=version.assessment.agency, ended__isnull=True).select_related("user")
    return {one.user for one in held}


def _comment_inputs(version: Version, user: User) -> list[Input]:
    named = (Option(str(one.pk), str(one)) for one in sorted(_people(version) - {user}, key=str))
    options = (Option("", Text("nobody in particular"), chosen=True), *named)
    ask = Input("asked", Text("Ask a colleague"), "select", options=options, needed=False)
    return [Input("text", Text("Comment"), "textarea", rows=3), ask]


@login_required
@require_POST
def draft(request: HttpRequest, agency: str, slug: str, kind: str, id: str) -> HttpResponse:
    """Keep what is written so far, while it is written."""
    asked = asked_in(find_version(request, (agency, slug), Action.CHANGE), kind, id, person(request))
    sent, seen = sent_of(asked.question, request.POST), request.POST.get("seen", "")
    _keep(person(request), asked, sent, seen)
    return render(request, "assessments/parts/kept.html", {})


@login_required
@require_POST
def comment(request: HttpRequest, agency: str, slug: str, kind: str, id: str) -> HttpResponse:
    """Say something of a question, or ask a colleague."""
    version = find_version(request, (agency, slug), Action.CREATE, Kind.COMMENT)
    asked, user = asked_in(version, kind, id, person(request)), person(request)
    try:
        actions.comment(user, version, asked.question, request.POST.get("text", ""), _colleague(version, request))
    except InputError as error:
        for one in error.problems:
            messages.error(request, one.what)
    else:
        messages.success(request, Text("Your comment is kept."))
    return redirect(reverse("assessments:question", args=(agency, slug, kind, id)))


def _colleague(version: Version, request: HttpRequest) -> User | None:
    """Return whom a comment asks; nobody who does not belong to the agency."""
    chosen = request.POST.get("asked", "")
    return next((one for one in _people(version) if str(one.pk) == chosen), None)
