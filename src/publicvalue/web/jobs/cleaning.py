"""Notices go some weeks after they were told, and with a person who is erased."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from publicvalue.web.accounts.models import User
from publicvalue.web.jobs.actions import STAYS
from publicvalue.web.jobs.models import Notice


def clean_notices() -> int:
    """Destroy notices that were told and that nobody is shown any more; return how many there were."""
    return Notice.objects.filter(seen__isnull=False, made__lt=timezone.now() - STAYS).delete()[0]


def forget_notices(user: User) -> None:
    """Destroy the notices of a person, and those of others that name them, under whatever name.

    Those that were told before it was kept of whom they tell are known by the name alone.
    """
    named = Q(tells_of__isnull=True, text__values__who=str(user))
    Notice.objects.filter(Q(user=user) | Q(tells_of=user) | named).delete()
