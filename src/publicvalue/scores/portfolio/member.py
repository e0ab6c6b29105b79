"""One system of a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from publicvalue.framework.model import Framework
from publicvalue.scores.portfolio.draws import Singles
from publicvalue.scores.portfolio.effects import OwnEffect
from publicvalue.scores.sheet import Score

By = Literal["country", "organisation", "phase"]


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
        The framework that it was assessed under.
    scores
        Node id -> score, of public value, dimensions, components and indicators.
    known
        Indicator id -> quantile function of its score, for the evidenced ones.
    made_up
        True when evidence of it was made up, to teach or to test.
    effects
        Effects of adoption that its assessment found.
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

    def label(self, by: By) -> str:
        """Return the group that it belongs to."""
        return str(getattr(self, by))
