"""Every public function and class of the core says what goes in and what comes out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from house import core_modules, name


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
