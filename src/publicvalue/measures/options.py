"""Check the options that an answer gives against what its measure understands."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.errors import Problem
from publicvalue.evidence.model import Answer
from publicvalue.framework.fields import nearest
from publicvalue.measures.definition import Definition, Option

ANY_MEASURE = ("key",)
"""Roles that every measure takes: a key whose values must not repeat."""


def check_options(answer: Answer, definition: Definition) -> Iterator[Problem]:
    """Yield every option and column of an answer that its measure does not know, and every option it misses."""
    own = {option.name: option for option in definition.options if option.set_by == "assessment"}
    fixed = {option.name for option in definition.options if option.set_by == "framework"}
    for name, value in answer.options.items():
        if name in fixed:
            what = f"{answer.indicator}: the option '{name}' belongs to the indicator and cannot be set here"
            yield Problem(answer.place, what, do="remove it; a ministry's own indicator can set it otherwise")
        elif name not in own:
            what = f"{answer.indicator}: the measure '{definition.id}' has no option '{name}'"
            yield Problem(answer.place, what, "one of: " + (", ".join(own) or "none"), nearest(name, list(own)))
        elif own[name].choices and value not in own[name].choices:
            what = f"{answer.indicator}: '{value}' is no choice of the option '{name}'"
            yield Problem(answer.place, what, "one of: " + ", ".join(map(str, own[name].choices)), "write one of these")
    for option in own.values():
        if option.required and option.name not in answer.options:
            yield _missing(answer, option)
    yield from _unknown_roles(answer, definition)


def _missing(answer: Answer, option: Option) -> Problem:
    return Problem(
        answer.place,
        f"{answer.indicator}: the option '{option.name}' is missing",
        option.text,
        "write it under `options` of this answer",
    )


def _unknown_roles(answer: Answer, definition: Definition) -> Iterator[Problem]:
    roles = list(dict.fromkeys([role.name for roles in definition.role_sets for role in roles] + list(ANY_MEASURE)))
    for name in answer.columns:
        if name not in roles:
            what = f"{answer.indicator}: the measure '{definition.id}' has no column role '{name}'"
            yield Problem(answer.place, what, "one of: " + ", ".join(roles), nearest(name, roles))
