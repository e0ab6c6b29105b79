"""The core question that an indicator asks, as options of the measure that reads its answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from publicvalue.errors import method_error
from publicvalue.evidence.units import QUANTITIES, convert, name_unit
from publicvalue.framework.indicators import Indicator
from publicvalue.framework.judgement.core_questions import Form, Grade
from publicvalue.framework.terms import Id
from publicvalue.measures.definition import Context
from publicvalue.measures.options import OF_INDICATOR, Fault, Options
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, Many, Number, Written, said
from publicvalue.words.text import Text, phrase


@dataclass(frozen=True)
class AskedGrade(Shape):
    """A grade as options hold it."""

    called: ClassVar[str] = phrase("grade")

    id: Id
    low: Annotated[Number, said(phrase("lowest value that it stands for, in the indicator's unit"))]
    high: Annotated[Number, said(phrase("highest value that it stands for, in the indicator's unit"))]
    text: Annotated[Written, said(phrase("what is true where it is chosen"))] = ""


@dataclass(frozen=True, kw_only=True)
class AskedOptions(Options):
    """A core question, as far as its answer's number depends on it."""

    question: Annotated[Written, OF_INDICATOR, said(phrase("the indicator whose core question is answered"))]
    form: Annotated[
        Form,
        CHOICE,
        OF_INDICATOR,
        said(phrase("how it is answered: a described grade, so many of so many, or a figure")),
    ]
    grades: Annotated[Many[AskedGrade], OF_INDICATOR, said(phrase("the grades, each with id, low and high"))] = ()

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between them: no grades to choose from, one twice, or one from high to low."""
        yield from super().faults()
        if self.form == "grade" and not self.grades:
            what = Text("{question}: there are no grades to choose from", question=self.question)
            yield Fault("grades", what, Text("at least one grade"))
        times = Counter(grade.id for grade in self.grades)
        for grade in self.grades:
            if times[grade.id] > 1 or grade.low > grade.high:
                what = Text(
                    "The grade {id} stands for {low:g} to {high:g}", id=grade.id, low=grade.low, high=grade.high
                )
                yield Fault("grades", what, Text("each grade once, its lowest value first"))


@dataclass(frozen=True)
class AskedCoreQuestion:
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


def asked_of(indicator: Indicator) -> AskedCoreQuestion:
    """Return the core question of an indicator that has one.

    Raises
    ------
    MethodError
        When it has none.
    """
    if indicator.core is None:
        raise method_error(Text("The indicator asks no core question"), Text("an indicator with a core question"))
    return AskedCoreQuestion(indicator.id, indicator.core.form, {one.id: one for one in indicator.core.grades})


def read_asked(context: Context) -> AskedCoreQuestion:
    """Return the core question that the options state.

    Raises
    ------
    MethodError
        When so many of so many cannot be said in the indicator's unit.
    """
    asked = context.given(AskedOptions)
    if asked.form == "count" and name_unit(context.unit) not in QUANTITIES["share"]:
        what = Text(
            "{question}: so many of so many is no number in {unit:word}", question=asked.question, unit=context.unit
        )
        raise method_error(what, Text("one of the units: {units:list}", units=tuple(QUANTITIES["share"])))
    grades = {one.id: Grade(one.id, one.text, one.low, one.high) for one in asked.grades}
    return AskedCoreQuestion(asked.question, asked.form, grades)


def share_in(unit: str) -> float:
    """Return what a share of one is in a unit: 100 in percent.

    Raises
    ------
    MethodError
        When a share cannot be said in the unit.
    """
    return convert("ratio", unit)
