"""A large register is taken by workers in processes of their own, while people save, and while workers are killed.

python tests/web_imports.py 2000 5 7

2000 rows: prints how long those who save meanwhile wait. Then 5 workers killed, seed 7: prints what stands after each.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sys
import time

from web_writers import fork, set_up, trail, world, write

HEADER = "doel,id,impactassessment,juridische_basis,organisatie,status,title,toegevoegd,url"


def register_file(rows: int, turn: int) -> bytes:
    """Return the file of a Dutch register, in which a few agencies have some hundred systems each."""
    more = "It is told at length. " * 10
    lines = [
        f"Sorts claims of kind {n}. {more},{turn}-{n},Ja,Law {n},Town {turn}-{n % 7},in_gebruik,"
        f"Claims {turn} {n},2026-05-13,https://register.example/{turn}/{n}"
        for n in range(rows)
    ]
    return "\n".join([HEADER, *lines]).encode()


def asked(user: object, country: object, data: bytes, kind: str) -> object:
    """Bring a file as its page does, and ask for what is to be done with it."""
    from publicvalue.web.register import work
    from publicvalue.web.register.models import Upload

    sha256 = hashlib.sha256(data).hexdigest()
    upload = Upload.objects.filter(sha256=sha256).first()
    if upload is None:
        upload = Upload(country=country, by=user, file="register.csv", sha256=sha256, format="")
        place = work.place_of(upload)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        upload.save()
    return work.ask(user, upload, kind, "en")


def run(key: int, attempt: int) -> None:
    from publicvalue.web.jobs.tasks import run_job

    os.write(1, b"begun\n")
    run_job.call(key, attempt)


def standing(turn: int) -> tuple[int, int]:
    """Return how many systems and agencies there are of a file."""
    from publicvalue.web.register.models import System
    from publicvalue.web.spaces.models import Agency

    agencies = Agency.objects.filter(name__startswith=f"Town {turn}-")
    return System.objects.filter(agency__in=agencies).count(), agencies.count()


def while_people_save(rows: int) -> dict[str, object]:
    """Have a file tried and taken by a worker, and save meanwhile; return what whoever saved waited for it."""
    from django.db import connections

    from publicvalue.web.accounts.models import User
    from publicvalue.web.jobs.models import TAKE_REGISTER, TRY_REGISTER, Job
    from publicvalue.web.spaces.models import Country

    user_key, agency_key = world("NLD", "Netherlands")
    told: dict[str, object] = {}
    for kind in (TRY_REGISTER, TAKE_REGISTER):
        job = asked(User.objects.get(pk=user_key), Country.objects.get(code="NLD"), register_file(rows, 0), kind)
        connections.close_all()
        reader, pid = fork(lambda job=job: run(job.pk, 1))
        waits = []
        while not os.waitpid(pid, os.WNOHANG)[0]:
            begun = time.monotonic()
            write(user_key, agency_key, f"Office {kind} {len(waits)}")
            waits.append(time.monotonic() - begun)
            time.sleep(0.01)
        os.close(reader)
        job.refresh_from_db()
        took = (job.ended - job.started).total_seconds()
        told[kind] = {"stage": job.stage, "seconds": took, "saves": len(waits), "longest": max(waits)}
    return {**told, "standing": standing(0), "jobs": Job.objects.count(), **trail()}


def killed(rows: int, kills: int, seed: int) -> dict[str, object]:
    """Kill the worker while it takes a file, let another take it up, and return what stands after each."""
    import datetime as dt

    from django.db import connections
    from django.utils import timezone

    from publicvalue.web.accounts.models import User
    from publicvalue.web.jobs.models import TAKE_REGISTER, Job
    from publicvalue.web.jobs.taken_up import take_up
    from publicvalue.web.jobs.tasks import run_job
    from publicvalue.web.spaces.models import Country

    draw, found = random.Random(seed), []
    user, country = User.objects.get(), Country.objects.get()
    took = 0.0
    for turn in range(1, kills + 2):
        job = asked(user, country, register_file(rows, turn), TAKE_REGISTER)
        connections.close_all()
        begun = time.monotonic()
        reader, pid = fork(lambda job=job: run(job.pk, 1))
        with os.fdopen(reader) as stream:
            stream.readline()
            if turn > 1:
                # The first is left alone: it tells how long it takes.
                time.sleep(draw.uniform(0, took))
                os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        took = took or time.monotonic() - begun
        after = standing(turn)
        Job.objects.filter(pk=job.pk, stage="running").update(beat=timezone.now() - dt.timedelta(minutes=5))
        if take_up():
            run_job.call(job.pk, 2)
        job.refresh_from_db()
        found.append({"after": after, "stage": job.stage, "attempt": job.attempt, "end": standing(turn)})
    return {"found": found, **trail()}


if __name__ == "__main__":
    set_up()
    from django_scopes import scopes_disabled

    rows, kills, seed = map(int, sys.argv[1:])
    with scopes_disabled():
        print(json.dumps([while_people_save(rows), killed(rows // 4, kills, seed)]))
