"""The weights explorer: public value and every node below it, over the same evidence, under other weights and means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.pictures.drawing import draw_score_bar
from publicvalue.reports.system.tables import decisions_table
from publicvalue.reports.table import Table
from publicvalue.reports.wording import capitalise, write_whole
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.decisions import Decision
from publicvalue.scores.sheet import Score

SMALL, WHOLE = 0.05, 9.95
"""Points below which a change is shown as 0, and from which it is shown without a decimal."""

NOT_REACHED = "–"
"""Stands where a decision does not reach a node."""


@dataclass(frozen=True)
class ExplorerRow:
    """One decision: its words, its score as number and picture, and the change from the stated method."""

    title: str
    score: Score
    bar: str
    change: str


@dataclass(frozen=True)
class NodeRow:
    """A node below public value: its name, its score, and what each alternative changes, in points."""

    name: str
    score: Score
    changes: tuple[str, ...]


@dataclass(frozen=True)
class ExplorerPart:
    """What the decisions of the method do.

    Parameters
    ----------
    sentence
        How far they move public value.
    rows
        Public value under each decision.
    titles, nodes
        The alternatives, and every evidenced node below public value with the change under each.
    table
        All of it for the CSV, with the proof that each decision was applied.
    """

    sentence: str
    rows: tuple[ExplorerRow, ...]
    titles: tuple[str, ...]
    nodes: tuple[NodeRow, ...]
    table: Table


def describe_explorer(outcome: AssessmentResult) -> ExplorerPart:
    """Return public value and every node below it under each decision of the method."""
    of_whole = [decision for decision in outcome.decisions if decision.node == PUBLIC_VALUE]
    score = outcome.scores[PUBLIC_VALUE]
    return ExplorerPart(
        sentence=_sentence(of_whole),
        rows=tuple(_row(score, decision) for decision in of_whole if decision.value is not None),
        titles=tuple(decision.title for decision in of_whole[1:]),
        nodes=tuple(_nodes(outcome)),
        table=decisions_table(outcome),
    )


def _nodes(outcome: AssessmentResult) -> Iterator[NodeRow]:
    found: dict[str, list[Decision]] = {}
    for decision in outcome.decisions:
        found.setdefault(decision.node, []).append(decision)
    for node, (stated, *others) in found.items():
        if node != PUBLIC_VALUE and stated.value is not None:
            changes = tuple(_change(one.change) if one.applied else NOT_REACHED for one in others)
            yield NodeRow(capitalise(node_name(outcome.framework, node)), outcome.scores[node], changes)


def _row(score: Score, decision: Decision) -> ExplorerRow:
    found = replace(
        score,
        node=decision.id,
        value=decision.value,
        low=decision.low,
        high=decision.high,
        bound_low=decision.bound_low,
        bound_high=decision.bound_high,
    )
    bar = draw_score_bar(f"bar-decision-{decision.id}", decision.title.lower(), found, (210, 22))
    return ExplorerRow(decision.title, found, bar, _change(decision.change))


def _change(change: float | None) -> str:
    if change is None:
        return ""
    if abs(change) < SMALL:
        return "0"
    return f"{change:+.{1 if abs(change) < WHOLE else 0}f}".replace("-", "−")


def _sentence(decisions: list[Decision]) -> str:
    known = [(decision.value, decision.title) for decision in decisions if decision.value is not None]
    if not known:
        return "Nothing is evidenced yet, so no decision of the method can move the score."
    (low, lowest), (high, highest) = min(known), max(known)
    if high - low < 1:
        return "No decision of the method moves the score by a point."
    return (
        f"The score would lie between {write_whole(low)} ({lowest[:1].lower()}{lowest[1:]}) and {write_whole(high)} "
        f"({highest[:1].lower()}{highest[1:]})."
    )
