"""AI systems as agencies register them, what changed in their records, and files of other registers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_scopes import ScopedManager

from publicvalue.interop.fields import (
    BUILDERS,
    COST_BASES,
    INTENDED,
    LINE,
    PHASES,
    ROLES,
    TOPICS,
    YES_NO,
)
from publicvalue.web.language.folded import folded
from publicvalue.web.spaces.models import Agency, Country

LONGEST_CODE = 20
SEARCHED = ("name", "summary", "purpose", "supplier")
"""Fields whose words find a system; those of its agency's name do too."""


def _line() -> Any:
    return models.CharField(max_length=LINE, blank=True)


def _text() -> Any:
    return models.TextField(blank=True)


def _code(choices: Any) -> Any:
    return models.CharField(max_length=LONGEST_CODE, blank=True, choices=[(code, code) for code in choices])


def _moment() -> Any:
    """Return a field for a year, a month or a day, as ISO 8601 writes it."""
    return models.CharField(max_length=10, blank=True)


class State(models.TextChoices):
    """Who sees a record."""

    DRAFT = "draft", "draft"
    PUBLIC = "public", "public"
    WITHDRAWN = "withdrawn", "withdrawn"


class System(models.Model):
    """The record of one AI system; its fields are those of `interop.fields`."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=100, unique=True)
    """The last part of its address, which never changes."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    """Rises by every change: who saves over another's change is told so."""
    created = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(default=timezone.now)
    published = models.DateTimeField(null=True)
    """When it was first shown to the public."""

    name = models.CharField(max_length=LINE)
    summary = _text()
    topic = _code(TOPICS)
    website = _line()
    phase = _code(PHASES)
    started, started_is = _moment(), _code(INTENDED)
    used_from, used_from_is = _moment(), _code(INTENDED)
    ended, ended_is = _moment(), _code(INTENDED)
    unit, owner, contact = _line(), _line(), _line()
    built_by, supplier = _code(BUILDERS), _line()
    purpose, people, role = _text(), _text(), _code(ROLES)
    benefits, legal_basis = _text(), _text()
    technique, data, personal_data = _text(), _text(), _code(YES_NO)
    oversight, appeal, risks = _text(), _text(), _text()
    impact_assessment = _code(YES_NO)
    cost = models.CharField(max_length=18, blank=True)
    currency, cost_basis = models.CharField(max_length=3, blank=True), _code(COST_BASES)
    review_by = models.DateField(null=True, blank=True)
    source, source_id, source_url = _line(), _line(), _line()

    searched, sorted_by = _text(), _line()
    """Made of the fields above by `note_words`, whoever writes them."""

    objects: ClassVar[models.Manager[System]] = ScopedManager(agency="agency")

    class Meta:
        ordering = ("sorted_by", "pk")
        indexes: ClassVar = [
            models.Index(fields=("state", "sorted_by"), name="system_state_sorted"),
            models.Index(fields=("agency", "state"), name="system_agency_state"),
            models.Index(fields=("state", "changed"), name="system_state_changed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("agency", "source", "source_id"),
                name="system_source_once",
                condition=~models.Q(source_id=""),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def note_words(self) -> None:
        """Bring up to date what it is found and sorted by."""
        self.searched = folded("\n".join(getattr(self, field) for field in SEARCHED))
        self.sorted_by = folded(self.name)[:LINE]


class RecordedGate(models.Model):
    """A gate at which somebody decided before or while a system is used: rows are added, and never edited."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    """Its place among the gates of the system, from 1; also the last part of its address."""
    gate = models.CharField(max_length=LONGEST_CODE)
    day = models.DateField()
    """On which it was decided."""
    recorded = models.DateTimeField(default=timezone.now, null=True)
    """When it was put on record, which may be later; None where an earlier release did not keep it."""
    decision = models.CharField(max_length=LONGEST_CODE)
    tier = models.PositiveSmallIntegerField()
    framework = models.CharField(max_length=100)
    told = models.JSONField(default=dict)
    """What ended it, held it up and came with it: name of the side -> pairs of stored texts, state and requirement."""

    objects: ClassVar[models.Manager[RecordedGate]] = ScopedManager(agency="system__agency")

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("system", "number"), name="gate_number_once")]

    def __str__(self) -> str:
        return f"{self.system_id}: {self.gate}"


class Change(models.Model):
    """What one action changed in a record: rows are added, and never edited."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=20)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    public = models.BooleanField(default=False)
    """Whether the record was public after it: the public's history and feed show no other."""

    objects: ClassVar[models.Manager[Change]] = ScopedManager(agency="system__agency")

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=("public", "-at"), name="change_public_at")]

    def __str__(self) -> str:
        return f"{self.action} {self.system_id}"


class Declaration(models.Model):
    """An agency's word that it uses no AI systems: another thing than saying nothing."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Declaration]] = ScopedManager(agency="agency")

    def __str__(self) -> str:
        return f"{self.agency_id}: none"


class Upload(models.Model):
    """A file of a register that somebody brought: tried first, taken when they say so."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    """Into which agency its rows go; empty where each row names its own."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken = models.DateTimeField(null=True)
    file = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=20)
    report = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Upload]] = ScopedManager(country="country")

    def __str__(self) -> str:
        return self.file


class Remark(models.Model):
    """What a reader of the public register says is wrong with a record. Nothing else is kept of the reader."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()
    answered = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager[Remark]] = ScopedManager(agency="system__agency")

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.system_id}: {self.at:%Y-%m-%d}"
