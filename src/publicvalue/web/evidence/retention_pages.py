"""Pages on how long files are kept: a day is stated, and what is due is listed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from publicvalue.errors import InputError
from publicvalue.web.assessments.sofar import problems_of
from publicvalue.web.assessments.views import where_of
from publicvalue.web.design.inputs import Input
from publicvalue.web.evidence import actions
from publicvalue.web.evidence.retention import ALSO_DUE, MOST, agencies_due, count_due, find_due, kept_until
from publicvalue.web.evidence.views import file_of, found_at
from publicvalue.web.register.filters import choice, without
from publicvalue.web.register.rights import person
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action

KEPT, OPEN = Text("The last day is stated."), Text("No end is stated any more.")


@login_required
def keep(request: HttpRequest, agency: str, slug: str, id: str) -> HttpResponse:
    """Say until which day a file is kept."""
    version = found_at(request, (agency, slug), Action.RETAIN)
    file = file_of(version, id)
    stands = kept_until(version).get(file.sha256)
    written = stands.isoformat() if stands else ""
    errors: tuple[Text, ...] = ()
    if request.method == "POST":
        written = request.POST.get("until", "").strip()[:40]
        errors = day_errors(written, partial(actions.keep_until, person(request), version, id, file.name))
        if not errors:
            messages.success(request, KEPT if written else OPEN)
            return redirect("evidence:list", *where_of(version))
    asked = day_input(written, errors)
    shown = {"here": "assessments", "version": version, "where": where_of(version), "inputs": [asked], "file": file}
    return render(request, "evidence/keep.html", shown, status=422 if errors else 200)


def day_input(written: str, errors: tuple[Text, ...]) -> Input:
    """Return the question until when something is kept."""
    hint = Text("Personal data are kept no longer than they are needed. Left empty, no end is stated.")
    label = Text("Last day on which it is kept (year-month-day)")
    return Input("until", label, "text", written, hint, errors=errors, needed=False, wide=False)


def day_errors(written: str, keep: Callable[[dt.date | None], None]) -> tuple[Text, ...]:
    """State the day that was written, or return what is wrong with it."""
    try:
        until = dt.date.fromisoformat(written) if written else None
    except ValueError:
        return (Text("this is no day: write it as 2027-12-31"),)
    try:
        keep(until)
    except InputError as error:
        return tuple(problems_of(error))
    return ()


@login_required
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """The files whose last day is over, and that are still there; those of one agency where it is asked for."""
    user, today = person(request), timezone.localdate()
    asked = request.GET.get("agency", "")[:80]
    names = {one.slug: one.name for one in agencies_due(user, today)}
    shown = {
        "here": "work",
        "entries": find_due(user, today, asked),
        "folders": [] if asked else [one for each in ALSO_DUE for one in each(user, today)],
        "count": count_due(user, today, asked),
        "most": MOST,
        "filters": [choice("agency", Text("Agency"), asked, names)] if len(names) > 1 else [],
        "chips": [(names.get(asked, asked), without(request.GET.dict(), "agency"))] if asked else [],
    }
    return render(request, "evidence/due.html", shown)
