"""Pages on which the answers of a form are brought: sent, looked through row by row, and taken."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from publicvalue.errors import NotPermittedError, PublicValueError
from publicvalue.files.translations import speak_framework
from publicvalue.files.untrusted.guards import CHUNK, MEBIBYTE, size_text
from publicvalue.web.assessments.sofar import problems_of, refusals_of
from publicvalue.web.assessments.views import where_of
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.evidence.actions import Sent
from publicvalue.web.evidence.answers import AUDIENCE, bring_answers, earlier_answers, origin_of, take_answers
from publicvalue.web.evidence.listing import listed
from publicvalue.web.evidence.models import Upload
from publicvalue.web.evidence.trials import open_base
from publicvalue.web.evidence.views import found, upload_of
from publicvalue.web.language.spoken import spoken
from publicvalue.web.register.rights import person
from publicvalue.web.register.upload_limit import limits_upload
from publicvalue.words.stored import words_from
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action

MOST_BYTES = 50 * MEBIBYTE
COUNTS = {
    "rows taken": Text("Rows taken"),
    "rows refused": Text("Rows refused"),
    "cells changed": Text("Cells changed"),
    "cells refused": Text("Cells refused"),
    "flagged": Text("Flagged"),
}


@login_required
@limits_upload(MOST_BYTES)
def add_answers(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Bring the answers of a form, as a collecting program hands them over."""
    version = found(request, (agency, slug), Action.CREATE)
    with open_base(version) as (_, base):
        audiences = {one.id: one.texts for one in base.record.files.framework.instruments.audiences}
    chosen = request.POST.get(AUDIENCE, request.GET.get(AUDIENCE, ""))
    errors: tuple[Any, ...] = ()
    wrong: tuple[Any, ...] = ()
    if request.method == "POST":
        sent = request.FILES.get("file")
        wrong = () if chosen in audiences else (Text("choose one"),)
        errors = () if sent else (Text("choose a file"),)
        if sent and not wrong:
            name = PurePosixPath((sent.name or "file").replace("\\", "/")).name
            try:
                upload = bring_answers(person(request), version, Sent(name, sent.chunks(CHUNK)), chosen)
            except NotPermittedError:
                raise
            except PublicValueError as error:
                errors = tuple(refusals_of(error))
            else:
                return redirect("evidence:answers", agency, slug, upload.pk)
    code = spoken().code
    options = tuple(Option(id, texts.get(code) or texts.get("en", id), id == chosen) for id, texts in audiences.items())
    hint = Text(
        "What Kobo, ODK or LimeSurvey exports (.csv, .xlsx, .json, .zip), at most {most}.", most=size_text(MOST_BYTES)
    )
    inputs = [
        Input(AUDIENCE, Text("Whose answers are they?"), "radios", chosen, options=options, errors=wrong),
        Input("file", Text("File"), "file", hint=hint, errors=errors),
    ]
    shown = {"here": "assessments", "version": version, "where": where_of(version), "inputs": inputs}
    return render(request, "evidence/add_answers.html", shown, status=422 if errors or wrong else 200)


@login_required
def answers(request: HttpRequest, agency: str, slug: str, key: int) -> HttpResponse:
    """What becomes of each row of a file of answers; taken when somebody agrees."""
    upload = upload_of(request, (agency, slug), key)
    if AUDIENCE not in upload.said:
        raise Http404
    if upload.taken:
        messages.success(request, Text("This file was taken already."))
        return redirect("evidence:list", agency, slug)
    errors: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            take_answers(person(request), upload, origin_of(request.POST.dict(), spoken()))
        except NotPermittedError:
            raise
        except PublicValueError as error:
            errors = tuple(problems_of(error))
        else:
            messages.success(request, Text("The answers are evidence now, with what they answer."))
            return redirect("evidence:list", agency, slug)
    hint = Text("Who asked whom, and how they were drawn.")
    source = Input("source", Text("Where do the answers come from?"), "textarea", request.POST.get("source", ""), hint)
    inputs = [
        Input(source.name, source.label, "textarea", source.value, hint, errors=errors, rows=3),
        Input("collected", Text("When were people asked?"), value=request.POST.get("collected", ""), needed=False),
        Input("made_up", Text("The answers are made up, to teach or to test"), "checkbox", needed=False),
    ]
    counts = upload.seen.get("counts", {})
    shown = {
        "here": "assessments",
        "version": upload.version,
        "where": where_of(upload.version),
        "upload": upload,
        "inputs": inputs,
        "counts": [(COUNTS.get(name, name), number) for name, number in counts.items()],
        "notes": [_told(one) for one in upload.seen.get("notes", ())],
        "earlier": _earlier(upload),
        "numbers": _numbers(upload),
    }
    return render(request, "evidence/answers.html", shown, status=422 if errors else 200)


WHAT = {
    "taken": (Text("taken"), "green"),
    "changed": (Text("changed"), "purple"),
    "refused": (Text("refused"), "red"),
    "flagged": (Text("flagged"), "orange"),
}


def _told(note: dict[str, Any]) -> dict[str, Any]:
    rows = Text("row {rows:list}", rows=tuple(map(str, note["rows"]))) if note["rows"] else ""
    return {
        **note,
        "what": WHAT.get(note["what"], (note["what"], "grey")),
        "why": words_from(note["why"]),
        "further": [words_from(one) for one in note.get("further", ())],
        "rows": rows,
        "cells": [
            Text("{old} → {new}", old=words_from(old), new=words_from(new) or Text("blank"))
            for old, new in note.get("cells", ())
        ],
    }


def _earlier(upload: Upload) -> list[str]:
    """Return what earlier answers of the same people are called, whose place these take."""
    with open_base(upload.version) as (_, base):
        ids = earlier_answers(base.settings, upload.said[AUDIENCE])
        return [str(one.get("title")) for one in listed(base.settings, "evidence") if one.get("id") in ids]


def _numbers(upload: Upload) -> list[dict[str, Any]]:
    with open_base(upload.version) as (_, base):
        language = speak_framework(spoken(), base.record.files)
    return [
        {"title": language.write(Text(one["title"])), **{name: words_from(one[name]) for name in _WORDS if name in one}}
        for one in upload.seen.get("numbers", ())
    ]


_WORDS = ("number", "known", "none")
