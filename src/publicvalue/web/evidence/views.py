"""Pages on which evidence is brought: a file is sent, its columns are named, its number is seen, and it is taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from publicvalue.errors import NotPermittedError, PublicValueError
from publicvalue.files.translations import speak_framework
from publicvalue.files.untrusted.guards import CHUNK, size_text
from publicvalue.web.accounts.confirmation import confirmed
from publicvalue.web.assessments.apart import check_shown
from publicvalue.web.assessments.finding import find_version
from publicvalue.web.assessments.sofar import refusals_of
from publicvalue.web.assessments.views import where_of
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.evidence import actions
from publicvalue.web.evidence.actions import Sent
from publicvalue.web.evidence.answers import audience_of
from publicvalue.web.evidence.listing import (
    additions_of,
    former_items,
    items_of,
    kept_files,
    listed,
    name_of,
    written_over,
)
from publicvalue.web.evidence.models import Upload
from publicvalue.web.evidence.trials import MOST_BYTES, Base, open_base
from publicvalue.web.language.spoken import spoken
from publicvalue.web.reasons import DESTROYED, done_with_reason, why_destroyed
from publicvalue.web.register.rights import person
from publicvalue.web.register.upload_limit import limits_upload
from publicvalue.web.spaces.permission import check_may_at, may_at
from publicvalue.web.stores import blobs
from publicvalue.web.stores.content import is_own
from publicvalue.web.stores.models import StoredFile, Version, WrittenOver
from publicvalue.web.stores.queries import standing_of, subject_of
from publicvalue.web.stores.room import room_of
from publicvalue.web.stores.waiting import STAYS
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action, Kind

WAY_ROUND = Text(
    "Save the table as Parquet, which takes about a tenth of the room; leave out columns that are not needed; or count"
    " equal rows and give the number in a column of its own."
)


def found(request: HttpRequest, where: tuple[str, str], action: Action = Action.SEE) -> Version:
    """Return the version that an address names, to whose evidence somebody may do something."""
    return find_version(request, where, action, Kind.EVIDENCE)


def found_at(request: HttpRequest, where: tuple[str, str], action: Action) -> Version:
    """Return the version that an address asks for by its number, as `found`; the newest where it asks for none."""
    newest, number = found(request, where, action), request.GET.get("version", "")
    if not number:
        return newest
    one = get_object_or_404(
        Version.objects.select_related("assessment__agency", "by"),
        assessment=newest.assessment,
        number=int(number) if number.isdecimal() and len(number) < 6 else 0,
    )
    subject = subject_of(one, standing_of(one), person(request), Kind.EVIDENCE)
    check_may_at(person(request), action, subject, one.assessment.agency)
    return one


def may(request: HttpRequest, version: Version, action: Action) -> bool:
    """Return whether somebody may do something to the evidence of a version now."""
    user = person(request)
    subject = subject_of(version, standing_of(version), user, Kind.EVIDENCE)
    return may_at(user, action, subject, version.assessment.agency)


@login_required
@require_safe
def evidence(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """All evidence of an assessment, and the files that wait."""
    version = found(request, (agency, slug))
    with open_base(version) as (_, base):
        items, language = items_of(version, base), speak_framework(spoken(), base.record.files)
        audiences = [one.id for one in base.record.files.framework.instruments.audiences]
    may_keep = {"may_retain": may(request, version, Action.RETAIN), "may_erase": may(request, version, Action.ERASE)}
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "items": [
            (one, [(id, language.write(Text(title))) for id, title in one.answers], audience_of(one.id, audiences))
            for one in items
        ],
        "room": room_of(version.assessment.agency).told,
        "waiting": Upload.objects.filter(
            version=version, taken__isnull=True, at__gt=timezone.now() - STAYS
        ).select_related("by"),
        "may_bring": may(request, version, Action.CREATE),
        "may_take_out": may(request, version, Action.EXPORT),
        "former": former_items(version) if any(may_keep.values()) else [],
        "over": _over(version) if any(may_keep.values()) else [],
        **may_keep,
    }
    return render(request, "evidence/list.html", shown)


def _over(version: Version) -> list[tuple[WrittenOver, Text]]:
    """Return what was written over, with what is told of it."""
    return [(one, _told_of(one)) for one in written_over(version.assessment)]


def _told_of(over: WrittenOver) -> Text:
    return Text(
        "{size}; written over on {day:date}, in version {number}",
        size=size_text(over.blob.size),
        day=timezone.localdate(over.at),
        number=over.version.number,
    )


@login_required
@limits_upload(MOST_BYTES, WAY_ROUND)
def add(request: HttpRequest, agency: str, slug: str) -> HttpResponse:
    """Bring a file, or one that the agency has in another assessment."""
    version = found(request, (agency, slug), Action.CREATE)
    errors: dict[str, tuple[Any, ...]] = {}
    with open_base(version) as (_, base):
        pass
    asked = {name: request.POST.get(name, request.GET.get(name, "")) for name in ("indicator", "replaces", "kept")}
    if request.method == "POST":
        errors = _wrong(request, base, asked)
        if not errors:
            try:
                upload = actions.bring(person(request), version, _sent(request, version, asked))
            except NotPermittedError:
                raise
            except PublicValueError as error:
                errors = {"file": tuple(refusals_of(error))}
            else:
                return redirect("evidence:upload", agency, slug, upload.pk)
    shown = {
        "here": "assessments",
        "version": version,
        "where": where_of(version),
        "inputs": _asked(version, base, asked, errors),
        "replaces": asked["replaces"],
    }
    return render(request, "evidence/add.html", shown, status=422 if errors else 200)


def _wrong(request: HttpRequest, base: Base, asked: dict[str, str]) -> dict[str, tuple[Any, ...]]:
    wrong: dict[str, tuple[Any, ...]] = {}
    if asked["indicator"] not in {one.id for one in base.record.files.framework.indicators}:
        wrong["indicator"] = (Text("choose the question that it answers"),)
    if asked["replaces"] not in {"", *(str(one.get("id")) for one in listed(base.settings, "evidence"))}:
        raise Http404
    if not request.FILES.get("file") and not asked["kept"]:
        wrong["file"] = (Text("choose a file"),)
    return wrong


def _sent(request: HttpRequest, version: Version, asked: dict[str, str]) -> Sent:
    if sent := request.FILES.get("file"):
        name = PurePosixPath((sent.name or "file").replace("\\", "/")).name
        return Sent(name, sent.chunks(CHUNK), asked["indicator"], asked["replaces"])
    kept = next((one for one in kept_files(version) if str(one.pk) == asked["kept"]), None)
    if kept is None or kept.blob is None:
        raise Http404
    path = blobs.checked(kept.blob, kept.name)
    return Sent(PurePosixPath(kept.name).name, blobs.pieces_of(path), asked["indicator"], asked["replaces"])


def _asked(version: Version, base: Base, asked: dict[str, str], errors: dict[str, Any]) -> list[Input]:
    language = speak_framework(spoken(), base.record.files)
    framework = base.record.files.framework
    dimensions = {one.id: one.title for one in framework.dimensions}
    options = [Option("", Text("choose a question"), not asked["indicator"])]
    for one in framework.indicators:
        titles = {"part": Text(dimensions.get(one.id.split(".")[0], "")), "title": Text(one.title)}
        options.append(Option(one.id, language.write(Text("{part}: {title}", **titles)), one.id == asked["indicator"]))
    told = {"options": tuple(options), "errors": errors.get("indicator", ())}
    which = Input("indicator", Text("Which question does it answer?"), "select", asked["indicator"], **told)
    hint = Text(
        "A table (.csv, .tsv, .xlsx, .parquet) or an event log (.xes), at most {most}.", most=size_text(MOST_BYTES)
    )
    inputs = [which, Input("file", Text("File"), "file", hint=hint, errors=errors.get("file", ()))]
    kept = kept_files(version)
    if kept:
        first = Option("", Text("none: I send a file"), not asked["kept"])
        again = (Option(str(one.pk), _again(one), str(one.pk) == asked["kept"], as_is=True) for one in kept)
        label = Text("Or a file that your agency brought before")
        inputs.append(Input("kept", label, "select", asked["kept"], options=(first, *again), needed=False))
    return inputs


def _again(file: StoredFile) -> Text:
    name, title = file.name.removeprefix("evidence/"), file.version.assessment.title
    return Text("{file}, of {title}", file=name, title=title)


@login_required
@require_safe
def download(request: HttpRequest, agency: str, slug: str, id: str) -> FileResponse:
    """The bytes of a piece of evidence, to be kept: never shown in the browser, whatever they are."""
    version = found_at(request, (agency, slug), Action.EXPORT)
    file = file_of(version, id)
    if file.blob is None:
        raise Http404
    if is_own(id):
        # Answers are kept in files of their own, too.
        check_shown(version, person(request))
    name = PurePosixPath(file.name).name
    response = FileResponse(
        blobs.checked(file.blob, file.name).open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def file_of(version: Version, id: str) -> StoredFile:
    """Return the file of a piece of evidence; Http404 where there is none."""
    with open_base(version) as (_, base):
        entry = next((one for one in listed(base.settings, "evidence") if one.get("id") == id), None)
    added = additions_of(version).get(id)
    name = str(entry.get("file")) if entry else added.file if added else name_of(id)
    return get_object_or_404(StoredFile.objects.select_related("blob"), version=version, name=name)


@login_required
def set_aside(request: HttpRequest, agency: str, slug: str, id: str) -> HttpResponse:
    """Let a piece of evidence answer nothing any more, with the reason."""
    version = found(request, (agency, slug), Action.CHANGE)
    why = Input("why", Text("Why is it not used any more?"), "textarea", rows=3)
    told = Text("It answers nothing any more. The file stays with this version.")
    act = partial(actions.set_aside, person(request), version, id)
    return _with_reason(request, (version, file_of(version, id).name), (why, "evidence/set_aside.html"), (act, told))


@login_required
@confirmed
def erase(request: HttpRequest, agency: str, slug: str, id: str) -> HttpResponse:
    """Destroy the bytes of a piece of evidence, on order."""
    version = found_at(request, (agency, slug), Action.ERASE)
    name = file_of(version, id).name
    return _ordered(request, version, name, partial(actions.erase, person(request), version, name))


@login_required
@confirmed
def erase_written_over(request: HttpRequest, agency: str, slug: str, key: int) -> HttpResponse:
    """Destroy bytes that were written over, on order."""
    newest = found(request, (agency, slug), Action.ERASE)
    rows = WrittenOver.objects.select_related("version__assessment__agency", "version__by", "blob")
    over = get_object_or_404(rows, pk=key, version__assessment=newest.assessment, name__startswith="evidence/")
    act = partial(actions.erase, person(request), over.version, over.name, over=over.blob_id)
    return _ordered(request, newest, over.name, act)


def _ordered(request: HttpRequest, version: Version, name: str, act: Callable[[str], object]) -> HttpResponse:
    """Ask who ordered that bytes are destroyed, and destroy them."""
    asked = (why_destroyed(), "evidence/erase.html")
    return _with_reason(request, (version, name), asked, (act, DESTROYED))


def _with_reason(
    request: HttpRequest, of: tuple[Version, str], asked: tuple[Input, str], act: tuple[Callable[[str], object], Text]
) -> HttpResponse:
    (version, name), (why, template) = of, asked
    left = done_with_reason(request, why, *act)
    if left is None:
        return redirect("evidence:list", *where_of(version))
    shown = {"here": "assessments", "version": version, "where": where_of(version), "inputs": [left], "name": name}
    return render(request, template, shown, status=422 if left.errors else 200)


def upload_of(request: HttpRequest, where: tuple[str, str], key: int) -> Upload:
    """Return a file that waits, with which somebody may go on."""
    version = found(request, where, Action.CREATE)
    related = Upload.objects.select_related("version__assessment__agency", "version__by", "by", "job")
    return get_object_or_404(related, pk=key, version=version)


@login_required
@require_POST
def drop(request: HttpRequest, agency: str, slug: str, key: int) -> HttpResponse:
    """Destroy a file that waits."""
    upload = upload_of(request, (agency, slug), key)
    if upload.taken is None:
        actions.drop(person(request), upload)
        messages.success(request, Text("The file was destroyed, and nothing has changed."))
    return redirect("evidence:list", agency, slug)


def address_of(upload: Upload) -> str:
    """Return the address of an upload's page, without the language."""
    path = reverse("evidence:upload", args=(*where_of(upload.version), upload.pk))
    return "/" + path.split("/", 2)[2]
