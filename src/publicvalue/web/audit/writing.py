"""The one way to write: in a transaction, in turn, and with an entry in the audit trail.

    with writing(by) as audit:
        agency = Agency.objects.create(...)
        audit.record(Action.CREATE, on(agency), after={"name": agency.name})

Writers take turns from the first line on, so that entries follow each other without a gap. What was written without an
entry is taken back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from publicvalue.evidence.provenance import KEYED
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry, HashSalt, PersonalValue
from publicvalue.workflow.subjects import Action, Kind

FIRST = "0" * 64
"""What the first entry holds for the hash of the one before."""
BATCH = 200
"""Entries that are written in one query."""
TURN = 0x7075_6276_616C
"""Number of the lock that writers wait for on PostgreSQL."""


@dataclass(frozen=True)
class Object:
    """What is written, as the audit trail names it.

    Parameters
    ----------
    kind, key
        What it is, and which.
    country, agency
        Keys of those that it belongs to.
    """

    kind: Kind
    key: str
    country: int | None = None
    agency: int | None = None


@dataclass(frozen=True)
class Personal:
    """A value about a person: the trail holds its hash, and the value can be erased."""

    value: str
    account: str


@dataclass(frozen=True)
class Hidden:
    """A hash of evidence: who reads the trail could try what a few people may have answered until one has this hash.

    The trail holds it under a secret salt, the same for the same hash, until `forget_hash` destroys that.
    """

    sha256: str


def hidden_hash(sha256: str) -> str:
    """Return what the trail names bytes by."""
    kept, _ = HashSalt.objects.get_or_create(sha256=sha256, defaults={"salt": secrets.token_hex(32)})
    return _salted(kept)


def known_hash(sha256: str) -> str:
    """Return what the trail names bytes by; empty where it names none."""
    kept = HashSalt.objects.filter(sha256=sha256).first()
    return _salted(kept) if kept else ""


def _salted(kept: HashSalt) -> str:
    return KEYED + hmac.digest(kept.salt.encode(), kept.sha256.encode(), "sha256").hex()


def forget_hash(sha256: str) -> None:
    """Let nobody find any more which bytes the trail names."""
    HashSalt.objects.filter(sha256=sha256).delete()


@dataclass(frozen=True)
class Told:
    """What one entry tells: what was done to which object, what stood before, what stands now, and why."""

    action: Action
    on: Object
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    why: str = ""


class UnrecordedWriteError(Exception):
    """Something was written, and no entry tells of it."""


@dataclass
class Audit:
    """What records the entries of one transaction."""

    who: str
    recorded: list[Entry] = field(default_factory=list)
    found_nothing: bool = False

    def write_nothing(self) -> None:
        """Say that there was nothing to write after all, once it was one's turn."""
        self.found_nothing = True

    def record(
        self,
        action: Action,
        on: Object,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        why: str = "",
    ) -> Entry:
        """Add an entry: what stood before, what stands now, and why it was changed."""
        return self.record_all([Told(action, on, before, after, why)])[0]

    def record_all(self, told: Sequence[Told]) -> list[Entry]:
        """Add entries, one after the other: as `record` does, and in few queries however many there are."""
        last = Entry.objects.first()
        number, previous = (last.number, last.digest) if last else (0, FIRST)
        made = []
        for one in told:
            number += 1
            made.append(self._entry(one, number, previous))
            previous = made[-1].digest
        Entry.objects.bulk_create(made, batch_size=BATCH)
        self.recorded += made
        return made

    def _entry(self, told: Told, number: int, previous: str) -> Entry:
        at, on = timezone.now(), told.on
        whole = {
            "number": number,
            "previous": previous,
            "at": stamp(at),
            "who": self.who,
            "action": told.action.value,
            "kind": on.kind.value,
            "key": on.key,
            "country": on.country,
            "agency": on.agency,
            "before": _plain(told.before or {}),
            "after": _plain(told.after or {}),
            "why": told.why,
        }
        body = canonical(whole)
        columns = {name: whole[name] for name in ("number", "who", "action", "kind", "key", "country", "agency")}
        return Entry(**columns, at=at, body=body, digest=digest_of(body))


@contextmanager
def writing(by: User | None) -> Iterator[Audit]:
    """Open a transaction in which somebody, or the application itself, writes; UnrecordedWriteError without an entry.

    The turn is taken first: what is read within is what stands until the end.
    """
    with transaction.atomic():
        _take_turn()
        audit = Audit(account_key(by))
        yield audit
        if not audit.recorded and not audit.found_nothing:
            raise UnrecordedWriteError


def _take_turn() -> None:
    # SQLite's transactions are IMMEDIATE: they take their turn when they begin.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def account_key(user: User | None) -> str:
    """Return the key under which the trail names an account; empty for the application itself."""
    return str(user.pk) if user else ""


def canonical(told: Mapping[str, Any]) -> str:
    """Return JSON that is the same for the same values."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(body: str) -> str:
    """Return the SHA-256 of an entry's body."""
    return hashlib.sha256(body.encode()).hexdigest()


def stamp(at: dt.datetime) -> str:
    """Return a moment in world time, to the microsecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _kept(value) for name, value in values.items()}


def _kept(value: Any) -> Any:
    """Return what an entry holds of a value: of a personal one its hash alone, the value stands apart."""
    if isinstance(value, Personal):
        salt = secrets.token_hex(32)
        digest = hmac.digest(salt.encode(), value.value.encode(), "sha256").hex()
        PersonalValue.objects.create(digest=digest, salt=salt, value=value.value, account=value.account)
        return {"personal": digest}
    if isinstance(value, Hidden):
        return hidden_hash(value.sha256) if value.sha256 else ""
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, dt.datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, dt.date) else value
