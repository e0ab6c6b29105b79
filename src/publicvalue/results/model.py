"""The result of an assessment: one plain value, which can be stored, sent and read back equal.

It holds numbers, texts, dates, tuples and mappings; no draws, no function, nothing that is computed when it is asked
for. Reports, tables and comparisons are made of it alone.
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from publicvalue import __version__
from publicvalue.evidence.model import Answer, Assessment
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.findings.advice.next_evidence import NextEvidence
from publicvalue.findings.advice.recommendations import Advice
from publicvalue.findings.judgement.model import Verdict
from publicvalue.findings.people.voices import Voices
from publicvalue.findings.points import Points
from publicvalue.framework.model import Framework
from publicvalue.measures.result import ChecklistItem, NotApplicable, Number
from publicvalue.measures.ways import Agreement
from publicvalue.scores.chain import Chain
from publicvalue.scores.drivers.decisions import Decision
from publicvalue.scores.drivers.sensitivity import Driver
from publicvalue.scores.sheet import Score
from publicvalue.scores.simulation.convergence import Convergence
from publicvalue.scores.weightings import UnderWeighting

FORMAT = 4
"""Number of the format of stored results; it rises when a field is added, renamed or means something else."""

Depth = Literal["core", "full"]
"""How far an assessment goes: scores, verdict and advice; or all that the report shows too."""


def _mapping(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


# Python cannot pickle a mapping that nobody may change; a result is sent between processes.
copyreg.pickle(MappingProxyType, lambda mapping: (_mapping, (dict(mapping),)))


@dataclass(frozen=True)
class Way:
    """Another answer to an indicator, beside the one that counts: in no score, and in the certainty only.

    Parameters
    ----------
    answer, measure, version, result, rows
        As for `Answered`.
    agreement
        What it says of the one that counts.
    """

    answer: Answer
    measure: str
    version: int
    result: Number | NotApplicable
    rows: int
    agreement: Agreement


@dataclass(frozen=True)
class Answered:
    """One indicator that evidence was brought for.

    Parameters
    ----------
    answer
        The answer in the assessment.
    measure, version
        Measure that was used, and its version.
    result
        A number with its interval, or the reason why there is none.
    rows
        Rows of the evidence file that were used.
    ways
        Other answers to the same indicator, the strongest first.
    """

    answer: Answer
    measure: str
    version: int
    result: Number | NotApplicable
    rows: int
    ways: tuple[Way, ...] = ()

    @property
    def contradicted(self) -> bool:
        """Whether another way of about the same strength contradicts it."""
        return any(way.agreement == "contradicts" for way in self.ways)

    @property
    def items(self) -> tuple[ChecklistItem, ...]:
        """Every checklist item that was answered for it, whichever way counts: a finding does not go by the number."""
        results = (self.result, *(way.result for way in self.ways))
        return tuple(item for result in results for item in result.items)


@dataclass(frozen=True)
class AssessmentResult:
    """Everything that an assessment found.

    Parameters
    ----------
    framework, assessment
        What was asked, under the weights that count, and what was brought.
    fingerprints
        Evidence id -> hash and size of its file.
    answered
        Indicator id -> what its evidence gave.
    scores
        Node id -> score.
    chain, points, verdict, advice
        The chain, strong and weak points, the verdict, the recommendations.
    voices
        What people say beyond single indicators.
    weightings
        Public value and its dimensions under other weightings than the one that counts.
    depth
        How far the assessment went; what follows is empty where it is `core`.
    convergence
        Monte Carlo errors of public value and its dimensions, in both scopes, where the draws suffice for them.
    decisions
        Every node above the indicators under other weights and means.
    drivers
        What drives the uncertainty of public value and its dimensions.
    next_evidence
        The evidence worth collecting next, the most worthwhile first.
    whole_range
        95 % interval of public value with everything unknown drawn from worst to best.
    answers_needed
        Fewest further answers after which a verdict can be given; 0 where one is given or none are enough.
    version
        Version of the software that found it.
    format
        Number of the format in which it is stored.
    """

    framework: Framework
    assessment: Assessment
    fingerprints: Mapping[str, Fingerprint]
    answered: Mapping[str, Answered]
    scores: Mapping[str, Score]
    chain: Chain
    points: Points
    verdict: Verdict
    advice: tuple[Advice, ...]
    voices: Voices = field(default_factory=Voices)
    weightings: tuple[UnderWeighting, ...] = ()
    depth: Depth = "core"
    convergence: tuple[Convergence, ...] = ()
    decisions: tuple[Decision, ...] = ()
    drivers: tuple[Driver, ...] = ()
    next_evidence: tuple[NextEvidence, ...] = ()
    whole_range: tuple[float, float] | None = None
    answers_needed: int = 0
    version: str = __version__
    format: int = FORMAT
