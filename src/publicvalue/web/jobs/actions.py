"""Asking for long work, and stopping it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Hidden, Object, writing
from publicvalue.web.jobs.models import ASSESS, ENDED, TRY, Job, Notice, Stage
from publicvalue.web.jobs.tasks import run_job
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.web.spaces.permission import check_may_at
from publicvalue.web.stores.actions import of_version
from publicvalue.web.stores.models import Version
from publicvalue.workflow.subjects import Action, Kind, Subject

STAYS, MOST = dt.timedelta(days=30), 10
"""How long a notice stays that was told, and how many are shown beside those that are new."""


@dataclass(frozen=True)
class Wanted:
    """Long work on something that is no assessment.

    Parameters
    ----------
    kind, title
        Its kind, and what it is about, for people.
    asks
        What its kind has to know.
    address
        Where what came of it is looked at, without the language.
    """

    kind: str
    title: str
    asks: Mapping[str, Any]
    address: str


def of_job(job: Job) -> Object:
    if job.version is None:
        return Object(Kind.TASK, str(job.pk), job.country_key, job.agency_id)
    return replace(of_version(job.version, Kind.TASK), key=str(job.pk))


def ask(by: User, place: Agency | Country, wanted: Wanted, language: str = "en", permitted: Kind = Kind.TASK) -> Job:
    """Ask for long work on something that is no assessment, of an agency or of a whole country.

    Whoever may create what is `permitted` there may ask for it.
    """
    with writing(by) as audit:
        check_may_at(by, Action.CREATE, Subject(permitted), place)
        told = {"kind": wanted.kind, "title": wanted.title, "wanted": dict(wanted.asks), "address": wanted.address}
        of = {"agency": place} if isinstance(place, Agency) else {"country": place}
        job = Job.objects.create(**of, by=by, language=language, **told)
        audit.record(Action.CREATE, of_job(job), after={"kind": job.kind, "wanted": job.wanted})
        run_job.enqueue(job.pk, job.attempt)
    return job


def assess(by: User, version: Version, language: str = "en") -> Job:
    """Have a version assessed; where that is under way already, the job that does it is returned."""
    agency = version.assessment.agency
    with writing(by) as audit:
        check_may_at(by, Action.CREATE, Subject(Kind.TASK), agency)
        if under_way := _under_way(version):
            audit.write_nothing()
            return under_way
        job = Job.objects.create(kind=ASSESS, agency=agency, version=version, by=by, language=language)
        audit.record(Action.CREATE, of_job(job), after={"kind": job.kind, "snapshot": Hidden(version.snapshot)})
        run_job.enqueue(job.pk, job.attempt)
    return job


def try_file(by: User, version: Version, address: str, language: str = "en") -> Job:
    """Have a file tried that somebody brings: what came of it is looked at under an address."""
    agency = version.assessment.agency
    with writing(by) as audit:
        check_may_at(by, Action.CREATE, Subject(Kind.TASK), agency)
        told = {"kind": TRY, "version": version, "by": by, "agency": agency, "address": address}
        job = Job.objects.create(language=language, **told)
        audit.record(Action.CREATE, of_job(job), after={"kind": job.kind, "address": address})
        run_job.enqueue(job.pk, job.attempt)
    return job


def _under_way(version: Version) -> Job | None:
    return Job.objects.filter(version=version, kind=ASSESS, cancel=False).exclude(stage__in=list(ENDED)).first()


def cancel(by: User, job: Job) -> Job:
    """Stop a job: at once where it waits, else with its next step; what it has found is not written."""
    subject = Subject(Kind.TASK, own=job.by_id == by.pk)
    # One of a whole country lies in no agency's reach; it was found before.
    with writing(by) as audit, scopes_disabled():
        check_may_at(by, Action.CANCEL, subject, job.place)
        now = Job.objects.select_related("agency", "country", "version__assessment__agency").get(pk=job.pk)
        audit.record(Action.CANCEL, of_job(now), {"stage": now.stage})
        Job.objects.filter(pk=now.pk, stage=Stage.RUNNING).update(cancel=True)
        waiting = Job.objects.filter(pk=now.pk, stage=Stage.WAITING)
        waiting.update(cancel=True, stage=Stage.CANCELLED, ended=timezone.now())
        now.refresh_from_db()
    return now


def see_notices(by: User) -> list[tuple[Notice, bool]]:
    """Return what somebody is told, the last first, and whether it is new; what was new is marked as told.

    What was told once stays for a while: whoever looked in passing finds it again. It is their own view of it, which
    nobody audits.
    """
    waiting = list(Notice.objects.filter(user=by, seen__isnull=True))
    since = timezone.now() - STAYS
    told = Notice.objects.filter(user=by, seen__isnull=False, made__gte=since)[: max(0, MOST - len(waiting))]
    found = [*((one, True) for one in waiting), *((one, False) for one in told)]
    Notice.objects.filter(pk__in=[one.pk for one in waiting]).update(seen=timezone.now())
    return found
