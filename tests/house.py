"""Where the parts of the repository are, for the tests that look at the repository itself."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "publicvalue"

# Rooms that may do input and output. Every other room is core.
EDGES = frozenset({"files", "actions", "cli", "web", "api"})


def modules() -> list[Path]:
    """All modules of the product, by path."""
    return sorted(PACKAGE.rglob("*.py"))


def room(module: Path) -> str:
    """The room that a module of the product stands in: the first part of its name after `publicvalue`."""
    return module.relative_to(PACKAGE).with_suffix("").parts[0]


def core_modules() -> list[Path]:
    return [module for module in modules() if room(module) not in EDGES]


def own_code() -> list[Path]:
    """The product and the scripts beside it."""
    return [*modules(), *sorted((ROOT / "bench").glob("*.py")), *sorted((ROOT / "scripts").glob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked_files() -> list[Path]:
    """Every file that git keeps and that stands in the working tree."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for line in listing.split("\0") if line and (path := ROOT / line).is_file()]


def load(script: Path) -> ModuleType:
    """Import a script that stands in no package, and may import those beside it."""
    spec = importlib.util.spec_from_file_location(f"{script.parent.name}_{script.stem}", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.append(str(script.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(script.parent))
    return module
