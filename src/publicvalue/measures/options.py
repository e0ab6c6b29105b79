"""Check the options that an answer gives against what its measure understands, and read them as it takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from publicvalue.errors import Place, Problem
from publicvalue.evidence.model import Answer
from publicvalue.evidence.parsing.one_form import plain_value
from publicvalue.framework.fields import nearest, read_value, shortened
from publicvalue.measures.definition import Definition, Option
from publicvalue.schema.node import Node, as_node

ANY_MEASURE = ("key",)
"""Roles that every measure takes: a key whose values must not repeat."""


def read_options(answer: Answer, definition: Definition, problems: list[Problem]) -> Answer:
    """Return an answer whose options are what its measure takes; adds every problem with its options and columns.

    Parameters
    ----------
    answer
        Its options as the file has them.
    definition
        The measure.
    problems
        Takes every option and column that the measure does not know, every option of a wrong kind or out of its range,
        and every one that is missing.
    """
    own = {option.name: option for option in definition.options if option.set_by == "assessment"}
    fixed = {option.name for option in definition.options if option.set_by == "framework"}
    options: dict[str, object] = {}
    for name, node in _nodes(answer).items():
        if name in fixed:
            what = f"{answer.indicator}: the option '{name}' belongs to the indicator and cannot be set here"
            do = "remove it; a ministry's own indicator can set it otherwise"
            problems.append(Problem(node.place, what, do=do))
        elif name not in own:
            what = f"{answer.indicator}: the measure '{definition.id}' has no option '{shortened(name)}'"
            do = nearest(name, list(own), "remove it, or write one that is expected")
            problems.append(Problem(node.place, what, "one of: " + (", ".join(own) or "none"), do))
        elif node.value is not None:
            found = _read(answer, own[name], node, problems)
            options |= {} if found is None else {name: found}
    missing = (option for option in own.values() if option.required and option.name not in options)
    given = [name for name, node in _nodes(answer).items() if node.value is not None]
    problems.extend(_missing(answer, option) for option in missing if option.name not in given)
    problems.extend(_unknown_roles(answer, definition))
    return replace(answer, options=MappingProxyType(options))


def check_options(answer: Answer, definition: Definition) -> Iterator[Problem]:
    """Yield every option and column of an answer that its measure cannot take, and every option it misses."""
    problems: list[Problem] = []
    read_options(answer, definition, problems)
    yield from problems


def _nodes(answer: Answer) -> dict[str, Node]:
    """Return the options as they are written; those of an answer that Python made have their values alone."""
    return {
        name: answer.written.get(name) or as_node(value, answer.places.get(f"options.{name}", answer.place))
        for name, value in answer.options.items()
    }


def _read(answer: Answer, option: Option, node: Node, problems: list[Problem]) -> object:
    """Return an option's value, None with a problem where it is of a wrong kind."""
    found: list[Problem] = []
    value = read_value(node, option.type, found)
    if not found and option.choices and value not in option.choices:
        what = f"{answer.indicator}: '{shortened(str(value))}' is no choice of the option '{option.name}'"
        expected = "one of: " + ", ".join(map(str, option.choices))
        problems.append(
            Problem(
                node.place, what, expected, nearest(str(value), list(map(str, option.choices)), "write one of these")
            )
        )
        return None
    problems.extend(
        replace(
            one,
            place=replace(one.place, field=one.place.field or option.name),
            what=f"{answer.indicator}: option {option.name}: {one.what}",
        )
        for one in found
    )
    return None if found else plain_value(value)


def _missing(answer: Answer, option: Option) -> Problem:
    return Problem(
        answer.place,
        f"{answer.indicator}: the option '{option.name}' is missing",
        option.text,
        "write it under `options` of this answer",
    )


def _unknown_roles(answer: Answer, definition: Definition) -> Iterator[Problem]:
    roles = list(dict.fromkeys([role.name for roles in definition.role_sets for role in roles] + list(ANY_MEASURE)))
    for name, columns in answer.columns.items():
        if name not in roles:
            place = columns[0].place if columns and columns[0].place != Place() else answer.place
            what = f"{answer.indicator}: the measure '{definition.id}' has no column role '{shortened(name)}'"
            yield Problem(place, what, "one of: " + ", ".join(roles), nearest(name, roles, "remove it"))
