"""A file that was brought is tried: its number by the core's own measure, or all that is wrong with it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast

from django.db import transaction

from publicvalue.actions.bringing.appraisals import Record, read_appraisal
from publicvalue.actions.bringing.steps import Tried, trial_settings, try_piece
from publicvalue.actions.work import Work
from publicvalue.errors import EvidenceError, Place, Problem, PublicValueError
from publicvalue.files.disk.scratch import scratch_folder
from publicvalue.files.stores.folder import EVIDENCE, FILE, FolderStore
from publicvalue.files.stores.hash_keys import new_key
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, MEBIBYTE
from publicvalue.framework.model import Framework
from publicvalue.measures.diagnostics import NOTE
from publicvalue.measures.result import Diagnostic, Measured
from publicvalue.reports.wording import write_interval, write_strength
from publicvalue.results.model import Answered
from publicvalue.schema.node import plain
from publicvalue.web.audit.writing import canonical
from publicvalue.web.evidence.models import Upload
from publicvalue.web.evidence.said import FACTS, piece_of
from publicvalue.web.jobs.models import Job
from publicvalue.web.jobs.watch import StoppedError, Watch
from publicvalue.web.page_words import on_pages
from publicvalue.web.stores.content import lay_files
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.opened import DatabaseStore
from publicvalue.web.stores.waiting import EVIDENCE as WAITING
from publicvalue.web.stores.waiting import waiting_path
from publicvalue.words.languages import language_of
from publicvalue.words.stored import Data, to_data
from publicvalue.words.text import Text, interval, quantity

MOST_BYTES = 200 * MEBIBYTE
AT_ONCE = 5 * MEBIBYTE
"""Bytes up to which a file is tried while its sender waits; what is larger is a job."""
LIMITS = replace(DEFAULT_LIMITS, file_bytes=MOST_BYTES, parquet_bytes=MOST_BYTES, memory_bytes=1024 * MEBIBYTE)
HURRIED = replace(LIMITS, count_seconds=30, query_seconds=30)
UNCOUNTED = frozenset({"title", "publish", *FACTS})
"""Fields that change no number."""
MOST_ROWS, MOST_COLUMNS, MOST_SAID = 10, 20, 3
"""Rows of a column, columns, and sentences that are named of problems that are alike."""
FORM = "2"
"""Rises when a trial is stored otherwise: one that was stored before is made again."""


class TrialStore(DatabaseStore):
    """What is laid out of a version to try a file; whether others change the version meanwhile does not matter."""

    def hash_key(self, file: str) -> bytes:
        """Return a key of the moment: no hash of a trial is kept."""
        del file
        return new_key()

    @contextmanager
    def unchanged(self, files: Iterable[str]) -> Iterator[None]:
        """Let work go on; EvidenceError at its end where a file on the disk has changed."""
        with FolderStore.unchanged(self, files):
            yield


@dataclass(frozen=True)
class Base:
    """What a piece of evidence is added to: the record of an assessment, and its settings as plain values."""

    record: Record
    settings: Mapping[str, object]


def base_of(store: FolderStore) -> Base:
    """Return what stands in the settings that a store keeps; InputError where they cannot be read."""
    return Base(read_appraisal(store), cast("Mapping[str, object]", plain(store.read_settings([]))))


@contextmanager
def open_base(version: Version) -> Iterator[tuple[TrialStore, Base]]:
    """Lay out the settings and the framework of a version, without its evidence."""
    with scratch_folder("trial-") as folder:
        lay_files(version, folder, lambda name: not name.startswith(f"{EVIDENCE}/"))
        store = TrialStore(version, folder)
        yield store, base_of(store)


def mark_of(said: Mapping[str, Any]) -> str:
    """Return what tells apart two ways of filling in that may give two numbers."""
    told = {name: one for name, one in said.items() if one and name not in UNCOUNTED}
    return hashlib.sha256((FORM + canonical(told)).encode()).hexdigest()


def find_trial(upload: Upload, work: Work) -> dict[str, Any]:
    """Return what comes of a file as it was filled in: its number, the reason why there is none, or problems."""
    trial: dict[str, Any] = {"of": mark_of(upload.said)}
    try:
        with open_base(upload.version) as (store, base):
            piece = piece_of(upload, base.record, base.settings)
            target = store.folder / piece.file
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(waiting_path(WAITING, upload.token), target)
            (store.folder / FILE).write_text(trial_settings(base.record, base.settings, piece), "utf-8")
            tried = try_piece(TrialStore(upload.version, store.folder), piece.indicator, work)
            framework = base.record.files.framework
    except FileNotFoundError:
        return trial | {"gone": True}
    except PublicValueError as error:
        return trial | {"problems": grouped(error.problems)}
    return trial | _told(tried, framework)


def number_of(answered: Answered) -> dict[str, Any]:
    """Return a number with what is known of it, or the reason why there is none, as it is stored."""
    result = answered.result
    if not isinstance(result, Measured):
        return {"none": to_data(getattr(result, "reason", Text("no number can be given")))}
    known = Text("counted in full; n = {n:number}", n=result.n)
    if result.low != result.high:
        ends = interval(result.low, result.high, result.unit)
        known = Text("95 % interval {interval}; n = {n:number}", interval=ends, n=result.n)
    return {"number": to_data(quantity(result.estimate, result.unit)), "known": to_data(known)}


def _told(tried: Tried, framework: Framework) -> dict[str, Any]:
    result, score = tried.answered.result, tried.score
    told = number_of(tried.answered)
    if not isinstance(result, Measured):
        return told
    told |= {
        "method": to_data(result.method),
        "strength": to_data(write_strength(framework, result.strength)),
        "rows": tried.answered.rows,
        "checks": [_check(one) for one in result.diagnostics if one.passed is False],
        "notes": [_check(one) for one in result.diagnostics if one.passed is None],
    }
    if score is not None and score.value is not None:
        told["score"] = to_data(Text("{score:whole} of 100", score=score.value))
        told["score_interval"] = to_data(write_interval(score))
    return told


def _check(one: Diagnostic) -> list[Data]:
    return [to_data("" if one.name == NOTE else one.name), to_data(on_pages(one.text))]


def grouped(problems: Iterable[Problem]) -> list[dict[str, Data]]:
    """Return problems as they are stored, those of a kind together: what differs, and the rows of each column.

    The same is wrong in several columns where the sentences differ in their values alone, and ask for the same.
    """
    found: dict[tuple[str, ...], list[Problem]] = {}
    for one in problems:
        # A problem of the settings stands at its field; one of the file is the same in whatever column it is.
        field = "" if _in_file(one) else one.place.field
        alike = (field, getattr(one.what, "id", one.what), one.expected, one.do)
        found.setdefault(alike, []).append(one)
    return [_group(each) for each in found.values()]


def _in_file(problem: Problem) -> bool:
    return problem.place.file.startswith(f"{EVIDENCE}/")


def _group(alike: list[Problem]) -> dict[str, Data]:
    first = alike[0]
    columns: dict[str, list[Problem]] = {}
    for one in alike:
        columns.setdefault(one.place.field, []).append(one)
    return {
        "in_file": _in_file(first),
        "number": len(alike),
        "one_sentence": len({one.what for one in alike}) == 1,
        "expected": to_data(first.expected),
        "do": to_data(on_pages(first.do)),
        "places": [_place(name, each) for name, each in list(columns.items())[:MOST_COLUMNS]],
        "more_columns": max(0, len(columns) - MOST_COLUMNS),
    }


def _place(field: str, alike: list[Problem]) -> Data:
    rows = sorted({one.place.row for one in alike if one.place.row is not None})
    said = list(dict.fromkeys(one.what for one in alike))
    return {
        "field": to_data(field),
        "what": [to_data(one) for one in said[:MOST_SAID]],
        "more_said": max(0, len(said) - MOST_SAID),
        "rows": list(rows[:MOST_ROWS]),
        "more": max(0, len(rows) - MOST_ROWS),
    }


def try_in_job(job: Job, watch: Watch) -> None:
    """Try the file that a job is about, and keep what came of it together with the job's end."""
    upload = Upload.objects.select_related("version__assessment__agency", "by").filter(job=job).first()
    if upload is None:
        # It was destroyed, or is tried by another job as it was filled in since.
        raise StoppedError
    work = Work(LIMITS, watch.step, watch.share, language=language_of(job.language))
    trial = find_trial(upload, work)
    with transaction.atomic():
        if not Upload.objects.filter(pk=upload.pk, job=job).update(trial=trial):
            raise StoppedError
        watch.finish()


def check_there(upload: Upload) -> None:
    """Raise EvidenceError where the bytes of an upload wait no longer."""
    if not waiting_path(WAITING, upload.token).is_file():
        what, do = Text("the file waited longer than a week, and was destroyed"), Text("send it again")
        raise EvidenceError([Problem(Place(upload.file), what, Text("a file that is there"), do)])
