"""A record is made of what people wrote, or refused with all that is wrong with it."""

from __future__ import annotations

import datetime as dt

import pytest

from publicvalue.errors import Place
from publicvalue.interop.fields import FIELDS, GROUPS, LINE, NONE
from publicvalue.interop.record import is_moment, is_web_address, read_record

TODAY = dt.date(2026, 3, 15)
LEAST = {"name": "Claims triage", "summary": "Sorts claims.", "phase": "use"}


def problems(**values: str) -> list[tuple[str, str]]:
    found = read_record({**LEAST, **values}, TODAY, Place("systems.csv", row=7))[1]
    assert all((one.place.file, one.place.row) == ("systems.csv", 7) for one in found)
    return [(one.place.field, one.what) for one in found]


def test_the_least_record_has_three_fields() -> None:
    record, wrong = read_record(LEAST, TODAY)
    assert (dict(record.values), wrong) == (LEAST, [])


def test_all_problems_are_told_at_once_in_the_order_of_the_fields() -> None:
    _, wrong = read_record({"phase": "usee", "contact": "nobody", "cost": "1,000"}, TODAY)
    assert [(one.place.field, one.what) for one in wrong] == [
        ("name", "Name is missing"),
        ("summary", "What it does is missing"),
        ("phase", "'usee' is not a choice"),
        ("contact", "'nobody' is no e-mail address"),
        ("cost", "'1,000' is no amount"),
        ("currency", "the cost has no currency"),
    ]
    assert wrong[2].do == "did you mean 'use'?"


def test_what_cannot_be_used_is_left_out_of_the_record() -> None:
    record, _ = read_record({**LEAST, "phase": "?", "contact": "nobody"}, TODAY)
    assert dict(record.values) == {"name": "Claims triage", "summary": "Sorts claims."}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"used_from": "2026", "used_from_is": "actual"}, []),
        ({"used_from": "2026-03-15", "used_from_is": "actual"}, []),
        ({"used_from": "2026-04", "used_from_is": "intended"}, []),
        ({"used_from": "2026-04", "used_from_is": "actual"}, [("used_from", "2026-04 has not come yet")]),
        ({"used_from": "2027", "used_from_is": "actual"}, [("used_from", "2027 has not come yet")]),
        ({"used_from": "2026"}, [("used_from_is", "it is not said whether this happened or is intended")]),
        ({"used_from": "March", "used_from_is": "actual"}, [("used_from", "'March' is no date")]),
    ],
)
def test_dates_happened_or_are_intended(values: dict[str, str], wrong: list[tuple[str, str]]) -> None:
    assert problems(**values) == wrong


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2026", True),
        ("2026-02", True),
        ("2024-02-29", True),
        ("2026-02-29", False),
        ("2026-13", False),
        ("1949", False),
        ("2200", False),
        ("26", False),
        ("", False),
    ],
)
def test_moments_are_those_that_the_calendar_has(text: str, known: bool) -> None:
    assert is_moment(text) is known


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://",
        "example.org",
        "https://a b.org",
        'https://example.org/"onclick=',
        "https://[",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_are_none_on_the_web_are_refused(text: str) -> None:
    assert not is_web_address(text)
    assert problems(website=text)[0][0] == "website"


def test_addresses_on_the_web_are_taken() -> None:
    assert problems(website="https://example.org/a?b=c#d", source_url="http://example.org") == []


def test_none_is_an_answer_where_there_can_be_none() -> None:
    record, wrong = read_record({**LEAST, "supplier": " None ", "purpose": "none"}, TODAY)
    assert (record["supplier"], record["purpose"], wrong) == (NONE, "none", [])
    assert [field.id for field in FIELDS.values() if field.none] == [
        "supplier",
        "legal_basis",
        "data",
        "oversight",
        "appeal",
        "risks",
    ]


def test_blanks_and_signs_that_show_nothing_are_taken_out() -> None:
    record, _ = read_record({**LEAST, "name": "Claims\r\n \u202etriage\x00", "purpose": " a  b \n\n c "}, TODAY)
    assert (record["name"], record["purpose"]) == ("Claims triage", "a b\n\nc")


def test_lines_have_a_longest_length() -> None:
    assert problems(name="x" * LINE) == []
    assert problems(name="x" * (LINE + 1)) == [("name", "it is one sign too long")]


def test_codes_may_be_written_in_capitals() -> None:
    record, wrong = read_record({**LEAST, "phase": "USE", "currency": "bbd", "cost": "5"}, TODAY)
    assert (record["phase"], record["currency"], wrong) == ("use", "BBD", [])


def test_every_field_stands_in_one_group_or_says_where_the_record_came_from() -> None:
    ids = [field.id for group in GROUPS for field in group.fields]
    assert len(ids) == len(set(ids))
    assert set(FIELDS) - set(ids) == {"source", "source_id", "source_url"}
