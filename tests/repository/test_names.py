"""A module is named for what it holds, and stands in a folder that can be read at a glance."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from house import PACKAGE, modules, name, own_code, tracked_files

FILES = 20
"""The most that a folder of the product shows."""

SHARED = 57
"""The most names that more than one class has. A new class is called what it is; whoever renames one lowers this."""

BY_A_LIBRARY = frozenset({"Meta", "Migration"})

# Names that say nothing, so that anything ends up there.
EMPTY_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"})


def _empty_names(paths: list[str]) -> list[str]:
    return [path for path in paths if EMPTY_NAMES & set(PurePath(path).with_suffix("").parts)]


def test_names_of_modules_say_what_they_hold() -> None:
    assert _empty_names([name(path) for path in own_code()]) == []


def test_names_that_say_nothing_are_found() -> None:
    assert _empty_names(["src/a/utils.py", "src/common/b.py", "src/a/utility.py"]) == [
        "src/a/utils.py",
        "src/common/b.py",
    ]


def _repeats(paths: Iterable[str]) -> list[str]:
    """Modules whose name begins with that of their folder, in the singular or plural: `effect/effect_guide.py`."""
    found = []
    for path in map(PurePath, paths):
        folder = path.parent.name.removesuffix("s")
        if path.stem.removesuffix("s") == folder or path.stem.startswith((f"{folder}_", f"{folder}s_")):
            found.append(path.as_posix())
    return found


def _full(paths: Iterable[str]) -> list[str]:
    files = Counter(PurePath(path).parent.as_posix() for path in paths)
    return sorted(folder for folder, count in files.items() if count > FILES)


def test_names_of_modules_do_not_repeat_their_folder() -> None:
    assert _repeats(name(path) for path in modules()) == []


def test_names_that_repeat_their_folder_are_found() -> None:
    paths = [
        "a/forms/form.py",
        "a/effect/effect_guide.py",
        "a/effect/effects.py",
        "a/effect/guide.py",
        "a/cost/costly.py",
    ]
    assert _repeats(paths) == paths[:3]


def test_folders_of_the_product_show_no_more_files_than_are_read_at_a_glance() -> None:
    paths = [name(path) for path in tracked_files() if path.is_relative_to(PACKAGE)]
    assert len(paths) > 1000
    assert _full(paths) == []


def test_folders_that_show_more_are_found() -> None:
    assert _full([*(f"a/{n}.py" for n in range(FILES)), *(f"b/{n}.css" for n in range(FILES + 1))]) == ["b"]


def _shared(sources: Mapping[str, str]) -> list[str]:
    """Names that more than one class has, but for those that a library asks for."""
    places = Counter(
        node.name
        for text in sources.values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    return sorted(one for one, count in places.items() if count > 1 and one not in BY_A_LIBRARY)


def test_names_of_classes_hardly_stand_twice() -> None:
    shared = _shared({name(path): path.read_text(encoding="utf-8") for path in modules()})
    assert len(shared) <= SHARED, f"one word for one idea; these stand more than once: {shared}"


def test_names_of_classes_that_stand_twice_are_found() -> None:
    assert _shared({"a": "class A: ...\nclass B:\n    class Meta: ...", "b": "class B:\n    class Meta: ..."}) == ["B"]
