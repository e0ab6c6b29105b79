"""Severe harm as values: measured values that decide the direction, or ask for examination, whatever else is good."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from publicvalue.errors import Place
from publicvalue.framework.terms import Checked, Id
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, At, Number, Written, said
from publicvalue.words.text import phrase

HarmEffect = Literal["harm", "examine", "cap"]
"""Harm makes the direction little or harm; examine asks for examination and caps at mixed; cap caps its dimension."""


@dataclass(frozen=True)
class HarmRule(Shape):
    """A measured value of one indicator that is stated first."""

    called: ClassVar[str] = phrase("harm")
    stands_at: ClassVar[str] = "id"

    id: Id
    indicator: Annotated[Written, said(phrase("indicator whose value is looked at"))]
    effect: Annotated[HarmEffect, CHOICE, said(phrase("what follows: harm, examine, or a cap on its dimension"))]
    text: Annotated[
        Written,
        said(phrase("what is said, with {value}, {low} and {high} in the indicator's unit")),
    ]
    probability: Annotated[Number, said(phrase("how probable it must be that the value lies beyond"), gt=0, le=1)]
    source: Annotated[Written, said(phrase("where the threshold comes from, by name, or 'judgement' with the reason"))]
    checked: Checked
    advice: Annotated[Written, said(phrase("id of the recommendation that follows from it"))]
    above: Annotated[Number | None, said(phrase("value in the indicator's unit above which it holds"))] = None
    below: Annotated[Number | None, said(phrase("value in the indicator's unit below which it holds"))] = None
    place: At = field(default=Place(), compare=False)
