"""A module is named for what it holds."""

from __future__ import annotations

from pathlib import PurePath

from house import name, own_code

# Names that say nothing, so that anything ends up there.
EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"})


def _empty_names(paths: list[str]) -> list[str]:
    return [path for path in paths if EMPTY_NAMES & set(PurePath(path).with_suffix("").parts)]


def test_names_of_modules_say_what_they_hold() -> None:
    assert _empty_names([name(path) for path in own_code()]) == []


def test_names_that_say_nothing_are_found() -> None:
    assert _empty_names(["src/a/utils.py", "src/common/b.py", "src/a/utility.py"]) == [
        "src/a/utils.py",
        "src/common/b.py",
    ]
