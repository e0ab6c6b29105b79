"""Jobs whose worker was killed: taken up again, once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from publicvalue.errors import Place, Problem
from publicvalue.web.jobs.models import Job, Stage
from publicvalue.web.jobs.tasks import end, run_job, stored_problem
from publicvalue.web.stores.blobs import finish_erasures
from publicvalue.words.text import Text

STALE = dt.timedelta(seconds=60)
"""How long after its last sign of life a worker counts as killed."""
ATTEMPTS = 2


def take_up(stale: dt.timedelta = STALE) -> list[Job]:
    """Find jobs that no worker looks after any more, and return them: each is queued again, or ended as failed."""
    before = timezone.now() - stale
    finish_erasures()
    with scopes_disabled():
        _close_ended(before)
        silent = Job.objects.filter(Q(stage=Stage.RUNNING, beat__lt=before) | _taken_and_not_begun(before))
        return [job for job in silent.select_related("version__assessment", "by") if _take_up(job, before)]


def _taken_and_not_begun(before: dt.datetime) -> Q:
    """Return the jobs whose worker was killed between taking the task and beginning the job."""
    taken = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=before)
    keys = [tuple(one["args"]) for one in taken.values_list("args_kwargs", flat=True)]
    found = Q(pk__in=[])
    for key, attempt in keys:
        found |= Q(pk=key, attempt=attempt, stage=Stage.WAITING)
    return found


def _close_ended(before: dt.datetime) -> None:
    """Close the tasks whose worker was killed between the end of the job and that of the task."""
    for one in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=before):
        key, attempt = one.args_kwargs["args"]
        under_way = Q(ended__isnull=True) | Q(ended__gte=before)
        if not Job.objects.filter(under_way, pk=key, attempt=attempt).exists():
            one.set_failed(RuntimeError("The worker was killed."))


def _take_up(job: Job, before: dt.datetime) -> bool:
    """Queue a job again or end it; of two that try, one does."""
    with transaction.atomic():
        own = Job.objects.filter(pk=job.pk, attempt=job.attempt, stage=job.stage, beat=job.beat)
        _close_task(job, before)
        if job.cancel:
            return own.update(stage=Stage.CANCELLED, ended=timezone.now()) == 1
        if job.attempt >= ATTEMPTS:
            return _give_up(job)
        if own.update(stage=Stage.WAITING, attempt=job.attempt + 1, beat=None, share=None) != 1:
            return False
        run_job.enqueue(job.pk, job.attempt + 1)
    return True


def _close_task(job: Job, before: dt.datetime) -> None:
    """Mark the killed worker's task as failed: nothing else ever would."""
    for one in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=before):
        if one.args_kwargs["args"] == [job.pk, job.attempt]:
            one.set_failed(RuntimeError("The worker was killed."))


def _give_up(job: Job) -> bool:
    what, do = (
        Text("the worker was stopped twice while it did this"),
        Text("ask whoever runs the server for its memory"),
    )
    Job.objects.filter(pk=job.pk, stage=Stage.WAITING).update(stage=Stage.RUNNING)
    end(job, Stage.FAILED, [stored_problem(Problem(Place(), what, Text("work that comes to its end"), do))])
    return True
