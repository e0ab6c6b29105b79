"""Rules by which a country or a region is advised: conditions over facts, under the policy recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from publicvalue.framework.terms import Titled
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, Many, Number, Whole, Written, YesNo, said
from publicvalue.words.text import phrase

Effort = Literal["small", "medium", "large"]


@dataclass(frozen=True)
class FactCondition(Shape):
    """One test on one fact; a number that is unknown is neither low nor high."""

    called: ClassVar[str] = phrase("condition")

    fact: Annotated[Written, said(phrase("name of the fact"))]
    one_of: Annotated[Many[Written], said(phrase("words of which it is one"))] = ()
    below: Annotated[Number | None, said(phrase("number below which it is"))] = None
    at_least: Annotated[Number | None, said(phrase("number that it reaches"))] = None
    unknown: Annotated[YesNo, said(phrase("whether it must be unknown"))] = False

    def holds(self, value: float | str | None) -> bool:
        """Tell whether the condition holds for a value; None is unknown."""
        if self.unknown:
            return value is None
        if isinstance(value, str):
            return value in self.one_of
        if value is None:
            return False
        low = self.at_least is None or value >= self.at_least
        return low and (self.below is None or value < self.below)


@dataclass(frozen=True)
class CountryRule(Titled):
    """A piece of advice with the conditions that raise it."""

    called: ClassVar[str] = phrase("rule of advice")

    policy: Annotated[Written, said(phrase("policy recommendation that it belongs to"))]
    step: Annotated[Written, said(phrase("what to do first"))]
    why: Annotated[Written, said(phrase("why"))]
    who: Annotated[Written, said(phrase("who would do it"))]
    months: Annotated[Whole, said(phrase("months by which it can be done"), ge=1, le=60)]
    effort: Annotated[Effort, CHOICE, said(phrase("how much work it is"))]
    when: Annotated[Many[FactCondition], said(phrase("conditions that must all hold"), min_length=1)]
    after: Annotated[Many[Written], said(phrase("rules whose advice comes first, where they fire"))] = ()
    silences: Annotated[Many[Written], said(phrase("rules that it takes the place of"))] = ()
    moves: Annotated[Written, said(phrase("pillar of an index that it is meant to move"))] = ""
    covers: Annotated[Written, said(phrase("what is counted that it concerns, where it moves no pillar"))] = ""
    no_figure: Annotated[Written, said(phrase("why no figure tells what it gains"))] = ""
    first: Annotated[YesNo, said(phrase("whether it is a duty that comes before all else"))] = False
