"""The audit trail: every write, in order, each entry holding the hash of the one before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One write. Triggers of the database refuse every change of an entry, and its removal (`triggers.py`)."""

    number = models.PositiveBigIntegerField(primary_key=True)
    """1, 2, 3 and so on, without a gap."""
    at = models.DateTimeField()
    who = models.CharField(max_length=40, blank=True)
    """Key of the account; empty where the application itself wrote."""
    action = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    key = models.TextField()
    """Key of the object: of any length, as it holds names that people gave."""
    country = models.BigIntegerField(null=True)
    agency = models.BigIntegerField(null=True)
    """Keys of those whose auditors see the entry."""
    body = models.TextField()
    """The whole entry as canonical JSON, with what stood before and after, and why: what the hash is made of."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the body."""

    class Meta:
        ordering = ("-number",)
        indexes: ClassVar = [
            models.Index(fields=("kind", "key"), name="entry_object"),
            models.Index(fields=("country", "-number"), name="entry_country"),
            models.Index(fields=("agency", "-number"), name="entry_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.action} {self.kind} {self.key}"


class HashSalt(models.Model):
    """The secret under which the trail names bytes that may be answers of a few people; destroyed with the bytes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.sha256


class PersonalValue(models.Model):
    """What is personal in an entry stands here, and in the entry its hash with a salt: it can be erased on order."""

    digest = models.CharField(max_length=64, primary_key=True)
    salt = models.CharField(max_length=64)
    value = models.TextField()
    account = models.CharField(max_length=40, db_index=True)
    """Key of the account that it is about."""

    def __str__(self) -> str:
        return self.digest
