"""The pages of the work on an assessment: the list, the tasks, and what is said so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from publicvalue.errors import PublicValueError
from publicvalue.files.translations import speak_framework
from publicvalue.web.assessments import actions
from publicvalue.web.assessments.apart import APART_NAME, check_shown, closed_in
from publicvalue.web.assessments.finding import find_version
from publicvalue.web.assessments.items import ANSWERED, STATUS_NAMES, Item, Part, Status, parts_of, steps_of
from publicvalue.web.assessments.models import Comment, Draft, Edit
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessments.sofar import find_so_far, problems_of
from publicvalue.web.design.inputs import Input
from publicvalue.web.language.spoken import spoken
from publicvalue.web.register.filters import choice, without
from publicvalue.web.register.rights import person
from publicvalue.web.register.views import own_system
from publicvalue.web.spaces.models import Agency
from publicvalue.web.spaces.permission import agencies_where, check_may_at, may_at
from publicvalue.web.stores.models import Assessment, Version
from publicvalue.web.stores.queries import current_versions, possible
from publicvalue.words.language import Language
from publicvalue.words.text import Text, counted
from publicvalue.workflow.states import STATE_NAMES, State
from publicvalue.workflow.subjects import Action, Kind, Subject

STATE_COLOURS = {
    State.DRAFT: "grey",
    State.IN_REVIEW: "purple",
    State.CHANGES_REQUESTED: "orange",
    State.APPROVED: "teal",
    State.PUBLISHED: "green",
    State.CORRECTED: "grey",
    State.WITHDRAWN: "red",
}


@dataclass(frozen=True)
class AssessmentChoice:
    """What the list is narrowed to: the last part of an agency's address, and a state."""

    agency: str = ""
    state: str = ""


LISTED = 50
"""Assessments on one page of the list."""


def state_of(version: Version) -> tuple[Text, str]:
    """Return the state of a version in words, with its colour."""
    state = State(version.state)
    return STATE_NAMES[state], STATE_COLOURS[state]


def where_of(version: Version) -> tuple[str, str]:
    """Return what names an assessment in addresses."""
    return version.assessment.agency.slug, version.assessment.slug


@login_required
@require_safe
def assessments(request: HttpRequest) -> HttpResponse:
    """The assessments of the agencies that a person belongs to."""
    user = person(request)
    agencies = agencies_where(user, Action.SEE, Subject(Kind.ANSWER))
    asked, query = _asked(request.GET), request.GET.dict()
    page = Paginator(_narrowed(current_versions(agencies), asked), LISTED).get_page(request.GET.get("page"))
    filters, names = _filters(asked, agencies)
    entries = [
        {
            "version": one,
            "state": state_of(one),
            "address": reverse("assessments:tasks", args=where_of(one)),
        }
        for one in page
    ]
    begins = bool(agencies_where(user, Action.CREATE, Subject(Kind.ASSESSMENT)))
    shown = {"here": "assessments", "entries": entries, "page": page, "may_begin": begins, "asked": asked}
    shown |= {"filters": filters, "chips": _chips(asked, query, names)}
    return render(request, "assessments/list.html", shown)


def _asked(query: Mapping[str, str]) -> AssessmentChoice:
    """Return what the address of the list asks for; what is no state is left out."""
    state = query.get("state", "")
    return AssessmentChoice(query.get("agency", "")[:80], state if state in {one.value for one in State} else "")


def _narrowed(versions: QuerySet[Version], asked: AssessmentChoice) -> QuerySet[Version]:
    wanted = {"assessment__agency__slug": asked.agency, "state": asked.state}
    return versions.filter(**{name: one for name, one in wanted.items() if one})


def _filters(asked: AssessmentChoice, agencies: list[Agency]) -> tuple[list[Input], dict[str, str]]:
    """Return the questions beside the list, where there are several agencies, and the names of these."""
    keys = set(Assessment.objects.filter(agency__in=agencies).order_by().values_list("agency", flat=True).distinct())
    names = {one.slug: one.name for one in agencies if one.pk in keys}
    if len(names) < 2:
        return [], names
    states = {one.value: STATE_NAMES[one] for one in State}
    return [
        choice("agency", Text("Agency"), asked.agency, names),
        choice("state", Text("State"), asked.state, states),
    ], names


def _chips(asked: AssessmentChoice, query: Mapping[str, str], names: Mapping[str, str]) -> list[tuple[str, str]]:
    said = {
        "agency": asked.agency and names.get(asked.agency, asked.agency),
        "state": asked.state and STATE_NAMES[State(asked.state)],
    }
    return [(text, without(query, name)) for name, text in said.items() if text]


@login_required
def new(request: HttpRequest, system: str) -> HttpResponse:
    """Begin the assessment of a registered system."""
    found, user = own_system(request, system), person(request)
    check_may_at(user, Action.CREATE, Subject(Kind.ASSESSMENT), found.agency)
    if request.method == "POST":
        version = actions.begin(user, found, spoken())
        messages.success(request, Text("The assessment has begun. Colleagues of your agency can answer with you."))
        return redirect("assessments:tasks", *where_of(version))
    there = current_versions([found.agency]).filter(assessment__system=found)
    entries = [(one, state_of(one), reverse("assessments:tasks", args=where_of(one))) for one in there]
    return render(request, "assessments/new.html", {"here": "assessments", "system": found, "entries": entries})


@login_required
@require_safe
def tasks(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Everything that is asked, with where each question stands."""
    version, user = find_version(request, (agency, slug)), person(request)
    answers = Subject(Kind.ANSWER, State(version.state))
    with open_record(version) as record:
        language = speak_framework(spoken(), record.files)
        parts = parts_of(record.files.framework, record.appraisal, looked_at(version))
    told = _Told(version, language)
    shown = {
        "here": "assessments",
        "version": version,
        "assessment": version.assessment,
        "where": where_of(version),
        "state": state_of(version),
        "parts": [told.part(one) for one in parts],
        "summary": _summary(parts),
        "next": _next(version, parts),
        "steps": steps_of(State(version.state), reverse("assessments:review", args=where_of(version))),
        "possible": possible(user, version),
        "may_answer": may_at(user, Action.CHANGE, answers, version.assessment.agency),
    }
    return render(request, "assessments/tasks.html", shown)


def _next(version: Version, parts: tuple[Part, ...]) -> str:
    """Return the page of the first question that has no answer, in the order in which they are best answered."""
    unanswered = (one for part in parts for one in part.items if one.status not in ANSWERED)
    found = next(unanswered, None)
    return _address(version, found.question.kind, found.question.id) if found else ""


def looked_at(version: Version) -> set[str]:
    """Return the keys of the questions that somebody began to answer."""
    edits = Edit.objects.filter(version=version).values_list("question", flat=True)
    drafts = Draft.objects.filter(version=version).values_list("question", flat=True)
    return {*edits, *drafts}


def _summary(parts: tuple[Part, ...]) -> list[Text]:
    """Return how far the answers are, and how many questions nobody has looked at."""
    items = [one for part in parts for one in part.items]
    answered, untouched = sum(part.answered for part in parts), _count(items, Status.NOT_STARTED)
    lacking = _count(items, Status.NEEDS_EVIDENCE)
    told = [
        counted(
            answered,
            "1 of {all} questions is answered.",
            "{number} of {all} questions are answered.",
            all=len(items),
        )
    ]
    if untouched:
        told.append(
            counted(
                untouched,
                "Nobody has looked at 1 question yet.",
                "Nobody has looked at {number:count} questions yet.",
            )
        )
    if lacking:
        told.append(counted(lacking, "1 answer names no document.", "{number:count} answers name no document."))
    return told


def _count(items: list[Item], status: Status) -> int:
    return sum(one.status is status for one in items)


class _Told:
    """Tells of tasks for a page: in the words of the framework, with who changed what last."""

    def __init__(self, version: Version, language: Language) -> None:
        self._version, self._language = version, language
        self._apart = closed_in(version)
        edits = Edit.objects.filter(version=version).select_related("by")
        self._last = {one.question: one for one in edits}
        self._asked = {
            one.question: one.asked
            for one in Comment.objects.filter(version=version, asked__isnull=False).select_related("asked")
        }

    def part(self, part: Part) -> dict[str, Any]:
        """Return a part with its tasks and what does not apply."""
        say = self._language.write
        out = [(say(one.question.asks), say(Text(one.left_out))) for one in part.left_out]
        return {
            "id": part.id,
            "title": say(part.title),
            "told": Text("{answered} of {all} answered", answered=part.answered, all=len(part.items)),
            "tasks": [self.task(one) for one in part.items],
            "left_out": out,
        }

    def task(self, item: Item) -> dict[str, Any]:
        """Return a question as a task, with who answered last and when, or who was asked."""
        state, colour = APART_NAME if item.key in self._apart else STATUS_NAMES[item.status]
        last, asked = self._last.get(item.key), self._asked.get(item.key)
        hint: str = ""
        if last:
            hint = Text("{who}, {day:date}", who=str(last.by), day=timezone.localdate(last.at))
        elif asked:
            hint = Text("asked: {who}", who=str(asked))
        address = _address(self._version, item.question.kind, item.question.id)
        title = self._language.write(item.question.asks)
        return {"title": title, "address": address, "hint": hint, "state": state, "colour": colour}


def _address(version: Version, kind: str, id: str) -> str:
    return reverse("assessments:question", args=(*where_of(version), kind, id))


@login_required
@require_safe
def so_far(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Direction and certainty so far: a page of its own, or the part of one that asks for it."""
    version = find_version(request, (agency, slug))
    with open_record(version) as record:
        language = speak_framework(spoken(), record.files)
    shown: dict[str, Any] = {"here": "assessments", "version": version, "where": where_of(version)}
    try:
        check_shown(version, person(request))
        found = find_so_far(version)
    except PublicValueError as error:
        shown["problems"] = problems_of(error)
    else:
        shown["sentences"] = [language.write(one) for one in found.sentences]
        shown["following"] = [
            (language.write(one.question), one.text, _address(version, "core", one.indicator))
            for one in found.following
        ]
    part = bool(request.headers.get("HX-Request"))
    return render(request, "assessments/parts/so_far.html" if part else "assessments/so_far.html", shown)
