"""How commands end when nobody reads their output, when it cannot be shown, and when their place is not free."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "publicvalue.cli.main"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(
            ROOT / "examples" / "court-risk-scores", tmp_path / "court", ignore=shutil.ignore_patterns("report")
        )
    )


def test_a_closed_pipe_ends_quietly_and_the_report_stands(folder: Path):
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run([*COMMAND, "assess", folder], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, b"")
    assert (folder / "report" / "report.html").is_file()


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
