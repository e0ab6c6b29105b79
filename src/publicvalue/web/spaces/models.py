"""Countries, their agencies, and who belongs to them in which role."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from publicvalue.workflow.roles import LEVELS, Level, Role

ROLES = [(role.value, role.value) for role in Role if role is not Role.PUBLIC]


def of_level(level: Level) -> list[str]:
    """Return the roles of a level."""
    return sorted(role.value for role, own in LEVELS.items() if own is level)


class Country(models.Model):
    code = models.CharField(max_length=3, unique=True)
    """ISO 3166-1 alpha-3."""
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=300)

    objects: ClassVar[models.Manager[Agency]] = ScopedManager(country="country")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role: in an agency, in a country, or in all of them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=30, choices=ROLES)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)
    """When the person left; a role that ended gives nothing."""

    objects: ClassVar[models.Manager[Membership]] = ScopedManager(country="country")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="membership_level",
                condition=Q(role__in=of_level(Level.AGENCY), agency__isnull=False, country__isnull=False)
                | Q(role__in=of_level(Level.COUNTRY), agency__isnull=True, country__isnull=False)
                | Q(role__in=of_level(Level.REGION), agency__isnull=True, country__isnull=True),
            ),
            models.UniqueConstraint(
                fields=("user", "role", "agency"), name="membership_agency_once", condition=Q(ended__isnull=True)
            ),
            models.UniqueConstraint(
                fields=("user", "role", "country"),
                name="membership_country_once",
                condition=Q(ended__isnull=True, agency__isnull=True),
            ),
            models.UniqueConstraint(
                fields=("user", "role"),
                name="membership_region_once",
                condition=Q(ended__isnull=True, country__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Invitation(models.Model):
    """A link that makes whoever opens it a member, once, for as long as it is valid."""

    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of what stands in the link: who reads the database cannot open it."""
    name = models.CharField(max_length=200)
    """Whom it is for, as the inviting person calls them."""
    role = models.CharField(max_length=30, choices=ROLES)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Invitation]] = ScopedManager(country="country")

    class Meta:
        ordering = ("-made",)

    def __str__(self) -> str:
        return f"{self.name}: {self.role}"
