"""Every write to the register: each in one transaction, with what it changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.text import slugify
from django_scopes import scopes_disabled

from publicvalue.errors import InputError, Place, Problem
from publicvalue.interop.record import SystemRecord
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.writing import Audit, Object, Told, writing
from publicvalue.web.register.models import Change, Declaration, Remark, State, System
from publicvalue.web.register.records import differences, put, values_of
from publicvalue.web.register.rights import Rights, rights_of
from publicvalue.web.spaces.actions import of_agency
from publicvalue.web.spaces.models import Agency
from publicvalue.words.text import Text
from publicvalue.workflow.subjects import Action, Kind

SLUG, BATCH = 80, 200
RESERVED = frozenset({"new", "none", "import"})
"""Names that stand for pages beside those of systems."""


@dataclass(frozen=True)
class Why:
    """Who acts, and for which reason; nobody where a reader of the public register does."""

    by: User | None
    reason: str = ""

    @property
    def person(self) -> User:
        """Who acts; nobody may not."""
        if self.by is None:
            raise PermissionDenied
        return self.by

    @cached_property
    def rights(self) -> Rights:
        """What this person may do, looked up once however many records an action writes."""
        return rights_of(self.person)


@dataclass(frozen=True)
class SystemToAdd:
    """A system to be registered, and whether it is shown to the public at once."""

    agency: Agency
    record: SystemRecord
    publish: bool = False


@dataclass(frozen=True)
class SystemToChange:
    """A system as it was read, what it is to say, and whether it is shown to the public at once."""

    system: System
    record: SystemRecord
    publish: bool = False


class ChangedMeanwhileError(InputError):
    """Somebody else has saved the record since this person opened it.

    Parameters
    ----------
    theirs
        What the record says now.
    """

    def __init__(self, theirs: Mapping[str, str]) -> None:
        self.theirs = theirs
        what = Text("somebody else has changed this record while you wrote")
        super().__init__([Problem(Place(), what, do=Text("look at both, and choose what stays"))])


def register_system(agency: Agency, record: SystemRecord, why: Why) -> System:
    """Add a system to an agency's register, as a draft."""
    return register_many([SystemToAdd(agency, record)], why)[0]


def register_many(additions: Sequence[SystemToAdd], why: Why) -> list[System]:
    """Add systems, all or none."""
    if not additions:
        return []
    asked = [(one.agency, one.publish) for one in additions]
    _check(asked, why.rights)
    # All that takes long is done before it is one's turn to write: meanwhile nobody else could save anything.
    systems = [_made(one) for one in additions]
    values = [values_of(one) for one in systems]
    with writing(why.by) as audit, scopes_disabled():
        _check(asked, rights_of(why.person))
        for system, slug in zip(systems, free_slugs([one.name for one in systems]), strict=True):
            system.slug = slug
        made = System.objects.bulk_create(systems, batch_size=BATCH)
        notes = [_Note(system, Action.CREATE, {}, now) for system, now in zip(made, values, strict=True)]
        _note(audit, notes, why)
    return made


def _check(asked: Iterable[tuple[Agency, bool]], rights: Rights) -> None:
    """Refuse what rights do not allow: writing for agencies, and showing to the public where that is said."""
    for agency, publish in asked:
        rights.check_write(agency)
        if publish:
            rights.check_publish(agency)


def _made(addition: SystemToAdd) -> System:
    system = System(agency=addition.agency)
    put(system, addition.record)
    if addition.publish:
        check_complete(system)
        system.state, system.published = State.PUBLIC, system.created
    return system


def change_system(system: System, record: SystemRecord, version: int, why: Why) -> bool:
    """Let a record say something else; returns whether anything changed.

    Raises
    ------
    ChangedMeanwhileError
        When the record has another version than the one that was changed.
    """
    why.rights.check_write(system.agency)
    if not differences(values_of(system), record.values)[1] and system.version == version:
        return False
    with writing(why.by) as audit, scopes_disabled():
        rights_of(why.person).check_write(system.agency)
        current = System.objects.select_related("agency").get(pk=system.pk)
        before, after = differences(values_of(current), record.values)
        if current.version != version:
            raise ChangedMeanwhileError(values_of(current))
        put(current, record)
        _save(current)
        _note(audit, [_Note(current, Action.CHANGE, before, after)], why)
    return True


def change_many(changes: Sequence[SystemToChange], why: Why) -> None:
    """Let records say something else, all or none; ChangedMeanwhileError as `change_system`."""
    if not changes:
        return
    with writing(why.by) as audit, scopes_disabled():
        _check([(one.system.agency, one.publish) for one in changes], rights_of(why.person))
        found = System.objects.select_related("agency").in_bulk([one.system.pk for one in changes])
        notes: list[_Note] = []
        for one in changes:
            current = found[one.system.pk]
            if current.version != one.system.version:
                raise ChangedMeanwhileError(values_of(current))
            notes += _changed(current, one)
        _note(audit, notes, why)


def _changed(current: System, change: SystemToChange) -> list[_Note]:
    """Write a change of one record, and return what is noted of it."""
    before, after = differences(values_of(current), change.record.values)
    notes, columns = [], set(after)
    if after:
        put(current, change.record)
        notes.append(_Note(current, Action.CHANGE, before, after, public=current.state == State.PUBLIC))
    if change.publish and current.state != State.PUBLIC:
        check_complete(current)
        notes.append(
            _Note(current, Action.PUBLISH, {"state": current.state}, {"state": str(State.PUBLIC)}, public=True)
        )
        current.state, current.published = State.PUBLIC, current.published or timezone.now()
        columns |= {"state", "published"}
    current.version, current.changed = current.version + len(notes), timezone.now()
    current.save(update_fields=[*columns, "searched", "sorted_by", "version", "changed"])
    return notes


def publish_system(system: System, why: Why) -> None:
    """Show a record to the public."""
    _turn(system, State.PUBLIC, Action.PUBLISH, why)


def withdraw_system(system: System, why: Why) -> None:
    """Take a record from the public register; its address says that it was withdrawn, and why."""
    if not why.reason.strip():
        raise InputError([Problem(Place(field="why"), Text("the reason is missing"), do=Text("say why"))])
    _turn(system, State.WITHDRAWN, Action.WITHDRAW, why)


def _turn(system: System, state: State, action: Action, why: Why) -> None:
    with writing(why.by) as audit, scopes_disabled():
        rights_of(why.person).check_publish(system.agency)
        current = System.objects.select_related("agency").get(pk=system.pk)
        before = {"state": current.state}
        if state == State.PUBLIC:
            check_complete(current)
            current.published = current.published or timezone.now()
        current.state = state
        _save(current)
        _note(audit, [_Note(current, action, before, {"state": str(state)}, public=True)], why)


def check_complete(system: System) -> None:
    """Refuse to show a record without what readers need first; raises InputError with all that is missing."""
    missing = [id for id in ("name", "summary", "phase") if not getattr(system, id)]
    if missing:
        do = Text("fill it in")
        raise InputError([Problem(Place(field=id), Text("this is missing"), do=do) for id in missing])


def declare_none(agency: Agency, why: Why) -> Declaration:
    """Keep an agency's word that it uses no AI systems."""
    with writing(why.by) as audit, scopes_disabled():
        rights_of(why.person).check_write(agency)
        if System.objects.filter(agency=agency).exclude(state=State.WITHDRAWN).exclude(phase="ended").exists():
            what = Text("{agency} has systems in this register", agency=agency.name)
            do = Text("withdraw them, or say that they are no longer in use")
            raise InputError([Problem(Place(), what, Text("an agency without systems"), do)])
        Declaration.objects.filter(agency=agency, withdrawn__isnull=True).update(withdrawn=timezone.now())
        audit.record(Action.CHANGE, of_agency(agency), after={"systems": "none"}, why=why.reason)
        return Declaration.objects.create(agency=agency, by=why.person)


def remark(system: System, text: str) -> Remark:
    """Keep what a reader says is wrong with a record."""
    with writing(None) as audit, scopes_disabled():
        made = Remark.objects.create(system=system, text=text)
        audit.record(Action.CREATE, _of_remark(made))
    return made


def answer_remark(found: Remark, why: Why) -> None:
    """Say that a remark was looked at."""
    with writing(why.by) as audit, scopes_disabled():
        rights_of(why.person).check_write(found.system.agency)
        found.answered, found.answered_by = timezone.now(), why.by
        found.save(update_fields=("answered", "answered_by"))
        audit.record(Action.CHANGE, _of_remark(found), after={"answered": found.answered}, why=why.reason)


def _of_remark(one: Remark) -> Object:
    agency = one.system.agency
    return Object(Kind.COMMENT, f"remark-{one.pk}", agency.country_id, agency.pk)


def of_system(system: System) -> Object:
    """Return a system as the audit trail names it."""
    return Object(Kind.SYSTEM, system.slug, system.agency.country_id, system.agency_id)


def _save(system: System) -> None:
    system.version += 1
    system.changed = timezone.now()
    system.save()


@dataclass(frozen=True)
class _Note:
    """What one action changed in one record."""

    system: System
    action: Action
    before: dict[str, str]
    after: dict[str, str]
    public: bool | None = None
    """Whether the record was public after it; as its state says where this is None."""


def _note(audit: Audit, notes: Sequence[_Note], why: Why) -> None:
    """Keep what actions changed: the one place where every write to a record leaves its trace."""
    audit.record_all([Told(one.action, of_system(one.system), one.before, one.after, why.reason) for one in notes])
    Change.objects.bulk_create(
        [
            Change(
                system=one.system,
                by=why.by,
                action=one.action.value,
                before=one.before,
                after=one.after,
                why=why.reason,
                public=one.system.state == State.PUBLIC if one.public is None else one.public,
            )
            for one in notes
        ],
        batch_size=BATCH,
    )


def free_slugs(names: Sequence[str]) -> list[str]:
    """Return for each name the last part of an address that no other system has."""
    with scopes_disabled():
        taken = set(System.objects.values_list("slug", flat=True)) if names else set()
    taken |= RESERVED
    found = []
    for name in names:
        base = slugify(name)[:SLUG].strip("-") or "system"
        slug = base if base not in taken else next(one for n in count(2) if (one := f"{base}-{n}") not in taken)
        taken.add(slug)
        found.append(slug)
    return found


def today() -> dt.date:
    """Return the day, in the time zone of the installation."""
    return timezone.localdate()
