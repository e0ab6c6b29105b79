"""Forms on the web that anybody with the link may answer, and the answers until they are evidence.

Of a respondent nothing is kept but the answers and the day: no address, no moment, no order.
"""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from publicvalue.web.evidence.models import Upload
from publicvalue.web.stores.models import Version


def new_token() -> str:
    """Return what stands in the link of a form."""
    return secrets.token_urlsafe(12)


class Survey(models.Model):
    """A form that was opened for an assessment."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=100)
    questions = models.JSONField()
    """Ids of the questions that are asked."""
    told = models.TextField()
    """Who asks, what becomes of the answers, and whom to ask about it."""
    shared = models.BooleanField(default=False)
    """Whether many people answer on one device, as at a counter."""
    token = models.CharField(max_length=40, unique=True, default=new_token)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True)
    """The last day on which it can be answered."""
    closed = models.DateTimeField(null=True)
    upload = models.ForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")
    """The file that its answers were made into."""
    destroyed = models.DateTimeField(null=True)
    """When its answers were destroyed here."""

    objects: ClassVar[models.Manager[Survey]] = ScopedManager(agency="version__assessment__agency")

    class Meta:
        ordering = ("-opened",)

    def __str__(self) -> str:
        return self.audience

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now."""
        return self.closed is None and (self.until is None or timezone.localdate() <= self.until)


class Reply(models.Model):
    """The answers of one person. Its key is drawn, so that rows tell no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    answers = models.JSONField()
    """Column -> what was answered."""
    sheet = models.CharField(max_length=64)
    """Hash of what the form held that was sent: sent twice, it counts once."""
    code = models.CharField(max_length=64, blank=True)
    """Hash of the code on an invitation: with each code one person answers."""

    objects: ClassVar[models.Manager[Reply]] = ScopedManager(agency="survey__version__assessment__agency")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("survey", "sheet"), name="sheet_counts_once"),
            models.UniqueConstraint(fields=("survey", "code"), condition=~models.Q(code=""), name="code_counts_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
