"""Whole commands in a new process, and a second assessment in one: seconds of processors, the best of three.

Seconds of processors and not of a clock, as other work on the machine makes everybody wait. The compiled files of the
package are kept between the runs, as they are where it is installed: the first run makes them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.files.stores.folder import FolderStore
from publicvalue.results.model import Depth

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("publicvalue")
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("examples/*/assessment.yaml"))


def best_of_three(work: Callable[[], object], clock: Callable[[], float]) -> float:
    seconds = []
    for _ in range(3):
        start = clock()
        work()
        seconds.append(clock() - start)
    return min(seconds)


def of_children() -> float:
    """Return the seconds of processors that the commands run so far have taken."""
    times = os.times()
    return times.children_user + times.children_system


def within(budget: float, *arguments: str | Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as compiled:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = compiled
        command = partial(subprocess.run, [COMMAND, *arguments], check=True, capture_output=True, env=environment)
        return {"figure": best_of_three(command, of_children), "budget": budget}


def assess(example: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / example
        shutil.copytree(ROOT / "examples" / example, copy)
        return within(3.0, "assess", copy)


def assess_again(example: str, depth: Depth, budget: float) -> dict[str, float]:
    """Seconds of a second assessment in the same process: a server lives on that of depth core, after each answer."""
    store = FolderStore(ROOT / "examples" / example)
    run_assessment(load_assessment(store), depth=depth)
    again = best_of_three(lambda: run_assessment(load_assessment(store), depth=depth), time.process_time)
    return {"figure": again, "budget": budget}


def again(depth: Depth, budget: float) -> Iterator[tuple[str, Callable[[], dict[str, float]]]]:
    for name in EXAMPLES:
        yield f"a second assessment of {name}, depth {depth} (CPU s)", partial(assess_again, name, depth, budget)


BENCHMARKS: list[tuple[str, Callable[[], dict[str, float]]]] = [
    ("publicvalue --help (CPU s)", partial(within, 0.3, "--help")),
    *((f"publicvalue assess examples/{name} (CPU s)", partial(assess, name)) for name in EXAMPLES),
    *again("core", 0.7),
    *again("full", 1.5),
]
