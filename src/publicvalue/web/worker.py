"""The worker beside the server: takes jobs from the queue, and looks for those whose worker was killed."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
from types import FrameType

import django

REST = 1.0
"""Seconds between two looks at an empty queue."""
REAP = 15.0
"""Seconds between two looks for jobs that nobody looks after."""
CLEAN = 3600.0
"""Seconds between two looks for files that are to be destroyed, or that a killed process left."""


def work(stop: threading.Event) -> None:
    """Do what is queued, until told to stop; a job that runs is brought to its end."""
    from django.db import close_old_connections  # noqa: PLC0415 - settings come first
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415

    from publicvalue.web.assessments.publishing import mend_published  # noqa: PLC0415
    from publicvalue.web.evidence.cleaning import clean_uploads  # noqa: PLC0415
    from publicvalue.web.jobs.cleaning import clean_notices  # noqa: PLC0415
    from publicvalue.web.jobs.taken_up import take_up  # noqa: PLC0415
    from publicvalue.web.register.cleaning import clean_files  # noqa: PLC0415
    from publicvalue.web.stores.unnamed import clean_unnamed  # noqa: PLC0415
    from publicvalue.web.stores.waiting import clean_waiting  # noqa: PLC0415
    from publicvalue.web.surveys.cleaning import clean_replies  # noqa: PLC0415

    name, reaped, cleaned = secrets.token_hex(8), -REAP, -CLEAN
    while not stop.is_set():
        if time.monotonic() - reaped > REAP:
            take_up()
            reaped = time.monotonic()
        if time.monotonic() - cleaned > CLEAN:
            clean_files()
            clean_waiting()
            clean_uploads()
            clean_notices()
            mend_published()
            clean_replies()
            # Last: it empties the journal of all that is destroyed.
            clean_unnamed()
            cleaned = time.monotonic()
        Worker(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=name,
            excluded_queue_names=[],
        ).run()
        close_old_connections()
        stop.wait(REST)


def main() -> None:
    """Run a worker until SIGTERM or Ctrl-C, or until whoever started it is gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publicvalue.web.settings.project")
    django.setup()
    stop, parent = threading.Event(), os.getppid()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, end)

    def follow() -> None:
        while not stop.wait(REST):
            if os.getppid() != parent:
                stop.set()

    threading.Thread(target=follow, daemon=True).start()
    work(stop)


if __name__ == "__main__":
    main()
