"""The file of a register is tried, and taken: while its sender waits where it is small, beside the server else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.register_files import read_register_file
from publicvalue.interop.reading import RegisterReading, read_register
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Audit, Object, writing
from publicvalue.web.jobs import actions as jobs
from publicvalue.web.jobs.models import ENDED, TAKE_REGISTER, TRY_REGISTER, Job
from publicvalue.web.jobs.watch import StoppedError, Watch
from publicvalue.web.register import actions
from publicvalue.web.register.cleaning import STAYS, folder
from publicvalue.web.register.importing import Plan, Share, Target, plan_import, write_import
from publicvalue.web.register.models import Upload
from publicvalue.words.text import Text, counted
from publicvalue.workflow.subjects import Action, Kind

AT_ONCE = 100_000
"""Bytes up to which a file is tried and taken while its sender waits, some hundred rows; what is larger is a job."""
PACKED = b"\x1f\x8b"
"""How a file begins that is packed by gzip: its size says little of its rows."""
TURNS = 3
"""How often a file is planned while others change the register; then they wait until it is planned and written."""


@dataclass(frozen=True)
class Told:
    """Whom the work tells how far it is, and that it is at its end.

    Parameters
    ----------
    step, share
        Are told what begins, and how many percent of it are done.
    finish
        Is called at the end, in the transaction of what was written.
    """

    step: Callable[[str], None] = lambda _: None
    share: Share = lambda _: None
    finish: Callable[[], None] = lambda: None


NOBODY = Told()


def place_of(upload: Upload) -> Path:
    return folder() / upload.sha256


def is_short(data: bytes) -> bool:
    """Return whether a file is tried while its sender waits."""
    return len(data) <= AT_ONCE and not data.startswith(PACKED)


def of_upload(upload: Upload) -> Object:
    """Return a file that was brought as the audit trail names it."""
    return Object(Kind.TASK, f"register-file-{upload.pk}", upload.country_id, upload.agency_id)


def data_of(upload: Upload) -> bytes:
    """Return the bytes of a file that was brought; InputError where they were destroyed."""
    try:
        return place_of(upload).read_bytes()
    except FileNotFoundError:
        what = counted(
            STAYS.days,
            "the file was destroyed: it is kept for {number} day",
            "the file was destroyed: it is kept for {number:count} days",
        )
        problem = Problem(Place(upload.file), what, Text("a file that is there"), Text("bring it again"))
        raise InputError([problem]) from None


def read(name: str, data: bytes) -> RegisterReading:
    """Return the rows of the file of a register; raises InputError where it is none."""
    table = read_register_file(name, data)
    return read_register(name, table.header, table.rows, actions.today())


def try_rows(upload: Upload, reading: RegisterReading, told: Told = NOBODY) -> None:
    """Keep what would become of every row, and change nothing else."""
    told.step(Text("trying the rows"))
    report = report_on(reading, upload, told.share)
    with writing(upload.by) as audit:
        keep_report(audit, upload, reading, report)
        told.finish()


def report_on(reading: RegisterReading, upload: Upload, share: Share = lambda _: None) -> Mapping[str, Any]:
    """Return what would become of every row of a file, which need not be kept yet; nothing is written."""
    plan = plan_import(reading, Target(upload.country, upload.agency), actions.Why(upload.by), share)
    return plan.outcome.report(reading)


def keep_report(audit: Audit, upload: Upload, reading: RegisterReading, report: Mapping[str, Any]) -> None:
    """Keep what would become of every row, in the transaction of `audit`."""
    upload.report, upload.format = report, reading.format.id
    upload.save(update_fields=("report", "format"))
    audit.record(Action.CHANGE, of_upload(upload), after={"format": upload.format, "tried": report["counts"]})


def take_rows(upload: Upload, *, publish: bool, told: Told = NOBODY) -> bool:
    """Take the rows of a file into the register, all or none; False where that was done before."""
    told.step(Text("reading the file"))
    reading = read(upload.file, data_of(upload))
    target, why = Target(upload.country, upload.agency, publish), actions.Why(upload.by, upload.file)
    told.step(Text("taking the rows into the register"))
    for turn in range(TURNS + 1):
        plan = plan_import(reading, target, why, told.share) if turn < TURNS else None
        with writing(upload.by) as audit:
            if Upload.objects.filter(pk=upload.pk, taken__isnull=False).exists():
                audit.write_nothing()
                return False
            plan = plan or plan_import(reading, target, why)
            if not write_import(plan, target, why):
                audit.write_nothing()
                continue
            report = _taken(upload, plan, reading)
            audit.record(Action.CHANGE, of_upload(upload), after=report)
            told.finish()
            return True
    return False


def _taken(upload: Upload, plan: Plan, reading: RegisterReading) -> Mapping[str, int]:
    upload.report, upload.taken = plan.outcome.report(reading), timezone.now()
    upload.save(update_fields=("report", "taken"))
    counts: Mapping[str, int] = upload.report["counts"]
    return counts


def ask(by: User, upload: Upload, kind: str, language: str, *, publish: bool = False) -> Job:
    """Have a file tried or taken by the worker; where that is under way already, its job is returned."""
    going = job_of(upload)
    if going is not None and not going.has_ended:
        return going
    asks = {"upload": upload.pk, "publish": publish}
    wanted = jobs.Wanted(kind, upload.file, asks, f"/register/import/{upload.pk}/")
    return jobs.ask(by, upload.agency or upload.country, wanted, language, Kind.SYSTEM)


def job_of(upload: Upload) -> Job | None:
    """Return the last job on a file that was brought."""
    with scopes_disabled():
        found = Job.objects.filter(kind__in=(TRY_REGISTER, TAKE_REGISTER), wanted__upload=upload.pk)
        # Those that go on come before those that have ended.
        return found.exclude(stage__in=list(ENDED)).first() or found.first()


def try_in_job(job: Job, watch: Watch) -> None:
    """Try the file that a job is about."""
    watch.step(Text("reading the file"))
    upload = _upload_of(job)
    with _still_permitted():
        reading = read(upload.file, data_of(upload))
        try_rows(upload, reading, Told(watch.step, watch.share, watch.finish))


def take_in_job(job: Job, watch: Watch) -> None:
    """Take the file that a job is about."""
    told = Told(watch.step, watch.share, watch.finish)
    with _still_permitted():
        if not take_rows(_upload_of(job), publish=bool(job.wanted.get("publish")), told=told):
            raise StoppedError


def _upload_of(job: Job) -> Upload:
    with scopes_disabled():
        return Upload.objects.select_related("country", "agency__country", "by").get(pk=job.wanted["upload"])


@contextmanager
def _still_permitted() -> Iterator[None]:
    """Say plainly that whoever brought the file has lost the right to it meanwhile."""
    try:
        yield
    except PermissionDenied:
        what, do = Text("you may not write into this register any more"), Text("ask an administrator of your country")
        raise InputError([Problem(Place(), what, do=do)]) from None
