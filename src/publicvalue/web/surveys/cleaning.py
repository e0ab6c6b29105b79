"""Answers are destroyed here once they are evidence, and in any case some time after their form was closed."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.web.audit.writing import writing
from publicvalue.web.stores.models import Version
from publicvalue.web.surveys.actions import of_survey
from publicvalue.web.surveys.models import Reply, Survey
from publicvalue.workflow.subjects import Action

STAYS = dt.timedelta(days=90)
"""How long answers that nobody took stay after their form was closed."""


def clean_replies(stays: dt.timedelta = STAYS) -> int:
    """Destroy what is not needed any more, and return of how many forms."""
    long_ago = timezone.now() - stays
    with scopes_disabled():
        over = Q(upload__taken__isnull=False) | Q(end__lt=long_ago)
        found = Survey.objects.annotate(end=Coalesce(F("closed"), F("opened"))).filter(
            over, closed__isnull=False, destroyed__isnull=True
        )
        return _destroy(found)


def forget_replies(sha256: str, versions: frozenset[int]) -> None:
    """Destroy answers from which evidence was made, where evidence of their assessment is destroyed."""
    del sha256
    with scopes_disabled():
        assessments = Version.objects.filter(pk__in=versions).values("assessment")
        made = Survey.objects.filter(version__assessment__in=assessments, upload__taken__isnull=False)
        _destroy(made.filter(closed__isnull=False, destroyed__isnull=True))


def _destroy(found: QuerySet[Survey]) -> int:
    surveys = list(found.select_related("version__assessment__agency"))
    for one in surveys:
        with writing(None) as audit:
            Reply.objects.filter(survey=one).delete()
            Survey.objects.filter(pk=one.pk).update(destroyed=timezone.now())
            audit.record(Action.ERASE, of_survey(one), after={"answers": "destroyed"})
    return len(surveys)
