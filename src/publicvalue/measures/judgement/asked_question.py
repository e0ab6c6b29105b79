"""The core question that an indicator asks, as options of the measure that reads its answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, cast, get_args

from publicvalue.errors import method_error
from publicvalue.evidence.units import QUANTITIES, convert, name_unit
from publicvalue.framework.core_questions import Form, Grade
from publicvalue.framework.indicators import Indicator
from publicvalue.measures.definition import Context, Option
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import Many, Number, Written, said
from publicvalue.words.text import Text, phrase


@dataclass(frozen=True)
class AskedGrade(Shape):
    """A grade as options hold it."""

    called: ClassVar[str] = phrase("grade")

    id: Annotated[Written, said(phrase("its name in files"))]
    low: Annotated[Number, said(phrase("lowest value that it stands for, in the indicator's unit"))]
    high: Annotated[Number, said(phrase("highest value that it stands for, in the indicator's unit"))]
    text: Annotated[Written, said(phrase("what is true where it is chosen"))] = ""


OPTIONS = (
    Option("question", Text("the indicator whose core question is answered"), "framework", required=True, kind=Written),
    Option(
        "form",
        Text("how it is answered: a described grade, so many of so many, or a figure"),
        "framework",
        choices=get_args(Form),
        required=True,
    ),
    Option("grades", Text("the grades, each with id, low and high"), "framework", kind=Many[AskedGrade]),
)


@dataclass(frozen=True)
class Asked:
    """A core question, as far as its answer's number depends on it."""

    question: str
    form: Form
    grades: Mapping[str, Grade]


def question_options(indicator: Indicator) -> dict[str, object]:
    """Return the core question of an indicator as options; empty where it has none."""
    core = indicator.core
    if core is None:
        return {}
    grades = [{"id": one.id, "text": one.text, "low": one.low, "high": one.high} for one in core.grades]
    return {"question": indicator.id, "form": core.form, "grades": grades}


def asked_of(indicator: Indicator) -> Asked:
    """Return the core question of an indicator that has one.

    Raises
    ------
    MethodError
        When it has none.
    """
    if indicator.core is None:
        raise method_error(Text("The indicator asks no core question"), Text("an indicator with a core question"))
    return Asked(indicator.id, indicator.core.form, {one.id: one for one in indicator.core.grades})


def read_asked(context: Context) -> Asked:
    """Read the options that `question_options` makes.

    Raises
    ------
    MethodError
        When the options are no core question: no form that there is, no grades to choose from, or a unit in which so
        many of so many cannot be said.
    """
    options = context.options
    question, form = str(options.get("question") or ""), options.get("form")
    if not question or form not in get_args(Form):
        raise method_error(Text("The indicator asks no core question"), Text("an indicator with a core question"))
    grades = _grades(options.get("grades") or ())
    if form == "grade" and not grades:
        raise method_error(Text("{question}: there are no grades to choose from", question=question))
    if form == "count" and name_unit(context.unit) not in QUANTITIES["share"]:
        what = Text("{question}: so many of so many is no number in {unit:word}", question=question, unit=context.unit)
        raise method_error(what, Text("one of the units: {units:list}", units=tuple(QUANTITIES["share"])))
    return Asked(question, cast(Form, form), grades)


def _grades(listed: object) -> dict[str, Grade]:
    found: dict[str, Grade] = {}
    for one in listed if isinstance(listed, list | tuple) else ():
        grade = Grade(str(one["id"]), str(one.get("text", "")), float(one["low"]), float(one["high"]))
        if grade.id in found or not (
            math.isfinite(grade.low) and math.isfinite(grade.high) and grade.low <= grade.high
        ):
            raise method_error(
                Text("The grade {id} stands for {low:g} to {high:g}", id=grade.id, low=grade.low, high=grade.high),
                Text("each grade once, its lowest value first"),
            )
        found[grade.id] = grade
    return found


def share_in(unit: str) -> float:
    """Return what a share of one is in a unit: 100 in percent."""
    return convert("ratio", unit)
