"""The weights explorer: public value and every node below it, over the same evidence, under other weights and means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.document.blocks import Block, Folded, Grid, GridColumn, Paragraph, Row, Rows, Section, said
from publicvalue.reports.system.scores.cells import bar_of, score_parts
from publicvalue.reports.system.tables import decisions_table
from publicvalue.reports.system.weightings import weightings_grid
from publicvalue.reports.table import Table
from publicvalue.reports.wording import NOTHING, capitalise, lowered
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.decisions import Decision
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text, joined

SMALL, WHOLE = 0.05, 9.95
"""Points below which a change is shown as 0, and from which it is shown without a decimal."""

NOT_REACHED = "–"
"""Stands where a decision does not reach a node."""


def decisions_section(outcome: AssessmentResult) -> Section:
    """Return public value and every node below it under each decision of the method."""
    of_whole = [decision for decision in outcome.decisions if decision.node == PUBLIC_VALUE]
    known = [decision for decision in of_whole if decision.value is not None]
    text = joined(Text("The same evidence with other weights and other means."), decisions_sentence(outcome))
    blocks: list[Block] = [Paragraph((text,)), *said(weighed_otherwise(outcome))]
    if known and outcome.weightings:
        blocks.append(weightings_grid(outcome))
    if known:
        paper = Text("The same for dimensions, categories, components and stages: {file}.", file="tables/decisions.csv")
        summary = Text("Dimensions, categories, components and stages")
        told = Text(
            "Change of each score in points. A dash stands where a decision does not reach a node, as the weights of "
            "the dimensions do not reach a component."
        )
        table = decisions_table(outcome)
        nodes = (Paragraph((told,), "small"), _nodes_grid(outcome, of_whole, table))
        blocks += [_whole_grid(outcome, known, table), Folded(summary, nodes, paper=(Paragraph((paper,), "small"),))]
    return Section("decisions", Text("If the method decided otherwise"), tuple(blocks), contents=Text("Other weights"))


def weighed_otherwise(outcome: AssessmentResult) -> Text:
    """Say under which other weights the answer would read otherwise, or that it would not."""
    verdict = outcome.verdict
    parts = tuple(
        Text("{title} ({direction:lower})", title=one.title, direction=Text(one.direction.title))
        for one in verdict.weightings
        if one.differs
    )
    if not verdict.weightings:
        return NOTHING
    if not parts:
        return Text("Under none of these weights would the answer read otherwise.")
    return Text("The answer would read otherwise under: {parts:parts}.", parts=parts)


def decisions_sentence(outcome: AssessmentResult) -> Text:
    """Say how far the decisions of the method move public value."""
    found = (decision for decision in outcome.decisions if decision.node == PUBLIC_VALUE)
    known = [(decision.value, decision.title) for decision in found if decision.value is not None]
    if not known:
        return Text("Nothing is evidenced yet, so no decision of the method can move the score.")
    (low, lowest), (high, highest) = min(known), max(known)
    if high - low < 1:
        return Text("No decision of the method moves the score by a point.")
    return Text(
        "The score would lie between {low:whole} ({lowest:lower}) and {high:whole} ({highest:lower}).",
        low=low,
        lowest=lowest,
        high=high,
        highest=highest,
    )


def _whole_grid(outcome: AssessmentResult, decisions: list[Decision], table: Table) -> Grid:
    score = outcome.scores[PUBLIC_VALUE]
    columns = (
        GridColumn(Text("Decision")),
        GridColumn(Text("Score"), numeric=True),
        GridColumn(Text("0 to 100")),
        GridColumn(Text("Change, points"), numeric=True),
    )
    return Grid(
        Text("decisions of the method"),
        Text("Public value under other decisions of the method"),
        columns,
        (Rows(tuple(_decision(score, decision) for decision in decisions)),),
        table,
    )


def _decision(score: Score, decision: Decision) -> Row:
    found = replace(
        score,
        node=decision.id,
        value=decision.value,
        low=decision.low,
        high=decision.high,
        bound_low=decision.bound_low,
        bound_high=decision.bound_high,
    )
    bar = bar_of(f"decision-{decision.id}", lowered(decision.title), found, (210, 22))
    return Row((decision.title, score_parts(found), (bar,), write_change(decision.change)))


def _nodes_grid(outcome: AssessmentResult, of_whole: list[Decision], table: Table) -> Grid:
    others = (GridColumn(decision.title, numeric=True) for decision in of_whole[1:])
    return Grid(
        Text("other scores under other decisions of the method"),
        Text("Change of every other evidenced score, in points"),
        (GridColumn(Text("Of")), GridColumn(Text("Score"), numeric=True), *others),
        (Rows(tuple(node_rows(outcome))),),
        table,
    )


def node_rows(outcome: AssessmentResult) -> Iterator[Row]:
    """Yield every evidenced node below public value: its name, its score, and its change under each alternative."""
    found: dict[str, list[Decision]] = {}
    for decision in outcome.decisions:
        found.setdefault(decision.node, []).append(decision)
    for node, (stated, *others) in found.items():
        if node != PUBLIC_VALUE and stated.value is not None:
            changes = (write_change(one.change) if one.applied else NOT_REACHED for one in others)
            name = capitalise(node_name(outcome.framework, node))
            yield Row((name, score_parts(outcome.scores[node]), *changes))


def write_change(change: float | None) -> str:
    """Write a change in points, with its sign; empty where none is known."""
    if change is None:
        return ""
    if abs(change) < SMALL:
        return "0"
    return Text("{change:+.1f}", change=change) if abs(change) < WHOLE else Text("{change:+.0f}", change=change)
