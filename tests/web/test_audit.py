"""The audit trail: nothing is written without an entry, no entry changes, and what is missing is found."""

from __future__ import annotations

import ast
import datetime as dt
import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django_scopes import scope

import publicvalue.web
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry, PersonalValue
from publicvalue.web.audit.queries import entries_of, history_of, tell
from publicvalue.web.audit.triggers import make_triggers, missing_triggers, statements
from publicvalue.web.audit.verification import Head, head, verify_trail
from publicvalue.web.audit.writing import Object, Personal, UnrecordedWriteError, digest_of, writing
from publicvalue.web.jobs.models import Stage
from publicvalue.web.spaces.models import Agency
from publicvalue.web.spaces.trail_words import FIELD_NAMES, STAGE_NAMES, UNSAID
from publicvalue.web.stores.actions import start
from publicvalue.workflow.roles import Role
from publicvalue.workflow.subjects import Action, Kind

pytestmark = pytest.mark.django_db

SYSTEM = Object(Kind.SYSTEM, "permits", 1, 2)


def wrote(*names: str, by: User | None = None) -> None:
    for name in names:
        with writing(by) as audit:
            audit.record(Action.CHANGE, SYSTEM, {"name": "old"}, {"name": name}, "renamed")


def found(known: Head | None = None) -> list[str]:
    return [str(problem).split("\n")[0] for problem in verify_trail(known).problems]


def unguarded(statement: str, *values: Any) -> None:
    """Change the table as somebody would who put the triggers out of force before, and back after."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
            cursor.execute(statement, values)
            cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER USER")
            return
        for name in ("audit_entry_no_update", "audit_entry_no_delete"):
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement, values)
    make_triggers(connection)


def test_entries_follow_each_other() -> None:
    wrote("a", "b")
    second, first = Entry.objects.all()
    assert (first.number, second.number) == (1, 2)
    assert json.loads(second.body)["previous"] == first.digest == digest_of(first.body)
    assert json.loads(first.body)["after"] == {"name": "a"}
    assert verify_trail().problems == ()
    assert head() == Head(2, second.digest, json.loads(second.body)["at"])


def test_what_is_written_without_an_entry_is_taken_back() -> None:
    with pytest.raises(UnrecordedWriteError), writing(None):
        User.objects.create_user("a@example.org", name="A")
    assert not User.objects.exists()


def test_an_entry_is_taken_back_with_what_it_tells_of() -> None:
    def fail() -> None:
        with writing(None) as audit:
            audit.record(Action.CHANGE, SYSTEM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert head() == Head()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET who = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_the_database_refuses_changes(statement: str) -> None:
    wrote("a")
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        assert "TRUNCATE" not in "".join(statements("sqlite")), "SQLite knows no such statement"
        return
    with (
        pytest.raises(DatabaseError, match="an entry of the audit trail is never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert head().count == 1


def test_changed_entries_are_found() -> None:
    wrote("a", "b", "c")
    unguarded("UPDATE audit_entry SET body = replace(body, '\"b\"', '\"x\"') WHERE number = 2")
    assert found() == ["entry 2: it was changed: its hash is not that of its content"]
    body = Entry.objects.get(number=2).body
    unguarded("UPDATE audit_entry SET digest = %s WHERE number = 2", digest_of(body))
    assert found() == ["entry 3: it does not follow the entry before it"]


def test_changed_columns_are_found() -> None:
    wrote("a")
    unguarded("UPDATE audit_entry SET who = '7'")
    assert found() == ["entry 1: its columns say other than its content"]


def test_removed_entries_are_found() -> None:
    wrote("a", "b", "c")
    known = head()
    unguarded("DELETE FROM audit_entry WHERE number = 2")
    assert found() == ["entry 3: 1 entry before it is missing", "entry 3: it does not follow the entry before it"]
    unguarded("DELETE FROM audit_entry WHERE number = 3")
    assert found() == [], "the end was cut off, which the trail alone cannot show"
    assert found(known) == ["2 entries at the end are missing"]


def test_a_trail_that_was_written_anew_is_found_by_its_published_head() -> None:
    wrote("a")
    known = head()
    unguarded("DELETE FROM audit_entry")
    wrote("b", "c")
    assert found() == []
    assert found(known) == ["entry 1: this entry is not the one whose hash was published"]


def test_missing_guards_are_found() -> None:
    assert missing_triggers(connection) == []
    with connection.cursor() as cursor:
        name = "audit_entry_no_update" if connection.vendor == "sqlite" else "audit_entry_no_change"
        on = "" if connection.vendor == "sqlite" else " ON audit_entry"
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert found() == [f"the guard {name} of the table is missing"]
    make_triggers(connection)
    assert found() == []


def test_personal_values_stand_apart_and_can_be_erased() -> None:
    with writing(None) as audit:
        audit.record(Action.CREATE, SYSTEM, after={"name": Personal("Ana", "7"), "day": dt.date(2026, 1, 2)})
    entry = Entry.objects.get()
    assert "Ana" not in entry.body
    assert tell([entry])[0].after == {"name": "Ana", "day": "2026-01-02"}
    PersonalValue.objects.filter(account="7").delete()
    assert tell([entry])[0].after["name"] is None
    assert verify_trail().problems == ()


def test_the_same_value_has_another_hash_each_time() -> None:
    for _ in range(2):
        with writing(None) as audit:
            audit.record(Action.CREATE, SYSTEM, after={"name": Personal("Ana", "7")})
    assert PersonalValue.objects.values("digest").distinct().count() == 2


def test_entries_are_told_with_names() -> None:
    user = User.objects.create_user("a@example.org", name="Ana")
    wrote("a", by=user)
    (told,) = tell(entries_of([1]))
    assert (told.who, told.action, told.kind, told.why) == ("Ana", Action.CHANGE, Kind.SYSTEM, "renamed")
    assert list(history_of(Kind.SYSTEM, "permits")) == [told.entry]
    assert not entries_of([2]).exists()


def test_the_head_is_published(client: Client) -> None:
    wrote("a")
    assert client.get("/audit/head.json").json() == {
        "count": 1,
        "digest": head().digest,
        "at": head().at,
        "hash": "sha256",
    }
    assert client.post("/audit/head.json").status_code == 405


def test_auditors_read_the_trail_without_lists_of_hashes(
    agency: Agency, member: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    with scope(agency=agency.pk):
        start(member(Role.ASSESSOR), agency, "permits", "Permits", {"assessment.yaml": b"a: 1\n"})
    page = signed_in(member(Role.AUDITOR)).get("/en/audit/").content.decode()
    assert "files: 1 file<br>" in page
    assert "Make: an assessment permits/permits/1" in page


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["state: in review", "gate: Go-live", "decision: go with conditions", "open: no", "role: assessor"]),
        ("es", ["estado: en revisión", "decisión: ", "abierto: no"]),
    ],
)
def test_the_trail_is_read_in_words_and_not_in_codes(
    agency: Agency,
    administrator: User,
    member: Callable[..., User],
    signed_in: Callable[[User], Client],
    language: str,
    told: list[str],
) -> None:
    after = {"state": "in_review", "event": "Submitted", "gate": "go_live", "decision": "conditions", "open": False}
    with writing(administrator) as audit:
        on = Object(Kind.ASSESSMENT, "permits/permits/1", agency.country_id, agency.pk)
        audit.record(Action.SUBMIT, on, after={**after, "role": "assessor", "ours": "as it is"})
    page = signed_in(member(Role.AUDITOR)).get(f"/{language}/audit/").content.decode()
    assert [one for one in told if one not in page] == []
    assert [one for one in ("in_review", "go_live", "Submitted", ": conditions") if one in page] == []
    assert "ours: as it is" in page, "what nobody has a word for is still shown"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                "Phase: in use",
                "Does it use data about persons?: no",
                "Supplier: None, as reported",
                "kind: Plan to know",
                "ours: 1, None",
                "on record: no",
            ],
        ),
        (
            "es",
            [
                "Fase: en uso",
                "Proveedor: No hay",
                "caso de negocio: 1",
                "tipo: Plan para saber",
            ],
        ),
    ],
)
def test_a_record_in_the_trail_reads_as_its_forms_do(
    agency: Agency, administrator: User, signed_in: Callable[[User], Client], language: str, told: list[str]
) -> None:
    of_record = {"phase": "use", "personal_data": "no", "supplier": "none"}
    with writing(administrator) as audit:
        audit.record(Action.CHANGE, Object(Kind.SYSTEM, "permits", agency.country_id, agency.pk), after=of_record)
    with writing(administrator) as audit:
        asked = {"case": 1, "kind": "plan", "record": False, "gate": "", "ours": [1, None], "more": {"a": {"b": None}}}
        wanted = {"wanted": asked, "tried": {}, "files": {"a.csv": "0", "b.csv": "1"}}
        audit.record(Action.CREATE, Object(Kind.TASK, "1", agency.country_id, agency.pk), after=wanted)
    page = html.unescape(signed_in(administrator).get(f"/{language}/audit/").content.decode())
    assert [one for one in told if one not in page] == []
    assert [one for one in ("personal_data", "phase:", ": use") if one in page] == []
    assert {"en": "files: 2 files", "es": "archivos: 2 archivos"}[language] in page


def recorded_fields() -> dict[str, str]:
    """Return each field that the application's actions write into the trail, with where."""
    found = {}
    for file in Path(publicvalue.web.__file__).parent.rglob("*.py"):
        for function in ast.walk(ast.parse(file.read_text())):
            if isinstance(function, ast.FunctionDef):
                found |= dict.fromkeys(recorded_in(function), file.name)
    return found


def recorded_in(function: ast.FunctionDef) -> list[str]:
    """Return the fields that a function writes into the trail, by the call or by a name that it gave before."""
    parts = list(ast.walk(function))
    given = {
        target.id: one.value
        for one in parts
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Dict)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    calls = [one for one in parts if isinstance(one, ast.Call) and ast.unparse(one.func) == "audit.record"]
    values = [value for one in calls for value in (*one.args, *(word.value for word in one.keywords))]
    within = [one for value in values for one in ast.walk(value)]
    dicts = [given.get(one.id) if isinstance(one, ast.Name) else one for one in within]
    held = [one for value in dicts if isinstance(value, ast.Dict) for one in ast.walk(value)]
    return [key.value for one in held if isinstance(one, ast.Dict) for key in one.keys if isinstance(key, ast.Constant)]


def test_whatever_is_written_into_the_trail_has_a_name_for_people() -> None:
    written = recorded_fields()
    assert len(written) > 25
    assert {field: file for field, file in written.items() if field not in {*FIELD_NAMES, *UNSAID}} == {}
    assert {str(one) for one in Stage} == set(STAGE_NAMES)
