"""Business cases of systems: the files that were brought, the record of gates, the reports that were made of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from publicvalue.web.register.models import System
from publicvalue.web.stores.models import Blob


class BusinessCase(models.Model):
    """The business case of a system, and what is on record of its gates."""

    system = models.OneToOneField(System, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField(default=timezone.now)
    record = models.BinaryField(null=True)
    """The record of gates as the actions write it (`gates.json`); none before the first."""

    objects: ClassVar[models.Manager[BusinessCase]] = ScopedManager(agency="system__agency")

    def __str__(self) -> str:
        return f"{self.system}"


class CaseFile(models.Model):
    """A file that was brought to a business case: of each name the newest counts, and earlier ones stay."""

    case = models.ForeignKey(BusinessCase, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[CaseFile]] = ScopedManager(agency="case__system__agency")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class CaseReport(models.Model):
    """A file of a report on a business case, of one kind and in one language."""

    case = models.ForeignKey(BusinessCase, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    """What the report is on; of a gate on record, with its number: such a report stays as it is."""
    name = models.CharField(max_length=200)
    """Language and name of the file, such as `es/gate.html`."""
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    snapshot = models.CharField(max_length=64)
    """That of the case when the report was made."""
    made = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[CaseReport]] = ScopedManager(agency="case__system__agency")

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "kind", "name"), name="case_report_once")]

    def __str__(self) -> str:
        return self.name
