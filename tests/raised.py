"""Which errors a function raises, itself and through the functions that it calls, as its text shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

MAKES = frozenset({"__post_init__", "__init__", "__new__"})
LEVELS = 2
"""How many calls deep errors are followed."""
FAMILIES = {
    "PublicValueError": frozenset({"InputError", "EvidenceError", "MethodError", "TimeUpError", "NotPermittedError"}),
    "EvidenceError": frozenset({"TimeUpError"}),
    "LookupError": frozenset({"KeyError", "IndexError"}),
}
"""What is caught with a base class."""
BUILDERS = {"method_error": "MethodError", "refuse": "PydanticCustomError", "refuse_for": "PydanticCustomError"}
"""Functions that build an error, and the error that they build."""

Place = tuple[str, str]
"""A module, and a function in it: `name`, or `Class.name`."""


@dataclass
class Module:
    """The functions of a module, the class that each stands in, and where imported names come from."""

    functions: dict[str, tuple[ast.FunctionDef, ast.ClassDef | None]] = field(default_factory=dict)
    imported: dict[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """An error, or a call that may raise, and what the lines around it catch."""

    what: str | Place
    caught: frozenset[str]


def read_module(source: str) -> Module:
    read, tree = Module(), ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            read.imported |= {name.asname or name.name: (node.module, name.name) for name in node.names}
    for node in tree.body:
        for own in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(own, ast.FunctionDef):
                owner = node if isinstance(node, ast.ClassDef) else None
                read.functions[f"{owner.name}.{own.name}" if owner else own.name] = own, owner
    return read


def find_raised(modules: Mapping[str, Module], levels: int = LEVELS) -> dict[Place, frozenset[str]]:
    """Return the errors of each function, through so many calls.

    Guards of a value that is built wrong count for the value alone, not for whoever builds it.
    """
    ways = {
        (name, function): list(_ways(modules, name, function))
        for name, module in modules.items()
        for function in module.functions
    }
    own = {place: _errors(of, {}) for place, of in ways.items()}
    found = own
    for _ in range(levels):
        found = {place: own[place] | _errors(of, found) for place, of in ways.items()}
    return found


def _errors(ways: list[Way], known: Mapping[Place, Set[str]]) -> frozenset[str]:
    found: set[str] = set()
    for way in ways:
        errors = {way.what} if isinstance(way.what, str) else known.get(way.what, frozenset())
        caught = way.caught.union(*(FAMILIES.get(name, frozenset()) for name in way.caught))
        found |= set() if caught & {"Exception", "BaseException"} else errors - caught
    return frozenset(found)


def _ways(modules: Mapping[str, Module], name: str, function: str) -> Iterator[Way]:
    node, owner = modules[name].functions[function]
    left: list[tuple[ast.AST, frozenset[str]]] = [(one, frozenset()) for one in node.body]
    while left:
        one, caught = left.pop()
        if isinstance(one, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(one, ast.Raise) and isinstance(one.exc, ast.Call | ast.Name):
            error = ast.unparse(one.exc.func if isinstance(one.exc, ast.Call) else one.exc).rsplit(".", 1)[-1]
            yield Way(BUILDERS.get(error, error), caught)
        if isinstance(one, ast.Call) and (called := _called(modules, name, owner, one.func)):
            yield Way(called, caught)
        within = caught | _caught(one) if isinstance(one, ast.Try) else caught
        tried = one.body if isinstance(one, ast.Try) else []
        left += [(child, within if child in tried else caught) for child in ast.iter_child_nodes(one)]


def _caught(node: ast.Try) -> frozenset[str]:
    kinds = [handler.type for handler in node.handlers]
    names = [one for kind in kinds if kind for one in (kind.elts if isinstance(kind, ast.Tuple) else [kind])]
    return frozenset(ast.unparse(one) for one in names) | ({"Exception"} if None in kinds else frozenset())


def _called(modules: Mapping[str, Module], name: str, owner: ast.ClassDef | None, by: ast.expr) -> Place | None:
    """Return the function that is called, where the text tells which it is."""
    place: Place | None = None
    match by:
        case ast.Name(id):
            place = modules[name].imported.get(id, (name, id))
        case ast.Attribute(ast.Name("self"), attribute) if owner:
            place = name, f"{owner.name}.{attribute}"
        case ast.Attribute(ast.Name(id), attribute) if id in modules[name].imported:
            place = ".".join(modules[name].imported[id]), attribute
    return place if place and place[0] in modules and place[1] in modules[place[0]].functions else None
