"""Changes of single values in YAML text: what is changed, and that all else stays as it is."""

from __future__ import annotations

import pytest

from publicvalue.errors import InputError
from publicvalue.files.yaml.edits import apply_edits
from publicvalue.instruments.appraisal.record import Edit, ListEntry

TEXT = """\
# top
head: {id: a, period: {from: "1", to: "2"}}   # in brackets
system:
  name: "Old"   # of 2020
  goal: >-
    Long
    text
  empty:

lines: {}
list:
  # first
  - id: one
    why: because
  - {id: two, why: "b"}

last: true
"""
ONE, TWO = ListEntry({"id": "one"}), ListEntry({"id": "two"})


def edit(*edits: Edit, text: str = TEXT) -> str:
    return apply_edits(text, edits, "a.yaml")


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("system", "name"), "New: name", 'name: "Old"   # of 2020', 'name: "New: name"   # of 2020'),
        (("system", "goal"), "Short", "  goal: >-\n    Long\n    text\n", "  goal: Short\n"),
        (("system", "empty"), "full", "  empty:\n", "  empty: full\n"),
        (("head", "period", "to"), "3", 'to: "2"', 'to: "3"'),
        (("head", "title"), "T", '"2"}}', '"2"}, title: T}'),
        (("lines", "law", "answer"), "yes", "lines: {}\n", "lines:\n  law:\n    answer: yes\n"),
        (("list", ONE, "why"), "true", "why: because", 'why: "true"'),
        (("list", TWO, "why"), "c", 'why: "b"', "why: c"),
        (("list", ONE, "more"), "x", "    why: because\n", "    why: because\n    more: x\n"),
        (("last",), False, "last: true", "last: false"),
    ],
)
def test_a_value_is_changed_and_nothing_else(path: tuple, value: object, before: str, after: str) -> None:
    assert TEXT.count(before) == 1
    assert edit(Edit(path, value)) == TEXT.replace(before, after)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (("system", "name"), '  name: "Old"   # of 2020\n', ""),
        (("system", "goal"), "  goal: >-\n    Long\n    text\n", ""),
        (("head", "period", "from"), '{from: "1", to: "2"}', '{to: "2"}'),
        (("head", "period", "to"), '{from: "1", to: "2"}', '{from: "1"}'),
        (("head", "period"), ', period: {from: "1", to: "2"}', ""),
        (("list", ONE), "  - id: one\n    why: because\n", ""),
        (("list", TWO), '  - {id: two, why: "b"}\n', ""),
        (("nowhere", "to", "be"), "", ""),
        (("system", "unknown"), "", ""),
    ],
)
def test_a_value_is_taken_away_and_nothing_else(path: tuple, before: str, after: str) -> None:
    assert edit(Edit(path, None)) == TEXT.replace(before, after, 1)


def test_what_would_be_left_empty_goes_too() -> None:
    text = "a: 1\nlines:\n  law:\n    answer: yes\n    fact: x\nb: 2\n"
    assert edit(Edit(("lines", "law"), None), text=text) == "a: 1\nb: 2\n"
    one = edit(Edit(("lines", "law", "answer"), None), Edit(("lines", "law", "fact"), None), text=text)
    assert one == "a: 1\nb: 2\n"


def test_an_entry_is_added_to_a_list_and_a_new_list_is_begun() -> None:
    entry = {"id": "three", "why": "new: one"}
    added = edit(
        Edit(("list", ListEntry({"id": "three"})), entry), Edit(("fresh", ListEntry({"id": "f"})), {"id": "f"})
    )
    assert (
        added
        == TEXT.replace('  - {id: two, why: "b"}\n', '  - {id: two, why: "b"}\n  - id: three\n    why: "new: one"\n')
        + "fresh:\n  - id: f\n"
    )


def test_an_empty_text_is_begun() -> None:
    assert edit(Edit(("a", "b"), "c"), text="") == "a:\n  b: c\n"


@pytest.mark.parametrize(
    "value", ["12", "true", "2026-01-31", "- x", "a: b", 'say "so"', "línea\ndos", "null", "'q'", " x"]
)
def test_texts_are_read_back_as_they_were(value: str) -> None:
    text = edit(Edit(("a",), value), text="b: 1\n")
    assert edit(Edit(("a",), value), text=text) == text


def test_what_cannot_be_changed_alone_is_refused_with_its_line() -> None:
    text = "a: &x {b: 1}\nc: *x\n"
    with pytest.raises(InputError) as raised:
        edit(Edit(("c", "b"), "2"), text=text)
    [problem] = raised.value.problems
    assert problem.what == "'c.b' cannot be changed without touching what stands beside it"
