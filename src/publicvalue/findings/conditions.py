"""Whether a stated condition holds, and the words for why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from publicvalue.findings.shares import write_percent
from publicvalue.framework.model import Condition
from publicvalue.scores.sheet import ScoreSheet


def holds(condition: Condition, sheet: ScoreSheet) -> bool:
    """Return whether a condition holds. A node that is not asked, or a score of something unknown, never does."""
    score = sheet.scores.get(condition.of)
    if score is None:
        return False
    match condition.test:
        case "coverage_below":
            return score.coverage < condition.value
        case "coverage_at_least":
            return score.coverage >= condition.value
        case "strength_below":
            return score.value is not None and score.strength < condition.value
        case "strength_at_least":
            return score.value is not None and score.strength >= condition.value
        case _:
            probability = score_probability(condition, sheet)
            return probability is not None and probability >= condition.probability


def all_hold(conditions: Iterable[Condition], sheet: ScoreSheet) -> bool:
    """Return whether every condition holds."""
    return all(holds(condition, sheet) for condition in conditions)


def score_probability(condition: Condition, sheet: ScoreSheet) -> float | None:
    """Return the probability of a score condition; None where nothing is evidenced."""
    at_least = sheet.probability_at_least(condition.of, condition.value, condition.over)
    if at_least is None:
        return None
    return at_least if condition.test == "score_at_least" else 1 - at_least


def about(conditions: Iterable[Condition], node: str) -> tuple[Condition, ...]:
    """Return conditions with `this` replaced by the node that is judged."""
    return tuple(replace(condition, of=node) if condition.of == "this" else condition for condition in conditions)


def describe(condition: Condition, sheet: ScoreSheet, name: str) -> str:
    """Say a condition that holds, with its numbers: what made the rule fire."""
    score = sheet.scores[condition.of]
    match condition.test:
        case "coverage_below" | "coverage_at_least":
            if score.coverage == 0:
                return f"nothing is known of {name}"
            return f"{write_percent(score.coverage)} of {name} is evidenced"
        case "strength_below" | "strength_at_least":
            return f"evidence on {name} has strength {score.strength} of 5"
        case _:
            probability = score_probability(condition, sheet) or 0.0
            side = "at least" if condition.test == "score_at_least" else "below"
            scope = ", whatever is still unknown" if condition.over == "all" else ""
            return f"{name} scores {side} {condition.value:g} with probability {chance(probability)}{scope}"


def chance(probability: float) -> str:
    """Write a probability as a share of 100, never as a certainty that a simulation cannot show."""
    if probability > 0.995:
        return "over 99 %"
    if probability < 0.005:
        return "under 1 %"
    return f"{probability * 100:.0f} %"
