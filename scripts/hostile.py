"""Makes files that were made to exhaust a machine, gives each to its command, and measures what it takes.

    python scripts/hostile.py [WORD ...]

Each line: exit code, seconds of processors, seconds that passed, most memory of all processes together, most disk in
the folder for temporary files. An attack has succeeded, and the script ends with 1, where a command ends otherwise than
by reading the file or refusing it in words, or takes more than MINUTES or MEMORY. With words, only the attacks whose
name holds one of them. Linux alone: it looks at /proc.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import hostile_tables
import hostile_texts
from hostile_files import ATTACKS, MB, Attack

from publicvalue.files.untrusted.limited_start import end_with

MINUTES, MEMORY = int(os.environ.get("MINUTES", "5")), 4 * 1024
"""Most minutes, and most MB of all processes together: twice what evidence may take, as one reads while one counts."""
WRITTEN = (hostile_tables, hostile_texts)
"""What writes them."""


@dataclass
class Taken:
    """What a command took."""

    code: int = 0
    processors: float = 0.0
    seconds: float = 0.0
    memory: int = 0
    disk: int = 0
    said: str = ""

    def told(self) -> str:
        """Say it in a line, with the last line that the command said."""
        last = next((line for line in reversed(self.said.splitlines()) if ": " in line), self.said[-200:])
        return (
            f"exit {self.code}, {self.processors:.1f} s of processors, {self.seconds:.0f} s passed, {self.memory:,} MB,"
            f" {self.disk:,} MB of disk: {last[:160]}"
        )

    def is_held(self) -> bool:
        """Whether the command ended in order and within its bounds."""
        plain = self.code in {0, 1, 2, 4} and "Traceback" not in self.said
        return plain and self.seconds < 60 * MINUTES and self.memory < MEMORY


def run(one: Attack) -> Taken:
    with tempfile.TemporaryDirectory() as place:
        folder, scratch = Path(place) / "x", Path(place) / "tmp"
        folder.mkdir()
        scratch.mkdir()
        words = one.make(folder)
        taken, began = Taken(), time.monotonic()
        with (Path(place) / "said").open("w+") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "publicvalue", *words],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env={**os.environ, "TMPDIR": str(scratch)},
                start_new_session=True,
                # However this script ends, its command does not outlive it, and no reader outlives the command.
                preexec_fn=partial(end_with, os.getpid()),  # noqa: PLW1509 - no thread runs here
            )
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            while process.poll() is None:
                taken.memory = max(taken.memory, _memory(process.pid))
                taken.disk = max(taken.disk, _disk(scratch))
                if time.monotonic() - began > 60 * MINUTES or taken.memory > 2 * MEMORY:
                    os.killpg(process.pid, signal.SIGKILL)
                time.sleep(0.05)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            said.seek(0)
            taken.said = said.read(100_000)
        taken.code, taken.seconds = process.returncode, time.monotonic() - began
        taken.processors = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return taken


def _memory(leader: int) -> int:
    """Return the MB of memory that the processes of a session have, each page once as far as is known."""
    total = 0
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            if int((path / "stat").read_text().rsplit(")", 1)[1].split()[3]) == leader:
                found = re.search(r"^RssAnon:\s+(\d+)", (path / "status").read_text(), re.MULTILINE)
                total += int(found[1]) if found else 0
    return total // 1024


def _disk(folder: Path) -> int:
    with contextlib.suppress(OSError):
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // MB
    return 0


def main(words: list[str]) -> int:
    failed = 0
    for one in ATTACKS:
        if words and not any(word in one.name for word in words):
            continue
        taken = run(one)
        failed += not taken.is_held()
        print(f"{'' if taken.is_held() else 'FAILED  '}{one.name}: {taken.told()}", flush=True)
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
