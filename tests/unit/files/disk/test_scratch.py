from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from publicvalue.files.disk.scratch import PREFIX, scratch_folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Locks and signals of POSIX.")
UNPACKS = """
import sys, time
from publicvalue.files.disk.scratch import scratch_folder
with scratch_folder("bundle-") as folder:
    (folder / "answers.csv").write_text("one person's answer")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def begin(temporary: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", UNPACKS], stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(temporary)}
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_what_a_killed_command_unpacked_goes_when_the_next_begins(temporary: Path):
    process, left = begin(temporary)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (left / "answers.csv").is_file()
    with scratch_folder() as own:
        assert list(temporary.iterdir()) == [own]
    assert list(temporary.iterdir()) == []


def test_what_another_command_uses_stays(temporary: Path):
    process, used = begin(temporary)
    try:
        with scratch_folder():
            assert (used / "answers.csv").is_file()
    finally:
        process.kill()
        process.communicate()


def test_only_own_folders_of_that_name_are_removed(temporary: Path):
    (temporary / "elsewhere").mkdir()
    (temporary / "elsewhere" / "kept").write_text("1")
    (temporary / f"{PREFIX}link").symlink_to("elsewhere")
    (temporary / f"{PREFIX}file").write_text("1")
    (temporary / "publicvalue-of-another-program").mkdir()
    with scratch_folder() as own:
        own.chmod(0o700)
    assert sorted(path.name for path in temporary.iterdir()) == [
        "elsewhere",
        "publicvalue-of-another-program",
        f"{PREFIX}file",
        f"{PREFIX}link",
    ]
    assert (temporary / "elsewhere" / "kept").is_file()


def test_nobody_else_can_read_what_is_unpacked():
    with scratch_folder("bundle-") as folder:
        assert folder.stat().st_mode & 0o077 == 0


def test_ctrl_c_before_anybody_holds_a_folder_leaves_none(temporary: Path):
    stopped = "from publicvalue.files.disk.scratch import make_scratch; make_scratch('spark-'); raise KeyboardInterrupt"
    process = subprocess.run(
        [sys.executable, "-c", stopped],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "KeyboardInterrupt" in process.stderr
    assert list(temporary.iterdir()) == []
