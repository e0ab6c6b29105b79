"""Folders that countries brought: what they know of their strategy, services, public servants and systems."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from publicvalue.web.spaces.models import Country
from publicvalue.web.stores.models import Blob


class CountryVersion(models.Model):
    """A country's folder as it was brought, as a zip: the newest that is there counts, and earlier ones stay.

    Its row stays when its bytes are destroyed on order.
    """

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[CountryVersion]] = ScopedManager(country="country")

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("country", "number"), name="country_version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.number}"


class FolderRetention(models.Model):
    """Until when the bytes of a country's folder are kept: rows are added, and the last one of a folder counts."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    until = models.DateField(null=True)
    """The last day; none where it was taken back."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[FolderRetention]] = ScopedManager(country="country")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.country} {self.until}"
