"""The whole result of an assessment: every score with its trace, the chain, the verdict and the advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publicvalue.evidence.model import Answer, Assessment
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.findings.points import Points
from publicvalue.findings.recommendations import Advice
from publicvalue.findings.verdict import Verdict
from publicvalue.framework.model import Framework
from publicvalue.measures.result import Result
from publicvalue.scores.chain import Chain
from publicvalue.scores.sheet import ScoreSheet


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
        A number with its error, or the reason why there is none.
    rows
        Rows of the evidence file that were used.
    """

    answer: Answer
    measure: str
    version: int
    result: Result
    rows: int


@dataclass(frozen=True)
class Outcome:
    """Everything that an assessment found.

    Parameters
    ----------
    framework, assessment
        What was asked, and what was brought.
    fingerprints
        Evidence id -> hash and size of its file.
    answered
        Indicator id -> what its evidence gave.
    sheet, chain, points, verdict, advice
        Scores, the chain, strong and weak points, the verdict, the recommendations.
    """

    framework: Framework
    assessment: Assessment
    fingerprints: Mapping[str, Fingerprint]
    answered: Mapping[str, Answered]
    sheet: ScoreSheet
    chain: Chain
    points: Points
    verdict: Verdict
    advice: tuple[Advice, ...]
