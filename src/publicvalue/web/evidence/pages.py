"""The page of a file that waits: its first rows, its form, and what came of trying it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from publicvalue.errors import NotPermittedError, PublicValueError
from publicvalue.files.translations import speak_framework
from publicvalue.files.untrusted.guards import size_text
from publicvalue.framework.model import Indicator
from publicvalue.web.assessments.sofar import problems_of
from publicvalue.web.assessments.views import where_of
from publicvalue.web.evidence import actions
from publicvalue.web.evidence.form import TYPE_NAMES, inputs_of
from publicvalue.web.evidence.models import Upload
from publicvalue.web.evidence.said import (
    CASES,
    COLUMN,
    EVENTS,
    LONGEST,
    OPTION,
    ROWS,
    VALUES,
    WHERE,
    field_names,
    guessed,
    kind_of,
    lacking,
    looked_at,
    unfinished,
)
from publicvalue.web.evidence.trials import mark_of, open_base
from publicvalue.web.evidence.views import address_of, upload_of
from publicvalue.web.language.spoken import spoken
from publicvalue.web.page_words import on_pages
from publicvalue.web.register.rights import person
from publicvalue.words.stored import words_from
from publicvalue.words.text import Text, counted, joined, sentence

Wrong = dict[str, tuple[Any, ...]]


@login_required
def upload(request: HttpRequest, agency: str, slug: str, key: int) -> HttpResponse:
    """A file that waits: filled in, tried, and taken."""
    found = upload_of(request, (agency, slug), key)
    if not found.indicator:
        raise Http404
    if found.taken:
        messages.success(request, Text("This file was taken already."))
        return redirect("evidence:list", agency, slug)
    with open_base(found.version) as (_, base):
        indicator, files = base.record.files.framework.indicator(found.indicator), base.record.files
    wrong: Wrong = {}
    if request.method == "POST":
        try:
            wrong = _filled(request, found, indicator)
            if not wrong and request.POST.get("then") == "take":
                actions.take(person(request), found)
                messages.success(request, Text("The file is a piece of evidence now."))
                return redirect("evidence:list", agency, slug)
        except NotPermittedError:
            raise
        except PublicValueError as error:
            wrong = {"": tuple(problems_of(error))}
    language = speak_framework(spoken(), files)
    return _page(request, found, (indicator, language.write), wrong)


def _filled(request: HttpRequest, upload: Upload, indicator: Indicator) -> Wrong:
    """Keep what was sent, try it where it differs, and return what is wrong with it."""
    user, then = person(request), request.POST.get("then", "")
    before, looked = kind_of(upload, indicator), looked_at(upload)
    sent = sent_of(request.POST, upload, indicator)
    if wrong := unfinished(sent):
        upload.said = sent
        return dict(wrong)
    actions.fill_in(user, upload, sent)
    if kind_of(upload, indicator) != before or looked_at(upload) != looked:
        # Other questions are asked now: what fits them is filled in, and looked at first.
        actions.fill_in(user, upload, {**guessed(upload, indicator), **still_there(upload)})
        return {"": (Text("The questions about the columns have changed with what you chose. Look at them again."),)}
    if not actions.is_tried(upload):
        actions.try_upload(user, upload, address_of(upload), spoken())
        if then == "take" and actions.is_tried(upload):
            return {"": (Text("Look at the number first: the columns were changed."),)}
    return lacking(upload) if then == "take" else {}


def sent_of(data: QueryDict, upload: Upload, indicator: Indicator) -> dict[str, Any]:
    """Return what was sent for an upload: name of a field -> what was written, or the columns that were ticked."""
    said: dict[str, Any] = {}
    chosen = kind_of(upload, indicator)
    upload.said["kind"] = data.get("kind", chosen)
    names = set(field_names(upload, indicator))
    upload.said["kind"] = chosen
    for name in names:
        values = [one.strip()[:LONGEST] for one in data.getlist(name) if one.strip()]
        if values:
            # Columns alone are ticked; of another field that was sent twice, the first counts.
            said[name] = values if name.startswith(COLUMN) and len(values) > 1 else values[0]
    return said


def still_there(upload: Upload) -> dict[str, Any]:
    """Return what was filled in, without columns that the file does not show any more."""
    columns = upload.seen.get("columns", {})
    named = {name: one for name, one in upload.said.items() if name.startswith((COLUMN, WHERE))}
    gone = {name for name, one in named.items() if not name.endswith(VALUES) and not _all_in(one, columns)}
    gone |= {f"{name}{VALUES}" for name in gone}
    return {name: one for name, one in upload.said.items() if name not in gone}


def _all_in(chosen: str | list[str], columns: Mapping[str, Any]) -> bool:
    return all(one in columns for one in ([chosen] if isinstance(chosen, str) else chosen))


def _page(
    request: HttpRequest, upload: Upload, of: tuple[Indicator, Callable[[str], str]], wrong: Wrong
) -> HttpResponse:
    indicator, say = of
    trial = upload.trial if upload.trial.get("of") == mark_of(upload.said) else {}
    at_fields, groups = _problems(upload, trial)
    parts = inputs_of(upload, indicator, {**at_fields, **wrong})
    columns = upload.seen.get("columns", {})
    shown = {
        "here": "assessments",
        "version": upload.version,
        "where": where_of(upload.version),
        "upload": upload,
        "size": size_text(upload.size),
        "rows": rows_text(upload),
        "title": say(Text(indicator.title)),
        "statement": say(Text(indicator.statement)),
        "good": say(Text(indicator.good_evidence)),
        "heads": [(name, _types(found)) for name, found in columns.items()],
        "first_rows": upload.seen.get("rows", []),
        "notes": [on_pages(words_from(one)) for one in upload.seen.get("notes", ())],
        "parts": parts,
        "inputs": [one for part in parts.values() for one in part],
        "open_events": upload.said.get(ROWS) == EVENTS,
        "open_where": any(one.value or one.errors for one in parts["where"]),
        "used": _used(upload, trial),
        "open_further": any(one.value or one.errors for one in parts["further"]),
        "open_reading": bool(at_fields) or any(one.value for one in parts["reading"]),
        "general": wrong.get("", ()),
        "groups": groups,
        "trial": _said(trial),
        "job": upload.job if upload.job and not upload.job.has_ended else None,
        "tried": actions.is_tried(upload),
    }
    response = render(request, "evidence/upload.html", shown, status=422 if wrong or groups else 200)
    if shown["job"]:
        response["Refresh"] = "3"
    return response


def rows_text(upload: Upload) -> Text:
    """Return how many rows a file has; of events, how many cases they make."""
    count, events = upload.seen.get("count", 0), upload.seen.get("events")
    cases = counted(count, "1 case", "{number:count} cases")
    if not events:
        return cases if upload.seen.get("is_log") else counted(count, "1 row", "{number:count} rows")
    return Text("{events} of {cases}", events=counted(events["count"], "1 event", "{number:count} events"), cases=cases)


def _types(found: list[str]) -> Text:
    kinds = tuple(TYPE_NAMES[one] for one in found if one != "category") or (TYPE_NAMES["category"],)
    return Text("{kinds:or}", kinds=kinds) if found else Text("blank")


def _said(trial: Mapping[str, Any]) -> dict[str, Any]:
    """Return what came of a trial, for people."""
    told: dict[str, Any] = {name: words_from(trial[name]) for name in _WORDS if name in trial}
    for kind in ("checks", "notes"):
        told[kind] = [(words_from(name), words_from(text)) for name, text in trial.get(kind, ())]
    return told | {"gone": trial.get("gone", False), "rows": trial.get("rows", 0)}


def _used(upload: Upload, trial: Mapping[str, Any]) -> Text | str:
    """Return how many rows the number rests on, of how many, where others are left aside."""
    count = upload.seen.get("count", 0)
    if trial.get("rows", count) == count:
        return ""
    return counted(
        trial["rows"],
        "1 of {all:number} rows is used.",
        "{number:number} of {all:number} rows are used.",
        all=count,
    )


_WORDS = ("number", "known", "method", "strength", "score", "score_interval", "none")


def _problems(upload: Upload, trial: Mapping[str, Any]) -> tuple[Wrong, list[dict[str, Any]]]:
    """Return what is wrong by the field where it can be mended, and all of it, equal ones together."""
    by_column: dict[str, str] = {}
    for name, column in upload.said.items():
        for one in column if isinstance(column, list) else [column]:
            if name.startswith(COLUMN):
                by_column.setdefault(one, name)
    at: Wrong = {}
    groups = []
    for one in trial.get("problems", ()):
        do = words_from(one["do"])
        for place in one["places"]:
            what = joined(sentence(words_from(place["what"][0])), sentence(do) if do else "")
            if name := _input_at(words_from(place["field"]), by_column):
                at[name] = (*at.get(name, ()), what)
        groups.append(_shown_group(one))
    return at, groups


def _shown_group(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return problems that are alike for people: what is wrong in which columns and rows, and once what to do."""
    places = [
        {
            "column": words_from(place["field"]) if one["in_file"] else "",
            "what": [words_from(each) for each in place["what"]],
            "more_said": place["more_said"],
            "rows": Text("row {rows:list}", rows=tuple(map(str, place["rows"]))) if place["rows"] else "",
            "more": place["more"],
        }
        for place in one["places"]
    ]
    return {
        "places": places,
        "expected": words_from(one["expected"]),
        "do": words_from(one["do"]),
        "one_sentence": one["one_sentence"],
        "more_columns": one["more_columns"],
    }


def _input_at(field: str, by_column: Mapping[str, str]) -> str:
    last = field.removeprefix("columns.").removeprefix("options.")
    if field.startswith("cases."):
        return f"{CASES}{field.removeprefix('cases.')}"
    if field in by_column:
        return by_column[field]
    return f"{OPTION}{last}" if field.startswith("options.") else f"{COLUMN}{last}" if last else ""
