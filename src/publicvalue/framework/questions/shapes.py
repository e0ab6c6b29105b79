"""The groups of framework files that hold questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated

from publicvalue.errors import Problem
from publicvalue.framework.questions.model import (
    Audience,
    ChoiceList,
    Competency,
    Construct,
    ConstructLink,
    Instruments,
    Question,
    Section,
    StaffRole,
)
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import Many, said
from publicvalue.words.text import Text, phrase


@dataclass(frozen=True, kw_only=True)
class AddedQuestions(Shape):
    """Groups that a framework has and an extension may add to."""

    sections: Annotated[Many[Section], said(phrase("parts of questionnaires, in order"))] = ()
    choice_lists: Annotated[Many[ChoiceList], said(phrase("choices of questions"))] = ()
    questions: Annotated[Many[Question], said(phrase("questions that are put to people"))] = ()
    constructs: Annotated[Many[Construct], said(phrase("what several questions measure together"))] = ()
    construct_links: Annotated[Many[ConstructLink], said(phrase("which construct is expected to move which"))] = ()

    def instruments(self) -> Instruments:
        """Return what is asked of people."""
        return Instruments(
            sections=self.sections,
            choice_lists=MappingProxyType({found.id: found for found in self.choice_lists}),
            questions=self.questions,
            constructs=self.constructs,
            links=self.construct_links,
        )

    def find_doubles(self) -> Iterator[Problem]:
        """Yield the choice lists whose ids stand more than once."""
        seen: set[str] = set()
        for found in self.choice_lists:
            if found.id in seen:
                what = Text("two choice lists are called {id:quoted}", id=found.id)
                yield Problem(found.place, what, Text("each id once"), Text("rename one of them"))
            seen.add(found.id)


@dataclass(frozen=True, kw_only=True)
class AllQuestions(AddedQuestions):
    """Groups that only a framework has as well."""

    audiences: Annotated[Many[Audience], said(phrase("who is asked"))] = ()
    competencies: Annotated[Many[Competency], said(phrase("competencies of public servants"))] = ()
    staff_roles: Annotated[Many[StaffRole], said(phrase("roles of public servants with the levels that they ask"))] = ()

    def instruments(self) -> Instruments:
        """Return what is asked of people."""
        return replace(
            super().instruments(),
            audiences=self.audiences,
            competencies=self.competencies,
            staff_roles=self.staff_roles,
        )
