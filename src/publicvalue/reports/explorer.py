"""The weights explorer: public value under other weights and other means, over the same evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from publicvalue.findings.model import Outcome
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.charts import draw_score_bar
from publicvalue.reports.tables import Table
from publicvalue.reports.wording import write_whole
from publicvalue.scores.decisions import Decision, explore_decisions
from publicvalue.scores.sheet import Score


@dataclass(frozen=True)
class ExplorerRow:
    """One decision: its words, its score as number and picture, and the change from the stated method."""

    title: str
    score: Score
    bar: str
    change: str


@dataclass(frozen=True)
class ExplorerPart:
    """The rows, one sentence that sums them up, and the same as a table for the CSV."""

    sentence: str
    rows: tuple[ExplorerRow, ...]
    table: Table


def describe_explorer(outcome: Outcome) -> ExplorerPart:
    """Return public value under each decision of the method."""
    decisions = explore_decisions(outcome.framework, outcome.sheet.simulation, outcome.assessment.settings.seed)
    score = outcome.sheet.scores[PUBLIC_VALUE]
    known = [decision for decision in decisions if decision.value is not None]
    return ExplorerPart(_sentence(decisions), tuple(_row(score, decision) for decision in known), _table(decisions))


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
    return "0" if abs(change) < 0.5 else f"{change:+.0f}".replace("-", "−")


def _sentence(decisions: tuple[Decision, ...]) -> str:
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


def _table(decisions: tuple[Decision, ...]) -> Table:
    columns = (
        *("decision", "score", "low (95 %)", "high (95 %)", "score if unknown were 0", "score if unknown were 100"),
        *("change in points", "changed the simulation"),
    )
    rows = tuple(
        (d.title, d.value, d.low, d.high, d.bound_low, d.bound_high, d.change, "yes" if d.applied else "no")
        for d in decisions
    )
    return Table("decisions", "Public value under other decisions of the method", columns, rows)
