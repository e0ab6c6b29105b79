"""Every public function and class of the core says what goes in and what comes out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from pathlib import Path

from house import PACKAGE, ROOT, core_modules, name
from raised import LEVELS, MAKES, Module, find_raised, read_module


def _undocumented(path: str, source: str) -> Iterator[str]:
    for node in ast.parse(source).body:
        public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if public and not ast.get_docstring(node):
            yield f"{path}::{node.name}"


def test_docstrings_stand_on_everything_public_in_the_core() -> None:
    assert [
        found for path in core_modules() for found in _undocumented(name(path), path.read_text(encoding="utf-8"))
    ] == []


def test_docstrings_missing_are_found() -> None:
    source = 'def f(): pass\ndef _g(): pass\nclass C: pass\ndef h():\n    """Say."""\n'
    assert list(_undocumented("m.py", source)) == ["m.py::f", "m.py::C"]


def _raised(function: ast.FunctionDef) -> set[str]:
    """The names of the errors that a function raises itself, in its own lines."""
    found: set[str] = set()
    left: list[ast.AST] = list(function.body)
    while left:
        node = left.pop()
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call | ast.Name):
            found.add(ast.unparse(node.exc.func if isinstance(node.exc, ast.Call) else node.exc))
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            left.extend(ast.iter_child_nodes(node))
    return found


def _silent(path: str, source: str) -> Iterator[str]:
    """Public functions and classes that raise and do not say so."""
    tree = ast.parse(source)
    owners = [(None, tree.body), *((node, node.body) for node in tree.body if isinstance(node, ast.ClassDef))]
    for owner, body in owners:
        for node in body:
            if not isinstance(node, ast.FunctionDef) or not _raised(node):
                continue
            makes = node.name in {"__post_init__", "__init__", "__new__"}
            if (owner is not None and owner.name.startswith("_")) or (node.name.startswith("_") and not makes):
                continue
            said = (ast.get_docstring(node) or "") + (ast.get_docstring(owner) or "" if owner and makes else "")
            if "Raises" not in said and "Error" not in said:
                yield f"{path}::{owner.name + '.' if owner else ''}{node.name}"


def test_docstrings_say_what_public_functions_of_the_core_raise() -> None:
    raising = [path for path in core_modules() if "raise " in path.read_text(encoding="utf-8")]
    assert len(raising) > 50
    assert [found for path in raising for found in _silent(name(path), path.read_text(encoding="utf-8"))] == []


def test_docstrings_that_hide_an_error_are_found() -> None:
    source = (
        'def f():\n    """Say."""\n    raise ValueError(1)\n'
        'def g():\n    """Say; ValueError when not."""\n    raise ValueError(1)\n'
        'class C:\n    """Say."""\n    def __post_init__(self):\n        raise method_error("x")\n'
        'class D:\n    """Say.\n\n    Raises\n    """\n    def __post_init__(self):\n        raise method_error("x")\n'
        "def _h():\n    raise ValueError(1)\n"
        'def i():\n    """Say."""\n    raise ValueError\n'
    )
    assert list(_silent("m.py", source)) == ["m.py::f", "m.py::i", "m.py::C.__post_init__"]


CANNOT = {
    "src/publicvalue/business_case/drivers.py::find_drivers": "it builds the whole design that it reads",
    "src/publicvalue/scores/composite/normalise.py::Rank.scores": "its rule for ties was looked at when it was built",
    "src/publicvalue/scores/composite/normalise.py::Borda.scores": "its rule for ties is fixed",
    "src/publicvalue/scores/composite/normalise.py::PercentileRank.scores": "its rule for ties is fixed",
    "src/publicvalue/scores/composite/ranking.py::rank_scores": "its rule for ties is fixed",
}
"""Functions that call what raises and cannot make it raise, each with the reason."""


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def _silent_about_callees(modules: dict[str, Module], paths: dict[str, str]) -> Iterator[str]:
    """Public functions that raise through what they call, and do not say so."""
    for (module, function), errors in find_raised(modules).items():
        node, owner = modules[module].functions[function]
        makes = node.name in MAKES
        if not errors or (owner and owner.name.startswith("_")) or (node.name.startswith("_") and not makes):
            continue
        said = (ast.get_docstring(node) or "") + (ast.get_docstring(owner) or "" if owner and makes else "")
        if _unsaid(errors, said):
            yield f"{paths[module]}::{function}"


def _unsaid(errors: Set[str], said: str) -> set[str]:
    """Return the errors that a docstring does not name; all where it says of none."""
    if re.search(r"\b[Aa]s (?:for )?`", said):
        return set()
    # What a private function builds has no name in the text.
    left = {error for error in errors if not error.startswith("_") and error not in said}
    return left if "Raises" in said or "Error" in said else set(errors)


def test_docstrings_say_what_public_functions_of_the_core_raise_through_what_they_call() -> None:
    paths = {_dotted(path): name(path) for path in core_modules()}
    modules = {module: read_module((ROOT / path).read_text(encoding="utf-8")) for module, path in paths.items()}
    own, followed = (sum(map(bool, find_raised(modules, levels).values())) for levels in (0, LEVELS))
    assert followed > own + 100
    assert sorted(_silent_about_callees(modules, paths)) == sorted(CANNOT)


def test_docstrings_that_hide_what_is_called_are_found() -> None:
    source = (
        "from b import far, Made\n"
        "def _h():\n    raise method_error(1)\n"
        'def direct():\n    """Say."""\n    return _h()\n'
        'def said():\n    """Say.\n\n    Raises\n    MethodError\n    """\n    return _h()\n'
        'def wrong():\n    """Say.\n\n    Raises\n    InputError\n    """\n    return _h()\n'
        'def like():\n    """Say.\n\n    Raises\n    As `said`.\n    """\n    return _h()\n'
        'def caught():\n    """Say."""\n    try:\n        _h()\n    except MethodError:\n        return 1\n'
        'def by_base():\n    """Say."""\n    try:\n        _h()\n    except (PublicValueError, A):\n        pass\n'
        'def other():\n    """Say."""\n    try:\n        _h()\n    except ValueError:\n        _h()\n'
        'def second():\n    """Say."""\n    return [far(x) for x in ()]\n'
        'def builds():\n    """Say."""\n    return Made()\n'
        'class C:\n    """Say."""\n    def own(self):\n        """Say."""\n        return self._of()\n'
        "    def _of(self):\n        raise KeyError\n"
    )
    beside = (
        'def far(x):\n    """Say."""\n    return _near(x)\ndef _near(x):\n    raise InputError([])\n'
        'class Made:\n    """Say, with MethodError."""\n    def __post_init__(self):\n        raise method_error("x")\n'
    )
    modules = {"a": read_module(source), "b": read_module(beside)}
    found = list(_silent_about_callees(modules, {"a": "a.py", "b": "b.py"}))
    assert found == ["a.py::direct", "a.py::wrong", "a.py::other", "a.py::second", "a.py::C.own", "b.py::far"]
    assert find_raised(modules)["a", "second"] == {"InputError"}
    assert find_raised(modules, 1)["a", "second"] == set()
