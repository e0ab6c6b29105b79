"""Advice: the framework's recommendations whose triggers hold, with why, and what acting on them would bring."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.findings.conditions import all_hold, describe
from publicvalue.findings.names import node_name
from publicvalue.framework.model import Framework, Recommendation
from publicvalue.scores.drivers.what_if import coverage_if_known, gain_if_raised
from publicvalue.scores.rounding import rank_key
from publicvalue.scores.sheet import ScoreSheet
from publicvalue.words.text import Text

EFFORT = {"small": 1.0, "medium": 2.0, "large": 4.0}
"""Rough effort, to rank advice by what it brings for what it costs: days, weeks, months."""


@dataclass(frozen=True)
class Advice:
    """One recommendation that was raised.

    Parameters
    ----------
    recommendation
        The recommendation, with its rule.
    because
        The conditions that held, in words with numbers.
    gain
        Points of public value, over what is evidenced, if the evidenced components it names reached the target.
    coverage_gain
        Share of public value's weight that would become known if all indicators it names were answered, 0 to 1.
    """

    recommendation: Recommendation
    because: tuple[Text, ...]
    gain: float
    coverage_gain: float

    @property
    def worth(self) -> float:
        """What it brings for its effort: points of score, and of coverage, over effort. It only ranks."""
        return (self.gain + 100 * self.coverage_gain) / EFFORT[self.recommendation.effort]


def find_advice(framework: Framework, sheet: ScoreSheet) -> tuple[Advice, ...]:
    """List the recommendations whose triggers hold, the most worthwhile first."""
    raised = [r for r in framework.recommendations if all_hold(r.when, sheet)]
    return tuple(sorted((_advice(framework, sheet, r) for r in raised), key=_rank))


def _rank(advice: Advice) -> tuple[int, float, str]:
    """Rank advice on measured weakness before advice to collect evidence, then by worth."""
    answers_weakness = any(condition.test.startswith("score") for condition in advice.recommendation.when)
    return (0 if answers_weakness else 1, -rank_key(advice.worth), advice.recommendation.id)


def _advice(framework: Framework, sheet: ScoreSheet, recommendation: Recommendation) -> Advice:
    simulation = sheet.simulation
    return Advice(
        recommendation=recommendation,
        because=tuple(describe(c, sheet, node_name(framework, c.of)) for c in recommendation.when),
        gain=gain_if_raised(simulation, recommendation.raises),
        coverage_gain=coverage_if_known(simulation.tree, simulation.points, recommendation.raises),
    )
