"""What the path to trust found: constructs, links, items, pairs, and what to improve first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publicvalue.measures.result import Diagnostic
from publicvalue.measures.survey.constructs.path_spec import Link


@dataclass(frozen=True)
class Interval:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ConstructFound:
    """One construct.

    Parameters
    ----------
    id, title, stage, mode
        As the framework has them.
    items
        Items that measure it here.
    alpha, omega, rho_a, rho_c, variance_extracted
        Reliability and convergence, 0 to 1; None where not defined (alpha, omega, rho C and AVE for mode B; omega for
        fewer than three items or where one factor cannot be fitted).
    performance
        Mean on 0 to 100.
    r_squared
        Share of its variance that its predecessors explain; None where it has none.
    adjusted
        R squared less what chance alone would explain.
    """

    id: str
    title: str
    stage: str
    mode: str
    items: int
    alpha: float | None
    omega: float | None
    rho_a: float | None
    rho_c: float | None
    variance_extracted: float | None
    performance: Interval
    r_squared: Interval | None
    adjusted: float | None


@dataclass(frozen=True)
class LinkFound:
    """One link: standardised path, effect size, variance inflation, and whether it runs as theory expects.

    Parameters
    ----------
    as_expected
        True or False where the interval lies on one side of 0; None where it holds 0.
    """

    source: str
    target: str
    path: Interval
    f_squared: float
    inflation: float
    sign: str
    as_expected: bool | None


@dataclass(frozen=True)
class ItemFound:
    """One item of a construct, as asked.

    Parameters
    ----------
    mean, deviation
        Of all who answered it; None where the answers of a few could be had from them.
    """

    id: str
    construct: str
    text: str
    mean: float | None
    deviation: float | None
    missing: float
    item_rest: float | None
    alpha_without: float | None
    loading: Interval
    weight: Interval


@dataclass(frozen=True)
class PairFound:
    """Two constructs: how far they can be told apart.

    Parameters
    ----------
    ratio
        Heterotrait-monotrait ratio, for two constructs of mode A; None otherwise.
    correlation
        Of their scores.
    told_apart
        Whether the root of each one's AVE is above the correlation (Fornell-Larcker); None where AVE is not defined.
    """

    one: str
    other: str
    ratio: Interval | None
    correlation: float
    told_apart: bool | None


@dataclass(frozen=True)
class Lever:
    """What one construct could do for a target.

    Parameters
    ----------
    construct, target
        Ids.
    importance
        Points by which the target differs with one point more of the construct, all ways together.
    performance
        Of the construct, 0 to 100.
    room
        importance x (100 - performance): points of the target if the construct stood at 100.
    """

    construct: str
    target: str
    importance: Interval
    performance: Interval
    room: Interval


@dataclass(frozen=True)
class FactorPath:
    """A link in the covariance-based model: standardised, with the standard error of the unstandardised path."""

    source: str
    target: str
    standardised: float
    value: float
    error: float


@dataclass(frozen=True)
class FactorComparison:
    """The covariance-based model beside the path model, or the reason why there is none."""

    paths: tuple[FactorPath, ...] = ()
    chi_square: float = 0.0
    freedom: float = 0.0
    fit_index: float = 0.0
    tucker_lewis: float = 0.0
    error_of_approximation: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class TrustPath:
    """The path to trust and legitimacy.

    Parameters
    ----------
    evidence
        Id of the survey.
    respondents, asked
        Respondents used, and rows of the survey.
    replicates
        Resamples behind the intervals.
    method
        How it was computed, in a sentence.
    constructs, links, items, pairs
        What was estimated.
    levers
        By target, the most promising first.
    left_out
        Constructs that could not take part: id -> reason.
    diagnostics
        Checks and caveats.
    comparison
        The covariance-based model; None where it was not asked for.
    """

    evidence: str
    respondents: int
    asked: int
    replicates: int
    method: str
    constructs: tuple[ConstructFound, ...]
    links: tuple[LinkFound, ...]
    items: tuple[ItemFound, ...]
    pairs: tuple[PairFound, ...]
    levers: tuple[Lever, ...]
    left_out: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    comparison: FactorComparison | None = None

    def construct(self, id: str) -> ConstructFound:
        """Return a construct by its id."""
        return next(one for one in self.constructs if one.id == id)

    @property
    def targets(self) -> tuple[str, ...]:
        """Ids of the constructs that are to be raised."""
        return tuple(dict.fromkeys(lever.target for lever in self.levers))

    @property
    def link_pairs(self) -> tuple[Link, ...]:
        """Every link as a pair of ids."""
        return tuple((link.source, link.target) for link in self.links)
