"""Put small faults into a room, one at a time, and count how many of them its own tests notice.

    python scripts/mutants.py findings --sample 300 --seed 1

pytest collects the room's tests once. A first copy of the process notes which lines each test runs; then each mutant
gets a copy of its own, which runs the tests that run its line until one fails: first those that noticed the most faults
of the same function, then the quickest.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pickle
import random
import re
import select
import signal
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

# A copy of a process has no other threads; and the search of Hypothesis is the same each time.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "CI": "true"}

import pytest
from mutations import Mutant, NotReachedError, find_mutants, put_in_place

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
ENOUGH = 20.0
"""Seconds of tests, as a processor counts them, that are run for one fault."""
PATIENCE, TIMES = 20.0, 10.0
"""Seconds, and times as long as without a fault, after which a test counts as one that notices: it does not end."""
LIVED = re.compile(r"^\d+/\d+ lives(?:, as no test runs it,)? (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Room:
    """What is mutated, and the tests that should notice."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    skipped: tuple[str, ...] = ()


ROOMS = {
    "findings": Room(("findings",), ("tests/unit/findings", "tests/unit/actions/test_ledger_of_people.py")),
    "privacy": Room(
        ("measures/privacy", "measures/breakdown.py"),
        (
            "tests/unit/measures/privacy",
            "tests/unit/measures/test_breakdown.py",
            "tests/properties/rows/test_suppression.py",
        ),
    ),
    "level": Room(("measures/level",), ("tests/unit/measures/level", "tests/spec")),
    "rules": Room(("framework/rules",), ("tests/unit/framework",)),
    "scores": Room(
        ("scores",),
        ("tests/unit/scores", "tests/published/composite/test_cases.py", "tests/published/composite/test_defects.py"),
    ),
}


@dataclass(frozen=True)
class Reach:
    """A test, the lines of the room that it runs, and its seconds."""

    test: str
    lines: frozenset[tuple[str, int]]
    seconds: float


class Runner:
    """Runs the room's tests in copies of the process, in place of pytest's own loop."""

    def __init__(self, files: list[Path], picked: list[Mutant], tell: Callable[[str], None]) -> None:
        self.files, self.picked, self.tell = {str(path.resolve()) for path in files}, picked, tell
        self.fates: list[tuple[Mutant, str]] = []
        self.noticed: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self.total = 0.0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        reaches = self._reaches(list(items.values()))
        self.total = sum(one.seconds for one in reaches)
        self.tell(f"{len(items)} tests in {self.total:.0f} s without a fault")
        for number, mutant in enumerate(self.picked, 1):
            at = (str(mutant.path.resolve()), mutant.line)
            own = [one for one in reaches if (at in one.lines if mutant.function else _same_file(at[0], one))]
            of = (at[0], *mutant.function)
            own = most_telling(own, self.noticed[of])
            fate, by = self._fate(mutant, [(items[one.test], one.seconds) for one in own])
            self.noticed[of][by] += 1
            self.fates.append((mutant, fate))
            if fate.startswith("lives"):
                self.tell(f"{number}/{len(self.picked)} {fate} {mutant.where}: {mutant.was}  ->  {mutant.now}")
        return True

    def _reaches(self, items: list[pytest.Item]) -> list[Reach]:
        def note() -> list[Reach]:
            return [reach for item in items if (reach := self._reach(item))]

        return _in_a_copy(note, 3600.0)  # type: ignore[no-any-return]

    def _reach(self, item: pytest.Item) -> Reach | None:
        lines: set[tuple[str, int]] = set()

        def trace(frame: Any, *_: Any) -> Any:
            file = frame.f_code.co_filename
            if file not in self.files:
                return None

            def each(frame: Any, event: str, _: Any) -> Any:
                if event == "line":
                    lines.add((file, frame.f_lineno))
                return each

            return each

        begin = time.process_time()
        # In the threads that a test starts too.
        threading.settrace(trace)
        sys.settrace(trace)
        failed = _fails(item)
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        if failed:
            # It would notice every fault.
            os.write(2, f"{item.nodeid} fails without a fault, and is left out\n".encode())
            return None
        return Reach(item.nodeid, frozenset(lines), time.process_time() - begin)

    def _fate(self, mutant: Mutant, tests: list[tuple[pytest.Item, float]]) -> tuple[str, str]:
        """Return what becomes of a fault, and the test that noticed it."""
        if not tests:
            return "lives, as no test runs it,", ""

        def attempt() -> tuple[str, str]:
            put_in_place(mutant)
            by = next((item.nodeid for item, seconds in tests if _fails(item, PATIENCE + TIMES * seconds)), "")
            return ("killed" if by else "lives"), by

        told = _in_a_copy(attempt, sum(PATIENCE + TIMES * seconds for _, seconds in tests))
        return told if isinstance(told, tuple) else (told, "")


def most_telling(reaches: list[Reach], noticed: Mapping[str, int]) -> list[Reach]:
    """Return the tests of a fault, as many as fit into the time that one may take; at least one.

    First those that noticed the most faults of its function, then the quickest.
    """
    ordered = sorted(reaches, key=lambda one: (-noticed.get(one.test, 0), one.seconds))
    sums = list(accumulate(one.seconds for one in ordered))
    return [one for one, total in zip(ordered, sums, strict=True) if total <= max(ENOUGH, sums[0])]


def _same_file(file: str, reach: Reach) -> bool:
    return any(one == file for one, _ in reach.lines)


def _fails(item: pytest.Item, seconds: float = 0.0) -> str:
    """Run a test; return why it failed, or nothing. After so many seconds the signal ends the process; 0 waits."""
    from _pytest.runner import runtestprotocol  # noqa: PLC0415 - pytest has no other way to run one test

    signal.setitimer(signal.ITIMER_REAL, seconds)
    reports = runtestprotocol(item, log=False)
    return next((report.longreprtext or "failed" for report in reports if report.failed), "")


def _in_a_copy(work: Callable[[], Any], seconds: float) -> Any:
    """Do work in a copy of this process, and return what it returns; `killed` where it does not end or breaks."""
    read, write = os.pipe()
    process = os.fork()
    if not process:
        os.close(read)
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        try:
            done = pickle.dumps(work())
        except NotReachedError:
            done = pickle.dumps("not reached")
        except BaseException:  # noqa: BLE001 - a fault may raise anything
            done = pickle.dumps("killed")
        # Whoever asked may be gone by now: this copy ends all the same.
        with contextlib.suppress(OSError), os.fdopen(write, "wb") as pipe:
            pipe.write(done)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        there = bool(select.select([pipe], [], [], seconds)[0])
        told = pipe.read() if there else b""
    with contextlib.suppress(OSError):
        os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return pickle.loads(told) if told else "killed"  # noqa: S301 - our own


def candidates(room: Room) -> list[Mutant]:
    """List every mutant of a room, in the order of its files."""
    found = []
    for path in sources(room):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        found += find_mutants(path.relative_to(ROOT), module.removesuffix(".__init__"))
    return found


def sources(room: Room) -> list[Path]:
    paths = [SOURCE / "publicvalue" / name for name in room.sources]
    files = [file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])]
    return [file for file in files if not any(skipped in file.as_posix() for skipped in room.skipped)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rooms", nargs="+", choices=ROOMS)
    parser.add_argument("--sample", type=int, default=300, help="how many; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only mutants of files whose path holds this")
    parser.add_argument("--tests", nargs="*", default=(), help="only these of its tests: no fewer faults live then")
    parser.add_argument("--again", type=Path, help="only those that live in this output of an earlier run")
    given = parser.parse_args()
    for name in given.rooms:
        # Each room in a copy of its own, as modules that one has imported are not imported again by the next.
        process = os.fork()
        if not process:
            try:
                attempt_room(name, given)
            finally:
                sys.stdout.flush()
                os._exit(0)
        os.waitpid(process, 0)


def attempt_room(name: str, given: argparse.Namespace) -> None:
    room = ROOMS[name]
    every = [one for one in candidates(room) if given.only in str(one.path)]
    if given.again:
        lived = set(LIVED.findall(given.again.read_text(encoding="utf-8")))
        every = [one for one in every if f"{one.where}: {one.was}  ->  {one.now}" in lived]
    size = min(given.sample or len(every), len(every))
    picked = sorted(random.Random(given.seed).sample(range(len(every)), size))  # noqa: S311 - a sample, not a secret
    runner = Runner(sources(room), [every[at] for at in picked], lambda line: print(line, flush=True))
    pytest.main(
        ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--timeout=0", *(given.tests or room.tests)], [runner]
    )
    counted = Counter(fate for _, fate in runner.fates)
    tried = len(runner.fates) - counted["not reached"]
    if not tried:
        print(f"{name}: nothing was tried")
        return
    print(f"{name}: {counted['killed']} of {tried} killed ({100 * counted['killed'] / tried:.1f} %),", end=" ")
    print(f"of {len(every)} mutants in all, seed {given.seed}; {counted['not reached']} could not be put in place")


if __name__ == "__main__":
    main()
