"""Run the simulations of what changed, and note those that hold, so that `make test` leaves them out: `make confirm`.

python scripts/confirm.py
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import simulations  # noqa: E402 - stands among the tests


class Failed:
    """The files in which a test did not pass."""

    def __init__(self) -> None:
        self.files: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.files.add(simulations.name_of(ROOT / report.location[0]))


def main() -> int:
    files = sorted(simulations.changed())
    if not files:
        print("Every simulation holds for the measures as they are.")
        return 0
    os.chdir(ROOT)
    # Taken before they run: what is edited meanwhile was not seen to hold.
    states = {simulations.name_of(file): simulations.state_of(file) for file in files}
    failed = Failed()
    ended = pytest.main(["-q", "-p", "no:cacheprovider", *map(str, files)], plugins=[failed])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return int(ended)
    held = json.loads(simulations.HELD.read_text(encoding="utf-8"))
    names = map(simulations.name_of, simulations.simulations())
    kept = {name: held.get(name) for name in names} | states
    written = {name: state for name, state in sorted(kept.items()) if state and name not in failed.files}
    simulations.HELD.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(f"{len(states)} simulations ran: {len(failed.files)} do not hold.")
    return int(ended)


if __name__ == "__main__":
    sys.exit(main())
