"""Pages on which the file of a register is brought: tried first, with a report on every row, and then taken."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from publicvalue.errors import PublicValueError
from publicvalue.files.register_files import MOST_BYTES, check_size, read_register_file, table_with_errors
from publicvalue.interop.fields import FIELDS
from publicvalue.interop.reading import FORMATS
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Hidden, writing
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.jobs.models import TAKE_REGISTER, TRY_REGISTER
from publicvalue.web.language.spoken import spoken
from publicvalue.web.page_words import on_pages
from publicvalue.web.register import rights, work
from publicvalue.web.register.cleaning import folder
from publicvalue.web.register.importing import CHANGED, NEW, REFUSED, SAME, Target
from publicvalue.web.register.models import Upload
from publicvalue.web.register.upload_limit import limits_upload
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores.room import check_room
from publicvalue.words.stored import words_from
from publicvalue.words.text import Text, joined, sentence
from publicvalue.workflow.subjects import Action, Kind, Subject

ROWS = 50
MOST_SAID, MOST_COLUMNS, MOST_ROWS = 3, 6, 10
"""Sentences, columns and rows that are named of problems that are alike."""
NO_ERRORS: tuple[str, ...] = ()
FEW = 6
"""Places to bring a file to that are shown one below the other."""
OUTCOMES = {
    NEW: (Text("new"), "green"),
    CHANGED: (Text("changed"), "purple"),
    SAME: (Text("as it was"), "grey"),
    REFUSED: (Text("refused"), "red"),
}


def targets_of(user: User) -> dict[str, tuple[str, Target]]:
    """Return into what a person may bring a file: code -> its name, and what it is."""
    found: dict[str, tuple[str, Target]] = {}
    for country in Country.objects.filter(pk__in=rights.rights_of(user).brings.countries):
        name = Text("all agencies of {country}, as the file names them", country=country.name)
        found[f"country-{country.pk}"] = name, Target(country)
    for agency in rights.agencies_to_write(user):
        found[f"agency-{agency.pk}"] = agency.name, Target(agency.country, agency)
    return found


@login_required
@limits_upload(MOST_BYTES)
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a file; it is tried, and nothing is changed yet."""
    targets = targets_of(rights.person(request))
    if not targets:
        raise PermissionDenied
    chosen = next(iter(targets)) if len(targets) == 1 else ""
    errors, wrong = NO_ERRORS, NO_ERRORS
    if request.method == "POST":
        chosen, sent = request.POST.get("into", chosen), request.FILES.get("file")
        errors = () if sent else (Text("choose a file"),)
        wrong = () if chosen in targets else (Text("choose one"),)
        if sent and not wrong:
            try:
                upload = _brought(rights.person(request), sent, targets[chosen][1])
            except PublicValueError as error:
                errors = tuple(
                    joined(sentence(one.what), sentence(on_pages(one.do)) if one.do else "") for one in error.problems
                )
            else:
                return redirect("register:report", upload.pk)
    shown = {"here": "own", "inputs": _inputs(targets, chosen, (errors, wrong)), "formats": FORMATS.values()}
    return render(request, "register/import.html", shown, status=422 if errors or wrong else 200)


def _inputs(targets: dict[str, tuple[str, Target]], chosen: str, wrong: tuple[Any, Any]) -> list[Input]:
    file_errors, into_errors = wrong
    options = tuple(Option(code, name, code == chosen) for code, (name, _) in targets.items())
    hint = Text("CSV, CSV packed by gzip, or JSON; at most {size} MB.", size=MOST_BYTES // 1024 // 1024)
    if len(options) > FEW and not chosen:
        options = (Option("", Text("choose one"), chosen=True), *options)
    kind = "radios" if len(options) <= FEW else "select"
    into = Input("into", Text("Whose systems are these?"), kind, chosen, options=options, errors=into_errors)
    return [Input("file", Text("File"), "file", hint=hint, errors=file_errors), into]


def _brought(user: User, sent: UploadedFile, target: Target) -> Upload:
    """Keep a file that was brought; one that is short is read before, and what is no register is kept nowhere."""
    name = Path(sent.name or "file").name[:200]
    check_size(name, sent.size or 0)
    data = sent.read()
    reading = work.read(name, data) if work.is_short(data) else None
    sha256 = hashlib.sha256(data).hexdigest()
    if target.agency is not None:
        check_room(target.agency, name, sha256, len(data))
    place = folder() / sha256
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.write_bytes(data)
    made = Upload(country=target.country, agency=target.agency, by=user, file=name, sha256=sha256, format="")
    # It is kept together with its report, or with the job that makes one: whoever brought it finds it whole, or not.
    report = work.report_on(reading, made) if reading else None
    with writing(user) as audit:
        check_may_at(user, Action.CREATE, Subject(Kind.SYSTEM), made.agency or made.country)
        made.save()
        audit.record(Action.CREATE, work.of_upload(made), after={"sha256": Hidden(sha256)})
        if reading is None or report is None:
            work.ask(user, made, TRY_REGISTER, spoken().code)
        else:
            work.keep_report(audit, made, reading, report)
    return made


def own_upload(request: HttpRequest, upload: int) -> Upload:
    """Return a file that this person brought."""
    return get_object_or_404(
        Upload.objects.select_related("country", "agency__country", "by"), pk=upload, by=rights.person(request)
    )


@login_required
def report(request: HttpRequest, upload: int) -> HttpResponse:
    """What became of every row, or would become of it."""
    found = own_upload(request, upload)
    job = work.job_of(found)
    if not found.report:
        # It is tried by the worker, or could not be: the page of its job tells which.
        if job is None:
            raise Http404
        return redirect("job", job.pk)
    only = request.GET.get("only", "")
    rows = [one for one in found.report["rows"] if only in ("", one["what"])]
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    counts = found.report["counts"]
    shown = {
        "here": "own",
        "upload": found,
        "job": job if job and not job.has_ended and not found.taken else None,
        "format": FORMATS[found.format],
        "counts": [(OUTCOMES[what][0], counts[what], f"?only={what}") for what in OUTCOMES],
        "changes": counts[NEW] + counts[CHANGED],
        "refused": counts[REFUSED],
        "page": page,
        "rows": [_shown_row(one) for one in page],
        "only": OUTCOMES[only][0] if only in OUTCOMES else "",
        "groups": _grouped(found.report["rows"]),
        "unused": list(found.report["unused"].items())[:ROWS],
        "publish": _publish_input(found, rights.person(request)),
    }
    return render(request, "register/report.html", shown)


def _publish_input(upload: Upload, user: User) -> Input | None:
    agency = upload.agency or Agency(country=upload.country)
    if not rights.rights_of(user).publishes.holds(agency):
        return None
    return Input("publish", Text("Show complete records to the public at once"), "checkbox", needed=False)


def _shown_row(row: dict[str, Any]) -> dict[str, Any]:
    labels = {id: Text("{word:word}", word=field.label) for id, field in FIELDS.items()}
    return {
        **row,
        "tag": OUTCOMES[row["what"]],
        "changes": [{**one, "field": labels.get(one["field"], one["field"])} for one in row.get("changes", ())],
        "errors": [_error_text(one) for one in row.get("errors", ())],
        "lost": [{**one, "why": words_from(one["why"])} for one in row.get("lost", ())],
    }


def _error_text(error: dict[str, Any]) -> str:
    what, do = words_from(error["what"]), words_from(error["do"])
    if error["field"]:
        what = Text("{field}: {what}", field=error["field"], what=what)
    return Text("{what}; {do}", what=what, do=do) if do else what


def _grouped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return problems of a kind once, those of most rows first: what they say, their columns, and their first rows."""
    found: dict[tuple[str, str], dict[str, dict[Any, None]]] = {}
    for row in rows:
        for error in row.get("errors", ()):
            what, do = words_from(error["what"]), words_from(error["do"])
            # How many signs too long a text is differs from row to row; what is to be done does not.
            kind = getattr(what, "id", what), getattr(do, "id", do)
            seen = found.setdefault(kind, {"said": {}, "fields": {}, "rows": {}})
            seen["said"][Text("{what}; {do}", what=what, do=do) if do else what] = None
            seen["rows"][row["row"]] = None
            if error["field"]:
                seen["fields"][error["field"]] = None
    order = sorted(found.values(), key=lambda one: -len(one["rows"]))[:ROWS]
    return [_shown_group(one) for one in order]


def _shown_group(seen: dict[str, dict[Any, None]]) -> dict[str, Any]:
    said, fields, rows = list(seen["said"]), list(seen["fields"]), list(seen["rows"])
    return {
        "said": said[:MOST_SAID],
        "more": max(0, len(said) - MOST_SAID),
        "fields": fields[:MOST_COLUMNS],
        "more_fields": max(0, len(fields) - MOST_COLUMNS),
        "number": len(rows),
        "rows": ", ".join(map(str, rows[:MOST_ROWS])),
        "more_rows": max(0, len(rows) - MOST_ROWS),
    }


@login_required
@require_POST
def take(request: HttpRequest, upload: int) -> HttpResponse:
    """Take the rows of a file that was tried."""
    found, publish = own_upload(request, upload), bool(request.POST.get("publish"))
    if found.taken or not found.report:
        return redirect("register:report", upload)
    if not work.is_short(work.data_of(found)):
        job = work.ask(rights.person(request), found, TAKE_REGISTER, spoken().code, publish=publish)
        return redirect("job", job.pk)
    if work.take_rows(found, publish=publish):
        messages.success(request, Text("The file was taken into the register."))
    return redirect("register:report", upload)


@login_required
def errors(request: HttpRequest, upload: int) -> HttpResponse:
    """The person's own file back, with one more column that says what is wrong with each row."""
    found = own_upload(request, upload)
    table = read_register_file(found.file, work.data_of(found))
    language = spoken()
    said = {
        row["row"]: language.write(Text("{errors:parts}", errors=tuple(map(_error_text, row["errors"]))))
        for row in found.report.get("rows", ())
        if row.get("errors")
    }
    text = table_with_errors(table, said, language.write(Text("Errors")))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="errors.csv"'
    return response
