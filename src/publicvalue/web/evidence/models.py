"""Files of evidence on their way into an assessment, who brought which, and what was said of columns before.

What an assessment rests on stands in its own files; these rows tell what is no part of it.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from publicvalue.web.jobs.models import Job
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Version

NAME = 200


class Upload(models.Model):
    """A file that was sent and is not part of its assessment yet; its bytes wait apart, for a week."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file = models.CharField(max_length=NAME)
    """Its name, as it was sent."""
    token = models.CharField(max_length=64)
    """Under which its bytes wait."""
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    indicator = models.CharField(max_length=NAME, blank=True)
    """What it answers; empty of the answers to a form, which answer many."""
    replaces = models.CharField(max_length=NAME, blank=True)
    """Id of the evidence whose place it takes."""
    seen = models.JSONField(default=dict)
    """Its columns and first rows."""
    said = models.JSONField(default=dict)
    """What was filled in so far: name of a field -> what was written."""
    trial = models.JSONField(default=dict)
    """What came of trying it: the number or the problems, and of what it was said."""
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    """What tries it, where that takes long."""
    taken = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Upload]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.file


class Addition(models.Model):
    """A piece of evidence that was brought: rows are added, and never edited."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    evidence = models.CharField(max_length=NAME)
    """Its id in the assessment."""
    file = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    replaces = models.CharField(max_length=NAME, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Addition]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.evidence


class Remembered(models.Model):
    """What an agency said of the columns of a file that answered an indicator, for the next file with the same ones."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=NAME)
    columns = models.CharField(max_length=64)
    """Hash over the names of the columns."""
    said = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Remembered]] = ScopedManager(agency="agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "indicator", "columns"), name="columns_remembered_once")
        ]

    def __str__(self) -> str:
        return self.indicator


class Retention(models.Model):
    """Until when a file of evidence is kept: rows are added, and the last one of a file counts."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    evidence = models.CharField(max_length=NAME)
    sha256 = models.CharField(max_length=64, db_index=True)
    until = models.DateField(null=True)
    """The last day; none where it was taken back."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Retention]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.evidence
