"""A reader of untrusted files does not outlive the command that started it."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from publicvalue.files.untrusted import limited_start

COMMAND = """
import sys
from publicvalue.files.untrusted.limited_process import ReaderProgram, run_limited
run_limited(ReaderProgram("endless.reader", "endless", 2**31, 60), sys.argv[1])
"""
READER = """
import fcntl, sys
held = open(sys.argv[1], "r+")
fcntl.flock(held, fcntl.LOCK_EX)
held.write("reads")
held.flush()
while True:
    pass
"""
pytestmark = pytest.mark.skipif(os.name != "posix", reason="A command is killed by a signal.")


def is_free(path: Path) -> bool:
    with path.open() as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def soon(found: Callable[[], bool]) -> bool:
    """Whether something becomes true within ten seconds."""
    until = time.monotonic() + 10
    while not found() and time.monotonic() < until:
        time.sleep(0.02)
    return found()


def test_a_reader_ends_with_the_command_that_is_killed(tmp_path: Path) -> None:
    package, file = tmp_path / "endless", tmp_path / "file"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "reader.py").write_text(READER)
    file.touch()
    command = subprocess.Popen([sys.executable, "-c", COMMAND, file], env={**os.environ, "PYTHONPATH": str(tmp_path)})
    try:
        assert soon(lambda: file.read_text() == "reads")
        assert not is_free(file)
    finally:
        command.send_signal(signal.SIGKILL)
        command.wait()
    assert soon(lambda: is_free(file))


def test_a_reader_whose_command_is_gone_already_ends_at_once() -> None:
    start = Path(limited_start.__file__)
    words = [sys.executable, "-I", str(start), str(2**31), "5", "1", "calendar", ""]
    assert os.getpid() != 1
    assert subprocess.run(words, capture_output=True, check=False).stdout == b""
