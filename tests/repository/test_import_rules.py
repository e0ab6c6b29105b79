"""The order of the house: a room may use those before it, and the core does no input or output."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from house import EDGES, PACKAGE, ROOT, core_modules, room


def test_import_rules_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_import_rules_cover_every_room_of_the_core() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"]: contract for contract in config["tool"]["importlinter"]["contracts"]}
    covered = set(contracts["core-pure"]["source_modules"])
    rooms = {room(module) for module in core_modules() if module.parent != PACKAGE or not module.stem.startswith("__")}
    assert sorted(f"publicvalue.{name}" for name in rooms) == sorted(covered)
    assert not {f"publicvalue.{name}" for name in EDGES} & covered
