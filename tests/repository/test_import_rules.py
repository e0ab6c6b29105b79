"""The order of the house: a room may use those before it, and the core does no input or output."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from house import EDGES, PACKAGE, ROOT, core_modules, modules, name, room


def test_import_rules_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}


def test_import_rules_cover_every_room_of_the_core() -> None:
    covered = set(CONTRACTS["core-pure"]["source_modules"])
    rooms = {room(module) for module in core_modules() if module.parent != PACKAGE or not module.stem.startswith("__")}
    assert sorted(f"publicvalue.{name}" for name in rooms) == sorted(covered)
    assert not {f"publicvalue.{name}" for name in EDGES} & covered
    told_early = {"publicvalue.evidence", "publicvalue.measures", "publicvalue.measuring"}
    assert set(CONTRACTS["tables-early"]["source_modules"]) == covered - told_early


def test_import_rules_of_order_and_of_circles_cover_every_module() -> None:
    layers, circles = CONTRACTS["layers"], CONTRACTS["no-cycles"]
    assert (layers["containers"], layers["exhaustive"]) == (["publicvalue"], True)
    assert layers["exhaustive_ignores"] == ["frameworks", "__main__"]
    assert (circles["type"], circles["ancestors"]) == ("acyclic_siblings", ["publicvalue"])
    assert CONTRACTS["actions-over-stores"]["source_modules"] == ["publicvalue.actions"]
    assert not any("ignore_imports" in contract for id, contract in CONTRACTS.items() if id != "actions-over-stores")


def test_import_rules_see_every_folder() -> None:
    # The linter passes by what stands in a folder that is no package.
    folders = {module.parent for module in modules()}
    assert len(folders) > 80
    assert sorted(name(folder) for folder in folders if not (folder / "__init__.py").is_file()) == []


def _rooms() -> list[list[str]]:
    """Return the rooms of the contract, the first of them first; those that know nothing of each other together."""
    layers = [[one.strip(" ()") for one in layer.split("|")] for layer in CONTRACTS["layers"]["layers"]]
    return [[one for one in layer if (PACKAGE / one).exists() or (PACKAGE / f"{one}.py").exists()] for layer in layers][
        ::-1
    ]


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("ARCHITECTURE.md", r"^\| `(\w+)(?:/|\.py)?` \|"),
        ("docs/decisions/0001-layers-as-a-test.md", r"`(\w+)`(?=[,.]| and)"),
    ],
)
def test_import_rules_stand_as_they_are_told(page: str, named: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    every = [room for layer in _rooms() for room in layer]
    told = [name for name in re.findall(named, text, flags=re.MULTILINE) if name in every][: len(every)]
    assert sorted(told) == sorted(every)
    order = {room: place for place, layer in enumerate(_rooms()) for room in layer}
    assert [order[room] for room in told] == sorted(order[room] for room in told)
