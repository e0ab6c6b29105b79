"""Which framework a bundle carries: one that was released under its name, a ministry's own, or one that was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from publicvalue import __version__
from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.frameworks import SHIPPED, FrameworkFiles, load_framework, shipped_frameworks
from publicvalue.files.untrusted.hashes import hash_file
from publicvalue.reports.reproduction_text import one_line
from publicvalue.words.text import Text

BASE = "framework/base"
FORMERLY = {
    "public-value/1.0": {
        "e99d2d175e53af8980a05140295fae6c5b518137ba2c735edd1c56cd25bc1b91": "0.1.0",
        "684aef32b926baccf98e0744e29ef77ca16775643e55fa7964fc0b82009c9611": "0.3.0",
        "35754f51f39acdeb978059bbdf22533f72bc2faa82d063365807476e8dcfe0ab": "0.3.0",
        "654cec87d2a7f9298a72d5da304f8cea8c406f24ee7bd12e952ddb26f9ad6b26": "0.4.0",
    },
}
"""Name -> hash of the files of a framework as earlier versions brought it -> the first that did."""


def hash_files(files: Iterable[tuple[str, Path]]) -> str:
    """Return one SHA-256 of several files with their names, in whatever order they come."""
    return hash_names({name: hash_file(path) for name, path in files})


def hash_names(hashes: Mapping[str, str]) -> str:
    """Return one SHA-256 of several files by their names and hashes."""
    lines = sorted(f"{name} {sha256}\n" for name, sha256 in hashes.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def describe_files(hashes: Mapping[str, str]) -> Text:
    """Say which framework a bundle carries by the hashes of its files, where this version cannot read them."""
    base = hash_names({n.removeprefix(f"{BASE}/"): one for n, one in hashes.items() if n.startswith(f"{BASE}/")})
    found = next(((name, known[base]) for name, known in FORMERLY.items() if base in known), None)
    if found is None:
        return Text("NONE that this version knows")
    name, version = found
    if any(not one.startswith(f"{BASE}/") for one in hashes):
        return Text(
            "A MINISTRY'S OWN, which extends {name} as it comes with version {version}", name=name, version=version
        )
    return Text("{name} as it comes with version {version}", name=name, version=version)


def released_in(name: str, files: Iterable[tuple[str, Path]]) -> str:
    """Return the version of the software that brought a framework of this name with just these files; empty if none.

    Parameters
    ----------
    name
        `id/version`, as the framework calls itself.
    files
        Name of a file -> where it lies now.
    """
    found = hash_files(files)
    if name in shipped_frameworks() and found == hash_files(shipped_files(name)):
        return __version__
    return FORMERLY.get(name, {}).get(found, "")


def shipped_files(name: str) -> list[tuple[str, Path]]:
    """Return the files of a framework that comes with the product."""
    return [(path.name, path) for path in sorted((SHIPPED / name).glob("*.yaml"))]


def describe_framework(loaded: FrameworkFiles) -> Text:
    """Say which framework a bundle carries.

    Raises
    ------
    InputError
        When it bears a released framework's name and is not that framework.
    """
    base = {name: path for name, path in loaded.files if name.startswith(f"{BASE}/")}
    called = load_framework(str(next(iter(base.values())).parent)).framework.name
    version = released_in(called, [(name.removeprefix(f"{BASE}/"), path) for name, path in base.items()])
    if not version and (called in shipped_frameworks() or called in FORMERLY):
        what = Text(
            "the framework in the bundle calls itself {name}, and is none that was released under this name",
            name=called,
        )
        do = Text("ask its publisher; a ministry's own framework bears a name of its own")
        expected = Text("{name} as some version of publicvalue brings it", name=called)
        raise InputError([Problem(Place(BASE), what, expected, do)])
    own, base_name = one_line(loaded.framework.name), one_line(called)
    if version and own == base_name:
        return Text("{name} as it comes with version {version}", name=own, version=version)
    if own == base_name:
        return Text("{own}, A MINISTRY'S OWN", own=own)
    if not version:
        return Text("{own}, A MINISTRY'S OWN, which extends {name}", own=own, name=base_name)
    return Text(
        "{own}, A MINISTRY'S OWN, which extends {name} as it comes with version {version}",
        own=own,
        name=base_name,
        version=version,
    )
