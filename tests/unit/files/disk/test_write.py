from __future__ import annotations

from pathlib import Path

import pytest

from publicvalue.files.disk import write
from publicvalue.files.disk.write import new_folder, write_bytes, write_folder, write_text


def test_a_file_is_replaced_whole(tmp_path: Path):
    path = tmp_path / "new" / "a.txt"
    write_text(path, "old")
    write_text(path, "é")
    assert path.read_bytes() == "é".encode()
    assert [entry.name for entry in path.parent.iterdir()] == ["a.txt"]


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch):
    path = tmp_path / "a.txt"
    write_text(path, "old")

    def broken(_: int) -> None:
        raise OSError

    monkeypatch.setattr(write.os, "fsync", broken)
    with pytest.raises(OSError):
        write_bytes(path, b"new")
    assert (path.read_text(), [entry.name for entry in tmp_path.iterdir()]) == ("old", ["a.txt"])


def test_a_folder_is_written_whole(tmp_path: Path):
    write_folder(tmp_path / "out", {"a.txt": b"1", "sub/b.txt": b"2"})
    write_folder(tmp_path / "out", {"c.txt": b"3"})
    assert [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*"))] == ["out", "out/c.txt"]


def test_a_folder_that_fails_half_way_is_not_there(tmp_path: Path):
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out") as building:  # noqa: PT012
        (building / "a.txt").write_text("1")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_fails_leaves_the_old_one(tmp_path: Path):
    write_folder(tmp_path / "out", {"a.txt": b"1"})
    with pytest.raises(ZeroDivisionError), new_folder(tmp_path / "out"):
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "a.txt"]
