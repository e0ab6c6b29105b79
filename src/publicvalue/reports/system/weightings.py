"""Public value and its dimensions under other weightings: weights are value judgements, this shows what they move."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.document.blocks import Cell, Grid, GridColumn, Row, Rows
from publicvalue.reports.table import Table
from publicvalue.reports.wording import UNKNOWN, capitalise, write_score
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.scores.weightings import WeighedScore
from publicvalue.words.text import Text

Scored = Score | WeighedScore


def weightings_grid(outcome: AssessmentResult) -> Grid:
    """Return public value and each dimension under every weighting, the one that counts first."""
    nodes = (PUBLIC_VALUE, *(dimension.id for dimension in outcome.framework.dimensions))
    heads = (GridColumn(capitalise(node_name(outcome.framework, node)), numeric=True) for node in nodes)
    rows = (Row((name, *(_cell(scores.get(node)) for node in nodes)), id) for id, name, scores in _weightings(outcome))
    return Grid(
        Text("other weightings"),
        Text("Scores under other weightings, with their 95 % intervals"),
        (GridColumn(Text("Weighting")), *heads),
        (Rows(tuple(rows)),),
        weightings_table(outcome),
    )


def _weightings(outcome: AssessmentResult) -> Iterator[tuple[str, str, dict[str, Scored]]]:
    """Yield id, name and scores of every weighting."""
    yield "stated", Text("As stated"), dict(outcome.scores)
    for one in outcome.weightings:
        yield one.id, capitalise(one.title), dict(one.scores)


def _cell(score: Scored | None) -> Cell:
    return UNKNOWN if score is None else write_score(score)


def weightings_table(outcome: AssessmentResult) -> Table:
    """Return public value and its dimensions under every weighting beside the one that counts."""
    columns = (
        *(Text("weighting"), Text("id"), Text("node"), Text("node id"), Text("score")),
        *(Text("low (95 %)"), Text("high (95 %)")),
        *(Text("probability of a good score"), Text("probability of a bad score")),
    )
    rows = tuple(
        (
            *(one.title, one.id, node_name(outcome.framework, node), node),
            *(score.value, score.low, score.high, score.good, score.bad),
        )
        for one in outcome.weightings
        for node, score in one.scores.items()
    )
    return Table("weightings", Text("Scores under other weightings"), columns, rows)
