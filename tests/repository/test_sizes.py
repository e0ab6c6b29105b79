"""Modules, functions and lists of arguments stay small enough to read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from house import name, own_code

MODULE_LINES = 400
FUNCTION_LINES = 40
ARGUMENTS = 5

# What may exceed a limit, each with its reason: {"path" or "path::function": "reason"}.
EXCEPTIONS: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _body_lines(function: Function) -> int:
    """Lines from `def` to the end, less the docstring: a definition at length is wanted."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        text = function.body[0]
        lines -= (text.end_lineno or text.lineno) - text.lineno + 1
    return lines


def _arguments(function: Function) -> int:
    arguments = function.args
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in listed)


def _too_large(path: str, source: str) -> Iterator[tuple[str, str]]:
    """Each thing over a limit, with how far."""
    lines = source.count("\n")
    if lines > MODULE_LINES:
        yield path, f"{lines} lines, at most {MODULE_LINES}"
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, Function):
            continue
        if (length := _body_lines(node)) > FUNCTION_LINES:
            yield f"{path}::{node.name}", f"{length} lines without its docstring, at most {FUNCTION_LINES}"
        if (arguments := _arguments(node)) > ARGUMENTS:
            yield f"{path}::{node.name}", f"{arguments} arguments, at most {ARGUMENTS}"


def _all_too_large() -> list[tuple[str, str]]:
    return [finding for path in own_code() for finding in _too_large(name(path), path.read_text(encoding="utf-8"))]


def test_sizes_within_limits_or_excepted_with_a_reason() -> None:
    assert [finding for finding in _all_too_large() if finding[0] not in EXCEPTIONS] == []


def test_exceptions_all_needed_and_reasoned() -> None:
    needed = {place for place, _ in _all_too_large()}
    assert sorted(place for place in EXCEPTIONS if place not in needed) == []
    assert sorted(place for place, reason in EXCEPTIONS.items() if not reason.strip()) == []


def test_sizes_over_the_limits_are_found() -> None:
    long = "def f(self, a, b, c, d, e, *, g):\n" + '    """Two\n    lines."""\n' + "    a = 1\n" * 40
    assert list(_too_large("m.py", long + "\n" * 358)) == [
        ("m.py", "401 lines, at most 400"),
        ("m.py::f", "41 lines without its docstring, at most 40"),
        ("m.py::f", "6 arguments, at most 5"),
    ]


def test_sizes_at_the_limits_pass() -> None:
    short = "def f(self, a, b, c, d, *, e):\n" + "    a = 1\n" * 39
    assert list(_too_large("m.py", short + "\n" * 360)) == []
