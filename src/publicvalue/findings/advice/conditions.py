"""Whether a stated condition holds, and the words for why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from publicvalue.framework.model import Condition
from publicvalue.scores.sheet import ScoreSheet
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Stated:
    """What conditions read of what is stated of a system, in place of a score: see `STATED`. It has no score itself."""

    coverage: float = 0.0
    strength: int = 0
    value: float = 0.0


NOTHING_STATED: Mapping[str, Stated] = MappingProxyType({})


def holds(condition: Condition, sheet: ScoreSheet, stated: Mapping[str, Stated] = NOTHING_STATED) -> bool:
    """Return whether a condition holds. A node that is not asked, or a score of something unknown, never does.

    Parameters
    ----------
    condition
        The condition.
    sheet
        The scores.
    stated
        What is stated of the system, by the names that conditions have for it.
    """
    score = stated.get(condition.of) or sheet.scores.get(condition.of)
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


def all_hold(conditions: Iterable[Condition], sheet: ScoreSheet, stated: Mapping[str, Stated] = NOTHING_STATED) -> bool:
    """Return whether every condition holds; `stated` as of `holds`."""
    return all(holds(condition, sheet, stated) for condition in conditions)


def score_probability(condition: Condition, sheet: ScoreSheet) -> float | None:
    """Return the probability of a score condition; None where nothing is evidenced."""
    at_least = sheet.probability_at_least(condition.of, condition.value, condition.over)
    if at_least is None:
        return None
    return at_least if condition.test == "score_at_least" else 1 - at_least


def about(conditions: Iterable[Condition], node: str) -> tuple[Condition, ...]:
    """Return conditions with `this` replaced by the node that is judged."""
    return tuple(replace(condition, of=node) if condition.of == "this" else condition for condition in conditions)


def describe(condition: Condition, sheet: ScoreSheet, name: Text) -> Text:
    """Say a condition that holds, with its numbers: what made the rule fire."""
    score = sheet.scores[condition.of]
    match condition.test:
        case "coverage_below" | "coverage_at_least":
            if score.coverage == 0:
                return Text("nothing is known of {name}", name=name)
            return Text("{share:percent} of {name} is evidenced", share=score.coverage, name=name)
        case "strength_below" | "strength_at_least":
            return Text("evidence on {name} has strength {strength} of 5", name=name, strength=score.strength)
        case _:
            said = _score_text(condition, name, score_probability(condition, sheet) or 0.0)
            return Text("{said}, whatever is still unknown", said=said) if condition.over == "all" else said


def _score_text(condition: Condition, name: Text, probability: float) -> Text:
    if condition.test == "score_at_least":
        return Text(
            "{name} scores at least {value:g} with probability {probability:chance}",
            name=name,
            value=condition.value,
            probability=probability,
        )
    return Text(
        "{name} scores below {value:g} with probability {probability:chance}",
        name=name,
        value=condition.value,
        probability=probability,
    )
