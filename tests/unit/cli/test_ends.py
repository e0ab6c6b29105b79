"""How commands end when nobody reads their output, when it cannot be shown, and when their place is not free."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from examples import copied
from publicvalue.cli.main import main
from publicvalue.files.disk import changes, write

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "publicvalue.cli.main"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "court"
    copied("court-risk-scores", place)
    settings = (place / "assessment.yaml").read_text(encoding="utf-8")
    assert "draws: 10000" in settings
    (place / "assessment.yaml").write_text(settings.replace("draws: 10000", "draws: 1000"), encoding="utf-8")
    return place


def test_a_closed_pipe_ends_quietly_and_the_report_stands(folder: Path):
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run([*COMMAND, "assess", folder], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")
    assert (folder / "report" / "report.html").is_file()


def test_a_closed_pipe_makes_no_other_exit_code_of_a_problem(tmp_path: Path):
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run([*COMMAND, "check", tmp_path / "nowhere"], stdout=writer, stderr=writer, check=False)
    os.close(writer)
    assert ended.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="A device that is always full.")
def test_output_that_cannot_be_shown_names_what_was_written(folder: Path):
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run([*COMMAND, "assess", folder], stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 2
    assert f"Written before: {folder / 'report'}.".encode() in ended.stderr
    assert b"Nothing was written" not in ended.stderr


def test_a_place_that_is_not_free_is_told_before_anything_is_computed(folder: Path):
    os.mkfifo(folder / "pipe")
    ended = subprocess.run(
        [*COMMAND, "assess", folder, "--out", folder / "pipe"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "the folder for the report is a pipe" in ended.stderr
    assert (folder / "pipe").is_fifo()


@pytest.mark.parametrize("before", [True, False])
def test_ctrl_c_around_the_decisive_step_tells_what_was_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    put_in_place = write.put_in_place

    def interrupted(building: Path, target: Path) -> None:
        if not before:
            put_in_place(building, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "put_in_place", interrupted)
    said = CliRunner().invoke(main, ["assess", str(folder)]).output
    written = (folder / "report" / "report.html").is_file()
    assert written is not before
    assert said == (
        "\nStopped. Nothing was written.\n" if before else f"\nStopped. Written before: {folder / 'report'}.\n"
    )


def test_ctrl_c_while_several_files_are_changed_brings_the_change_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out, began = changes._carry_out, []

    def interrupted(folder: Path, change: Path) -> None:
        began.append(change)
        if len(began) == 1:
            raise KeyboardInterrupt
        carry_out(folder, change)

    monkeypatch.setattr(changes, "_carry_out", interrupted)
    with pytest.raises(KeyboardInterrupt):
        changes.change_files(tmp_path, {"a.csv": b"a", "b.csv": b"b"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.csv": b"a", "b.csv": b"b"}


@pytest.mark.parametrize(("said", "threads"), [(None, "1"), ("3", "3")])
def test_linear_algebra_runs_on_one_processor_unless_somebody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, said: str | None, threads: str
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", said or "")
    if said is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    assert CliRunner().invoke(main, ["framework", "--help"]).exit_code == 0
    assert os.environ["OPENBLAS_NUM_THREADS"] == threads
