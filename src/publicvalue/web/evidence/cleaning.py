"""What was seen of files goes when their bytes go: first rows and problems hold what stands in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Sum
from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks_db.models import DBTaskResult

from publicvalue.errors import Place, Problem
from publicvalue.web.evidence.models import Upload
from publicvalue.web.jobs.models import Job
from publicvalue.web.jobs.tasks import run_job, stored_problem
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.waiting import EVIDENCE, STAYS, forget
from publicvalue.words.text import Text

NOTHING: dict[str, dict[str, str]] = {"seen": {}, "trial": {}}
"""What is left of an upload whose bytes are gone, beside its name, its hash and who sent it."""


def clean_uploads(stays: dt.timedelta = STAYS) -> int:
    """Forget what was seen of files that waited too long, and return how many there were."""
    with scopes_disabled():
        old = Upload.objects.filter(at__lt=timezone.now() - stays).exclude(seen={})
        return old.update(**NOTHING)


def waiting_of(agency: Agency) -> int:
    """Return how many bytes of an agency's evidence wait."""
    recent = {"taken__isnull": True, "at__gt": timezone.now() - STAYS}
    found = Upload.objects.filter(version__assessment__agency=agency, **recent).aggregate(sum=Sum("size"))
    return found["sum"] or 0


def waiting_bytes() -> set[str]:
    """Return the hashes of all that waits, or waited."""
    with scopes_disabled():
        return set(Upload.objects.values_list("sha256", flat=True))


def forget_bytes(hashes: Iterable[str]) -> None:
    """Destroy what waits of bytes that were destroyed on order, wherever it waits, and what was seen of it."""
    with scopes_disabled():
        found = Upload.objects.filter(sha256__in=list(hashes))
        for token in found.values_list("token", flat=True):
            forget(EVIDENCE, token)
        found.update(**NOTHING)


def forget_read(sha256: str, versions: frozenset[int]) -> None:
    """Destroy what waits of bytes that are destroyed, and what jobs of their versions told of what stands in them."""
    forget_bytes([sha256])
    do = Text("look at what stands there now, and have it computed again")
    gone = Problem(Place(), Text("evidence of it was destroyed, and with it what was wrong"), "", do)
    with scopes_disabled():
        jobs = Job.objects.filter(version__in=versions).exclude(problems=[])
        keys = set(jobs.values_list("pk", flat=True))
        jobs.update(problems=[stored_problem(gone)])
    # The queue of an earlier release kept the trace of a defect.
    for one in DBTaskResult.objects.exclude(traceback="").filter(task_path=run_job.module_path):
        if one.args_kwargs["args"][0] in keys:
            DBTaskResult.objects.filter(pk=one.pk).update(traceback="")
