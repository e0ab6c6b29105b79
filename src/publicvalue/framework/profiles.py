"""Kinds of systems as values: the facts that are asked of every system, and what does not apply to a kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, ClassVar

from publicvalue.errors import Place
from publicvalue.framework.terms import Id, Title
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import At, Many, Named, Written, YesNo, said
from publicvalue.words.text import phrase

Facts = Named[Annotated[YesNo, said("")]]


@dataclass(frozen=True)
class FactQuestion(Shape):
    """A yes-or-no question about a system, from whose answer follows what applies to it."""

    called: ClassVar[str] = phrase("fact")
    stands_at: ClassVar[str] = "id"

    id: Id
    title: Annotated[Written, said(phrase("the fact in a few words, where the answer is yes"))]
    question: Annotated[Written, said(phrase("what is asked, in plain words"))]
    text: Annotated[Written, said(phrase("what counts as yes, with examples"))]
    place: At = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Inapplicable(Shape):
    """A component or indicator that does not apply, with the reason."""

    called: ClassVar[str] = phrase("what does not apply")
    stands_at: ClassVar[str] = "of"

    of: Annotated[Written, said(phrase("id of a component or of an indicator"))]
    why: Annotated[Written, said(phrase("why it does not apply"))]
    when: Annotated[Facts, said(phrase("fact -> yes or no: it holds only where all of these are stated"))] = field(
        default_factory=lambda: MappingProxyType({})
    )
    place: At = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Profile(Shape):
    """A kind of system: what it does, what usually is so, and what does not apply to it."""

    called: ClassVar[str] = phrase("profile")
    stands_at: ClassVar[str] = "id"

    id: Id
    title: Title
    text: Annotated[Written, said(phrase("what systems of this kind do, with examples"))]
    facts: Annotated[Facts, said(phrase("what usually is so; a person confirms it or changes it"))] = field(
        default_factory=lambda: MappingProxyType({})
    )
    not_applicable: Annotated[Many[Inapplicable], said(phrase("what does not apply, with the reason"))] = ()
    place: At = field(default=Place(), compare=False)


def facts_hold(wanted: Mapping[str, bool], stated: Mapping[str, bool]) -> bool:
    """Return whether all the facts that are wanted are stated so; a fact that is not stated is unknown."""
    return all(stated.get(fact) is answer for fact, answer in wanted.items())
