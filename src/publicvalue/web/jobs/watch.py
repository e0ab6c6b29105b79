"""What a job tells while it works: that it lives, how far it is; and what it is told: that it is to stop."""

from __future__ import annotations

import threading
import time
from types import TracebackType

from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.web.jobs.models import Job, Stage
from publicvalue.web.jobs.telling import tell_done
from publicvalue.words.stored import to_data

BEAT = 5.0
"""Seconds between two signs of life."""
TELL = 0.5
"""Seconds between two changes of what is shown."""


class StoppedError(Exception):
    """The job was cancelled, or another worker has taken it up."""


class Watch:
    """Looks after one attempt at a job: in a thread of its own it tells that the worker lives."""

    def __init__(self, job: Job) -> None:
        self.pk, self.attempt, self._job = job.pk, job.attempt, job
        self._told, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _live(self) -> None:
        while not self._over.wait(BEAT):
            try:
                self._update(beat=timezone.now())
            finally:
                connection.close()

    def _update(self, **values: object) -> bool:
        with scopes_disabled():
            own = Job.objects.filter(pk=self.pk, attempt=self.attempt, stage=Stage.RUNNING)
            return own.update(**values) == 1

    def step(self, text: str) -> None:
        """Tell what begins; StoppedError where the job is to stop."""
        self.check()
        self._update(step=to_data(text), share=None, beat=timezone.now())

    def share(self, percent: float) -> None:
        """Tell how much of the step is done; StoppedError where the job is to stop."""
        if time.monotonic() - self._told < TELL:
            return
        self._told = time.monotonic()
        self.check()
        self._update(share=percent, beat=timezone.now())

    def check(self) -> None:
        """Raise StoppedError where the job was cancelled, or is no longer this worker's."""
        with scopes_disabled():
            own = Job.objects.filter(pk=self.pk, attempt=self.attempt, stage=Stage.RUNNING, cancel=False)
            if not own.exists():
                raise StoppedError

    def finish(self) -> None:
        """Mark the job as done and tell of it, in the transaction that writes its results; StoppedError as `check`."""
        self.check()
        if not self._update(stage=Stage.DONE, ended=timezone.now(), share=None):
            raise StoppedError
        tell_done(self._job)
