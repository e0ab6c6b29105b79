"""How the verdict was reached: floors, conditions that held, and the scores that they look at."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.document.blocks import (
    Block,
    DataTable,
    Download,
    Grid,
    GridColumn,
    Item,
    Items,
    Paragraph,
    Row,
    Rows,
    Section,
)
from publicvalue.reports.system.opening import write_verdict
from publicvalue.reports.system.tables import scores_table
from publicvalue.reports.wording import capitalise, sentence
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, joined


def verdict_section(outcome: AssessmentResult) -> Section:
    """Return how the verdicts were reached."""
    return Section("verdict", Text("How the verdict was reached"), tuple(_blocks(outcome)), contents=Text("Verdict"))


def _blocks(outcome: AssessmentResult) -> Iterator[Block]:
    if outcome.assessment.summary:
        yield Paragraph((outcome.assessment.summary,), "lead")
    yield Paragraph((Text(outcome.verdict.overall.level.text),))
    if outcome.verdict.broken:
        floors = (
            Paragraph((Text("A floor guards what no benefit can buy off. A broken one caps the verdict."),)),
            Items(tuple(Item((broken.text,)) for broken in outcome.verdict.broken)),
        )
        yield Section("floors", Text("Floors that are broken"), floors, "part")
    yield Section("conditions", Text("Verdicts and their conditions"), (_conditions(outcome),), "part")
    table = scores_table(outcome)
    yield Section("scores-table", Text("Scores"), (Paragraph((Download(table),)), DataTable(table)), "part")


def _conditions(outcome: AssessmentResult) -> Grid:
    judged = {PUBLIC_VALUE: outcome.verdict.overall, **outcome.verdict.dimensions}
    rows = tuple(
        Row(
            (
                capitalise(node_name(outcome.framework, node)),
                write_verdict(judgement),
                joined(*map(sentence, judgement.reasons)) or Text("No other rule held."),
                joined(*map(sentence, judgement.leaning_reasons)) or Text("It points both ways."),
            )
        )
        for node, judgement in judged.items()
    )
    heads = (Text("Of"), Text("Verdict"), Text("Because"), Text("What the evidence so far says"))
    return Grid(
        Text("verdicts"),
        Text("Verdicts, with the conditions of the rules that gave them"),
        tuple(map(GridColumn, heads)),
        (Rows(rows),),
    )
