"""No test asserts only within loops: over nothing, such a test holds whatever the product does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from house import ROOT, name

Function = ast.FunctionDef | ast.AsyncFunctionDef
CHECKS = {"raises", "warns", "fail"}


def _tests(tree: ast.Module) -> Iterator[Function]:
    yield from (node for node in ast.walk(tree) if isinstance(node, Function) and node.name.startswith("test_"))


def _written_out(test: Function) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(test):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _is_there(iterable: ast.expr, named: dict[str, ast.expr]) -> bool:
    """Whether a loop runs for sure: over what is written out, or over numbers, or over such things side by side."""
    if isinstance(iterable, ast.Name) and iterable.id in named:
        return _is_there(named[iterable.id], {name: one for name, one in named.items() if name != iterable.id})
    if isinstance(iterable, ast.ListComp | ast.GeneratorExp | ast.DictComp):
        return all(_is_there(one.iter, named) and not one.ifs for one in iterable.generators)
    if isinstance(iterable, ast.Tuple | ast.List | ast.Set | ast.Dict):
        return bool(iterable.keys if isinstance(iterable, ast.Dict) else iterable.elts)
    if isinstance(iterable, ast.Constant):
        return bool(iterable.value)
    return isinstance(iterable, ast.Call) and _gives_some(iterable, named)


def _gives_some(call: ast.Call, named: dict[str, ast.expr]) -> bool:
    """Whether a call gives at least one thing to loop over."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in {"items", "values", "keys"} and _is_there(call.func.value, named)
    called = call.func.id if isinstance(call.func, ast.Name) else ""
    if called == "range":
        return all(isinstance(one, ast.Constant) and one.value for one in call.args)
    if called == "zip":
        strict = any(word.arg == "strict" and ast.unparse(word.value) == "True" for word in call.keywords)
        return (any if strict else all)(_is_there(one, named) for one in call.args)
    return called in {"enumerate", "sorted", "reversed", "set", "list"} and _is_there(call.args[0], named)


def _checks(node: ast.AST) -> bool:
    """Whether a statement checks something: an assertion, an error that is expected, a function that asserts."""
    if isinstance(node, ast.Assert):
        return True
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return called in CHECKS or called.startswith(("assert", "check", "expect"))
    return False


def _asks_each(node: ast.AST, named: dict[str, ast.expr]) -> bool:
    """Whether a statement asserts of all, or of none, of what may be nothing."""
    asked, quantifier = (node.test, "all") if isinstance(node, ast.Assert) else (None, "")
    if isinstance(asked, ast.UnaryOp) and isinstance(asked.op, ast.Not):
        asked, quantifier = asked.operand, "any"
    if not isinstance(asked, ast.Call) or getattr(asked.func, "id", "") != quantifier or not asked.args:
        return False
    return isinstance(asked.args[0], ast.GeneratorExp | ast.ListComp) and not _is_there(asked.args[0], named)


def _asserts_outside_loops(node: ast.AST, named: dict[str, ast.expr]) -> bool:
    if _asks_each(node, named):
        return False
    if _checks(node):
        return True
    if isinstance(node, ast.For) and not _is_there(node.iter, named):
        return False
    return any(_asserts_outside_loops(child, named) for child in ast.iter_child_nodes(node))


def _only_in_loops(source: str) -> list[str]:
    return [
        test.name
        for test in _tests(ast.parse(source))
        if any(_checks(node) for node in ast.walk(test)) and not _asserts_outside_loops(test, dict(_written_out(test)))
    ]


def test_no_test_asserts_only_within_loops_that_may_not_run() -> None:
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    found = [f"{name(path)}::{test}" for path in paths for test in _only_in_loops(path.read_text("utf-8"))]
    assert len(paths) > 100
    assert found == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("for x in found(): assert x", True),
        ("for x in range(n): assert x", True),
        ("for x in found():\n        if x: assert x", True),
        ("with there():\n        for x in found(): assert x", True),
        ("for x in (1, 2): assert x", False),
        ("for x in range(3): assert x", False),
        ("for x, y in zip(found(), (1, 2), strict=True): assert x", False),
        ("assert found()\n    for x in found(): assert x", False),
        ("for x in (): assert x", True),
        ("some = (1, 2)\n    for x in some: assert x", False),
        ("some = [f(x) for x in found()]\n    for x in some: assert x", True),
        ("assert all(x for x in found())", True),
        ("assert not any(x for x in found())", True),
        ("assert any(x for x in found())", False),
        ("assert all(x for x in (1, 2))", False),
        ("assert found()\n    assert all(x for x in found())", False),
    ],
)
def test_assertions_within_loops_alone_are_found(body: str, named: bool) -> None:
    assert _only_in_loops(f"def test_it():\n    {body}\n") == (["test_it"] if named else [])
