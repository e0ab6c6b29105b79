"""What changes the evidence of an assessment: brought, filled in, tried, taken, set aside, destroyed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from publicvalue.actions.bringing.steps import find_sheets, look_into, with_piece, without_piece
from publicvalue.actions.work import Work
from publicvalue.errors import EvidenceError, InputError, Place, Problem, PublicValueError
from publicvalue.evidence.parsing.shapes import CasesEntry
from publicvalue.files.stores.folder import FILE
from publicvalue.files.untrusted.endings import not_read, way_round
from publicvalue.files.untrusted.guards import SUFFIXES, TEXT_SUFFIXES
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Hidden, Object, writing
from publicvalue.web.evidence.cleaning import NOTHING
from publicvalue.web.evidence.memory import remember, remembered
from publicvalue.web.evidence.models import Addition, Retention, Upload
from publicvalue.web.evidence.said import (
    COLUMN,
    ROWS,
    cases_of,
    guessed,
    looked_at,
    piece_of,
    suffix_of,
)
from publicvalue.web.evidence.trials import AT_ONCE, HURRIED, check_there, find_trial, mark_of, open_base
from publicvalue.web.jobs import actions as jobs
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.content import Content, hashes_of
from publicvalue.web.stores.forgetting import empty_journal
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.queries import standing_of, subject_of
from publicvalue.web.stores.room import check_room
from publicvalue.web.stores.waiting import EVIDENCE, forget, keep_waiting, waiting_path
from publicvalue.words.language import Language
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action, Kind

LONGEST_SUFFIX = 16
"""Signs of the end of a file's name that are kept: what is longer is no ending that is read."""
MOST_SHEETS = 6
"""Sheets of a workbook that are looked at to find the one of which something was said before."""
TRIES = 4
"""Times that settings are written anew where others wrote meanwhile."""
TAKEN_SUFFIXES = tuple(one for one in SUFFIXES if "sqlite" not in one and one != ".db")
"""How the names of files end that are taken in the browser: no database, which would be opened as it is."""


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: its name, its bytes in pieces, what it answers, and what it takes the place of."""

    file: str
    pieces: Iterable[bytes]
    indicator: str = ""
    replaces: str = ""


def of_evidence(version: Version, key: str) -> Object:
    """Return a piece of evidence as the audit trail names it."""
    on = stores.of_version(version, Kind.EVIDENCE)
    return replace(on, key=f"{on.key}/{key}")


def check(by: User, version: Version, action: Action) -> None:
    """Raise NotPermittedError where somebody may not do something to the evidence of a version as it stands."""
    version.refresh_from_db(fields=["state", "snapshot"])
    subject = subject_of(version, standing_of(version), by, Kind.EVIDENCE)
    check_may_at(by, action, subject, version.assessment.agency)


def bring(by: User, version: Version, sent: Sent) -> Upload:
    """Keep a file until it is taken, with its columns and first rows.

    Raises
    ------
    NotPermittedError
        When this person may not bring evidence now.
    EvidenceError
        When the file cannot be read; nothing of it is kept then.
    """
    check(by, version, Action.CREATE)
    _check_name(sent.file)
    upload = keep_sent(by, version, sent)
    try:
        _look_first(upload)
        with open_base(version) as (_, base):
            indicator = base.record.files.framework.indicator(sent.indicator)
    except (PublicValueError, KeyError):
        forget(EVIDENCE, upload.token)
        raise
    before = _said_before(upload)
    upload.said = {"title": _title(sent.file), **before}
    _look_as_before(upload)
    upload.seen["before"] = any(name.startswith(COLUMN) for name in before)
    upload.said = {**guessed(upload, indicator), **upload.said}
    return record_upload(by, upload)


def _said_before(upload: Upload) -> dict[str, Any]:
    """Return what was said of such a file before; of a workbook, of the first sheet of which something was said."""
    sheets, first = upload.seen["sheets"], (upload.said.get("sheet", ""), upload.seen)
    if len(sheets) < 2:
        return remembered(upload)
    chosen = first[0] or sheets[0]
    for sheet in (chosen, *(one for one in sheets[:MOST_SHEETS] if one != chosen)):
        if sheet != chosen and not _sees(upload, sheet):
            continue
        if said := remembered(upload):
            return {"sheet": sheet, **said}
    upload.seen = first[1]
    return {"sheet": chosen}


def _look_first(upload: Upload) -> None:
    """Look into a file; of a workbook whose first sheet is no table, into the first one that is."""
    try:
        look(upload)
    except EvidenceError:
        others = find_sheets(waiting_path(EVIDENCE, upload.token), upload.file, HURRIED)[1:MOST_SHEETS]
        found = next((one for one in others if _sees(upload, one)), None)
        if found is None:
            raise
        upload.said = {"sheet": found}


def _sees(upload: Upload, sheet: str) -> bool:
    """Look at another sheet of a workbook; return whether there is a table in it."""
    try:
        upload.seen = _seen(upload, sheet)
    except PublicValueError:
        return False
    return True


def _look_as_before(upload: Upload) -> None:
    """See a table as events where the last one was; where that fails this time, it is asked again."""
    if cases_of(upload):
        try:
            look(upload)
        except PublicValueError:
            upload.said = {name: one for name, one in upload.said.items() if name != ROWS}


def keep_sent(by: User, version: Version, sent: Sent) -> Upload:
    """Keep the bytes of a file, and return what is known of it; no row is written yet."""
    digest, size = hashlib.sha256(), 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for piece in sent.pieces:
            digest.update(piece)
            size += len(piece)
            yield piece

    token = keep_waiting(EVIDENCE, counted(), suffix_of(sent.file)[:LONGEST_SUFFIX])
    try:
        check_room(version.assessment.agency, sent.file, digest.hexdigest(), size)
    except PublicValueError:
        forget(EVIDENCE, token)
        raise
    known = {"indicator": sent.indicator, "replaces": sent.replaces, "token": token}
    return Upload(version=version, by=by, file=sent.file[-200:], sha256=digest.hexdigest(), size=size, **known)


def record_upload(by: User, upload: Upload) -> Upload:
    """Write down a file that waits, with its entry; where it is not permitted any more nothing is kept of it."""
    try:
        with writing(by) as audit:
            check(by, upload.version, Action.CREATE)
            upload.save()
            told = {"file": upload.file, "sha256": Hidden(upload.sha256), "indicator": upload.indicator}
            audit.record(Action.CREATE, of_evidence(upload.version, f"upload-{upload.pk}"), after=told)
    except PublicValueError:
        forget(EVIDENCE, upload.token)
        raise
    return upload


def _check_name(file: str) -> None:
    if suffix_of(file) not in TAKEN_SUFFIXES:
        ending = suffix_of(file)
        tables = (*TEXT_SUFFIXES, ".xlsx", ".parquet")
        expected = Text("a table ({tables:list}) or an event log (.xes, .xes.gz)", tables=tables)
        raise InputError([Problem(Place(file), not_read(ending), expected, way_round(ending))])


def _title(file: str) -> str:
    stem = file[: len(file) - len(suffix_of(file))]
    return " ".join(stem.replace("_", " ").replace("-", " ").split()).capitalize()


def look(upload: Upload) -> None:
    """Look into a file that waits; EvidenceError where it cannot be read."""
    check_there(upload)
    sheet, cases = upload.said.get("sheet", ""), cases_of(upload)
    seen = _seen(upload, sheet)
    if cases:
        events = {} if seen["is_log"] else {"events": {"columns": seen["columns"], "count": seen["count"]}}
        seen = _seen(upload, sheet, cases) | events
    upload.seen = seen


def _seen(upload: Upload, sheet: str, cases: CasesEntry | None = None) -> dict[str, Any]:
    try:
        seen = look_into(waiting_path(EVIDENCE, upload.token), upload.file, HURRIED, sheet, cases)
    except PublicValueError as error:
        raise type(error)(named(one, upload) for one in error.problems) from None
    return asdict(seen) | {"notes": [to_data(one) for one in seen.notes]}


def named(problem: Problem, upload: Upload) -> Problem:
    """Call a file by the name under which it was sent."""
    return replace(problem, place=replace(problem.place, file=upload.file))


def fill_in(by: User, upload: Upload, said: Mapping[str, Any]) -> Upload:
    """Keep what was filled in so far: a person's own view of it, which is in no audit trail."""
    check(by, upload.version, Action.CREATE)
    before = looked_at(upload)
    upload.said = dict(said)
    if looked_at(upload) != before:
        look(upload)
    upload.save(update_fields=["said", "seen"])
    return upload


def try_upload(by: User, upload: Upload, address: str, language: Language) -> Upload:
    """Find the number of a file: at once, or by a job where it is large."""
    check(by, upload.version, Action.CREATE)
    check_there(upload)
    if upload.size <= AT_ONCE:
        upload.trial, upload.job = find_trial(upload, Work(HURRIED, language=language)), None
        upload.save(update_fields=["trial", "job"])
        return upload
    # A worker finds the file by its job, and may be there at once: both are written together.
    with transaction.atomic():
        upload.trial, upload.job = {}, jobs.try_file(by, upload.version, address, language.code)
        upload.save(update_fields=["trial", "job"])
    return upload


def is_tried(upload: Upload) -> bool:
    """Return whether what stands was tried, and nothing is wrong with it."""
    trial = upload.trial
    return trial.get("of") == mark_of(upload.said) and not trial.get("problems") and not trial.get("gone")


def take(by: User, upload: Upload) -> Version:
    """Make a file a piece of evidence: settings, bytes, memory and entry in one transaction.

    Raises
    ------
    InputError
        When it was not tried as it stands, or was taken already.
    """
    check(by, upload.version, Action.CREATE)
    check_there(upload)
    if not is_tried(upload):
        what, do = Text("the file was changed since its number was shown"), Text("see the number first")
        raise InputError([Problem(Place(upload.file), what, Text("a file that was tried"), do)])
    for left in reversed(range(TRIES)):
        try:
            version = _take_once(by, upload)
        except InputError:
            if not left or not _is_changed(upload.version):
                raise
            upload.version.refresh_from_db()
        else:
            forget(EVIDENCE, upload.token)
            return version
    raise AssertionError


def _is_changed(version: Version) -> bool:
    now: str = Version.objects.values_list("snapshot", flat=True).get(pk=version.pk)
    return now != version.snapshot


def _take_once(by: User, upload: Upload) -> Version:
    before = hashes_of(upload.version)
    with open_base(upload.version) as (_, base):
        piece = piece_of(upload, base.record, base.settings)
        text = with_piece(base.record.text, base.settings, piece)
    files: dict[str, Content] = {FILE: text.encode(), piece.file: waiting_path(EVIDENCE, upload.token)}
    with writing(by) as audit:
        check_open(upload)
        check_there(upload)
        seen = {FILE: before.get(FILE, ""), piece.file: ""}
        version = stores.change_files(by, upload.version, files, seen, piece.title)
        told = {"evidence": piece.id, "file": piece.file, "sha256": upload.sha256, "replaces": upload.replaces}
        Addition.objects.create(version=version, by=by, **told)
        remember(upload)
        Upload.objects.filter(pk=upload.pk).update(taken=timezone.now(), **NOTHING)
        audit.record(
            Action.CREATE,
            of_evidence(version, piece.id),
            after={**told, "sha256": Hidden(upload.sha256), "indicator": piece.indicator},
        )
    return version


def check_open(upload: Upload) -> None:
    """Raise InputError where a file was taken already."""
    if Upload.objects.filter(pk=upload.pk, taken__isnull=False).exists():
        what, do = Text("this file was taken already"), Text("look at the list of evidence")
        raise InputError([Problem(Place(upload.file), what, Text("a file that waits"), do)])


def drop(by: User, upload: Upload) -> None:
    """Destroy a file that waits, because nobody wants it."""
    with writing(by) as audit:
        check(by, upload.version, Action.CREATE)
        check_open(upload)
        forget(EVIDENCE, upload.token)
        audit.record(
            Action.REMOVE, of_evidence(upload.version, f"upload-{upload.pk}"), {"sha256": Hidden(upload.sha256)}
        )
        Upload.objects.filter(pk=upload.pk).delete()
        transaction.on_commit(empty_journal)


def set_aside(by: User, version: Version, id: str, why: str) -> Version:
    """Let a piece of evidence answer nothing any more; its file stays with the version."""
    check(by, version, Action.CHANGE)
    if not why.strip():
        what, do = Text("the reason is missing"), Text("write why it is not used any more")
        raise InputError([Problem(Place(field="why"), what, Text("a reason"), do)])
    before = hashes_of(version)
    with open_base(version) as (_, base):
        text = without_piece(base.record.text, base.settings, id)
    with writing(by) as audit:
        now = stores.change_files(by, version, {FILE: text.encode()}, {FILE: before.get(FILE, "")}, why)
        audit.record(Action.CHANGE, of_evidence(now, id), {"used": True}, {"used": False}, why)
    return now


def keep_until(by: User, version: Version, id: str, name: str, until: dt.date | None) -> None:
    """Say until which day a file is kept, in whatever state its assessment is; without a day, no end is stated.

    Nothing is destroyed by itself: when the day is over the file is listed as due, and somebody destroys it on order.
    """
    with writing(by) as audit:
        check(by, version, Action.RETAIN)
        sha256 = hashes_of(version).get(name, "")
        if not sha256 or (until is not None and until <= timezone.localdate()):
            what = Text("this day is over") if sha256 else Text("there is no evidence of this name")
            raise InputError([Problem(Place(field="until"), what, Text("a day to come"), Text("give a later day"))])
        last = Retention.objects.filter(version__assessment=version.assessment_id, sha256=sha256).last()
        Retention.objects.create(version=version, evidence=id, sha256=sha256, until=until, by=by)
        before = {"until": last.until if last else None}
        audit.record(Action.RETAIN, of_evidence(version, id), before, {"until": until})


def erase(by: User, version: Version, name: str, why: str, over: str = "") -> Version:
    """Destroy the bytes of a piece of evidence on order, wherever they are used or wait; hash and entries stay.

    They are those that stand under its name, or those with a hash that were written over.
    """
    if not why.strip():
        check(by, version, Action.ERASE)
        what, do = Text("the reason is missing"), Text("write who ordered it, and why")
        raise InputError([Problem(Place(field="why"), what, Text("a reason"), do)])
    return stores.erase_evidence(by, version, name, why, over)
