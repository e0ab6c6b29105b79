"""A register's file into the register: the same import whether it is tried or meant; what is tried is rolled back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NoReturn

from django.db import transaction
from django.utils.text import slugify
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, Place, Problem
from publicvalue.interop.fields import FIELDS
from publicvalue.interop.reading import Reading, TakenRow
from publicvalue.interop.record import SystemRecord
from publicvalue.web.register import actions
from publicvalue.web.register.models import State, System
from publicvalue.web.register.records import differences, values_of
from publicvalue.web.spaces.actions import create_agency
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
SLUG, SHOWN, LONGEST_NAME = 80, 80, 300


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

    def report(self, reading: Reading) -> dict[str, Any]:
        """Return it with what the file held that no record has a place for."""
        counts = Counter(one["what"] for one in self.rows)
        return {
            "counts": {what: counts[what] for what in (NEW, CHANGED, SAME, REFUSED)},
            "lost": reading.losses,
            "rows": sorted(self.rows, key=lambda one: one["row"]),
            "agencies": self.agencies,
            "unused": dict(sorted(reading.unused.items(), key=lambda one: -one[1])),
        }


@dataclass
class _Known:
    """What the register holds before the file is read: looked up once, not row by row."""

    agencies: dict[str, Agency]
    by_source: dict[tuple[int, str, str], System]
    by_slug: dict[tuple[int, str], System]
    new: list[actions.SystemToAdd] = field(default_factory=list)


def _known(country: Country) -> _Known:
    systems = list(System.objects.filter(agency__country=country).select_related("agency"))
    return _Known(
        {one.name.casefold(): one for one in Agency.objects.filter(country=country).select_related("country")},
        {(one.agency_id, one.source, one.source_id): one for one in systems if one.source_id},
        {(one.agency_id, one.slug): one for one in systems},
    )


def import_reading(reading: Reading, target: Target, why: actions.Why, *, tried: bool) -> Outcome:
    """Take the rows of a file into the register; where it is only tried, everything is done and then undone."""
    outcome = Outcome()
    for refused in reading.refused:
        errors = [_error(one.place.field, one.what, one.do) for one in refused.problems]
        outcome.add(refused.row, REFUSED, "", errors=errors)
    # Agencies that the file brings lie in no request's reach; every query names its agency or country.
    with scopes_disabled(), transaction.atomic():
        known = _known(target.country)
        for taken in reading.taken:
            _take(taken, (reading, target), why, (outcome, known))
        actions.register_many(known.new, why)
        if tried:
            transaction.set_rollback(True)
    return outcome


def _take(taken: TakenRow, way: tuple[Reading, Target], why: actions.Why, so_far: tuple[Outcome, _Known]) -> None:
    (reading, target), (outcome, known) = way, so_far
    name = taken.record["name"]
    try:
        agency = _agency_of(taken, target, known, (outcome, why))
        why.rights.check_write(agency)
        system = _system_of(taken, agency, known)
        publish = target.publish and bool(taken.record["phase"]) and why.rights.publishes.holds(agency)
        if system is None:
            known.new.append(actions.SystemToAdd(agency, taken.record, publish=publish))
            what, changes = NEW, list[dict[str, str]]()
        else:
            what, changes = _change(system, taken, reading, why)
            if publish and system.state != State.PUBLIC:
                actions.publish_system(system, why)
    except InputError as error:
        outcome.add(taken.row, REFUSED, name, errors=[_error("", one.what, one.do) for one in error.problems])
        return
    lost = [{"column": one.column, "value": one.value[:SHOWN], "why": to_data(one.why)} for one in taken.losses]
    outcome.add(taken.row, what, name, agency=agency.name, changes=changes, lost=lost)


def _agency_of(taken: TakenRow, target: Target, known: _Known, so_far: tuple[Outcome, actions.Why]) -> Agency:
    if target.agency is not None:
        return target.agency
    if taken.country and taken.country != target.country.code:
        _refuse(Text("it belongs to {country}", country=taken.country), Text("bring it into that country's register"))
    if not taken.agency:
        _refuse(Text("it names no agency"), Text("write the agency's name into the file"))
    found = known.agencies.get(taken.agency.casefold())
    if found is None:
        outcome, why = so_far
        slug = _slug(taken, target.country)
        found = create_agency(why.person, target.country, taken.agency[:LONGEST_NAME], slug)
        known.agencies[taken.agency.casefold()] = found
        outcome.agencies.append(found.name)
    return found


def _slug(taken: TakenRow, country: Country) -> str:
    base = slugify(f"{country.code} {taken.agency}")[: SLUG - 5].strip("-")
    taken_already = set(Agency.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(one for one in names if one not in taken_already)


def _system_of(taken: TakenRow, agency: Agency, known: _Known) -> System | None:
    """Return the system that the row is about: by the last part of its address, else by its number in its source."""
    if taken.known_as:
        found = known.by_slug.get((agency.pk, taken.known_as))
        if found is None:
            what = Text("there is no system {id:quoted} in this agency's register", id=taken.known_as)
            _refuse(what, Text("correct the column id; leave it blank for a new system"))
        return found
    return known.by_source.get((agency.pk, taken.record["source"], taken.record["source_id"]))


def _change(system: System, taken: TakenRow, reading: Reading, why: actions.Why) -> tuple[str, list[dict[str, str]]]:
    before = values_of(system)
    # What another register has no column for was filled in here, and stays.
    kept = {id: text for id, text in before.items() if id not in reading.columns}
    record = SystemRecord({**kept, **taken.record.values})
    old, new = differences(before, record.values)
    if not new:
        return SAME, []
    actions.change_system(system, record, system.version, why)
    return CHANGED, [{"field": id, "before": old[id], "after": new[id]} for id in FIELDS if id in new]


def _error(field: str, what: str, do: str) -> dict[str, Any]:
    return {"field": field, "what": to_data(what), "do": to_data(do)}


def _refuse(what: Text, do: Text) -> NoReturn:
    raise InputError([Problem(Place(), what, do=do)])
