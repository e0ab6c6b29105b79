"""A file is read against a stated shape: values as they are written, and every problem at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import AfterValidator

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.yaml.tree import parse_yaml
from publicvalue.schema.json_schema import schema_of
from publicvalue.schema.node import Node
from publicvalue.schema.reader import read, read_parts, refuse
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import (
    CHOICE,
    At,
    Cell,
    Day,
    Kept,
    Many,
    Named,
    Number,
    OneOrMore,
    Places,
    Whole,
    Written,
    YesNo,
    said,
)


def _no_zero(value: float) -> float:
    if value == 0:
        raise refuse("nothing divides by 0", "another number", "write one")
    return value


@dataclass(frozen=True)
class Leg(Shape):
    called: ClassVar[str] = "leg"
    short: ClassVar[str] = "name"
    stands_at: ClassVar[str] = "name"

    title: Annotated[Written, said("what it is called", alias="name")]
    length: Annotated[Number, said("in km", ge=0, le=10)] = 1.0
    place: At = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Walk(Shape):
    called: ClassVar[str] = "walk"

    id: Annotated[Written, said("its name")]
    legs: Annotated[Many[Leg], said("its legs", min_length=1)]
    day: Annotated[Day | None, said("when")] = None
    open: Annotated[YesNo, said("whether it is open")] = True
    steps: Annotated[Whole, said("how many", ge=0)] = 0
    by: Annotated[Number, said("divisor"), AfterValidator(_no_zero)] = 1.0
    weather: Annotated[Literal["sun", "rain"], CHOICE, said("what it was like")] = "sun"
    where: Annotated[Named[OneOrMore[Cell]], said("column -> values")] = field(default_factory=dict)
    later: Annotated[Named[Kept], said("read later")] = field(default_factory=dict)
    places: Places = field(default_factory=dict, compare=False)


def node(text: str) -> Node:
    return parse_yaml(text, "walk.yaml")


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read(node(text), Walk)
    return caught.value.problems


def test_values_are_read_as_they_are_written() -> None:
    text = "id: 010\nlegs: [up, {name: 1_0, length: 2}]\nday: 2026-01-31\nopen: no\nwhere: {code: [007, NO], x: 1.50}\n"
    walk = read(node(text), Walk)
    assert walk == Walk(
        "010", (Leg("up"), Leg("1_0", 2.0)), dt.date(2026, 1, 31), False, where={"code": ("007", "NO"), "x": ("1.50",)}
    )
    assert walk.legs[0].place == Place("walk.yaml", 2, None, "name")
    assert walk.places["where.x"] == Place("walk.yaml", 5, None, "x")


def test_what_is_read_later_stays_as_it_is_written() -> None:
    later = read(node("id: a\nlegs: [b]\nlater:\n  c: 08\n"), Walk).later
    assert (later["c"].written, later["c"].place) == ("08", Place("walk.yaml", 4, None, "c"))


def test_nothing_stands_for_a_field_that_is_left_out() -> None:
    assert read(node("id: a\nlegs: [b]\nsteps:\n"), Walk) == Walk("a", (Leg("b"),))
    assert [str(one.place) for one in problems_of("id:\nlegs: [b]\n")] == ["walk.yaml, line 1, id"]


def test_every_problem_is_told_with_its_place_and_what_was_expected() -> None:
    text = """\
idd: a
legs:
  - {name: up, length: 11}
  - length: 1
  - [1]
steps: 2.5
by: 0
weather: ran
open: perhaps
day: 2026-02-30
where: {code: [], name: ''}
"""
    found = {(one.place.line, one.place.field): (one.what, one.expected, one.do) for one in problems_of(text)}
    name = "write lines of `name: value`"
    assert found == {
        (1, "idd"): (
            "walk: no field is called 'idd'",
            "one of: id, legs, day, open, steps, by, weather, where, later",
            "did you mean 'id'?",
        ),
        (1, "id"): ("walk: 'id' is missing", "its name", "add the line `id:` with its value"),
        (3, "length"): ("11 cannot be used", "a number from 0 to 10", "write such a number"),
        (4, "name"): ("leg: 'name' is missing", "what it is called", "add the line `name:` with its value"),
        (5, "legs"): ("leg: a list stands here", "a group of fields", name),
        (6, "steps"): ("2.5 cannot be used", "a whole number, 0 or more", "write such a number"),
        (7, "by"): ("nothing divides by 0", "another number", "write one"),
        (8, "weather"): ("'ran' is not a choice", "one of: sun, rain", "did you mean 'rain'?"),
        (9, "open"): ("'perhaps' stands here", "true or false", "write one of the two"),
        (10, "day"): (
            "'2026-02-30' stands here",
            "a day, YYYY-MM-DD",
            "write a day that the calendar has, such as 2026-01-31",
        ),
        (11, "name"): (
            "an empty text stands here",
            "a value that cells have",
            "leave it out: blank cells are unknown, and are not chosen by a value",
        ),
    }


@pytest.mark.parametrize("value", [".inf", ".nan", "1" + "0" * 299 + "0" * 20])
def test_numbers_without_end_are_refused(value: str) -> None:
    (problem,) = problems_of(f"id: a\nlegs: [{{name: b, length: {value}}}]\n")
    assert problem.expected == "a number from 0 to 10"


def test_names_that_files_cannot_have_are_no_door() -> None:
    assert [one.what for one in problems_of("id: a\nlegs: [b]\nplaces: {}\n")] == ["walk: no field is called 'places'"]


def test_what_can_be_read_is_read_beside_what_cannot() -> None:
    problems: list[Problem] = []
    text = "id: a\nlegs: [b, {length: 1}, {name: c, length: 99}, [1], d]\nsteps: x\n"
    walk = read_parts(node(text), Walk, problems)
    assert walk == Walk("a", (Leg("b"), Leg("c"), Leg("d")))
    assert len(problems) == 4


def test_nothing_is_read_of_what_has_no_shape() -> None:
    problems: list[Problem] = []
    assert read_parts(node("- a\n"), Walk, problems) is None
    assert [one.what for one in problems] == ["walk: a list stands here"]


@dataclass(frozen=True)
class Tour(Shape):
    called: ClassVar[str] = "tour"

    first: Annotated[Leg | None, said("the way there")] = None
    last: Annotated[Leg | None, said("the way back")] = None
    walk: Annotated[Walk | None, said("between them")] = None


def test_a_shape_that_two_fields_hold_is_read_alike_in_both() -> None:
    tour = read(node("first: up\nlast: down\nwalk: {id: a, legs: [b]}\n"), Tour)
    assert tour == Tour(Leg("up"), Leg("down"), Walk("a", (Leg("b"),)))
    assert tour.last is not None
    assert tour.last.place == Place("walk.yaml", 2, None, "name")


def test_a_json_schema_lets_a_single_value_stand_in_each_field_of_a_shape() -> None:
    found: Any = schema_of(Tour, "https://example.org/tour.json", "tour")
    assert {"type": ["string", "number", "boolean"]} in found["$defs"]["Leg"]["anyOf"]
    held = found["properties"]
    assert [held[name]["anyOf"][0] for name in ("first", "last")] == [{"$ref": "#/$defs/Leg"}] * 2
