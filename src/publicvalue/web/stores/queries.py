"""What is read of assessments and their versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from publicvalue.web.accounts.models import NAMELESS, User
from publicvalue.web.audit.writing import account_key
from publicvalue.web.spaces.permission import Asking, roles_at
from publicvalue.web.stores.models import Assessment, Happening, ResultFile, Version
from publicvalue.words.text import Text
from publicvalue.workflow.events import Event, read_event, said_of
from publicvalue.workflow.permission import may
from publicvalue.workflow.standing import VersionStanding, fold
from publicvalue.workflow.states import State
from publicvalue.workflow.subjects import Action, Kind, Subject


@dataclass(frozen=True)
class Moment:
    """An entry of a timeline: when, and the sentence."""

    event: Event
    text: Text


def events_of(version: Version) -> tuple[Event, ...]:
    """Return what happened to a version, in order."""
    stored = Happening.objects.filter(version=version).order_by("number").values_list("stored", flat=True)
    return tuple(map(read_event, stored))


def standing_of(version: Version) -> VersionStanding:
    """Return where a version stands, as it follows from its events."""
    return fold(events_of(version))


def subject_of(version: Version, standing: VersionStanding, who: Asking, kind: Kind = Kind.ASSESSMENT) -> Subject:
    """Return a version, or something in it, as permission sees it."""
    own = isinstance(who, User) and account_key(who) in standing.authors | {account_key(version.by)}
    return Subject(kind, State(version.state), own)


def possible(who: Asking, version: Version) -> frozenset[Action]:
    """Return what somebody may do to a version now."""
    subject, roles = subject_of(version, standing_of(version), who), roles_at(who, version.assessment.agency)
    return frozenset(one for one in Action if one is not Action.CREATE and may(roles, one, subject))


def timeline(version: Version) -> list[Moment]:
    """Return what happened as sentences, last first."""
    events = events_of(version)
    keys = {event.by for event in events if event.by}
    names: dict[str, str] = {str(user.pk): str(user) for user in User.objects.filter(pk__in=keys)}
    return [Moment(one, said_of(one, names.get(one.by) or NAMELESS)) for one in reversed(events)]


def current_version(assessment: Assessment) -> Version:
    """Return the newest version of an assessment."""
    found = Version.objects.filter(assessment=assessment).select_related("assessment__agency", "by")
    return found.order_by("-number")[0]


def current_versions(agencies: Iterable[Any]) -> QuerySet[Version]:
    """Return the newest version of each assessment of some agencies, those that began last first."""
    later = Version.objects.filter(assessment=OuterRef("assessment"), number__gt=OuterRef("number"))
    found = Version.objects.filter(assessment__agency__in=list(agencies)).exclude(Exists(later))
    return found.select_related("assessment__agency", "by").order_by("-assessment__made", "-pk")


def is_outdated(version: Version, kind: str) -> bool | None:
    """Return whether results were computed from other content than stands now; None where there are none."""
    snapshot = ResultFile.objects.filter(version=version, kind=kind).values_list("snapshot", flat=True).first()
    return None if snapshot is None else snapshot != version.snapshot
