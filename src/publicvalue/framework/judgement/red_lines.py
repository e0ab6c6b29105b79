"""Red lines as values: what no benefit makes good, asked before anything else."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, ClassVar

from publicvalue.errors import Place
from publicvalue.framework.profiles import Facts
from publicvalue.framework.terms import Checked, Id, Title
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import At, Many, Number, Written, said
from publicvalue.words.text import phrase


@dataclass(frozen=True)
class MeasuredLine(Shape):
    """An indicator whose measured value breaks a red line where it lies above a limit."""

    called: ClassVar[str] = phrase("measured limit")

    indicator: Annotated[Written, said(phrase("indicator whose value is held against the limit"))]
    above: Annotated[Number, said(phrase("limit in the indicator's unit: the line is broken above it"))]
    probability: Annotated[Number, said(phrase("how probable that must be"), gt=0, le=1)]
    partly_above: Annotated[Number, said(phrase("limit above which it is partly kept"))]


@dataclass(frozen=True)
class Exemption(Shape):
    """Stated facts under which a red line does not apply."""

    called: ClassVar[str] = phrase("exemption")

    when: Annotated[Facts, said(phrase("fact -> yes or no, all of which must be stated"), min_length=1)]
    why: Annotated[Written, said(phrase("why it does not apply then"))]


@dataclass(frozen=True)
class RedLine(Shape):
    """A yes-or-no question whose no decides: the system should not go on as it is."""

    called: ClassVar[str] = phrase("red line")
    stands_at: ClassVar[str] = "id"

    id: Id
    title: Title
    question: Annotated[Written, said(phrase("what is asked, so that yes is good"))]
    text: Annotated[Written, said(phrase("what yes, partly and no mean, and what proves a yes"))]
    example: Annotated[Written, said(phrase("an answer as somebody would write it"))]
    advice: Annotated[Written, said(phrase("id of the recommendation that comes first where it is broken"))]
    source: Annotated[Written, said(phrase("where the line comes from, by name"))]
    checked: Checked
    advice_partly: Annotated[
        Written, said(phrase("id of the recommendation where it is partly kept; that of a broken line when left out"))
    ] = ""
    caps: Annotated[Many[Written], said(phrase("dimensions that cannot create value where it is broken"))] = ()
    items: Annotated[
        Many[Written], said(phrase("items of checklists that ask the same: indicator id, a slash, item id"))
    ] = ()
    measured: Annotated[MeasuredLine | None, said(phrase("measured value that breaks it"))] = None
    exempt: Annotated[Exemption | None, said(phrase("stated facts under which it does not apply"))] = None
    place: At = field(default=Place(), compare=False)

    @property
    def exempting_facts(self) -> MappingProxyType[str, bool]:
        """The facts that must all be stated so that it does not apply; empty where it always does."""
        return MappingProxyType(dict(self.exempt.when) if self.exempt else {})
