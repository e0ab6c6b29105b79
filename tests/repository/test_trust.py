"""The page on trust names, for each threat and each former fault, tests that exist; a suite that is named has some."""

from __future__ import annotations

import re
from collections.abc import Iterator

from house import ROOT

PAGE = ROOT / "docs" / "explanation" / "trust.md"
TESTS = ROOT / "tests"
NAMED = re.compile(r"`((?:unit|web|spec|properties|published|fuzz|repository|browser)/[\w/.]*)(?:::(test_\w+))?`")
MADE = re.compile(r"`make ([a-z]+)")
HEADS = ("held by",)
"""How the last column of a table is called that names tests."""


def held_rows(text: str) -> Iterator[tuple[str, str]]:
    """Yield what each row of such a table is about, and what it names."""
    head = ""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("| ") else []
        if not cells:
            head = "" if not line.startswith("|") else head
        elif not head:
            head = cells[-1]
        elif head in HEADS:
            yield cells[0], cells[-1]


def missing(named: str) -> list[str]:
    """Return what is named and is not there."""
    found = []
    for place, test in NAMED.findall(named):
        path = TESTS / place
        files = [path] if path.is_file() else sorted(path.rglob("test_*.py"))
        if not any(f"def {test or 'test_'}" in file.read_text(encoding="utf-8") for file in files):
            found.append(f"{place}::{test}" if test else place)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    return found + [f"make {one}" for one in MADE.findall(named) if one not in targets]


def test_every_row_names_tests_that_exist() -> None:
    rows = list(held_rows(PAGE.read_text(encoding="utf-8")))
    assert len(rows) > 30
    assert [what for what, named in rows if not NAMED.search(named)] == []
    assert {what: gone for what, named in rows if (gone := missing(named))} == {}


def test_what_does_not_exist_is_found() -> None:
    rows = "| found | held by |\n|---|---|\n| a | `unit/nowhere/test_x.py` |\n| b | attacks in the tests |\n"
    named = dict(held_rows(rows))
    assert named == {"a": "`unit/nowhere/test_x.py`", "b": "attacks in the tests"}
    assert missing(named["a"]) == ["unit/nowhere/test_x.py"]
    assert missing("`repository/test_trust.py::test_nothing` and `make nothing`") == [
        "repository/test_trust.py::test_nothing",
        "make nothing",
    ]
    assert missing("`repository/test_trust.py::test_what_does_not_exist_is_found`, `repository/`, `make fuzz`") == []
