"""Two results side by side: what differs, how sure that is, and what does not compare at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from publicvalue.findings.judgement.applicable import Inapplicable
from publicvalue.findings.judgement.claim import DOCUMENTED
from publicvalue.findings.names import node_name
from publicvalue.framework.changes import FrameworkChange, comparable_indicators, find_changes
from publicvalue.framework.judgement.advice import BEFORE_USE
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.results.draws import Assessed, Draws
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text

METHOD_NODES = ("framework", "component", "category", "dimension", PUBLIC_VALUE)
"""Nodes of changes to the method itself, which touch every score above the indicators."""

Order = Literal["above", "below", "overlapping"]
"""Where the second of two intervals lies."""


@dataclass(frozen=True)
class Pair:
    """One node in both results.

    Parameters
    ----------
    node, name
        The node, by id and in words.
    first, second
        Its scores.
    higher
        Probability that the second scores higher than the first, over what is evidenced; None where either is
        unknown, and where no draws are at hand. The two results are taken as independent.
    compares
        False when the frameworks ask different things, or weigh them differently, at or below this node.
    same_questions
        True when both results rest on the same indicators below this node.
    same_claim
        False where the two make claims of different kinds there, such as a promise and what is shown.
    """

    node: str
    name: Text
    first: Score
    second: Score
    higher: float | None
    compares: bool
    same_questions: bool
    same_claim: bool = True

    @property
    def order(self) -> Order | None:
        """Where the second's 95 % interval lies, seen from the first's; None where either is unknown."""
        first, second = self.first, self.second
        if first.low is None or first.high is None or second.low is None or second.high is None:
            return None
        return "above" if second.low > first.high else "below" if second.high < first.low else "overlapping"


@dataclass(frozen=True)
class Comparison:
    """Two results side by side.

    Parameters
    ----------
    first, second
        The results.
    pairs
        Their common nodes.
    changes
        What changed between their frameworks; what does not apply to a system is no change.
    by_draws
        Whether draws were compared.
    first_alone, second_alone
        What applies to the one and not to the other, with the reason why it does not.
    """

    first: AssessmentResult
    second: AssessmentResult
    pairs: tuple[Pair, ...]
    changes: tuple[FrameworkChange, ...]
    by_draws: bool = True
    first_alone: tuple[Inapplicable, ...] = ()
    second_alone: tuple[Inapplicable, ...] = ()


def compare_assessed(one: Assessed, other: Assessed) -> Comparison:
    """Set two results side by side at public value, dimensions, components, and indicators that either answered."""
    return _compare(one.result, other.result, (one.draws, other.draws))


def compare_results(first: AssessmentResult, second: AssessmentResult) -> Comparison:
    """Set two stored results side by side, as `compare_assessed`: no draws are stored, so by their intervals alone."""
    return _compare(first, second, ())


def _compare(first: AssessmentResult, second: AssessmentResult, draws: Sequence[Draws]) -> Comparison:
    changes = find_changes(first.framework, second.framework, _aside(first, second) | _aside(second, first))
    framework = second.framework
    above = [PUBLIC_VALUE, *(dimension.id for dimension in framework.dimensions)]
    components = [component.id for component in framework.components]
    indicators = [i.id for i in framework.indicators if i.id in first.answered or i.id in second.answered]
    nodes = [node for node in (*above, *components, *indicators) if node in first.scores]
    same = comparable_indicators(first.framework, second.framework)
    touched = [change.node for change in changes if change.effect != "none"]
    found = (_pair((first, second), node, same, touched) for node in nodes)
    shown = [pair for pair in found if _worth_showing(pair)]
    pairs = [
        replace(pair, higher=_probability_higher([one.of(pair.node) for one in draws], pair.node)) for pair in shown
    ]
    alone = _alone(second, first), _alone(first, second)
    return Comparison(first, second, tuple(pairs), changes, bool(draws), *alone)


def _aside(result: AssessmentResult, other: AssessmentResult) -> set[str]:
    """Return what does not apply to a system: parts, and components of which every part does not."""
    parts = {one.of for one in result.verdict.not_applicable}
    whole = (one.id for one in other.framework.components if {part.id for part in one.indicators} <= parts)
    return parts.union(whole)


def _alone(result: AssessmentResult, other: AssessmentResult) -> tuple[Inapplicable, ...]:
    """Return what does not apply to the one system and does to the other."""
    framework = other.framework
    applies = {component.id for component in framework.components} | {one.id for one in framework.indicators}
    return tuple(one for one in result.verdict.not_applicable if one.of in applies)


def _worth_showing(pair: Pair) -> bool:
    return pair.first.value is not None or pair.second.value is not None or pair.node.count(".") == 0


def _pair(both: tuple[AssessmentResult, AssessmentResult], node: str, same: frozenset[str], touched: list[str]) -> Pair:
    first, second = both
    asked = dict.fromkeys(indicator.id for one in both for indicator in one.framework.indicators)
    below = [id for id in asked if _under(id, node)]
    is_indicator = below == [node]
    changed = node not in same if is_indicator else any(_above(node, t) or t in METHOD_NODES for t in touched)
    answered = [_evidenced(outcome, below) for outcome in both]
    return Pair(
        node=node,
        name=node_name(second.framework, node),
        first=first.scores[node],
        second=second.scores[node],
        higher=None,
        compares=not changed,
        same_questions=answered[0] == answered[1],
        same_claim=_claim(first, node) == _claim(second, node),
    )


def _claim(result: AssessmentResult, node: str) -> str:
    """Return the kind of claim at a node; below the dimensions whether it is more than promised, or nothing known."""
    judged = result.verdict.overall if node == PUBLIC_VALUE else result.verdict.dimensions.get(node)
    if judged:
        return judged.claim.id
    promised = result.assessment.system.phase in BEFORE_USE or result.scores[node].strength < DOCUMENTED
    return "promised" if promised else "more"


def _evidenced(outcome: AssessmentResult, indicators: list[str]) -> set[str]:
    """Return which indicators have a score; one that this framework does not ask has none."""
    scores = outcome.scores
    return {id for id in indicators if id in scores and scores[id].value is not None}


def _under(id: str, node: str) -> bool:
    return node in (PUBLIC_VALUE, id) or id.startswith(node + ".")


def _above(node: str, id: str) -> bool:
    """Whether a change at `id` (its weight, its being asked) changes what `node` is formed from."""
    return node == PUBLIC_VALUE or id.startswith(node + ".")


def _probability_higher(draws: Sequence[Floats], node: str) -> float | None:
    """Compare shuffled draws: the two runs may share a seed, and must not be paired by it."""
    if not draws or any(np.isnan(drawn).any() for drawn in draws):
        return None
    size = min(len(drawn) for drawn in draws)
    shuffled = generator(0, f"compare {node}").permutation(draws[1])[:size]
    return float(np.mean(shuffled > draws[0][:size]) + 0.5 * np.mean(shuffled == draws[0][:size]))
