"""Answers from Kobo, ODK and other collecting programs: every row is told of first, and taken then."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils import timezone

from publicvalue.actions.bringing.answers import AnswerFile, ReadAnswers, TableTarget, read_answers
from publicvalue.actions.bringing.steps import settings_of_files, try_all, without_piece
from publicvalue.actions.work import Work
from publicvalue.errors import InputError, Place, Problem, PublicValueError
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.stores.folder import EVIDENCE as FOLDER
from publicvalue.files.stores.folder import FILE
from publicvalue.instruments.answers.row_report import Note
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.parts.answers import Origin
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Hidden, writing
from publicvalue.web.evidence.actions import Sent, check, check_open, keep_sent, named, of_evidence, record_upload
from publicvalue.web.evidence.cleaning import NOTHING
from publicvalue.web.evidence.listing import listed
from publicvalue.web.evidence.models import Addition, Upload
from publicvalue.web.evidence.trials import HURRIED, TrialStore, base_of, check_there, number_of, open_base
from publicvalue.web.stores import actions as stores
from publicvalue.web.stores.content import hashes_of, is_own, lay_files
from publicvalue.web.stores.models import StoredFile, Version
from publicvalue.web.stores.waiting import EVIDENCE, forget, waiting_path
from publicvalue.words.language import Language
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action

AUDIENCE = "audience"
"""What is said of a file of answers: whose form it is."""
ROWS, COLUMNS, CELLS = 10, 4, 6
"""Rows, columns and changed cells that are named of notes that are alike."""


class ListedStore(TrialStore):
    """A version whose settings alone are laid out, beside the names of its other files; what is written is listed."""

    listed: Mapping[str, bytes] | None = None

    def change(self, files: Mapping[str, bytes]) -> None:
        """Keep what would be written."""
        self.listed = dict(files)


@contextmanager
def open_listed(version: Version) -> Iterator[ListedStore]:
    """Lay out the settings of a version, and an empty file under each name that is taken."""
    with scratch_folder("answers-") as folder:
        lay_files(version, folder, lambda name: not name.startswith(f"{FOLDER}/"))
        for name in StoredFile.objects.filter(version=version, name__startswith=f"{FOLDER}/").values_list("name"):
            path = Path(folder) / name[0]
            if is_own(path.stem):
                # What pages write themselves would be read with the settings: an empty one is no table.
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        yield ListedStore(version, folder)


def bring_answers(by: User, version: Version, sent: Sent, audience: str) -> Upload:
    """Keep a file of answers until it is taken, with what becomes of each row.

    Raises
    ------
    InputError, EvidenceError
        When it cannot be read; nothing is kept then.
    """
    check(by, version, Action.CREATE)
    upload = keep_sent(by, version, sent)
    upload.said = {AUDIENCE: audience}
    try:
        read, files = _read(upload, Origin())
    except PublicValueError:
        forget(EVIDENCE, upload.token)
        raise
    numbers = numbers_of(version, files)
    upload.seen = {"counts": dict(read.tidy.counts), "notes": grouped(read.tidy.notes), "numbers": numbers}
    return record_upload(by, upload)


def _read(upload: Upload, origin: Origin) -> tuple[ReadAnswers, Mapping[str, bytes]]:
    """Read a file of answers, and return what was read with the files that it adds."""
    check_there(upload)
    path = waiting_path(EVIDENCE, upload.token)
    with open_listed(upload.version) as store:
        base, audience = base_of(store), upload.said[AUDIENCE]
        text = base.record.text
        for id in earlier_answers(base.settings, audience):
            (store.folder / FILE).write_text(text := without_piece(text, base_of(store).settings, id), "utf-8")
        form = Form(base.record.files.framework, audience)
        target = TableTarget(store, name_of_wave(upload.version, audience), add=True, origin=origin)
        try:
            read = read_answers(AnswerFile(path, form), target, HURRIED)
        except PublicValueError as error:
            raise type(error)(named(one, upload) for one in error.problems) from None
        return read, store.listed or {}


def name_of_wave(version: Version, audience: str) -> str:
    """Return the name of a table of answers that no file of an assessment has: the answers of a year later are new."""
    files = StoredFile.objects.filter(version__assessment=version.assessment, name__startswith=f"{FOLDER}/{audience}")
    taken = {Path(name).name for name in files.values_list("name", flat=True)}
    names = (audience if number == 1 else f"{audience}_{number}" for number in itertools.count(1))
    return next(one for one in names if not any(name.startswith((f"{one}.", f"{one}-")) for name in taken))


def audience_of(id: str, audiences: Iterable[str]) -> str:
    """Return whose answers a piece of evidence holds, by its id; empty where it holds none."""
    return next((one for one in audiences if re.fullmatch(rf"{re.escape(one)}(_\d+)?", id)), "")


def earlier_answers(settings: Mapping[str, object], audience: str) -> list[str]:
    """Return the ids of the evidence that came of earlier answers of an audience, with what stands beside it."""
    ids = [str(one.get("id")) for one in listed(settings, "evidence")]
    main = {one for one in ids if audience_of(one, (audience,))}
    return [one for one in ids if one in main or one.startswith(tuple(f"{each}-" for each in main))]


def numbers_of(version: Version, files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the number of each indicator that files of answers would answer, without what else was brought."""
    with open_base(version) as (store, base):
        for name, content in files.items():
            path = store.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        try:
            text = settings_of_files(base.record, base_of(store).settings, files)
            (store.folder / FILE).write_text(text, "utf-8")
            answered = try_all(TrialStore(version, store.folder), Work(HURRIED))
        except PublicValueError:
            # What is wrong with it is said of its rows; an assessment that can be judged is not asked for yet.
            return []
        framework = base.record.files.framework
        return [{"title": framework.indicator(id).title, **number_of(one)} for id, one in answered.items()]


def grouped(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Return notes as they are stored, those that are alike together; what was refused first, what was changed last."""
    found: dict[tuple[str, ...], list[Note]] = {}
    for one in notes:
        if one.what != "taken" or one.why:
            # What is so in several columns for one reason is told once: labels are, in exports that have them.
            alike = str(one.why) if one.what == "changed" else str(getattr(one.why, "id", one.why))
            found.setdefault((one.what, alike), []).append(one)
    order = {"refused": 0, "flagged": 1}
    return [_group(each) for each in sorted(found.values(), key=lambda each: order.get(each[0].what, 2))]


def _group(alike: list[Note]) -> dict[str, Any]:
    first = alike[0]
    rows = sorted({one.row for one in alike if one.row is not None})
    columns = list(dict.fromkeys(one.column for one in alike if one.column))
    reasons = list(dict.fromkeys(one.why for one in alike))
    cells = list(dict.fromkeys((one.old, one.new) for one in alike if one.old and first.what == "changed"))
    return {
        "what": first.what,
        "why": to_data(first.why),
        "further": [to_data(one) for one in reasons[1:CELLS]],
        "more_reasons": max(0, len(reasons) - CELLS),
        "columns": columns[:COLUMNS],
        "more_columns": max(0, len(columns) - COLUMNS),
        "cells": [[to_data(old), to_data(new)] for old, new in cells[:CELLS]],
        "more_cells": max(0, len(cells) - CELLS),
        "number": len(alike),
        "rows": rows[:ROWS],
        "more": max(0, len(rows) - ROWS),
    }


def take_answers(by: User, upload: Upload, origin: Origin) -> Version:
    """Make answers evidence, with what they answer: tables, settings and entry in one transaction.

    Raises
    ------
    InputError, EvidenceError
        When it was taken already, nobody says where it comes from, or somebody else changes the settings meanwhile.
    """
    check(by, upload.version, Action.CREATE)
    if not origin.source.strip():
        what, do = Text("this is needed"), Text("write who asked whom, and how they were drawn")
        raise InputError([Problem(Place(field="source"), what, Text("where the answers come from"), do)])
    before = hashes_of(upload.version)
    with open_base(upload.version) as (_, base):
        earlier = earlier_answers(base.settings, upload.said[AUDIENCE])
    read, files = _read(upload, origin)
    with writing(by) as audit:
        check_open(upload)
        seen = {name: before.get(name, "") for name in files}
        version = stores.change_files(by, upload.version, files, seen, upload.file)
        main = next((name for name in files if name != FILE), "")
        told = {"evidence": Path(main).stem, "file": main, "sha256": hashes_of(version).get(main, "")}
        told["replaces"] = earlier[0] if earlier else ""
        Addition.objects.create(version=version, by=by, **told)
        Upload.objects.filter(pk=upload.pk).update(taken=timezone.now())
        # What waits of the same answers, sent twice, is needed no more; an order for the tables would not know it.
        same = Upload.objects.filter(version=upload.version, sha256=upload.sha256)
        tokens = list(same.values_list("token", flat=True))
        same.update(**NOTHING)
        sent = {"sha256": Hidden(told["sha256"]), "sent": Hidden(upload.sha256)}
        after = {**told, "counts": dict(read.tidy.counts), **sent}
        audit.record(Action.CREATE, of_evidence(version, told["evidence"]), after=after)
    for token in tokens:
        forget(EVIDENCE, token)
    return version


def origin_of(sent: Mapping[str, str], language: Language) -> Origin:
    """Return where answers come from, as it was filled in."""
    made_up = bool(sent.get("made_up"))
    source, collected = sent.get("source", "").strip()[:2000], sent.get("collected", "").strip()[:200]
    return Origin(source, collected, made_up, language=language, is_final=True)
