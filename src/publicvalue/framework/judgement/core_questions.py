"""Core questions as values: the one question of a component that a small unit answers in hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from publicvalue.framework.terms import Id
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, Many, Number, Written, said
from publicvalue.words.text import phrase

Form = Literal["grade", "count", "figure"]
"""How a core question is answered: one of described grades; so many of so many; a figure in the indicator's unit."""


@dataclass(frozen=True)
class Grade(Shape):
    """One of the answers among which a core question lets choose, with the part of the scale that it stands for."""

    called: ClassVar[str] = phrase("grade")

    id: Id
    text: Annotated[Written, said(phrase("what is true where it is chosen"))]
    low: Annotated[Number, said(phrase("lowest value that it stands for, in the indicator's unit"))]
    high: Annotated[Number, said(phrase("highest value that it stands for, in the indicator's unit"))]


@dataclass(frozen=True)
class CoreQuestion(Shape):
    """A question that one answer settles; the indicator's own kind of evidence deepens it."""

    called: ClassVar[str] = phrase("core question")

    question: Annotated[Written, said(phrase("what is asked, in plain words"))]
    form: Annotated[Form, CHOICE, said(phrase("one of described grades, so many of so many, or a figure"))]
    guidance: Annotated[Written, said(phrase("where the answer is found, and what good evidence looks like"))]
    example: Annotated[Written, said(phrase("an answer as somebody would write it"))]
    hours: Annotated[Number, said(phrase("hours that it takes a small unit"), ge=0, le=40)]
    grades: Annotated[Many[Grade], said(phrase("the grades, best first, where one is chosen"))] = ()
    counted: Annotated[Written, said(phrase("what is counted, and of what, such as 'files decided in time of'"))] = ""
