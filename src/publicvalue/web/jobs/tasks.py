"""The task that a worker takes from the queue: one attempt at one job."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from django_tasks import task

from publicvalue.errors import Place, Problem, PublicValueError
from publicvalue.web.jobs.models import Job, Stage
from publicvalue.web.jobs.telling import tell_failed
from publicvalue.web.jobs.watch import StoppedError, Watch
from publicvalue.web.jobs.work import KINDS
from publicvalue.web.page_words import on_pages
from publicvalue.words.stored import Data, to_data
from publicvalue.words.text import Text

logger = logging.getLogger("publicvalue.jobs")


class UnforeseenError(Exception):
    """A job met a defect: the log says which. The queue keeps this one, as the trace of the other may tell of cells."""


@task()
def run_job(key: int, attempt: int) -> str:
    """Run one attempt at a job, and return the stage in which it ended; an attempt that is over is left alone."""
    job = take(key, attempt)
    if job is None:
        return ""
    with scope(agency=job.agency_id, country=job.country_key), Watch(job) as watch:
        try:
            KINDS[job.kind](job, watch)
        except StoppedError:
            end(job, Stage.CANCELLED)
        except PublicValueError as error:
            end(job, Stage.FAILED, [stored_problem(one) for one in error.problems])
        except Exception:
            logger.exception("Job %s failed", job.pk)
            end(job, Stage.FAILED, [stored_problem(_DEFECT)])
            raise UnforeseenError(job.pk) from None
    with scopes_disabled():
        return Job.objects.get(pk=key).stage


_DEFECT = Problem(
    Place(),
    Text("publicvalue met something that it did not foresee, which is a defect of the program"),
    Text("a result, or a plain word on what to mend"),
    Text("tell whoever runs the server: its log says more"),
)


def take(key: int, attempt: int) -> Job | None:
    """Return the job if this attempt is still to be made; of two workers one gets it."""
    with scopes_disabled():
        waiting = Job.objects.filter(pk=key, attempt=attempt, stage=Stage.WAITING, cancel=False)
        if waiting.update(stage=Stage.RUNNING, started=timezone.now(), beat=timezone.now()) != 1:
            return None
        related = ("agency", "country", "by", "version__assessment__agency", "version__by")
        return Job.objects.select_related(*related).get(pk=key)


def end(job: Job, stage: Stage, problems: list[Data] | None = None) -> None:
    """End an attempt without results, and tell whoever asked."""
    own = Job.objects.filter(pk=job.pk, attempt=job.attempt, stage=Stage.RUNNING)
    with transaction.atomic():
        ended = own.update(stage=stage, ended=timezone.now(), problems=problems or [])
        if ended and stage is Stage.FAILED:
            tell_failed(job)


def stored_problem(problem: Problem) -> Data:
    """Return a problem as it is stored: where, what, expected, what to do."""
    place = problem.place
    at: Data = [place.file, place.line, place.row, place.field]
    return {
        "at": at,
        "what": to_data(problem.what),
        "expected": to_data(problem.expected),
        "do": to_data(on_pages(problem.do)),
    }
