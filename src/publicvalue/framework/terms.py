"""What is named in frameworks: of systems and of countries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator

from publicvalue.schema.reader import refuse_for
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import Written, said
from publicvalue.words.text import Text, phrase

Mean = Literal["arithmetic", "geometric", "harmonic"]
Kind = Literal["records", "survey", "ratings", "checklist", "costs", "statistics"]
"""Kinds of evidence that an indicator can ask for."""

Phase = Literal["idea", "design", "development", "pilot", "production", "retired"]
"""Where a system is in its life."""

NOT_LOOKED_UP = "not looked up"
"""What stands in place of a day where nobody has held a citation against its source."""


def _read_checked(written: str) -> str:
    if written == NOT_LOOKED_UP:
        return written
    try:
        return dt.date.fromisoformat(written).isoformat()
    except ValueError:
        expected = Text("a day as YYYY-MM-DD, or {never:quoted}", never=NOT_LOOKED_UP)
        fault = Text("{written:quoted} is no day on which a source was looked up", written=written)
        raise refuse_for([(fault, expected, Text("write the day"))]) from None


Checked = Annotated[
    Written,
    AfterValidator(_read_checked),
    said(phrase("day on which the source was looked up, YYYY-MM-DD; or 'not looked up'")),
]
"""The vintage of a citation."""


Id = Annotated[Written, said(phrase("its name in files"))]
Title = Annotated[Written, said(phrase("its name for people"))]


@dataclass(frozen=True)
class Titled(Shape):
    """An entry with a name in files and a name for people."""

    called: ClassVar[str] = phrase("dimension")

    id: Id
    title: Title


@dataclass(frozen=True)
class Term(Titled):
    """A named entry of the framework: a dimension, category, stage, strength, verdict level or policy heading."""

    called: ClassVar[str] = phrase("term")

    text: Annotated[Written, said(phrase("what it means"))]


@dataclass(frozen=True)
class Versioned(Shape):
    """What names a framework: of systems, of countries or of gates."""

    called: ClassVar[str] = phrase("framework")

    id: Id
    version: Annotated[Written, said(phrase("version; a result names it"))]
    title: Title

    @property
    def name(self) -> str:
        """Return `id/version`, as an assessment names it."""
        return f"{self.id}/{self.version}"


@dataclass(frozen=True)
class Cited(Versioned):
    """What names a framework of systems or of countries, and says where it comes from."""

    citation: Annotated[Written, said(phrase("where the framework comes from"))]


@dataclass(frozen=True)
class Policy(Term):
    """A heading of the recommendations, with the policy in one sentence."""

    called: ClassVar[str] = phrase("policy")

    text: Annotated[Written, said(phrase("the policy in one sentence"), alias="statement")]
