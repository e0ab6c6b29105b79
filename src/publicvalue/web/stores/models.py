"""Assessments as the database keeps them: versions, the files of each by name, what happened to it, its results."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from publicvalue.files.stores.hash_keys import new_key
from publicvalue.web.spaces.models import Agency
from publicvalue.workflow.states import State


class Assessment(models.Model):
    """What an agency assesses, over all its versions."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=300)
    system = models.ForeignKey("register.System", on_delete=models.PROTECT, null=True, related_name="+")
    """The record of the register that it is about; publication needs one."""
    made = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Assessment]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("-made",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency", "slug"), name="assessment_slug_once")]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One version of an assessment; a correction is a further one."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField(default=timezone.now)
    snapshot = models.CharField(max_length=64)
    """SHA-256 over the names and hashes of its files."""
    state = models.CharField(max_length=20, choices=[(one.value, one.value) for one in State], db_index=True)
    """What follows from its events, kept beside them for lists; written with each event, and by nothing else."""

    objects: ClassVar[models.Manager[Version]] = ScopedManager(agency="assessment__agency")

    class Meta:
        ordering = ("assessment", "-number")
        constraints: ClassVar = [models.UniqueConstraint(fields=("assessment", "number"), name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.assessment} {self.number}"


class Happening(models.Model):
    """An event in the life of a version, as `workflow/events.py` writes it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    stored = models.JSONField()

    objects: ClassVar[models.Manager[Happening]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("version", "number")
        constraints: ClassVar = [models.UniqueConstraint(fields=("version", "number"), name="happening_once")]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.number}"


class Blob(models.Model):
    """Bytes on the disk, known by their SHA-256; whoever brings the same bytes again brings nothing new."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    erased = models.DateTimeField(null=True)
    """When the bytes were destroyed, on order; the hash stays."""
    idle = models.DateTimeField(null=True)
    """Since when it is known that nothing names them any more; they are destroyed after a while."""

    def __str__(self) -> str:
        return self.sha256


class StoredFile(models.Model):
    """A file of a version: settings and framework in the row itself, evidence as a blob."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField(null=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    hash_key = models.BinaryField(default=new_key, null=True)
    """Secret key of the hash that is published where the file is withheld; none once its bytes were destroyed."""

    objects: ClassVar[models.Manager[StoredFile]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "name"), name="file_name_once"),
            models.CheckConstraint(
                name="file_kept_once",
                condition=models.Q(content__isnull=True, blob__isnull=False)
                | models.Q(content__isnull=False, blob__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WrittenOver(models.Model):
    """Bytes in whose place others were written under the same name, in the same version: evidence, or a bundle.

    No version holds them any more. Until they are destroyed they can be found here.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=400)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[WrittenOver]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("-at", "name")
        constraints: ClassVar = [models.UniqueConstraint(fields=("version", "name", "blob"), name="written_over_once")]

    def __str__(self) -> str:
        return self.name


class LedgerKey(models.Model):
    """The secret key of an agency's ledger of what it published."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField(default=new_key)

    objects: ClassVar[models.Manager[LedgerKey]] = ScopedManager(agency="agency")

    def __str__(self) -> str:
        return f"{self.agency}"


class ToldRun(models.Model):
    """Whom the numbers of a version rest on, as they were computed last; it counts as told once that is published."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="+")
    snapshot = models.CharField(max_length=64)
    """That of the version when they were computed."""
    content = models.BinaryField(null=True)
    """A ledger with this run; none once evidence of it was destroyed."""

    objects: ClassVar[models.Manager[ToldRun]] = ScopedManager(agency="version__assessment__agency")

    def __str__(self) -> str:
        return f"{self.version_id}"


class ResultFile(models.Model):
    """A file of the results that were computed from a version, of one kind: its report, say."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=400)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    snapshot = models.CharField(max_length=64)
    """That of the version when the results were computed."""
    made = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[ResultFile]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("version", "kind", "name"), name="result_name_once")]

    def __str__(self) -> str:
        return self.name
