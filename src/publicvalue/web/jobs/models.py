"""Long work beside the server, and notices of what came of it."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from publicvalue.web.spaces.models import Agency, Country
from publicvalue.web.stores.models import Version

ASSESS, TRY, BEFORE_USE = "assess", "try", "before_use"
TRY_REGISTER, TAKE_REGISTER = "try_register", "take_register"
"""Kinds of long work."""


class Stage(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({Stage.DONE, Stage.FAILED, Stage.CANCELLED})


class Job(models.Model):
    """Long work that somebody asked for. A worker that is killed leaves it to be taken up again, once."""

    kind = models.CharField(max_length=30)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, related_name="+")
    """The country, where it is about a whole one and no agency."""
    version = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, related_name="+")
    """The version of an assessment that it is about; None where it is about something else."""
    title = models.CharField(max_length=300, blank=True)
    """What it is about, where that is no assessment."""
    wanted = models.JSONField(default=dict)
    """What its kind has to know of what it is about, where that is no assessment."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300, blank=True)
    """Where what it found is looked at, without the language; the page of the job where that is empty."""
    language = models.CharField(max_length=10, default="en")
    """Code of the language in which reports are written."""
    stage = models.CharField(max_length=20, default=Stage.WAITING, choices=[(one.value, one.value) for one in Stage])
    attempt = models.PositiveSmallIntegerField(default=1)
    """Which attempt this is: a worker of an earlier one may live longer than was thought, and changes nothing."""
    asked = models.DateTimeField(default=timezone.now)
    started = models.DateTimeField(null=True)
    beat = models.DateTimeField(null=True)
    """When its worker was last known to live."""
    ended = models.DateTimeField(null=True)
    cancel = models.BooleanField(default=False)
    step = models.JSONField(null=True)
    """What it does, as a stored text."""
    share = models.FloatField(null=True)
    """Percent of the step that is done, where it is known."""
    problems = models.JSONField(default=list)

    objects: ClassVar[models.Manager[Job]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("-asked",)
        indexes: ClassVar = [models.Index(fields=("stage", "beat"), name="job_stage")]

    def __str__(self) -> str:
        return f"{self.kind} {self.called}"

    @property
    def place(self) -> Agency | Country | None:
        """Whose it is: that of an agency, or of a whole country."""
        return self.agency or self.country

    @property
    def country_key(self) -> int | None:
        return self.agency.country_id if self.agency else self.country_id

    @property
    def called(self) -> str:
        """What people call that which it is about."""
        return self.version.assessment.title if self.version else self.title

    @property
    def has_ended(self) -> bool:
        return self.stage in ENDED


class Notice(models.Model):
    """Something that a person is told the next time they look; no mail server is needed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.JSONField()
    """A stored text."""
    tells_of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    """The person whose name stands in it: when that person is erased, it goes. None where it names nobody."""
    address = models.CharField(max_length=300, blank=True)
    """Where it leads, without the language."""
    made = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made",)
        indexes: ClassVar = [models.Index(fields=("user", "seen"), name="notice_user")]

    def __str__(self) -> str:
        return str(self.pk)
