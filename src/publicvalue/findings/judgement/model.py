"""What a judgement is, as values: red lines, harm, direction, claim, certainty, and the sentences that say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from publicvalue.findings.judgement.applicable import Inapplicable
from publicvalue.framework.judgement.harms import HarmEffect
from publicvalue.framework.terms import Term
from publicvalue.words.text import Text

NOTHING = Text("")

LineState = Literal["broken", "partly", "kept", "claimed", "unanswered", "not_applicable"]
"""What is known of a red line; claimed: a yes without a document, or a measured value that may lie on either side."""


@dataclass(frozen=True)
class RedLineFinding:
    """What is known of one red line.

    Parameters
    ----------
    line, title
        Id and name of the line.
    question
        What was asked.
    state
        The worst that any source says.
    fact
        The fact that decided: the writer's own words, else the document, the item, or the question with its answer;
        empty where nothing was entered.
    document
        What proves it; empty when nothing does.
    mend_by
        Day by which what is partly so is mended, as it was written; empty when none is stated.
    by
        What decided: `stated`, an item as `indicator/item`, an indicator, or `facts` where it does not apply.
    advice
        Id of the recommendation that follows where it is not kept.
    beside
        What was measured and decides nothing, such as a share of appeals alone; empty when there is none.
    caps
        Dimensions that cannot create value where it is broken.
    """

    line: str
    title: Text
    question: Text
    state: LineState
    fact: Text
    document: str
    mend_by: str
    by: str
    advice: str
    beside: Text = NOTHING
    caps: tuple[str, ...] = ()


@dataclass(frozen=True)
class HarmFinding:
    """A measured value that is stated first.

    Parameters
    ----------
    rule, effect, indicator, dimension, advice
        Id of the rule, what follows, whose value it is, in which dimension, and the recommendation's id.
    text
        What is said, with its numbers.
    probability
        How probable it is that the value lies beyond the rule's threshold.
    strength
        Strength of the evidence for it, 0 to 5.
    """

    rule: str
    effect: HarmEffect
    indicator: str
    text: Text
    probability: float
    dimension: str
    advice: str
    strength: int = 3


@dataclass(frozen=True)
class Step:
    """One reason for which certainty is lowered, and by how many steps."""

    reason: Text
    down: int


@dataclass(frozen=True)
class Certainty:
    """How certain the evidence is: it starts at high and goes down step by step.

    Parameters
    ----------
    level
        One of the framework's words.
    steps
        What lowered it. They may add up to more than the scale has room for; a shown outcome is low at least before
        what lowers the whole, as paper is.
    """

    level: Term
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Judgement:
    """What is said of public value or of one dimension.

    Parameters
    ----------
    node
        Node that is judged.
    direction, claim, certainty
        The three words.
    leaning
        The direction that would be said if the share of the core were no matter.
    core_share
        Share of the components that apply whose core is answered, 0 to 1.
    reasons
        Why it is this direction, in words with numbers.
    """

    node: str
    direction: Term
    claim: Term
    certainty: Certainty
    leaning: Term
    core_share: float
    reasons: tuple[Text, ...]


@dataclass(frozen=True)
class OpenQuestion:
    """A core question without an answer: its indicator, its component, its words, and the hours that it takes."""

    indicator: str
    component: str
    question: Text
    hours: float


@dataclass(frozen=True)
class Said:
    """The judgement in sentences, the same wherever it is shown.

    Parameters
    ----------
    first
        The first sentence: a broken red line, severe harm, or direction; red lines that nobody answered or proved.
    direction
        The direction in a sentence, with the dimensions that are good and bad.
    certainty
        The certainty, and what the evidence consists of, counted in natural units.
    good_for
        What it is good enough for.
    harms
        Measured harm, and money that contradicts, that the first sentence does not say.
    conditions
        What is to be mended, with its day.
    not_shown
        What the evidence does not show; empty where nothing is left out.
    missing
        The core questions that are open, with the hours they take; empty where none is.
    """

    first: Text
    direction: Text
    certainty: Text
    good_for: Text
    harms: tuple[Text, ...] = ()
    conditions: tuple[Text, ...] = ()
    not_shown: Text = NOTHING
    missing: Text = NOTHING


@dataclass(frozen=True)
class OtherWeighting:
    """The direction of public value under another weighting, which stands beside the judgement.

    Parameters
    ----------
    id, title
        Name in files and for people.
    direction
        What is said under it.
    differs
        Whether it is another direction than the judgement's.
    """

    id: str
    title: str
    direction: Term
    differs: bool


@dataclass(frozen=True)
class Verdict:
    """The judgement of one system.

    Parameters
    ----------
    overall, dimensions
        Public value, and each dimension by its id.
    red_lines, harms
        Red lines in the framework's order; harm that holds.
    core_answered, core_asked
        Components that apply whose core is answered, and all that apply.
    missing
        Core questions that are open.
    not_applicable
        What does not apply, and why.
    said
        The sentences.
    weightings
        The direction under other weightings.
    """

    overall: Judgement
    dimensions: Mapping[str, Judgement]
    red_lines: tuple[RedLineFinding, ...] = ()
    harms: tuple[HarmFinding, ...] = ()
    core_answered: int = 0
    core_asked: int = 0
    missing: tuple[OpenQuestion, ...] = ()
    not_applicable: tuple[Inapplicable, ...] = ()
    said: Said = field(default_factory=lambda: Said(NOTHING, NOTHING, NOTHING, NOTHING))
    weightings: tuple[OtherWeighting, ...] = ()

    @property
    def core_share(self) -> float:
        """Share of the components that apply whose core is answered, 0 to 1."""
        return self.overall.core_share

    def lines(self, *states: LineState) -> tuple[RedLineFinding, ...]:
        """Return the red lines in one of some states, in the framework's order."""
        return tuple(one for one in self.red_lines if one.state in states)


NO_FACTS: Mapping[str, bool] = MappingProxyType({})
