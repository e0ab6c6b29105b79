"""Which simulations `make test` runs: those of measures that changed since `make confirm` saw them hold.

A simulation confirms how often an interval holds the truth. It takes seconds to minutes, and says the same until what
it rests on changes: its own file, the modules of measures, scores and countries that it reaches by imports, or the
versions of libraries. A hash of all that stands in `simulations.json`, written when it last held.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS, SOURCE = ROOT / "tests", ROOT / "src"
HELD = TESTS / "simulations.json"
FOLDER, PATTERN = TESTS / "properties", "*/test_*_coverage.py"
ROOMS = ("publicvalue.measures", "publicvalue.scores", "publicvalue.country")
LIBRARIES = ROOT / "requirements" / "run.txt"


def simulations() -> list[Path]:
    """Return the files of simulations."""
    return sorted(FOLDER.glob(PATTERN))


def name_of(file: Path) -> str:
    """Return the name by which a simulation is noted: its file below the folder."""
    return file.resolve().relative_to(FOLDER).as_posix()


def changed() -> set[Path]:
    """Return the files of simulations that did not hold yet as they and what they rest on are."""
    held = json.loads(HELD.read_text(encoding="utf-8"))
    return {file for file in simulations() if held.get(name_of(file)) != state_of(file)}


def state_of(file: Path) -> str:
    """Return a hash of a simulation and of all that it rests on."""
    found = hashlib.sha256()
    for one in sorted({file, LIBRARIES, *rests_on(file)}):
        found.update(one.relative_to(ROOT).as_posix().encode() + b"\0" + one.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def rests_on(file: Path) -> set[Path]:
    """Return the modules that a file reaches by imports: helpers of tests, and those of the rooms."""
    found: set[Path] = set()
    waiting = [file]
    while waiting:
        new = _imported(waiting.pop()) - found
        found |= new
        waiting += new
    return found


@cache
def _imported(file: Path) -> frozenset[Path]:
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Import):
            names += [one.name for one in node.names]
    return frozenset(_modules(names))


def _modules(names: Iterable[str]) -> Iterable[Path]:
    for name in names:
        if name.startswith(ROOMS):
            way = SOURCE.joinpath(*name.split("."))
            yield from (one for one in (way.with_suffix(".py"), way / "__init__.py") if one.is_file())
        elif (helper := TESTS / f"{name}.py").is_file():
            yield helper
