"""The public value chain: the same components by stage, where value is lost, and what is counted instead of shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from publicvalue.framework.model import Framework
from publicvalue.scores.rounding import rank_key
from publicvalue.scores.sheet import Score, ScoreSheet

SEEN = 0.25
"""Coverage from which a stage counts as seen."""


@dataclass(frozen=True)
class Chain:
    """The chain of one assessment.

    Parameters
    ----------
    stages
        Scores of the stages, in order.
    lost_at
        Node of the stage with the largest fall from the stage seen before it; empty when no stage falls.
    fall
        Size of that fall, in points.
    measures_outputs_only
        True when outputs are seen and outcomes are not: the agency counts what it produces, not what it changes.
    """

    stages: tuple[Score, ...]
    lost_at: str
    fall: float
    measures_outputs_only: bool


def follow_chain(framework: Framework, sheet: ScoreSheet) -> Chain:
    """Follow the value along the stages."""
    stages = tuple(
        sheet.scores[f"stage.{stage.id}"] for stage in framework.stages if f"stage.{stage.id}" in sheet.scores
    )
    lost_at, fall = _largest_fall(stages)
    return Chain(stages, lost_at, fall, _outputs_only({score.node: score for score in stages}))


def _largest_fall(stages: Sequence[Score]) -> tuple[str, float]:
    seen = [(score.node, score.value) for score in stages if score.value is not None]
    falls = [(rank_key(before[1] - after[1]), after[0]) for before, after in pairwise(seen)]
    fall, node = max(falls, default=(0.0, ""))
    return (node, fall) if fall > 0 else ("", 0.0)


def _outputs_only(stages: Mapping[str, Score]) -> bool:
    outputs, outcomes = stages.get("stage.outputs"), stages.get("stage.outcomes")
    return outputs is not None and outcomes is not None and outputs.coverage >= SEEN > outcomes.coverage
