"""A writer killed before any of its file operations leaves the old files or the new ones, and the next start mends."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from killed import killed_at, touches
from publicvalue.files.disk import leftovers, write
from publicvalue.files.disk.changes import change_files, mend_folder
from publicvalue.files.disk.marked import MARK, write_marked_folder
from publicvalue.files.disk.write import write_bytes

pytestmark = pytest.mark.skipif(os.name != "posix", reason="A writer is killed by fork and exit.")
OLD, NEW = {"a.txt": b"old a", "tables/b.csv": b"old b"}, {"a.txt": b"new a", "tables/b.csv": b"new b", "c.txt": b"c"}


def held(folder: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MARK
    }


def steps_of(folder: Path, begin: Callable[[], None], work: Callable[[], None], look: Callable[[], None]) -> int:
    """Kill work before each operation, look at what is there, and return how many operations there were."""
    for step in range(1, 200):
        begin()
        if not killed_at(step, folder, lambda _: work(), touches):
            return step - 1
        look()
    raise AssertionError("the work has no end")


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_report_is_the_old_or_the_new_one_at_every_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool
):
    target = tmp_path / "report"
    if not exchanges:
        monkeypatch.setattr(write, "exchange", lambda *_: False)

    def begin() -> None:
        write_marked_folder(target, "report", OLD)

    def look() -> None:
        # Where two folders cannot change places in one step, the next start puts the old one back.
        if not exchanges:
            leftovers.sweep(tmp_path)
        assert held(target) in (OLD, NEW)
        write_marked_folder(target, "report", NEW)
        assert held(target) == NEW
        assert [path.name for path in tmp_path.iterdir()] == ["report"]

    assert steps_of(tmp_path, begin, lambda: write_marked_folder(target, "report", NEW), look) > 10


def test_files_that_change_together_are_all_old_or_all_new_after_the_next_start(tmp_path: Path):
    def begin() -> None:
        for name, content in OLD.items():
            write_bytes(tmp_path / name, content)
        (tmp_path / "c.txt").unlink(missing_ok=True)

    def look() -> None:
        mend_folder(tmp_path)
        assert held(tmp_path) in (OLD, NEW)
        assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []

    assert steps_of(tmp_path, begin, lambda: change_files(tmp_path, NEW), look) > 10


def test_a_file_is_the_old_or_the_new_one_at_every_moment(tmp_path: Path):
    path = tmp_path / "a.txt"

    def look() -> None:
        assert path.read_bytes() in (b"old", b"new")
        leftovers.sweep(tmp_path)
        assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]

    assert steps_of(tmp_path, lambda: write_bytes(path, b"old"), lambda: write_bytes(path, b"new"), look) > 3


def test_what_another_writer_is_making_is_left_alone(tmp_path: Path):
    with leftovers.new_held_folder(tmp_path, "report") as building:
        leftovers.sweep(tmp_path)
        write_bytes(tmp_path / "a.txt", b"1")
        assert building.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
