"""What people say beyond single indicators: the path to trust, their weights with the scores under each, mindsets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publicvalue.findings.people.mindsets import Mindset, Reliance
from publicvalue.measures.result import NotApplicable
from publicvalue.measures.survey.people.path_result import TrustPath
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.measures.survey.people.readiness import Readiness
from publicvalue.scores.sheet import Score


@dataclass(frozen=True)
class ScoreUnder:
    """Public value and its dimensions under one set of weights.

    Parameters
    ----------
    who
        Whose weights: the framework's own, or those of people.
    counts
        Whether these weights form the scores of the assessment.
    scores
        Node -> score.
    """

    who: str
    counts: bool
    scores: Mapping[str, Score]


@dataclass(frozen=True)
class Voices:
    """Everything that people say beyond single indicators; each part, or the reason why there is none.

    Parameters
    ----------
    path, readiness
        None where they were not asked for.
    priorities
        What people weigh, in the order of the assessment.
    under
        Scores under the framework's weights and under those of each set of people; empty without people's weights.
    mindsets
        What people expect beside what is measured.
    reliance
        What staff expect beside how they follow advice; empty where either is not known.
    """

    path: TrustPath | NotApplicable | None = None
    readiness: Readiness | NotApplicable | None = None
    priorities: tuple[Priorities | NotApplicable, ...] = ()
    under: tuple[ScoreUnder, ...] = ()
    mindsets: tuple[Mindset | NotApplicable, ...] = ()
    reliance: tuple[Reliance, ...] = ()
