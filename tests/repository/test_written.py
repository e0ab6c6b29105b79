"""What scripts write is committed as they write it today."""

from __future__ import annotations

from pathlib import Path

import pytest

from house import ROOT, load

SCRIPT = load(ROOT / "scripts" / "written.py")


# The pages of `docs` and `licences`, and the texts, have tests of their own.
CHEAP, OTHERS = ("example_case",), ("archetypes", "docs", "licences", "texts", "bundles")


@pytest.mark.parametrize("writer", [*CHEAP, *(pytest.param(one, marks=pytest.mark.long) for one in OTHERS)])
def test_written_files_are_those_that_are_committed(writer: str) -> None:
    assert SCRIPT.written_otherwise([writer]) == [], "run the script anew, and look at the difference"


def test_writers_are_all_run() -> None:
    assert {*CHEAP, *OTHERS} == set(SCRIPT.WRITERS)


def test_written_files_that_differ_are_found(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    for folder, files in ((before, {"a": "1", "b/c": "2", "gone": "3"}), (after, {"a": "1", "b/c": "4", "new": "3"})):
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
    assert SCRIPT.differing(SCRIPT.contents(before), SCRIPT.contents(after)) == ["b/c", "gone", "new"]
    assert SCRIPT.differing(SCRIPT.contents(before), SCRIPT.contents(before)) == []


def test_what_git_ignores_is_not_named() -> None:
    assert SCRIPT.kept(["README.md", "examples/robodebt/report/report.html", "examples/a/b/handed-out.ledger"]) == [
        "README.md"
    ]
    assert SCRIPT.kept([]) == []
