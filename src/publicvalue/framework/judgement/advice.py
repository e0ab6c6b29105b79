"""What raises advice, as values: conditions on scores, and recommendations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal, get_args

from publicvalue.errors import Place
from publicvalue.framework.nodes import parts_of
from publicvalue.framework.only_test import only_test
from publicvalue.framework.terms import NOT_LOOKED_UP, Checked, Phase
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import CHOICE, At, MadeOf, Many, Number, Written, said
from publicvalue.words.text import phrase

Test = Literal[
    "coverage_below",
    "coverage_at_least",
    "strength_below",
    "strength_at_least",
    "score_below",
    "score_at_least",
]
Over = Literal["evidenced", "all"]
Effort = Literal["small", "medium", "large"]
Who = Literal[
    "line agency",
    "AI unit",
    "finance ministry",
    "civil service commission",
    "data protection authority",
    "auditor",
    "cabinet",
    "procurement office",
    "statistics office",
]


RED_LINES, CORE, PROOFS, OUTCOMES = "red_lines", "core", "proofs", "outcomes"
HARMS, UNDECIDED, PHASE = "harms", "undecided", "phase"
BEFORE_USE = ("idea", "design", "development")
"""Phases in which nobody is served yet."""

PHASES = (*get_args(Phase), "before_use")
STATED = (RED_LINES, CORE, PROOFS, OUTCOMES, HARMS, UNDECIDED, *(f"{PHASE}.{phase}" for phase in PHASES))
"""What a condition may name beside nodes of the tree, for what is stated of a system and found of it.

The coverage is of `red_lines` the share of those that apply which is answered with a proof; of `core` the share of core
questions that is answered; of `proofs` the share of these that rests on more than a claim or a forecast; of `harms` 1
where a red line is broken or harm is shown, 0.5 where something is to be examined; of `undecided` 1 where something was
measured that may decide no red line, such as a share of appeals; of `phase.pilot` 1 in a pilot, and of
`phase.before_use` 1 before anybody is served. The strength of `outcomes` is that of the best outcome. That of `harms`
is of what best proves the harm that is found, and 5 where a red line is broken or no harm is found.
"""


@dataclass(frozen=True)
class Condition:
    """One test on one node of the result.

    Parameters
    ----------
    of
        Node id: a component, dimension, `public_value`, `stage.<id>`, `category.<id>`, or `this` in verdict rules.
    test
        What is tested.
    value
        Threshold: coverage as a share 0..1, strength 0..5, score 0..100.
    probability
        For scores: how probable it must be.
    over
        For scores: `evidenced` (what is known), or `all` (everything unknown taken from worst to best together).
    """

    of: str
    test: Test
    value: float
    probability: float = 0.5
    over: Over = "evidenced"
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True)
class ConditionEntry(Shape):
    """A condition as files have it: one of the tests with its threshold."""

    called: ClassVar[str] = phrase("condition")

    of: Annotated[
        Written,
        said(phrase("component, dimension, public_value, stage.x, category.x, red_lines, outcomes or phase.x")),
    ]
    coverage_below: Annotated[
        Number | None, said(phrase("share of the weight that has evidence, 0 to 1"), ge=0, le=1)
    ] = None
    coverage_at_least: Annotated[
        Number | None, said(phrase("share of the weight that has evidence, 0 to 1"), ge=0, le=1)
    ] = None
    strength_below: Annotated[
        Number | None, said(phrase("strength of evidence, 0 to 6, of which 6 is above all there is"), ge=0, le=6)
    ] = None
    strength_at_least: Annotated[Number | None, said(phrase("strength of evidence, 0 to 5"), ge=0, le=5)] = None
    score_below: Annotated[Number | None, said(phrase("score, 0 to 100"), ge=0, le=100)] = None
    score_at_least: Annotated[Number | None, said(phrase("score, 0 to 100"), ge=0, le=100)] = None
    probability: Annotated[
        Number, said(phrase("how probable the score condition must be; 0.5 when left out"), ge=0, le=1)
    ] = 0.5
    over: Annotated[Over, CHOICE, said(phrase("over what is evidenced, or with all unknowns from worst to best"))] = (
        "evidenced"
    )
    place: At = field(default=Place(), compare=False)

    def value(self) -> Condition:
        """Return the condition; refuses one that has no test, or several.

        Raises
        ------
        PydanticCustomError
            When there is no test, or several; the reader tells it with its place.
        """
        tests: dict[Test, float | None] = {
            "coverage_below": self.coverage_below,
            "coverage_at_least": self.coverage_at_least,
            "strength_below": self.strength_below,
            "strength_at_least": self.strength_at_least,
            "score_below": self.score_below,
            "score_at_least": self.score_at_least,
        }
        test, threshold = only_test(self.of, tests)
        return Condition(self.of, test, threshold, self.probability, self.over, self.place)


Stated = Annotated[Condition, MadeOf(ConditionEntry)]
"""A condition as it is read from a file."""


@dataclass(frozen=True)
class Recommendation(Shape):
    """Advice under one of the policy headings, with the rule that raises it."""

    called: ClassVar[str] = phrase("recommendation")
    stands_at: ClassVar[str] = "id"

    id: Annotated[Written, said(phrase("policy id, a dot, a name of its own"))]
    title: Annotated[Written, said(phrase("what to do, in one line"))]
    action: Annotated[Written, said(phrase("what exactly to do"))]
    why: Annotated[Written, said(phrase("what public value is lost otherwise"))]
    when: Annotated[Many[Stated], said(phrase("the trigger: all conditions must hold"), min_length=1)]
    raises: Annotated[Many[Written], said(phrase("components that it would raise or make known"), min_length=1)]
    who: Annotated[Who, CHOICE, said(phrase("who acts"))]
    effort: Annotated[Effort, CHOICE, said(phrase("days, weeks or months"))]
    source: Annotated[Written, said(phrase("where the advice comes from, by name"))]
    checked: Checked = NOT_LOOKED_UP
    first_step: Annotated[Written, said(phrase("one concrete thing to do this week"))] = ""
    place: At = field(default=Place(), compare=False)

    @property
    def policy(self) -> str:
        """Id of its policy heading."""
        return parts_of(self.id)[0]
