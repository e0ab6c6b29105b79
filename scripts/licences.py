"""Writes the page of licences: what is installed with the product, and what of others lies in it.

    python scripts/licences.py

Names and versions are those of the locked lists in `requirements/`, licences those that the installed packages state.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "licences.md"
LISTS = (
    ("run", "With the product itself", "What `pip install` brings for the command line."),
    ("web", "With the web application", "What comes on top with `publicvalue[web]`."),
)
LOCKED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?: *; *(?P<marker>[^\n\\]+?))? *\\?$", re.MULTILINE
)
CLASSIFIER = "License :: OSI Approved :: "
VAGUE = ("UNKNOWN", "Dual License")
LONGEST = 80
"""Letters of a stated licence from which on it is the text of one, and not its name."""

HEAD = """\
<!-- Written by `scripts/licences.py`; change requirements/ instead. -->

# Licences of what comes with the product

The product's own licence is in [LICENSE](../../LICENSE). Everything else is listed here: packages that are installed
with it, in the versions of `requirements/`, with the licence that each states of itself, and files of others that lie
in the product.
"""


class UnknownError(Exception):
    """A locked package is not installed here, or states no licence."""


def locked(text: str) -> dict[str, str]:
    """Return the packages of a locked list that are for this system, with their versions."""
    return {
        found["name"]: found["version"]
        for found in LOCKED.finditer(text)
        if not found["marker"] or Marker(found["marker"]).evaluate()
    }


def licence_of(package: Distribution) -> str:
    """Return the licence that a package states: by an SPDX expression, by its name, or by its classifiers.

    Raises
    ------
    UnknownError
        When it states none.
    """
    stated = package.metadata
    expression, name = stated.get("License-Expression", ""), (stated.get("License") or "").strip()
    if expression:
        return str(expression)
    classes = [one.removeprefix(CLASSIFIER) for one in stated.get_all("Classifier") or () if one.startswith(CLASSIFIER)]
    if name and len(name) <= LONGEST and "\n" not in name and name not in VAGUE:
        return name
    if not classes:
        raise UnknownError(f"{stated['Name']} states no licence")
    return ", ".join(classes)


def rows_of(packages: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each package.

    Raises
    ------
    UnknownError
        When one is not installed.
    """
    for name, version in sorted(packages.items()):
        try:
            package = distribution(name)
        except PackageNotFoundError as error:
            raise UnknownError(f"{name} is not installed") from error
        yield f"| {name} | {version} | {licence_of(package)} |"


def files_of_others(root: Path) -> Iterator[str]:
    """Yield a line for each licence of others that lies in the product, and for data that it names in its code."""
    for path in sorted((root / "src").rglob("licence-*.txt")):
        name = path.relative_to(root).as_posix()
        first = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
        yield f"| {path.stem.removeprefix('licence-')} | [{path.name}](../../{name}): {first.strip()} |"


def licences_page(root: Path = ROOT) -> str:
    """Return the page."""
    parts, seen = [HEAD], set()
    for file, title, told in LISTS:
        packages = locked((root / "requirements" / f"{file}.txt").read_text(encoding="utf-8"))
        new = {name: version for name, version in packages.items() if name not in seen}
        seen |= new.keys()
        lines = [f"## {title}\n", f"{told}\n", "| package | version | licence |", "|---|---|---|", *rows_of(new)]
        parts.append("\n".join(lines) + "\n")
    others = "\n".join(files_of_others(root))
    parts.append(
        "## Files of others in the product\n\n| what | licence |\n|---|---|\n"
        f"{others}\n"
        "| direction numbers of Sobol's sequence (S. Joe and F. Y. Kuo, 2008) | that of SciPy, which brings them |\n"
    )
    return "\n".join(parts)


def main() -> int:
    try:
        page = licences_page()
    except UnknownError as error:
        print(f"{error}. Install requirements/dev.txt and requirements/web.txt, and run this again.", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
