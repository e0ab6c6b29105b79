"""What an assessment asks of its surveys beyond single indicators: the path to trust, weights, expectations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from publicvalue.errors import Place
from publicvalue.evidence.columns import Column, Scalar


@dataclass(frozen=True)
class SurveyUse:
    """A survey and where its answers stand.

    Parameters
    ----------
    evidence
        Id of the evidence.
    columns
        Question's column, or weight, stratum, cluster -> column of the file. What is left out is looked for under its
        own name.
    where
        Column -> values: only these rows are used.
    place, places
        Where the survey is named; `where.NAME` -> where it stands.
    """

    evidence: str
    columns: Mapping[str, tuple[Column, ...]] = field(default_factory=lambda: MappingProxyType({}))
    where: Mapping[str, tuple[Scalar, ...]] = field(default_factory=lambda: MappingProxyType({}))
    place: Place = field(default=Place(), compare=False)
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}), compare=False)


@dataclass(frozen=True)
class PathAsked:
    """The path to trust, from a survey that asks constructs.

    Parameters
    ----------
    survey
        Where the answers are.
    targets
        Constructs that are to be raised; found along the chain when empty.
    missing
        complete, pairwise or mean.
    consistent
        Whether to correct for the unreliability of the constructs' scores.
    compare
        Whether to fit a covariance-based model beside it.
    replicates
        Resamples.
    """

    survey: SurveyUse
    targets: tuple[str, ...] = ()
    missing: str = "complete"
    consistent: bool = False
    compare: bool = False
    replicates: int = 2_000


@dataclass(frozen=True)
class WeightsAsked:
    """Weights that people give to parts of the framework, from one question of one survey.

    Parameters
    ----------
    survey
        Where the answers are.
    question
        Id of the framework's question: an allocation or best-worst choices.
    who
        Who answered, in words for the report, such as citizens.
    groups
        Ids of questions by whose answers the weights are also shown.
    count
        Whether these weights count in the scores; else they are shown beside.
    pairs
        Whether the parts of the allocation were compared in pairs instead of given points.
    """

    survey: SurveyUse
    question: str
    who: str
    groups: tuple[str, ...] = ()
    count: bool = False
    pairs: bool = False


@dataclass(frozen=True)
class ExpectationAsked:
    """What people expect of a figure that an indicator measures.

    Parameters
    ----------
    survey
        Where the answers are.
    question
        Id of the framework's question, answered by a number.
    who
        Who answered, in words for the report.
    indicator
        Indicator that measures the same, in the same unit.
    """

    survey: SurveyUse
    question: str
    who: str
    indicator: str


@dataclass(frozen=True)
class ReadinessAsked:
    """How ready an agency's staff is to change, from a survey of its staff."""

    survey: SurveyUse


@dataclass(frozen=True)
class People:
    """Everything that is asked of surveys beyond single indicators."""

    path: PathAsked | None = None
    weights: tuple[WeightsAsked, ...] = ()
    expectations: tuple[ExpectationAsked, ...] = ()
    readiness: ReadinessAsked | None = None

    def surveys(self) -> Iterator[tuple[str, SurveyUse]]:
        """Yield each use of a survey under a name of its own."""
        if self.path:
            yield "path", self.path.survey
        yield from ((f"weights {place}", one.survey) for place, one in enumerate(self.weights, 1))
        yield from ((f"expectations {place}", one.survey) for place, one in enumerate(self.expectations, 1))
        if self.readiness:
            yield "readiness", self.readiness.survey
