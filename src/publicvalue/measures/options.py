"""Check the options that an answer gives against what its measure understands, and read them as it takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from publicvalue.errors import Place, Problem
from publicvalue.evidence.model import Answer
from publicvalue.evidence.parsing.one_form import plain_value
from publicvalue.measures.definition import Definition, Option
from publicvalue.schema.node import Node, as_node
from publicvalue.schema.reader import read_parts
from publicvalue.schema.spelling import nearest, one_of, shortened
from publicvalue.words.text import Text

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
            what = Text(
                "{indicator}: the option {option:quoted} belongs to the indicator and cannot be set here",
                indicator=answer.indicator,
                option=name,
            )
            do = Text("remove it; a ministry's own indicator can set it otherwise")
            problems.append(Problem(node.place, what, do=do))
        elif name not in own:
            what = Text(
                "{indicator}: the measure {measure:quoted} has no option {option:quoted}",
                indicator=answer.indicator,
                measure=definition.id,
                option=shortened(name),
            )
            near = nearest(name, list(own), Text("remove it, or write one that is expected"))
            problems.append(Problem(node.place, what, one_of(list(own)), near))
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
    value = read_parts(node, option.type, found)
    for one in found:
        place = replace(one.place, field=one.place.field or option.name)
        what = Text(
            "{indicator}: option {option}: {problem}",
            indicator=answer.indicator,
            option=option.name,
            problem=one.what,
        )
        problems.append(replace(one, place=place, what=what))
    if found:
        return None
    # A whole number stays one, as it is written.
    return node.value if isinstance(value, float) else plain_value(value)


def _missing(answer: Answer, option: Option) -> Problem:
    return Problem(
        answer.place,
        Text("{indicator}: the option {option:quoted} is missing", indicator=answer.indicator, option=option.name),
        option.text,
        Text("write it under `options` of this answer"),
    )


def _unknown_roles(answer: Answer, definition: Definition) -> Iterator[Problem]:
    roles = list(dict.fromkeys([role.name for roles in definition.role_sets for role in roles] + list(ANY_MEASURE)))
    for name, columns in answer.columns.items():
        if name not in roles:
            place = columns[0].place if columns and columns[0].place != Place() else answer.place
            what = Text(
                "{indicator}: the measure {measure:quoted} has no column role {role:quoted}",
                indicator=answer.indicator,
                measure=definition.id,
                role=shortened(name),
            )
            yield Problem(place, what, one_of(roles), nearest(name, roles, Text("remove it")))
