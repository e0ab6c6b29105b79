"""Only nothing, an empty folder, or a former result of ours is replaced; what people put into it stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from publicvalue.errors import InputError
from publicvalue.files.disk.marked import MARK, check_target, read_mark, start_marked_folder, write_marked_folder

FILES = {"report.html": b"<html>", "tables/scores.csv": b"1"}


def names(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    )


def refusal(target: Path, kind: str = "report") -> str:
    with pytest.raises(InputError) as refused:
        write_marked_folder(target, kind, FILES)
    return str(refused.value)


def test_a_former_report_is_replaced_and_what_people_put_there_stays(tmp_path: Path):
    target = tmp_path / "report"
    write_marked_folder(target, "report", {**FILES, "tables/gone.csv": b"1"})
    (target / "notes.docx").write_bytes(b"mine")
    (target / "tables" / "own.csv").write_bytes(b"mine too")
    (target / "later").symlink_to("tables")
    write_marked_folder(target, "report", {"report.html": b"new", "later": b"ours"})
    assert names(target) == sorted(
        [MARK, "later", "later (1)", "notes.docx", "report.html", "tables/own.csv"],
    )
    assert (target / "report.html").read_bytes() == b"new"
    assert ((target / "later").read_bytes(), (target / "later (1)").is_symlink()) == (b"ours", True)


def test_a_file_of_ours_that_somebody_changed_is_not_lost(tmp_path: Path):
    write_marked_folder(tmp_path, "report", FILES)
    (tmp_path / "report.html").write_bytes(b"with remarks")
    (tmp_path / "tables" / "scores.csv").write_bytes(b"2")
    found = refusal(tmp_path)
    assert found.count("the file was changed after it was written") == 2
    assert "report.html" in found
    assert (tmp_path / "report.html").read_bytes() == b"with remarks"


def test_a_file_of_ours_that_somebody_removed_hinders_nothing(tmp_path: Path):
    write_marked_folder(tmp_path, "report", FILES)
    (tmp_path / "report.html").unlink()
    write_marked_folder(tmp_path, "report", FILES)
    assert names(tmp_path) == [MARK, "report.html", "tables/scores.csv"]


@pytest.mark.parametrize("of_ours", ["report.html", "tables"])
def test_a_folder_without_the_mark_is_not_replaced_even_where_its_names_are_ours(tmp_path: Path, of_ours: str):
    (tmp_path / of_ours).mkdir()
    assert f"holds what this product did not write there ({of_ours})" in refusal(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [of_ours]


@pytest.mark.parametrize("mark", [b"", b"[]", b'{"kind": "report"}', b"[" * 100_000, b'{"files": [], "kind": 1}'])
def test_a_mark_that_cannot_be_read_counts_as_none(tmp_path: Path, mark: bytes):
    (tmp_path / MARK).write_bytes(mark)
    assert read_mark(tmp_path) is None
    assert "did not write there" in refusal(tmp_path)


def test_results_of_another_kind_are_not_replaced(tmp_path: Path):
    write_marked_folder(tmp_path, "portfolio", FILES)
    assert "the folder for the report holds a portfolio" in refusal(tmp_path)


def test_pipes_devices_and_files_stay_what_they_are(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(os.devnull)
    assert "the folder for the report is a pipe" in refusal(tmp_path / "pipe")
    assert "the folder for the report is a file" in refusal(tmp_path / "file")
    assert "the folder for the report is a device" in refusal(tmp_path / "link")
    assert "is no folder" in refusal(tmp_path / "file" / "report")
    assert "the folder for the report is a device" in refusal(Path(os.devnull))
    assert (tmp_path / "pipe").is_fifo()
    assert names(tmp_path) == ["file", "link", "pipe"]


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path):
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere" / "report")
    write_marked_folder(tmp_path / "link", "report", FILES)
    write_marked_folder(tmp_path / "link", "report", FILES)
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path / "elsewhere") == [f"report/{name}" for name in [MARK, "report.html", "tables/scores.csv"]]


def test_what_is_kept_between_runs_goes_with_the_next_result(tmp_path: Path):
    draws = start_marked_folder(tmp_path / "out", "portfolio", "draws")
    draws.mkdir()
    (draws / "chunk.npz").write_bytes(b"1")
    assert start_marked_folder(tmp_path / "out", "portfolio", "draws") == draws
    check_target(tmp_path / "out", "portfolio")
    write_marked_folder(tmp_path / "out", "portfolio", FILES)
    assert names(tmp_path / "out") == [MARK, "report.html", "tables/scores.csv"]


def test_an_empty_folder_is_taken_though_its_system_left_a_file_there(tmp_path: Path):
    (tmp_path / ".DS_Store").write_bytes(b"1")
    write_marked_folder(tmp_path, "report", FILES)
    assert "report.html" in names(tmp_path)


def test_a_pipe_that_somebody_put_into_a_report_is_told_before_anything_is_computed(tmp_path: Path):
    write_marked_folder(tmp_path / "report", "report", {"a.html": b"1"})
    os.mkfifo(tmp_path / "report" / "pipe")
    (tmp_path / "report" / "link").symlink_to("/nowhere")
    with pytest.raises(InputError) as caught:
        check_target(tmp_path / "report", "report")
    (problem,) = caught.value.problems
    assert (problem.place.file, problem.what) == (str(tmp_path / "report" / "pipe"), "a pipe")
    (tmp_path / "report" / "pipe").unlink()
    write_marked_folder(tmp_path / "report", "report", {"a.html": b"2"})
    assert (tmp_path / "report" / "link").is_symlink()


def test_a_disk_that_begins_at_the_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "disk").mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path.name == "disk")
    with pytest.raises(InputError, match="a disk begins at this folder"):
        check_target(tmp_path / "disk", "report")
    check_target(tmp_path / "disk" / "report", "report")


def test_a_folder_of_somebody_else_is_told_before_anything_is_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "theirs").mkdir()
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "theirs")
    with pytest.raises(InputError, match="nothing may be written into"):
        check_target(tmp_path / "theirs" / "new" / "report", "report")
    check_target(tmp_path / "report", "report")
