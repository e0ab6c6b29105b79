"""A register's file into the register: planned first, which only reads, and written as it was planned.

What is tried is the plan of what is taken: planning takes long, and nobody waits for it;
writing takes the turn of everybody who saves, and is short.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NoReturn

from django.db.models import Count, Sum
from django.utils.text import slugify
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, Place, Problem
from publicvalue.interop.fields import FIELDS
from publicvalue.interop.reading import RegisterReading, TakenRow
from publicvalue.interop.record import SystemRecord
from publicvalue.web.page_words import on_pages
from publicvalue.web.register import actions
from publicvalue.web.register.models import State, System
from publicvalue.web.register.records import differences, values_of
from publicvalue.web.spaces.actions import create_agency
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
SLUG, SHOWN, LONGEST_NAME = 80, 80, 300
Share = Callable[[float], None]
"""Is told how many percent are done."""


@dataclass(frozen=True)
class Target:
    """Into what a file is read.

    Parameters
    ----------
    country, agency
        The country, and the agency where all rows are its own; None where each row names one.
    publish
        Whether records that are complete are shown to the public at once.
    """

    country: Country
    agency: Agency | None = None
    publish: bool = False


@dataclass
class Outcome:
    """What an import did, or would do, with every row of its file; as plain data, so that it can be kept."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)

    def add(self, row: int, what: str, name: str, **more: Any) -> None:
        self.rows.append({"row": row, "what": what, "name": name, **more})

    def report(self, reading: RegisterReading) -> dict[str, Any]:
        """Return it with what the file held that no record has a place for."""
        counts = Counter(one["what"] for one in self.rows)
        return {
            "counts": {what: counts[what] for what in (NEW, CHANGED, SAME, REFUSED)},
            "lost": reading.losses,
            "rows": sorted(self.rows, key=lambda one: one["row"]),
            "agencies": self.agencies,
            "unused": dict(sorted(reading.unused.items(), key=lambda one: -one[1])),
        }


@dataclass(frozen=True)
class _Stand:
    """What the register of a country holds, in few numbers: every change of a record or an agency changes them."""

    systems: int
    versions: int
    agencies: tuple[tuple[int, str], ...]


@dataclass
class _Known:
    """What the register holds before the file is read: looked up once, not row by row."""

    stand: _Stand
    agencies: dict[str, Agency]
    slugs: set[str]
    """Last parts of the addresses of all agencies."""
    by_source: dict[tuple[int, str, str], System]
    by_slug: dict[tuple[int, str], System]


@dataclass
class Plan:
    """What the rows of a file would change: nothing is written yet.

    Parameters
    ----------
    outcome
        What becomes of every row.
    agencies
        Those that are new.
    new, changed
        The systems that are added, and those that say something else.
    """

    stand: _Stand
    outcome: Outcome = field(default_factory=Outcome)
    agencies: list[Agency] = field(default_factory=list)
    new: list[actions.SystemToAdd] = field(default_factory=list)
    changed: dict[int, actions.SystemToChange] = field(default_factory=dict)


def _stand(country: Country) -> _Stand:
    systems = System.objects.filter(agency__country=country).aggregate(number=Count("pk"), versions=Sum("version"))
    agencies = Agency.objects.filter(country=country).order_by("pk").values_list("pk", "name")
    return _Stand(systems["number"], systems["versions"] or 0, tuple(agencies))


def _known(country: Country) -> _Known:
    stand = _stand(country)
    systems = list(System.objects.filter(agency__country=country).select_related("agency"))
    return _Known(
        stand,
        {one.name.casefold(): one for one in Agency.objects.filter(country=country).select_related("country")},
        set(Agency.objects.values_list("slug", flat=True)),
        {(one.agency_id, one.source, one.source_id): one for one in systems if one.source_id},
        {(one.agency_id, one.slug): one for one in systems},
    )


def plan_import(reading: RegisterReading, target: Target, why: actions.Why, share: Share = lambda _: None) -> Plan:
    """Find out what becomes of every row of a file, and write nothing.

    Parameters
    ----------
    reading, target, why
        The file, into what it is read, and who brings it.
    share
        Is told how many percent of the rows are planned.
    """
    # Agencies that the file brings lie in no request's reach; every query names its agency or country.
    with scopes_disabled():
        known = _known(target.country)
        plan = Plan(known.stand)
        for refused in reading.refused:
            errors = [_error(one.place.field, one.what, one.do) for one in refused.problems]
            plan.outcome.add(refused.row, REFUSED, "", errors=errors)
        for number, taken in enumerate(reading.taken):
            _plan(taken, (reading, target), why, (plan, known))
            share(100.0 * number / len(reading.taken))
    return plan


def write_import(plan: Plan, target: Target, why: actions.Why) -> bool:
    """Write what was planned, all or nothing; False where the register has changed since, and nothing was written.

    It is called within `writing`: what has changed the register has to have ended before.
    """
    with scopes_disabled():
        if _stand(target.country) != plan.stand:
            return False
        for one in plan.agencies:
            # The systems that were planned for it know it by itself, not by its key.
            one.pk = create_agency(why.person, target.country, one.name, one.slug).pk
        actions.register_many(plan.new, why)
        actions.change_many(list(plan.changed.values()), why)
    return True


def _plan(taken: TakenRow, way: tuple[RegisterReading, Target], why: actions.Why, so_far: tuple[Plan, _Known]) -> None:
    (reading, target), (plan, known) = way, so_far
    name = taken.record["name"]
    try:
        agency = _agency_of(taken, target, known, plan)
        why.rights.check_write(agency)
        system = _system_of(taken, agency, known)
        publish = target.publish and bool(taken.record["phase"]) and why.rights.publishes.holds(agency)
        if system is None:
            plan.new.append(actions.SystemToAdd(agency, taken.record, publish=publish))
            what, changes = NEW, list[dict[str, str]]()
        else:
            what, changes = _change(system, taken, reading, (plan, publish))
    except InputError as error:
        plan.outcome.add(taken.row, REFUSED, name, errors=[_error("", one.what, one.do) for one in error.problems])
        return
    lost = [{"column": one.column, "value": one.value[:SHOWN], "why": to_data(one.why)} for one in taken.losses]
    plan.outcome.add(taken.row, what, name, agency=agency.name, changes=changes, lost=lost)


def _agency_of(taken: TakenRow, target: Target, known: _Known, plan: Plan) -> Agency:
    if target.agency is not None:
        return target.agency
    if taken.country and taken.country != target.country.code:
        _refuse(Text("it belongs to {country}", country=taken.country), Text("bring it into that country's register"))
    if not taken.agency:
        _refuse(Text("it names no agency"), Text("write the agency's name into the file"))
    found = known.agencies.get(taken.agency.casefold())
    if found is None:
        name = taken.agency[:LONGEST_NAME]
        found = Agency(country=target.country, name=name, slug=_slug(taken, target.country, known))
        known.agencies[taken.agency.casefold()] = found
        plan.agencies.append(found)
        plan.outcome.agencies.append(found.name)
    return found


def _slug(taken: TakenRow, country: Country, known: _Known) -> str:
    base = slugify(f"{country.code} {taken.agency}")[: SLUG - 5].strip("-")
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    found = next(one for one in names if one not in known.slugs)
    known.slugs.add(found)
    return found


def _system_of(taken: TakenRow, agency: Agency, known: _Known) -> System | None:
    """Return the system that the row is about: by the last part of its address, else by its number in its source."""
    if taken.known_as:
        found = known.by_slug.get((agency.pk, taken.known_as))
        if found is None:
            what = Text("there is no system {id:quoted} in this agency's register", id=taken.known_as)
            _refuse(what, Text("correct the column id; leave it blank for a new system"))
        return found
    return known.by_source.get((agency.pk, taken.record["source"], taken.record["source_id"]))


def _change(
    system: System, taken: TakenRow, reading: RegisterReading, wanted: tuple[Plan, bool]
) -> tuple[str, list[dict[str, str]]]:
    plan, publish = wanted
    before = values_of(system)
    # What another register has no column for was filled in here, and stays.
    kept = {id: text for id, text in before.items() if id not in reading.columns}
    record = SystemRecord({**kept, **taken.record.values})
    old, new = differences(before, record.values)
    publish = publish and system.state != State.PUBLIC
    if not new and not publish:
        return SAME, []
    if system.pk in plan.changed:
        what = Text("a row further up is about the same system, and says something else")
        _refuse(what, Text("leave one of them in the file"))
    plan.changed[system.pk] = actions.SystemToChange(system, record, publish=publish)
    if not new:
        return SAME, []
    return CHANGED, [{"field": id, "before": old[id], "after": new[id]} for id in FIELDS if id in new]


def _error(field: str, what: str, do: str) -> dict[str, Any]:
    return {"field": field, "what": to_data(what), "do": to_data(on_pages(do))}


def _refuse(what: Text, do: Text) -> NoReturn:
    raise InputError([Problem(Place(), what, do=do)])
