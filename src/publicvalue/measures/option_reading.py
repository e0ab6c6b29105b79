"""Hold the options that an answer gives against what its measure takes, and read them as the measure takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from publicvalue.errors import MethodError, Place, Problem
from publicvalue.evidence.model import Answer
from publicvalue.evidence.parsing.one_form import plain_value
from publicvalue.framework.indicators import Indicator
from publicvalue.measures.definition import Definition
from publicvalue.measures.judgement.asked_question import AskedOptions, question_options
from publicvalue.measures.options import Options, StatedOption
from publicvalue.schema.node import Node, as_node, plain
from publicvalue.schema.reader import read_parts
from publicvalue.schema.spelling import nearest, one_of, shortened
from publicvalue.words.text import Text

ANY_MEASURE = ("key",)
"""Roles that every measure takes: a key whose values must not repeat."""

Taken = TypeVar("Taken", bound=Options)
NONE: Mapping[str, object] = MappingProxyType({})


def indicator_options(indicator: Indicator, definition: Definition) -> Mapping[str, object]:
    """Return the options that belong to an indicator, as far as the measure takes them.

    The measure may be another than the indicator's own, where a published figure or a core answer stands in.
    """
    if issubclass(definition.takes, AskedOptions):
        return question_options(indicator)
    names = {option.name for option in definition.options if option.set_by == "framework"}
    return {name: value for name, value in indicator.options.items() if name in names}


def take_options(definition: Definition, given: Mapping[str, object]) -> Options:
    """Return options, the answer's and the indicator's together, as a measure takes them.

    Raises
    ------
    MethodError
        When one cannot be used, is not known, is missing, or several contradict each other.
    """
    return taken(definition.takes, given)


def taken(shape: type[Taken], given: Mapping[str, object]) -> Taken:
    """Return options as a shape of them.

    Raises
    ------
    MethodError
        As for `take_options`.
    """
    problems: list[Problem] = []
    found = _whole(shape, given, problems)
    problems += [] if problems else find_contradictions(shape, given)
    if problems or found is None:
        raise MethodError(problems)
    return found


def find_contradictions(shape: type[Options], given: Mapping[str, object]) -> Iterator[Problem]:
    """Yield what is wrong between options, each at its name; nothing where one of them cannot be read."""
    found = _whole(shape, given, [])
    for one in found.faults() if found else ():
        yield Problem(Place(field=one.option), one.what, one.expected, one.do)


def _whole(shape: type[Taken], given: Mapping[str, object], problems: list[Problem]) -> Taken | None:
    known = shape.in_todays_words({name: value for name, value in given.items() if value is not None})
    # Each value stands at its own name, which tells it apart in messages.
    nodes = {name: as_node(value, Place(field=name)) for name, value in known.items()}
    found: Taken | None = read_parts(Node(nodes, Place()), shape, problems)
    return found


def read_options(
    answer: Answer, definition: Definition, problems: list[Problem], belonging: Mapping[str, object] = NONE
) -> Answer:
    """Return an answer whose options are what its measure takes; adds every problem with its options and columns.

    Parameters
    ----------
    answer
        Its options as the file has them.
    definition
        The measure.
    problems
        Takes every option and column that the measure does not know, every option of a wrong kind or out of its range,
        every one that is missing, and those that contradict each other.
    belonging
        The options that belong to the indicator.
    """
    own = {option.name: option for option in definition.options if option.set_by == "assessment"}
    fixed = {option.name for option in definition.options if option.set_by == "framework"}
    before, nodes = len(problems), _nodes(answer)
    options: dict[str, object] = {}
    for name, node in nodes.items():
        former = definition.takes.formerly.get(name)
        if former and former.name not in nodes:
            today = replace(node, value=former.value(node.value), written=former.value(node.written))
            found = None if node.value is None else _read(answer, own[former.name], today, problems)
            options |= {} if found is None else {name: node.value}
        elif name in own:
            found = None if node.value is None else _read(answer, own[name], node, problems)
            options |= {} if found is None else {name: found}
        else:
            problems.append(_unknown(answer, definition, name, belongs=name in fixed))
    given = [name for name, node in nodes.items() if node.value is not None]
    missing = (option for option in own.values() if option.required and option.name not in given)
    problems.extend(_missing(answer, option) for option in missing)
    read = replace(answer, options=MappingProxyType(options))
    if len(problems) == before:
        problems.extend(_contradictions(answer, definition, {**options, **belonging}))
        problems.extend(_unknown_columns(read, definition))
    problems.extend(_unknown_roles(answer, definition))
    return read


def check_options(answer: Answer, definition: Definition) -> Iterator[Problem]:
    """Yield every option and column of an answer that its measure cannot take, and every option it misses."""
    problems: list[Problem] = []
    read_options(answer, definition, problems)
    yield from problems


def _nodes(answer: Answer) -> dict[str, Node]:
    """Return the options as they are written; those of an answer that Python made have their values alone."""
    return {
        name: answer.written.get(name) or as_node(value, _place(answer, name)) for name, value in answer.options.items()
    }


def _place(answer: Answer, option: str) -> Place:
    return answer.places.get(f"options.{option}", answer.place)


def _unknown(answer: Answer, definition: Definition, name: str, *, belongs: bool) -> Problem:
    place = _nodes(answer)[name].place
    if belongs:
        what = Text(
            "{indicator}: the option {option:quoted} belongs to the indicator and cannot be set here",
            indicator=answer.indicator,
            option=name,
        )
        return Problem(place, what, do=Text("remove it; a ministry's own indicator can set it otherwise"))
    own = [option.name for option in definition.options if option.set_by == "assessment"]
    what = Text(
        "{indicator}: the measure {measure:quoted} has no option {option:quoted}",
        indicator=answer.indicator,
        measure=definition.id,
        option=shortened(name),
    )
    return Problem(place, what, one_of(own), nearest(name, own, Text("remove it, or write one that is expected")))


def _read(answer: Answer, option: StatedOption, node: Node, problems: list[Problem]) -> object:
    """Return an option's value, None with a problem where it is of a wrong kind."""
    if option.or_evidence and isinstance(node.value, Mapping) and set(node.value) == {"evidence"}:
        return plain(node)
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
    return plain(node) if isinstance(value, float | Mapping) else plain_value(value)


def _missing(answer: Answer, option: StatedOption) -> Problem:
    return Problem(
        answer.place,
        Text("{indicator}: the option {option:quoted} is missing", indicator=answer.indicator, option=option.name),
        option.text,
        Text("write it under `options` of this answer"),
    )


def _contradictions(answer: Answer, definition: Definition, given: Mapping[str, object]) -> Iterator[Problem]:
    """Yield what is wrong between options; nothing where the indicator's own are wrong or not known."""
    in_files = {option.name for option in definition.options if option.or_evidence}
    stated = {name: value for name, value in given.items() if name not in in_files}
    for one in find_contradictions(definition.takes, stated):
        option = str(one.place.field)
        what = Text("{indicator}: {problem}", indicator=answer.indicator, problem=one.what)
        yield replace(one, place=replace(_place(answer, option), field=option), what=what)


def _unknown_columns(answer: Answer, definition: Definition) -> Iterator[Problem]:
    """Yield the columns that options name, and that do not play the role that they are of."""
    for option in definition.options:
        columns = [column.name for column in answer.columns.get(option.columns_role, ())]
        value = answer.options.get(option.name)
        named = set(value) if isinstance(value, list | tuple | Mapping) else set()
        if not columns or (option.or_evidence and named == {"evidence"}):
            continue
        for name in sorted(named.difference(columns)):
            what = Text(
                "{indicator}: the option {option} names {name:quoted}, which is no column of {role}",
                indicator=answer.indicator,
                option=option.name,
                name=shortened(name),
                role=option.columns_role,
            )
            yield Problem(_place(answer, option.name), what, one_of(columns), nearest(name, columns))


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
