"""What people read of the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry, PersonalValue
from publicvalue.workflow.subjects import Action, Kind


@dataclass(frozen=True)
class Told:
    """An entry for people: who, what, and the values with those that are personal, as far as they are not erased."""

    entry: Entry
    who: str
    action: Action
    kind: Kind
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    why: str


def entries_of(countries: Iterable[int]) -> QuerySet[Entry]:
    """Return the entries of countries, last first."""
    return Entry.objects.filter(country__in=tuple(countries))


def history_of(kind: Kind, key: str) -> QuerySet[Entry]:
    """Return the entries of one object, last first."""
    return Entry.objects.filter(kind=kind.value, key=key)


def tell(entries: Iterable[Entry]) -> list[Told]:
    """Return entries for people; names and personal values are asked for once for all of them."""
    found = list(entries)
    bodies = [json.loads(entry.body) for entry in found]
    digests = {digest for body in bodies for digest in _digests(body)}
    values = dict(PersonalValue.objects.filter(Q(digest__in=digests)).values_list("digest", "value"))
    people = {str(user.pk): str(user) for user in User.objects.filter(pk__in=[one.who for one in found if one.who])}
    return [
        Told(
            entry,
            people.get(entry.who, ""),
            Action(entry.action),
            Kind(entry.kind),
            _filled(body["before"], values),
            _filled(body["after"], values),
            body["why"],
        )
        for entry, body in zip(found, bodies, strict=True)
    ]


def _digests(body: Mapping[str, Any]) -> Iterable[str]:
    for part in (body["before"], body["after"]):
        yield from (one["personal"] for one in part.values() if _is_personal(one))


def _is_personal(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"personal"}


def _filled(values: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    return {name: known.get(one["personal"]) if _is_personal(one) else one for name, one in values.items()}
