"""Read a file's nodes into the values of a shape, or into the list of everything that is wrong with them.

pydantic reads; here its errors become problems with a place, what was expected and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.node import Node
from publicvalue.schema.shape import Shape
from publicvalue.schema.spelling import nearest, one_of, shortened
from publicvalue.schema.statement import Statement, fields_of, stated
from publicvalue.schema.tree import Group, Items, Key, Tree, along, take_out, unfold
from publicvalue.schema.values import PLACE, PLACES, written_text
from publicvalue.schema.wanted import do_of, expected_of
from publicvalue.words.text import Text, counted

T = TypeVar("T")

TOLD = "told"
RANGES = frozenset({"range", "greater_than_equal", "less_than_equal", "greater_than", "less_than", "int_from_float"})
"""Errors of a number that is one, and cannot be used."""


def refuse(what: str, expected: str = "", do: str = "") -> PydanticCustomError:
    """Build the error by which a field's own check refuses its value; the reader adds the place."""
    return refuse_for([(what, expected, do)])


def refuse_for(reasons: Sequence[tuple[str, str, str]]) -> PydanticCustomError:
    """Build the error of a value that is refused for several reasons: what, what is expected, what to do."""
    return PydanticCustomError(TOLD, "refused", {"reasons": tuple(reasons)})


def read(node: Node, kind: type[T]) -> T:
    """Read a node as a type.

    Parameters
    ----------
    node
        A file, or a part of it.
    kind
        A shape, or another type of `values`.

    Raises
    ------
    InputError
        With every problem.
    """
    problems: list[Problem] = []
    found: T | None = read_parts(node, kind, problems)
    if problems or found is None:
        raise InputError(problems)
    return found


def read_parts(node: Node, kind: Any, problems: list[Problem]) -> Any:
    """Read as much of a node as can be read: a field or an entry that cannot be used is left out.

    Parameters
    ----------
    node, kind
        As for `read`.
    problems
        Takes every problem, in the order of the shape.

    Returns
    -------
    object
        The value; None where nothing can be made of it.
    """
    tree = unfold(node)
    first = True
    while True:
        try:
            return _adapter(kind).validate_python(tree)
        except ValidationError as error:
            details = [one for one in error.errors(include_url=False) if not _follows(one, tree)]
        if first:
            problems.extend(_problems(details, tree, stated(kind)))
        first = False
        if not all(take_out(tree, way) for way in reversed(_ways(details))):
            return None


def read_fields(node: Node, shape: type[Shape]) -> Mapping[str, Any]:
    """Read each field of a shape by itself, for a file of which the whole cannot be read: name in files -> value."""
    children = {name: (node.get(name), field) for name, field in fields_of(shape).items()}
    return {name: read_parts(child, field.type, []) for name, (child, field) in children.items() if child}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _ways(errors: list[ErrorDetails]) -> list[tuple[Key, ...]]:
    """Return the ways to what must go, none within another: of a missing field, the group that needs it."""
    found = dict.fromkeys(one["loc"][:-1] if one["type"] == "missing" else one["loc"] for one in errors)
    return [way for way in found if not any(way[:end] in found for end in range(len(way)))]


def _follows(error: ErrorDetails, tree: Tree) -> bool:
    """Whether a list is called too short only because entries of it could not be read."""
    found = list(along(tree, error["loc"]))[-1]
    return error["type"] == "too_short" and isinstance(found, Items) and len(found) >= error["ctx"]["min_length"]


def _problems(errors: list[ErrorDetails], tree: Tree, statement: Statement) -> list[Problem]:
    """Return the problems of errors; names that nobody knows come before what is wrong with the others."""
    ordered: list[ErrorDetails] = []
    for one in errors:
        group = one["loc"][:-1]
        first = (place for place, other in enumerate(ordered) if other["loc"][: len(group)] == group)
        ordered.insert(next(first, len(ordered)) if _is_unknown(one) else len(ordered), one)
    return [problem for one in ordered for problem in _problems_of(one, tree, statement)]


def _is_unknown(error: ErrorDetails) -> bool:
    return error["type"] in ("unexpected_keyword_argument", "extra_forbidden")


def _problems_of(error: ErrorDetails, tree: Tree, statement: Statement) -> Iterator[Problem]:
    way = error["loc"]
    group = statement.along(way[:-1])
    found = list(along(tree, way))[-1]
    if error["type"] == TOLD:
        entry = _id_of(list(along(tree, way)))
        for what, expected, do in error["ctx"]["reasons"]:
            named = Text("{entry}: {problem}", entry=entry, problem=what) if entry else what
            yield Problem(found.place, named, expected, do)
    elif error["type"] == "missing" and group:
        yield _missing(list(along(tree, way[:-1]))[-1], group, str(way[-1]))
    elif _is_unknown(error) and group:
        yield _unknown(found, group, str(way[-1]))
    else:
        yield _unfit(error["type"], found, statement.along(way) or statement)


def _id_of(way: Sequence[Tree]) -> str:
    """Return the id of the entry in which something stands; empty where none has one."""
    ids = (one["id"] for one in reversed(way) if isinstance(one, Group) and "id" in one)
    return next((written_text(id) for id in ids if isinstance(id, Node)), "")


def _missing(group: Tree, shape: Statement, name: str) -> Problem:
    field = fields_of(shape.type)[name]
    place = Place(group.place.file, group.place.line, group.place.row, name)
    what = Text("{shape:word}: {name:quoted} is missing", shape=shape.type.called, name=name)
    do = Text("add the line `{name}:` with its value", name=name)
    return Problem(place, what, one_of(field.choices) if field.choices else Text(field.said), do)


def _unknown(found: Tree, shape: Statement, name: str) -> Problem:
    known = [one for one in fields_of(shape.type) if one not in (PLACE, PLACES)]
    what = Text("{shape:word}: no field is called {name:quoted}", shape=shape.type.called, name=name)
    do = Text(shape.type.gone[name]) if name in shape.type.gone else nearest(name, known)
    return Problem(found.place, what, one_of(known), do)


def _unfit(kind: str, found: Tree, wanted: Statement) -> Problem:
    """Return the problem of a value that its field cannot hold."""
    place, expected = found.place, expected_of(wanted)
    if kind == "too_short":
        entries = len(found) if isinstance(found, Items) else 1
        what = counted(entries, "the list has one entry", "the list has {number:count} entries")
        return Problem(place, what, Text("at least {least:count}", least=wanted.least), Text("add an entry"))
    if kind in RANGES and isinstance(found, Node):
        what = Text("{value} cannot be used", value=shortened(str(found.value)))
        return Problem(place, what, expected, Text("write such a number"))
    if kind == "literal_error" and isinstance(found, Node):
        text = written_text(found)
        what = Text("{value:quoted} is not a choice", value=shortened(text))
        return Problem(place, what, expected, nearest(text, wanted.choices))
    if kind == "empty":
        do = Text("leave it out: blank cells are unknown, and are not chosen by a value")
        return Problem(place, Text("an empty text stands here"), expected, do)
    what = Text("{value} stands here", value=_shown(found))
    if wanted.is_shape:
        what = Text("{shape:word}: {value} stands here", shape=wanted.type.called, value=_shown(found))
    return Problem(place, what, expected, do_of(wanted))


def _shown(found: Tree) -> str:
    if isinstance(found, Group):
        return Text("a group of fields")
    if isinstance(found, Items):
        return Text("a list")
    if found.value is None:
        return Text("nothing")
    if isinstance(found.value, bool):
        return "true" if found.value else "false"
    return Text("{value:quoted}", value=shortened(written_text(found)))
