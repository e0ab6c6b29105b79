"""Every dependency says what it is for, and all that is installed is locked with its hash."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest

from house import ROOT

PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
REQUIREMENT = re.compile(r'^    "([A-Za-z0-9._-]+)')
PIN = re.compile(r"^([a-z0-9._-]+)==\S+", re.MULTILINE)


def _names(requirements: list[str]) -> list[str]:
    return [re.split(r"[^A-Za-z0-9._-]", text, maxsplit=1)[0].lower().replace(".", "-") for text in requirements]


def _without_comment(text: str) -> Iterator[str]:
    """Each requirement of `dependencies`, `build` and `dev` that has no comment on the line above."""
    lists = re.findall(r"^(?:dependencies|build|dev) = \[\n(.*?)^\]", text, flags=re.DOTALL | re.MULTILINE)
    for lines in (found.splitlines() for found in lists):
        for above, line in zip(["", *lines], lines, strict=False):
            if (match := REQUIREMENT.match(line)) and not above.strip().startswith("# "):
                yield match[1]


def _without_hash(lock: str) -> list[str]:
    """Each pin of a locked list that no hash follows."""
    return [
        PIN.findall(block)[0]
        for block in re.split(r"\n(?=[a-z0-9])", lock)
        if PIN.match(block) and "--hash=" not in block
    ]


def test_dependencies_all_say_what_they_are_for() -> None:
    assert list(_without_comment(PROJECT)) == []


def test_dependencies_without_a_comment_are_found() -> None:
    assert list(_without_comment('dev = [\n    # Why.\n    "a>=1",\n    "b>=1",\n]\n')) == ["b"]


@pytest.mark.parametrize(("lock", "groups"), [("run", ["build"]), ("dev", ["build", "dev"])])
def test_dependencies_are_all_locked(lock: str, groups: list[str]) -> None:
    project = tomllib.loads(PROJECT)
    wanted = _names(
        project["project"]["dependencies"] + [one for g in groups for one in project["dependency-groups"][g]]
    )
    locked = set(PIN.findall((ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")))
    assert sorted(set(wanted) - locked) == []


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_dependencies_locked_have_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert PIN.findall(text) != []
    assert _without_hash(text) == []


def test_dependencies_without_a_hash_are_found() -> None:
    assert _without_hash("# head\na==1 \\\n    --hash=sha256:0\nb==2\n    # via a\n") == ["b"]


def test_dependencies_of_the_product_are_the_same_in_both_lists() -> None:
    run, dev = ((ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8") for lock in ("run", "dev"))
    pins = re.compile(r"^[a-z0-9._-]+==[^\\\n; ]+", re.MULTILINE)
    assert sorted(set(pins.findall(run)) - set(pins.findall(dev))) == []
