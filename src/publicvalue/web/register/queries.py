"""What is read of the register: lists with search and filters, one record, who reported what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django_scopes import scopes_disabled

from publicvalue.interop.fields import PHASES, TOPICS
from publicvalue.web.language.folded import folded
from publicvalue.web.register.gates import GATES, NO_GATE
from publicvalue.web.register.models import Change, Declaration, RecordedGate, State, System
from publicvalue.web.spaces.models import Agency, Country

PAGE = 25
LIST_COLUMNS = (
    "slug",
    "name",
    "summary",
    "phase",
    "topic",
    "state",
    "review_by",
    "used_from",
    "used_from_is",
    "changed",
    "source",
    "agency__name",
    "agency__slug",
    "agency__country__name",
    "agency__country__code",
)
ORDERS: Mapping[str, tuple[str, ...]] = {
    "name": ("sorted_by", "pk"),
    "changed": ("-changed", "pk"),
    "review": ("review_by", "sorted_by", "pk"),
}


@dataclass(frozen=True)
class ListChoice:
    """What a list is narrowed to, as its address says; what is no choice is left out.

    Parameters
    ----------
    text
        Words that all have to stand in a record.
    phase, topic, agency, country, state
        Codes; of agencies the last part of their address.
    gate
        Id of the gate that was put on record last; `NO_GATE` where none was.
    overdue
        Whether only records are shown whose review is overdue.
    order
        A name of `ORDERS`.
    """

    text: str = ""
    phase: str = ""
    topic: str = ""
    agency: str = ""
    country: str = ""
    state: str = ""
    gate: str = ""
    overdue: bool = False
    order: str = "name"

    @property
    def narrows(self) -> bool:
        return self != ListChoice(order=self.order)


def asked_of(query: Mapping[str, str]) -> ListChoice:
    """Return what the address of a list asks for."""
    return ListChoice(
        text=" ".join(query.get("q", "").split())[:200],
        phase=_known(query.get("phase", ""), PHASES),
        topic=_known(query.get("topic", ""), TOPICS),
        agency=query.get("agency", "")[:80],
        country=query.get("country", "")[:3].upper(),
        state=_known(query.get("state", ""), dict(State.choices)),
        gate=_known(query.get("gate", ""), {**GATES, NO_GATE: ""}),
        overdue=query.get("overdue", "") == "yes",
        order=_known(query.get("order", ""), ORDERS) or "name",
    )


def _known(code: str, choices: Mapping[str, object]) -> str:
    return code if code in choices else ""


def narrowed(systems: QuerySet[System], asked: ListChoice, today: dt.date) -> QuerySet[System]:
    """Return the systems that are asked for, in the order that is asked for."""
    systems = _with_words(systems, folded(asked.text).split())
    wanted = {
        "phase": asked.phase,
        "topic": asked.topic,
        "agency__slug": asked.agency,
        "agency__country__code": asked.country,
        "state": asked.state,
    }
    systems = systems.filter(**{name: code for name, code in wanted.items() if code})
    if asked.gate:
        systems = _at_gate(systems, asked.gate)
    if asked.overdue:
        systems = systems.filter(review_by__lt=today).exclude(phase="ended")
    return systems.order_by(*ORDERS[asked.order])


def _with_words(systems: QuerySet[System], words: Sequence[str]) -> QuerySet[System]:
    """Return the systems in which all words stand, or in the names of whose agencies they do."""
    with scopes_disabled():
        names = {key: folded(name) for key, name in Agency.objects.values_list("pk", "name")} if words else {}
    for word in words:
        called = [key for key, name in names.items() if word in name]
        systems = systems.filter(Q(searched__contains=word) | Q(agency__in=called))
    return systems


def _at_gate(systems: QuerySet[System], gate: str) -> QuerySet[System]:
    """Return the systems whose last recorded gate is one, or those without any."""
    with scopes_disabled():
        recorded = RecordedGate.objects.filter(system=OuterRef("pk")).order_by("-number")
    found = systems.annotate(last_gate=Subquery(recorded.values("gate")[:1]))
    return found.filter(last_gate__isnull=True) if gate == NO_GATE else found.filter(last_gate=gate)


def in_reach() -> QuerySet[System]:
    """Return the systems of the agencies that the request may see."""
    return System.objects.all()


def agencies_with_systems(asked: str) -> list[Agency]:
    """Return the agencies within reach that have systems, and the one that a list is narrowed to, by name."""
    there = System.objects.filter(agency=OuterRef("pk"))
    return list(Agency.objects.filter(Exists(there) | Q(slug=asked)).order_by("name", "pk").only("slug", "name"))


def public_systems() -> QuerySet[System]:
    """Return the systems that anybody may see."""
    with scopes_disabled():
        return System.objects.filter(state=State.PUBLIC)


def for_lists(systems: QuerySet[System]) -> QuerySet[System]:
    """Return systems with what a list shows of them, and no more."""
    return systems.select_related("agency__country").only(*LIST_COLUMNS)


def history_of(system: System, *, public: bool) -> QuerySet[Change]:
    """Return what changed in a record, last first; the public's history begins with publication."""
    with scopes_disabled():
        found = Change.objects.filter(system=system).select_related("by")
        return found.filter(public=True) if public else found


def is_overdue(system: System, today: dt.date) -> bool:
    """Tell whether a record should have been reviewed by now."""
    return system.review_by is not None and system.review_by < today and system.phase != "ended"


def reporting_agencies(country: Country | None = None) -> QuerySet[Agency]:
    """Return agencies with what each has reported: `systems`, in public, and `none_on`, the day of its last word."""
    with scopes_disabled():
        said = Declaration.objects.filter(agency=OuterRef("pk"), withdrawn__isnull=True).order_by("-pk")
        shown = System.objects.filter(agency=OuterRef("pk"), state=State.PUBLIC)
        counted = shown.order_by().values("agency").annotate(number=Count("pk")).values("number")
        found = Agency.objects.select_related("country").annotate(
            systems=Subquery(counted), none_on=Subquery(said.values("at")[:1]), has=Exists(shown)
        )
    return found.filter(country=country) if country else found


def countries_with_systems() -> list[tuple[Country, int]]:
    """Return countries with the number of their public systems, by name."""
    with scopes_disabled():
        found = (
            System.objects.filter(state=State.PUBLIC)
            .order_by()
            .values("agency__country")
            .annotate(number=Count("pk"))
            .values_list("agency__country", "number")
        )
        numbers = dict(found)
    return [(one, numbers.get(one.pk, 0)) for one in Country.objects.order_by("name")]
