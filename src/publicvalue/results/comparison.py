"""Two results side by side: what differs, how sure that is, and what does not compare at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from publicvalue.findings.names import node_name
from publicvalue.framework.changes import Change, comparable_indicators, find_changes
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.results.draws import Assessed
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.scores.simulation.uncertainty import generator
from publicvalue.scores.tree import Floats
from publicvalue.words.text import Text

METHOD_NODES = ("framework", "component", "category", "dimension", PUBLIC_VALUE)
"""Nodes of changes to the method itself, which touch every score above the indicators."""


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
        unknown. The two results are taken as independent.
    compares
        False when the frameworks ask different things, or weigh them differently, at or below this node.
    same_questions
        True when both results rest on the same indicators below this node.
    """

    node: str
    name: Text
    first: Score
    second: Score
    higher: float | None
    compares: bool
    same_questions: bool


@dataclass(frozen=True)
class Comparison:
    """Two results, their common nodes, and what changed between their frameworks."""

    first: AssessmentResult
    second: AssessmentResult
    pairs: tuple[Pair, ...]
    changes: tuple[Change, ...]


def compare_assessed(one: Assessed, other: Assessed) -> Comparison:
    """Set two results side by side at public value, dimensions, components, and indicators that either answered."""
    first, second = one.result, other.result
    changes = find_changes(first.framework, second.framework)
    framework = second.framework
    above = [PUBLIC_VALUE, *(dimension.id for dimension in framework.dimensions)]
    components = [component.id for component in framework.components]
    indicators = [i.id for i in framework.indicators if i.id in first.answered or i.id in second.answered]
    nodes = [node for node in (*above, *components, *indicators) if node in first.scores]
    same = comparable_indicators(first.framework, second.framework)
    touched = [change.node for change in changes if change.effect != "none"]
    pairs = (_pair((one, other), node, same, touched) for node in nodes)
    return Comparison(first, second, tuple(pair for pair in pairs if _worth_showing(pair)), changes)


def _worth_showing(pair: Pair) -> bool:
    return pair.first.value is not None or pair.second.value is not None or pair.node.count(".") == 0


def _pair(both: tuple[Assessed, Assessed], node: str, same: frozenset[str], touched: list[str]) -> Pair:
    first, second = (one.result for one in both)
    below = [indicator.id for indicator in second.framework.indicators if _under(indicator.id, node)]
    is_indicator = below == [node]
    changed = node not in same if is_indicator else any(_above(node, t) or t in METHOD_NODES for t in touched)
    answered = [_evidenced(outcome, below) for outcome in (first, second)]
    return Pair(
        node=node,
        name=node_name(second.framework, node),
        first=first.scores[node],
        second=second.scores[node],
        higher=_probability_higher([one.draws.of(node) for one in both], node),
        compares=not changed,
        same_questions=answered[0] == answered[1],
    )


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
    if any(np.isnan(drawn).any() for drawn in draws):
        return None
    size = min(len(drawn) for drawn in draws)
    shuffled = generator(0, f"compare {node}").permutation(draws[1])[:size]
    return float(np.mean(shuffled > draws[0][:size]) + 0.5 * np.mean(shuffled == draws[0][:size]))
