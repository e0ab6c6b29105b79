"""One system of a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from publicvalue.framework.model import Framework
from publicvalue.framework.terms import Term
from publicvalue.scores.portfolio.draws import Singles
from publicvalue.scores.portfolio.effects import OwnEffect
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text

NEAR = 1e-9
"""How far a share may lie below its threshold by rounding."""

By = Literal["country", "organisation", "phase"]


@dataclass(frozen=True)
class Standing:
    """What was judged of a system.

    Parameters
    ----------
    direction, claim, certainty
        The three words, each with its id and title.
    core_share
        Share of the core that applies which is answered, 0 to 1.
    stopped
        Why no score outweighs what is known: the facts of broken red lines, and severe harm; empty where there is none.
    not_applicable
        Components and indicators that do not apply to it.
    """

    direction: Term
    claim: Term
    certainty: Term
    core_share: float
    stopped: tuple[Text, ...] = ()
    not_applicable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """One system of a portfolio: what is kept of its assessment.

    Parameters
    ----------
    id, title
        Name of the assessment in files, and for people.
    country, organisation, phase
        What it can be grouped by.
    framework
        The framework that it was assessed under, with what does not apply to the system.
    scores
        Node id -> score, of public value, dimensions, and of components and indicators that apply.
    known
        Indicator id -> quantile function of its score, for the evidenced ones.
    made_up
        True when evidence of it was made up, to teach or to test.
    effects
        Effects of adoption that its assessment found.
    standing
        What was judged of it; None where nothing was.
    """

    id: str
    title: str
    country: str
    organisation: str
    phase: str
    framework: Framework = field(repr=False)
    scores: Mapping[str, Score] = field(repr=False)
    known: Mapping[str, Singles] = field(repr=False, compare=False)
    made_up: bool = False
    effects: tuple[OwnEffect, ...] = ()
    standing: Standing | None = None

    @property
    def compares(self) -> bool:
        """Whether enough of its core is answered to set it beside others: below that nothing can be said of it."""
        return self.standing is None or self.standing.core_share >= self.framework.verdict.core.some - NEAR

    @property
    def stopped(self) -> tuple[Text, ...]:
        """Why no score outweighs what is known of it; empty where nothing does."""
        return self.standing.stopped if self.standing else ()

    def label(self, by: By) -> str:
        """Return the group that it belongs to."""
        return str(getattr(self, by))
