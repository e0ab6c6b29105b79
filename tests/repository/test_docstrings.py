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
