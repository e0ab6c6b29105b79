"""Find and read frameworks: those that come with the product, and ministries' own files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.yaml.tree import read_yaml
from publicvalue.framework.extension import base_name, extend_framework
from publicvalue.framework.model import Framework
from publicvalue.framework.parse import parse_framework
from publicvalue.framework.rules.parts import check_framework
from publicvalue.measures.definitions import measure_terms
from publicvalue.schema.node import Node
from publicvalue.schema.spelling import nearest
from publicvalue.words.text import Text

SHIPPED = Path(__file__).parent.parent / "frameworks"
MOST_EXTENSIONS = 20
"""Files that extend one another at most."""


@dataclass(frozen=True)
class FrameworkFiles:
    """A framework with the files that it was read from, by name, for the bundle."""

    framework: Framework
    files: tuple[tuple[str, Path], ...]


def shipped_frameworks() -> tuple[str, ...]:
    """Return the names (`id/version`) of the frameworks that come with the product."""
    return tuple(sorted(f"{path.parent.parent.name}/{path.parent.name}" for path in SHIPPED.glob("*/*/framework.yaml")))


def load_framework(name: str, folder: Path | None = None) -> FrameworkFiles:
    """Load a framework by name (`public-value/1.0`), folder, or a ministry's own file.

    Parameters
    ----------
    name
        Name of a framework that comes with the product, or a path.
    folder
        Folder that a relative path starts from; the current one when None.

    Raises
    ------
    InputError
        With every problem found in the framework's files.
    """
    return _load(name, folder, ())


def _load(name: str, folder: Path | None, above: tuple[Path, ...]) -> FrameworkFiles:
    """Load a framework that the files `above` extend, the last of them directly."""
    path = (folder or Path()) / name
    if _is(path, Path.is_file):
        return _load_extension(path, above)
    if _is(path, Path.is_dir):
        return _load_folder(path, path.name)
    if name in shipped_frameworks():
        return _load_shipped(name)
    known = shipped_frameworks()
    what = Text("there is no framework {name:quoted}", name=name)
    expected = Text("one of: {names:list}; or the path of your own file", names=known)
    raise InputError([Problem(Place(), what, expected, nearest(name, known))])


@cache
def _load_shipped(name: str) -> FrameworkFiles:
    """Read a framework that comes with the product, once a process: a quarter of a second assessment is saved.

    What ships is checked before it does, by a test; `publicvalue framework check` repeats it.
    """
    return _read_folder(SHIPPED / name, f"frameworks/{name}")


def load_and_check(name: str) -> Framework:
    """Load a framework as `load_framework`, and check it against the measures even where it comes with the product."""
    framework = load_framework(name).framework
    check_framework(framework, measure_terms())
    return framework


def _load_folder(path: Path, shown_as: str) -> FrameworkFiles:
    files = _read_folder(path, shown_as)
    check_framework(files.framework, measure_terms())
    return files


def _read_folder(path: Path, shown_as: str) -> FrameworkFiles:
    files = sorted(path.glob("*.yaml"))
    if not files:
        what, expected = Text("no framework is in this folder"), Text("framework.yaml and its parts")
        raise InputError([Problem(Place(str(path)), what, expected, Text("name a folder that holds them"))])
    framework = parse_framework(_merge([read_yaml(file, f"{shown_as}/{file.name}") for file in files], shown_as))
    return FrameworkFiles(framework, tuple((f"framework/base/{file.name}", file) for file in files))


def load_unpacked_framework(folder: Path) -> FrameworkFiles:
    """Load the framework that a bundle carries: `base/`, then `extension-1.yaml`, `extension-2.yaml`, ... on top."""
    loaded = _load_folder(folder / "base", "framework/base")
    for path in sorted(folder.glob("extension-*.yaml")):
        loaded = _extend(loaded, path)
    return loaded


def _is(path: Path, kind: Callable[[Path], bool]) -> bool:
    """Whether a path is a file or a folder; no, where no path can be called so or links lead in a circle."""
    try:
        return kind(path)
    except (OSError, ValueError, RuntimeError):
        return False


def _load_extension(path: Path, above: tuple[Path, ...]) -> FrameworkFiles:
    own = path.resolve()
    if own in above or len(above) >= MOST_EXTENSIONS:
        what = Text("more than {most} files extend one another", most=MOST_EXTENSIONS)
        if own in above:
            what = Text("this file extends itself")
        do = Text("name a framework that is shipped, or a file that ends at one, under `extends`")
        expected = Text("a framework that it builds on")
        raise InputError([Problem(Place(path.name, field="extends"), what, expected, do)])
    node = read_yaml(path, path.name)
    if node.get("extension") is None:
        what, expected = Text("this file extends no framework"), Text("a group 'extension' that names its base")
        do = Text("write that group, or name a framework that is shipped")
        raise InputError([Problem(Place(path.name), what, expected, do)])
    try:
        base = _load(base_name(node), path.parent, (*above, own))
    except InputError as error:
        head = node.get("extension")
        extends = head.get("extends") if head else None
        place = extends.at("extends") if extends else Place(path.name)
        problems = (replace(one, place=one.place if one.place.file else place) for one in error.problems)
        raise InputError(problems) from None
    return _extend(base, path)


def _extend(base: FrameworkFiles, path: Path) -> FrameworkFiles:
    framework = extend_framework(base.framework, read_yaml(path, path.name), measure_terms())
    check_framework(framework, measure_terms())
    depth = sum(name.startswith("framework/extension-") for name, _ in base.files) + 1
    return FrameworkFiles(framework, (*base.files, (f"framework/extension-{depth}.yaml", path)))


def _merge(nodes: Iterable[Node], shown_as: str) -> Node:
    """Merge the top-level groups of several files; lists are joined, and a group that stands twice is a problem."""
    merged: dict[str, Node] = {}
    problems: list[Problem] = []
    for node in nodes:
        for key, child in node.value.items() if isinstance(node.value, dict) else ():
            if key not in merged:
                merged[key] = child
            elif isinstance(merged[key].value, list) and isinstance(child.value, list):
                merged[key] = Node([*merged[key].items(), *child.items()], merged[key].place)
            else:
                problems.append(
                    Problem(
                        child.place,
                        Text("{key:quoted} stands in two files", key=key),
                        Text("each group once"),
                        Text("move one of the two into the other, or remove it"),
                    )
                )
    if problems:
        raise InputError(problems)
    return Node(merged, Place(shown_as))
