"""Strong and weak points: components that stand clearly above or below the middle of the scale."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.framework.model import Framework
from publicvalue.scores.sheet import Score, ScoreSheet

MIDDLE = 50.0
SURE = 0.7


@dataclass(frozen=True)
class Points:
    """Components, the clearest first: strong, weak, those that are neither, and those of which nothing is known."""

    strong: tuple[Score, ...]
    weak: tuple[Score, ...]
    unclear: tuple[Score, ...]
    unknown: tuple[Score, ...]


def find_points(framework: Framework, sheet: ScoreSheet) -> Points:
    """Sort the components by what can be said of them."""
    scores = [sheet.scores[component.id] for component in framework.components]
    known = [(score, sheet.probability_at_least(score.node, MIDDLE)) for score in scores]
    strong = [score for score, p in known if p is not None and p >= SURE]
    weak = [score for score, p in known if p is not None and 1 - p >= SURE]
    unclear = [score for score, p in known if p is not None and score not in strong and score not in weak]
    return Points(
        strong=tuple(sorted(strong, key=lambda score: -(score.value or 0))),
        weak=tuple(sorted(weak, key=lambda score: score.value or 0)),
        unclear=tuple(unclear),
        unknown=tuple(score for score, p in known if p is None),
    )
