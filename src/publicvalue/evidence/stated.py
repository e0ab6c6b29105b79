"""What is stated of a system beside what is measured: kind, facts, red lines; and what its management does about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from publicvalue.errors import Place
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, At, Day, Many, Named, Places, Written, YesNo, said
from publicvalue.words.text import phrase

ActionStatus = Literal["planned", "started", "done", "dropped"]
LineAnswer = Literal["yes", "partly", "no", "unknown"]


@dataclass(frozen=True)
class SetAside(Shape):
    """A component or indicator that a person says does not apply, or applies after all, with the reason."""

    called: ClassVar[str] = phrase("what does not apply")
    stands_at: ClassVar[str] = "of"

    of: Annotated[Written, said(phrase("id of a component or of an indicator"))]
    why: Annotated[Written, said(phrase("the reason, which the report shows"))]
    place: At = field(default=Place(), compare=False)


@dataclass(frozen=True)
class Kind(Shape):
    """What kind of system it is, which facts hold, and what does not apply to it."""

    called: ClassVar[str] = phrase("profile")

    id: Annotated[Written, said(phrase("id of a profile of the framework; none when left out"))] = ""
    facts: Annotated[Named[Annotated[YesNo, said("")]], said(phrase("fact of the framework -> yes or no"))] = field(
        default_factory=lambda: MappingProxyType({})
    )
    not_applicable: Annotated[Many[SetAside], said(phrase("what does not apply beyond the profile"))] = ()
    applicable: Annotated[Many[SetAside], said(phrase("what applies although the profile says that it does not"))] = ()
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class RedLineAnswer(Shape):
    """The answer to one red line, in the writer's own words."""

    called: ClassVar[str] = phrase("answer to a red line")

    answer: Annotated[LineAnswer, CHOICE, said(phrase("yes, partly, no or unknown"))]
    fact: Annotated[Written, said(phrase("the fact, in one sentence that the report repeats"))] = ""
    document: Annotated[Written, said(phrase("what proves it: title, number or address"))] = ""
    mend_by: Annotated[Written, said(phrase("day by which what is partly so is mended, YYYY-MM-DD"))] = ""
    places: Places = field(default_factory=dict, compare=False)


RedLineAnswers = Mapping[str, RedLineAnswer]
"""Red line -> its answer."""


@dataclass(frozen=True)
class Response(Shape):
    """What the management says to the findings, in its own words."""

    called: ClassVar[str] = phrase("management's response")

    text: Annotated[Written, said(phrase("what the management says, in a paragraph that the report repeats"))]
    said_by: Annotated[Written, said(phrase("role that says it"), alias="by")] = ""
    day: Annotated[Day | None, said(phrase("day on which it was said, YYYY-MM-DD"), alias="on")] = None
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class PlannedAction(Shape):
    """One action that the management has decided on: who does it, and by when."""

    called: ClassVar[str] = phrase("planned action")
    stands_at: ClassVar[str] = "what"

    what: Annotated[Written, said(phrase("what is done"))]
    owner: Annotated[Written, said(phrase("role that answers for it"))]
    due: Annotated[Day, said(phrase("day by which it is done, YYYY-MM-DD"), alias="by")]
    status: Annotated[ActionStatus, CHOICE, said(phrase("planned (when left out), started, done or dropped"))] = (
        "planned"
    )
    recommendation: Annotated[Written, said(phrase("id of the recommendation that it follows"))] = ""
    note: Annotated[Written, said(phrase("what was done so far, or why it was dropped"))] = ""
    place: At = field(default=Place(), compare=False)
