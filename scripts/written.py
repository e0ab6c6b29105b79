"""Run the writers of what is committed in a copy of the repository, and name what they write otherwise: `make written`.

    python scripts/written.py [WRITER ...]

Without names all run; `bundles` takes half a minute of a processor, the others some seconds each.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WRITERS: Mapping[str, tuple[str, ...]] = {
    "docs": (),
    "licences": (),
    "archetypes": (),
    "texts": (),
    "example_case": ("examples/complaints-case",),
    "bundles": (),
}


def copy_repository(target: Path) -> None:
    """Copy what git keeps, as it stands in the working tree."""
    command = ["git", "ls-files", "-z"]  # the developer's own
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, but for what Python compiled on the way."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differing(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Return the names of files that are not the same, or are there only once."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def kept(names: Iterable[str]) -> list[str]:
    """Return the names that git would keep: what the product leaves beside them, such as a ledger, is no fault."""
    listed = "".join(f"{name}\0" for name in names)
    command = ["git", "check-ignore", "--stdin", "-z"]  # the developer's own
    told = subprocess.run(command, cwd=ROOT, input=listed, capture_output=True, check=False, text=True).stdout
    ignored = set(told.split("\0"))
    return [name for name in listed.split("\0")[:-1] if name not in ignored]


def written_otherwise(writers: Iterable[str]) -> list[str]:
    """Run writers in a copy; return the files that are no longer as they are committed.

    Raises
    ------
    subprocess.CalledProcessError
        When a writer fails.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "copy"
        copy_repository(copy)
        before = contents(copy)
        environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        for name in writers:
            command = [sys.executable, f"scripts/{name}.py", *WRITERS[name]]
            subprocess.run(command, cwd=copy, env=environment, check=True, stdout=subprocess.DEVNULL)
        return kept(differing(before, contents(copy)))


def main(names: list[str]) -> int:
    found = written_otherwise(names or WRITERS)
    print("\n".join(found) if found else "What is committed is what the writers write.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
