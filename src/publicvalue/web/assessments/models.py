"""The work on an assessment that is no part of it: what is half written, who changed which answer, what was said of it.

The answers themselves stand in the files of the version, as every other form of an appraisal writes them.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from publicvalue.web.stores.models import Version

QUESTION = 200


class Draft(models.Model):
    """What somebody has written for a question and not saved as an answer yet: nothing of it is lost."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=QUESTION)
    """Kind and id of the question."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    values = models.JSONField()
    """Field -> as it was written."""

    objects: ClassVar[models.Manager[Draft]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("version", "question", "by"), name="draft_once")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.question}"


class Edit(models.Model):
    """A change of one answer: rows are added, and never edited."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=QUESTION)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Edit]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [models.Index(fields=("version", "question"), name="edit_question")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.question}"


class Comment(models.Model):
    """What somebody says of a question, or asks a colleague."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=QUESTION)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """The colleague who is asked to answer; nobody where it is a remark."""

    objects: ClassVar[models.Manager[Comment]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [models.Index(fields=("version", "question"), name="comment_question")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.question}"


class Panel(models.Model):
    """Several assessors who answer the same questions of a version, each apart from the others."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun = models.DateTimeField(default=timezone.now)
    questions = models.JSONField()
    """Keys of the questions, in their order."""
    compared = models.DateTimeField(null=True)
    """When the last one finished, and each saw what the others had answered."""
    ended = models.DateTimeField(null=True)
    """When it was given up, without anything being compared."""

    objects: ClassVar[models.Manager[Panel]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.version_id}: {self.pk}"


class Assessor(models.Model):
    """Somebody on a panel. What they answer is a draft of theirs until all have finished."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished = models.DateTimeField(null=True)
    key = models.CharField(max_length=64, blank=True)
    """Secret of the seal of their answers, until these are compared."""

    objects: ClassVar[models.Manager[Assessor]] = ScopedManager(agency="panel__version__assessment__agency")

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("panel", "user"), name="assessor_once")]

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.user_id}"


class Opinion(models.Model):
    """What an assessor answered: first apart from the others, and anew where they changed their mind afterwards."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=QUESTION)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    given = models.JSONField()
    apart = models.BooleanField()
    """Whether it was given before the others' answers were seen: agreement is that of these."""

    objects: ClassVar[models.Manager[Opinion]] = ScopedManager(agency="panel__version__assessment__agency")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.question}"


class Settled(models.Model):
    """What the assessors settled on for a question, and why: rows are added, and the last one counts."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=QUESTION)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    given = models.JSONField()
    reason = models.TextField()
    basis = models.CharField(max_length=64)
    """Hash of the answers that it rests on."""

    objects: ClassVar[models.Manager[Settled]] = ScopedManager(agency="panel__version__assessment__agency")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.panel_id}: {self.question}"
