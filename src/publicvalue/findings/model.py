"""The whole result of an assessment: every score with its trace, the chain, the verdict and the advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from publicvalue.evidence.model import Answer, Assessment
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.findings.next_evidence import NextEvidence, find_next_evidence
from publicvalue.findings.points import Points
from publicvalue.findings.recommendations import Advice
from publicvalue.findings.verdict import Verdict
from publicvalue.findings.voices import Voices
from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.measures.result import Measured, Result
from publicvalue.scores.chain import Chain
from publicvalue.scores.drivers.decisions import Decision, explore_decisions
from publicvalue.scores.drivers.sensitivity import Driver, Interaction, find_drivers, find_interactions
from publicvalue.scores.sheet import ScoreSheet
from publicvalue.scores.simulation.convergence import Convergence, Over, measure_convergence
from publicvalue.scores.tree import Floats


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
    voices
        What people say beyond single indicators.
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
    voices: Voices = field(default_factory=Voices)

    @cached_property
    def convergence(self) -> tuple[Convergence, ...]:
        """Monte Carlo errors of public value and its dimensions, in both scopes, where the draws suffice for them."""
        rules = (*self.framework.verdict.rules, *self.framework.verdict.leanings)
        read = {condition.value for rule in rules for condition in rule.when if condition.test.startswith("score")}
        nodes = (PUBLIC_VALUE, *(dimension.id for dimension in self.framework.dimensions))
        scopes: tuple[tuple[Over, Mapping[str, Floats]], ...] = (
            ("evidenced", self.sheet.evidenced),
            ("all", self.sheet.everything),
        )
        found = [
            measure_convergence(node, over, draws[node], tuple(sorted(read)))
            for over, draws in scopes
            for node in nodes
            if node in draws
        ]
        return tuple(one for one in found if one is not None)

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Every node above the indicators under other weights and means. Computed when it is first asked for."""
        return explore_decisions(self.framework, self.sheet.simulation)

    @cached_property
    def drivers(self) -> tuple[Driver, ...]:
        """What drives the uncertainty of public value and its dimensions. Computed when it is first asked for."""
        return self.find_drivers(PUBLIC_VALUE, *(dimension.id for dimension in self.framework.dimensions))

    @property
    def measured(self) -> Mapping[str, Measured]:
        """Indicator id -> its number, for those that have one."""
        return {id: one.result for id, one in self.answered.items() if isinstance(one.result, Measured)}

    def find_drivers(self, *nodes: str) -> tuple[Driver, ...]:
        """Find what drives the uncertainty of nodes above the indicators; of all when none is named."""
        return find_drivers(self.framework, self.measured, self.assessment.settings.seed, nodes)

    def find_interactions(self, node: str) -> tuple[Interaction, ...]:
        """Find which pairs of inputs drive a node together."""
        return find_interactions(self.framework, self.measured, self.assessment.settings.seed, node)

    @cached_property
    def next_evidence(self) -> tuple[NextEvidence, ...]:
        """The evidence worth collecting next, the most worthwhile first. Computed when it is first asked for."""
        brought = frozenset(self.answered)
        return find_next_evidence(self.framework, self.sheet, brought, self.assessment.settings.seed)
