"""The pages on which a record is asked for: questions of a group of fields, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from publicvalue.errors import Problem
from publicvalue.interop.fields import GROUPS, NONE, Field, FieldGroup
from publicvalue.web.design.inputs import Input, Option
from publicvalue.words.text import Text

THERE_IS_NONE = Text("There is none")
KINDS = {"text": "textarea", "email": "email", "web": "url"}
FEW = 4
"""Choices that are shown one below the other; more are folded into a list."""
SHORT = 3
NARROW = frozenset({"moment", "day", "amount"})


def group_of(id: str) -> FieldGroup | None:
    """Return a page by its id."""
    return next((one for one in GROUPS if one.id == id), None)


def next_group(group: FieldGroup) -> FieldGroup | None:
    """Return the page after one; None after the last."""
    place = GROUPS.index(group) + 1
    return GROUPS[place] if place < len(GROUPS) else None


def answered(group: FieldGroup, sent: Mapping[str, str]) -> dict[str, str]:
    """Return what a form that was sent says, by field; where the box "there is none" is ticked, that."""
    return {
        field.id: NONE if field.none and sent.get(f"{field.id}_none") else sent.get(field.id, "")
        for field in group.fields
    }


def inputs_of(group: FieldGroup, values: Mapping[str, str], problems: Iterable[Problem] = ()) -> list[Input]:
    """Return the questions of a page with their answers, each with what is wrong with it."""
    wrong: dict[str, list[str]] = {}
    for one in problems:
        wrong.setdefault(one.place.field, []).append(_error(one))
    return [_input(field, values.get(field.id, ""), tuple(wrong.get(field.id, ()))) for field in group.fields]


def _error(problem: Problem) -> str:
    if problem.expected:
        return Text("{what}; expected: {expected}", what=problem.what, expected=problem.expected)
    return problem.what


def _input(field: Field, value: str, errors: tuple[str, ...]) -> Input:
    is_none = field.none and value == NONE
    kind = KINDS.get(field.kind, "text")
    options: tuple[Option, ...] = ()
    if field.kind == "choice":
        kind = "radios" if len(field.choices) <= FEW else "select"
        chosen = [Option(code, Text("{word:word}", word=word), code == value) for code, word in field.choices.items()]
        not_said = Option("", Text("not said"), not value)
        options = (not_said, *chosen) if kind == "select" else (*chosen, not_said)
    return Input(
        name=field.id,
        label=Text("{word:word}", word=field.label),
        kind=kind,
        value="" if is_none else value,
        hint=Text("{word:word}", word=field.hint) if field.hint else "",
        options=options,
        errors=errors,
        needed=field.needed or field.id.endswith("_is"),
        none=THERE_IS_NONE if field.none else "",
        none_chosen=is_none,
        wide=field.kind not in NARROW,
        inline=kind == "radios" and len(options) <= SHORT,
    )


def state_of(group: FieldGroup, values: Mapping[str, str]) -> tuple[Text, str]:
    """Return how far a page is, computed from its answers, and the colour of its tag; plain when it is complete."""
    asked = [field for field in group.fields if not field.id.endswith("_is")]
    said = sum(bool(values.get(field.id)) for field in asked)
    if any(field.needed and not values.get(field.id) for field in group.fields):
        return Text("needs an answer"), "red"
    if not said:
        return Text("not started"), "blue"
    if said < len(asked):
        return Text("{said} of {asked} answered", said=said, asked=len(asked)), "teal"
    return Text("complete"), ""
