"""Have another process read a file that nobody vouches for."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from publicvalue.words.stored import from_data
from publicvalue.words.text import Text

MOST_REASON = 4_000
"""Letters of a reason, as a reader hands it over."""
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "TMPDIR", "TEMP", "TMP")


@dataclass(frozen=True)
class ReaderProgram:
    """A module that is a program, the package that it needs, and what it may take.

    `seconds` are those of processors; `wall_seconds` are those that pass, twice as many where nothing is said.
    """

    program: str
    package: str
    memory_bytes: int
    seconds: int
    wall_seconds: float | None = None


def run_limited(reader: ReaderProgram, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a reader; TimeoutExpired when it takes too long, a negative return code when it was killed."""
    found = importlib.util.find_spec(reader.package)
    packages = Path(found.origin).parent.parent if found and found.origin else Path()
    start = Path(__file__).with_name("limited_start.py")
    limits = (str(reader.memory_bytes), str(reader.seconds), str(os.getpid()))
    return subprocess.run(  # noqa: S603 - a list of arguments, no shell
        [sys.executable, "-I", str(start), *limits, reader.program, str(packages), *arguments],
        env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=2 * reader.seconds if reader.wall_seconds is None else reader.wall_seconds,
        check=False,
    )


def last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the reason that a reader gave."""
    return (done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1][:200]


def reason_of(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return the reason that a reader gave as a text, by `tell_reason`; else the last line that it wrote."""
    line = (done.stderr.decode(errors="replace").strip().splitlines() or [""])[-1]
    try:
        reason = from_data(json.loads(line)) if len(line) < MOST_REASON else None
    except (ValueError, RecursionError):
        reason = None
    return reason if isinstance(reason, Text) else line[:200] or Text("no reason given")


def is_exhausted(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether it was stopped for the memory or the time that it took."""
    return done.returncode < 0 or b"MemoryError" in done.stderr or b"bad_alloc" in done.stderr
