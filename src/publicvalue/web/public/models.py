"""Assessments that were published of registered systems: what readers are shown of them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from publicvalue.web.register.models import System


class Publication(models.Model):
    """One published version of an assessment: its stored result, which is never changed."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("stores.Version", on_delete=models.PROTECT, null=True, related_name="+")
    """The version of the assessment that was published."""
    number = models.PositiveIntegerField()
    """1, 2, ...: a correction is a new version."""
    published = models.DateTimeField(default=timezone.now)
    result = models.BinaryField()
    """The bytes of results.json."""
    withdrawn = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    """What was corrected, or why it was withdrawn."""

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("system", "number"), name="publication_number_once"),)

    def __str__(self) -> str:
        return f"{self.system_id}: {self.number}"
