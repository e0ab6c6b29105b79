"""Small faults that a reader could have made, one at a time, in the functions and plain constants of a module."""

from __future__ import annotations

import ast
import copy
import importlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    # The boundary, and the other side.
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SAME_IN_ANY_ORDER = {"isinstance", "max", "min", "maximum", "minimum", "zip"}
"""Calls whose first two arguments are not swapped: nothing would change, or no reader would take it for right."""


@dataclass(frozen=True)
class Mutant:
    """A module with one fault in it, the `number`th of those that can be made.

    `function` is the way to the outermost function that holds it, which `begins` at a line; empty for a constant.
    """

    path: Path
    module: str
    source: str
    number: int
    line: int
    function: tuple[str, ...]
    begins: int
    was: str
    now: str

    @property
    def where(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class _Fault:
    """A change of a node, which stands in a statement that a way leads to."""

    node: Any
    change: Callable[[Any], None]
    outer: ast.stmt
    way: tuple[str, ...]


def find_mutants(path: Path, module: str) -> list[Mutant]:
    """List every mutant of a module, in the order of its text."""
    source = path.read_text("utf-8")
    found = []
    for number, fault in enumerate(_faults(ast.parse(source))):
        begins = min([fault.outer.lineno, *(one.lineno for one in getattr(fault.outer, "decorator_list", ()))])
        changed = copy.deepcopy(fault.node)
        fault.change(changed)
        was, now = ast.unparse(fault.node), ast.unparse(ast.fix_missing_locations(changed))
        found.append(Mutant(path, module, source, number, fault.node.lineno, fault.way, begins, was, now))
    return found


def _faults(tree: ast.Module) -> Iterator[_Fault]:
    for outer, way in _places(tree):
        for node in _nodes(outer):
            yield from (_Fault(node, change, outer, way) for change in _changes(node))


def _places(tree: ast.Module) -> Iterator[tuple[ast.stmt, tuple[str, ...]]]:
    """Yield each outermost function with the way to it, and each constant of the module that calls nothing."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node, (node.name,)
        elif isinstance(node, ast.ClassDef):
            yield from ((one, (node.name, one.name)) for one in node.body if isinstance(one, ast.FunctionDef))
        elif isinstance(node, ast.Assign) and _plain(node):
            yield node, ()


def _plain(node: ast.Assign) -> bool:
    within = ast.Tuple | ast.Constant | ast.BinOp | ast.operator | ast.UnaryOp | ast.unaryop | ast.Load
    return isinstance(node.targets[0], ast.Name) and all(isinstance(one, within) for one in ast.walk(node.value))


def _nodes(outer: ast.stmt) -> Iterator[ast.AST]:
    """Walk what runs when a function is called, or a constant's value; not types, defaults and decorators."""
    left: list[ast.AST] = list(reversed(outer.body)) if isinstance(outer, ast.FunctionDef) else [outer.value]  # type: ignore[attr-defined]
    while left:
        node = left.pop()
        yield node
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.keyword) and node.arg == "strict"):
            # Text; and a guard of zip that never bites.
            continue
        skipped = {"annotation", "returns", "decorator_list"}
        children = [
            child
            for name, value in ast.iter_fields(node)
            if name not in skipped
            for child in (value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
        ]
        left.extend(reversed(children))


def _changes(node: ast.AST) -> Iterator[Callable[[Any], None]]:
    yield from _operators(node)
    yield from _values(node)


def _operators(node: ast.AST) -> Iterator[Callable[[Any], None]]:
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                yield from (_set_item("ops", at, other()) for other in COMPARED[type(operator)])
        case ast.BinOp() | ast.AugAssign() if type(node.op) in COUNTED:
            yield _set("op", COUNTED[type(node.op)]())
        case ast.BoolOp():
            yield _set("op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield _without_not
        case ast.UnaryOp(op=ast.USub() | ast.Invert()):
            yield _set("op", ast.UAdd())


def _values(node: ast.AST) -> Iterator[Callable[[Any], None]]:
    match node:
        case ast.IfExp():
            yield _swap_branches
        case ast.Constant(value=bool()):
            yield _set("value", not node.value)
        case ast.Constant(value=int() | float()):
            yield _set("value", node.value + 1)
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield _set("value", ast.Constant(None))
        case ast.Call() if _swaps(node):
            yield _swap_arguments


def _set(name: str, value: object) -> Callable[[Any], None]:
    return lambda node: setattr(node, name, value)


def _set_item(name: str, at: int, value: object) -> Callable[[Any], None]:
    return lambda node: getattr(node, name).__setitem__(at, value)


def _without_not(node: ast.UnaryOp) -> None:
    # `not not x`: what was denied, as true or false.
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _swap_branches(node: ast.IfExp) -> None:
    node.body, node.orelse = node.orelse, node.body


def _swap_arguments(node: ast.Call) -> None:
    node.args[:2] = node.args[1::-1]


def _swaps(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if len(node.args) < 2 or name in SAME_IN_ANY_ORDER or any(isinstance(one, ast.Starred) for one in node.args[:2]):
        return False
    return not _is_text(node.args[0]) and ast.dump(node.args[0]) != ast.dump(node.args[1])


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


class NotReachedError(Exception):
    """A mutant whose function is not found where its name says, so that it cannot be put in place."""


def put_in_place(mutant: Mutant) -> None:
    """Let this process run the mutant from now on, wherever its function or its constant has been imported."""
    tree = ast.parse(mutant.source)
    fault = next(islice(_faults(tree), mutant.number, None))
    fault.change(fault.node)
    ast.fix_missing_locations(tree)
    module = importlib.import_module(mutant.module)
    if not mutant.function:
        _replace_constant(fault.outer, module)
        return
    function = _function(module, mutant)
    code = compile(tree, str(mutant.path.resolve()), "exec", dont_inherit=True)
    for name in mutant.function:
        code = next(
            one
            for one in code.co_consts
            if isinstance(one, CodeType) and one.co_name == name and (name != mutant.function[-1] or _at(one, mutant))
        )
    function.__code__ = code


def _at(code: CodeType, mutant: Mutant) -> bool:
    return code.co_firstlineno == mutant.begins


def _function(module: Any, mutant: Mutant) -> FunctionType:
    found: Any = module
    for name in mutant.function:
        found = vars(found).get(name)
    while found is not None:
        if isinstance(found, FunctionType) and found.__code__.co_firstlineno == mutant.begins:
            return found
        found = next(
            (
                inner
                for name in ("__wrapped__", "__func__", "fget", "func")
                if (inner := getattr(found, name, None)) is not None
            ),
            None,
        )
    raise NotReachedError(mutant.where)


def _replace_constant(statement: Any, module: Any) -> None:
    name = statement.targets[0].id
    before = vars(module)[name]
    after = eval(compile(ast.Expression(statement.value), "constant", "eval"), vars(module))  # noqa: S307
    for one in list(sys.modules.values()):
        if getattr(one, "__name__", "").startswith("publicvalue") and vars(one).get(name) is before:
            vars(one)[name] = after
