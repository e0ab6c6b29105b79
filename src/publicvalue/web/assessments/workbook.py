"""The workbook of an assessment goes out, and comes back: what differs is shown question by question, and chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from publicvalue.actions.bringing.appraisals import Record, export_book, read_import
from publicvalue.errors import InputError, Place, Problem, PublicValueError
from publicvalue.files.answers.appraisal_book import read_appraisal_book
from publicvalue.files.translations import speak_framework
from publicvalue.files.untrusted.endings import not_read
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.instruments.appraisal.differences import every_question
from publicvalue.instruments.appraisal.model import Appraisal
from publicvalue.instruments.appraisal.questions import Question
from publicvalue.instruments.appraisal.values import value_of
from publicvalue.web.assessments import actions
from publicvalue.web.assessments.actions import Answer, AnsweredMeanwhileError
from publicvalue.web.assessments.apart import blinded, kept_from
from publicvalue.web.assessments.finding import find_version
from publicvalue.web.assessments.inputs import seen_of
from publicvalue.web.assessments.items import key_of
from publicvalue.web.assessments.records import open_record
from publicvalue.web.assessments.sofar import refusals_of
from publicvalue.web.assessments.views import where_of
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.language.spoken import spoken
from publicvalue.web.register.rights import person
from publicvalue.web.register.upload_limit import limits_upload
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.waiting import BOOKS, forget, keep_waiting, waiting_path
from publicvalue.words.text import Text, counted
from publicvalue.workflow.subjects import Action, Kind

MOST_BYTES = 20 * 1024 * 1024
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = {"flows": Text("Money, by day"), "ratings": Text("Ratings"), "documents": Text("Documents")}
BOOK, HERE, TABLE, SEEN = "book", "here", "table-", "seen-"
"""Answers to the choice, and how the names of fields begin."""


@dataclass(frozen=True)
class Difference:
    """A question that the workbook answers otherwise: what stands, and what it says."""

    question: Question
    here: dict[str, str]
    book: dict[str, str]

    @property
    def proposed(self) -> str:
        """What loses nothing: the side that says something, or none where both do."""
        return BOOK if not self.here else HERE if not self.book else ""


@login_required
@require_safe
def export(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """The workbook with all that was answered so far."""
    version = find_version(request, (agency, slug), Action.EXPORT, Kind.ASSESSMENT)
    with open_record(version) as record:
        content = export_book(blinded(record, kept_from(version, person(request))), spoken())
    response = HttpResponse(content, content_type=SHEET)
    response["Content-Disposition"] = f'attachment; filename="{slug}.xlsx"'
    return response


@login_required
@limits_upload(MOST_BYTES)
def workbook(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Take the workbook out, or bring it back; nothing is changed before somebody has chosen."""
    version = find_version(request, (agency, slug), Action.CHANGE if request.method == "POST" else Action.SEE)
    errors: list[Text] = []
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            if sent is not None:
                return _compare(request, version, _keep(sent))
            errors = [Text("choose a file")]
        except PublicValueError as error:
            name = sent.name if sent and sent.name else ""
            errors = [_told(one, why, name) for one, why in zip(error.problems, refusals_of(error), strict=True)]
    hint = Text("The workbook (.xlsx) that was taken out here, filled in.")
    asked = [Input("file", Text("File"), "file", hint=hint, errors=tuple(errors))]
    shown = {"here": "assessments", "version": version, "where": where_of(version), "inputs": asked}
    return render(request, "assessments/workbook.html", shown, status=422 if errors else 200)


def _told(problem: Problem, why: Text, name: str) -> Text:
    """Return what is wrong with a workbook; it is called as it was sent, and not as it is kept."""
    place = problem.place.field or (name if problem.place.file else "")
    return Text("{place}: {what}", place=place, what=why) if place else why


def _keep(sent: UploadedFile) -> str:
    """Keep a workbook until it was chosen from, and return what it is known by; InputError where it is no workbook."""
    ending = PurePosixPath(sent.name or "").suffix.lower()
    if ending != ".xlsx":
        do = Text("take the workbook out here, fill it in, and bring it back")
        raise InputError([Problem(Place(sent.name or ""), not_read(ending), Text("a workbook (.xlsx)"), do)])
    return keep_waiting(BOOKS, sent.chunks(), ".xlsx").removesuffix(".xlsx")


def _read(record: Record, token: str) -> Appraisal:
    path = waiting_path(BOOKS, f"{token}.xlsx")
    if not (token.isalnum() and path.is_file()):
        raise Http404
    book, _ = read_appraisal_book(path, DEFAULT_LIMITS)
    return read_import(record, book, Text("workbook")).appraisal


def _differences(record: Record, book: Appraisal, kept: frozenset[str]) -> Iterator[Difference]:
    """Yield what differs, without the questions whose answers are kept from whoever brings the workbook."""
    for question in every_question(record.files.framework):
        if key_of(question) in kept:
            continue
        here, there = dict(value_of(record.appraisal, question)), dict(value_of(book, question))
        if here != there:
            yield Difference(question, here, there)


def _tables(record: Record, book: Appraisal) -> list[str]:
    """Return the parts that stand in tables and differ; they are taken whole."""
    return [name for name in TABLES if getattr(record.appraisal, name) != getattr(book, name)]


def _compare(request: HttpRequest, version: Version, token: str, missing: frozenset[str] = frozenset()) -> HttpResponse:
    kept = kept_from(version, person(request))
    with open_record(version) as record:
        book = _read(record, token)
        say = speak_framework(spoken(), record.files).write
        found, tables = list(_differences(record, book, kept)), _tables(record, book)
    if not found and not tables:
        forget(BOOKS, f"{token}.xlsx")
        messages.success(request, Text("The workbook says what stands here already; nothing changes."))
        return redirect("assessments:tasks", *where_of(version))
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "token": token,
        "told": counted(len(found), "1 answer differs.", "{number:count} answers differ."),
        "choices": [
            _choice(one, say, chosen=request.POST.get(key_of(one.question), ""), missing=missing) for one in found
        ],
        "seen": [(f"{SEEN}{key_of(one.question)}", seen_of(one.here)) for one in found],
        "tables": [_table(name, say) for name in tables],
    }
    return render(request, "assessments/compare.html", shown, status=422 if missing else 200)


def _choice(one: Difference, say: Callable[[str], str], *, chosen: str, missing: frozenset[str]) -> Input:
    key, picked = key_of(one.question), chosen or one.proposed
    options = (
        Option(HERE, say(Text("As it stands: {words}", words=_words(one.question, one.here, say))), picked == HERE),
        Option(
            BOOK, say(Text("As the workbook says: {words}", words=_words(one.question, one.book, say))), picked == BOOK
        ),
    )
    errors = (Text("choose one"),) if key in missing else ()
    return Input(key, say(one.question.asks), "radios", picked, options=options, errors=errors)


def _words(question: Question, value: dict[str, str], say: Callable[[str], str]) -> str:
    """Return an answer in a line; that it is open where there is none."""
    parts = []
    for prompt in question.prompts:
        if text := value.get(prompt.field):
            words = {one.id: say(one.text) for one in prompt.choices}
            parts.append(words.get(text, text))
    return "; ".join(parts) or say(Text("(open)"))


def _table(name: str, say: Callable[[str], str]) -> Input:
    options = (
        Option(HERE, say(Text("As it stands"))),
        Option(BOOK, say(Text("As the workbook says")), chosen=True),
    )
    return Input(f"{TABLE}{name}", say(TABLES[name]), "radios", BOOK, options=options)


@login_required
@require_POST
def take(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Write what was chosen."""
    version, sent = find_version(request, (agency, slug), Action.CHANGE), request.POST
    token, kept = sent.get("token", ""), kept_from(version, person(request))
    with open_record(version) as record:
        book = _read(record, token)
        found, tables = list(_differences(record, book, kept)), _tables(record, book)
    keys = {key_of(one.question) for one in found}
    missing = frozenset(key for key in keys if sent.get(key) not in {BOOK, HERE})
    if missing:
        return _compare(request, version, token, missing)
    taken = [
        Answer(one.question, one.book, sent.get(f"{SEEN}{key_of(one.question)}", ""))
        for one in found
        if sent[key_of(one.question)] == BOOK
    ]
    whole: dict[str, Any] = {name: getattr(book, name) for name in tables if sent.get(f"{TABLE}{name}") == BOOK}
    if "flows" in whole:
        whole["discount_rate"] = book.discount_rate
    try:
        number = actions.take_book(person(request), version, taken, whole)
    except AnsweredMeanwhileError:
        messages.error(request, Text("Somebody answered meanwhile. Look at what differs now, and choose again."))
        return _compare(request, version, token)
    forget(BOOKS, f"{token}.xlsx")
    messages.success(request, counted(number, "1 answer was taken.", "{number:count} answers were taken."))
    return redirect("assessments:tasks", agency, slug)
