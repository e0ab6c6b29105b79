"""All recommendations under the policy headings."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.findings.names import node_name
from publicvalue.findings.recommendations import Advice
from publicvalue.framework.model import Term
from publicvalue.reports.system.summary import NextStep, describe_step
from publicvalue.reports.wording import capitalise, join_words
from publicvalue.results.model import AssessmentResult


@dataclass(frozen=True)
class AdvicePart:
    """A recommendation: its place in the ranking, its line, the reason that raised it, and what it concerns."""

    place: int
    step: NextStep
    advice: Advice
    because: str
    concerns: str


@dataclass(frozen=True)
class PolicyPart:
    """A policy heading with its advice, the most worthwhile first; empty where no rule was raised."""

    policy: Term
    advice: tuple[AdvicePart, ...]


def describe_policies(outcome: AssessmentResult) -> tuple[PolicyPart, ...]:
    """Return the advice by policy heading."""
    parts = [_part(outcome, place, advice) for place, advice in enumerate(outcome.advice, 1)]
    return tuple(
        PolicyPart(policy, tuple(part for part in parts if part.advice.recommendation.policy == policy.id))
        for policy in outcome.framework.policies
    )


def _part(outcome: AssessmentResult, place: int, advice: Advice) -> AdvicePart:
    names = [node_name(outcome.framework, node) for node in advice.recommendation.raises]
    because = capitalise(join_words(tuple(dict.fromkeys(advice.because)))) + "."
    return AdvicePart(place, describe_step(advice), advice, because, join_words(names))
