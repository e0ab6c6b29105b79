"""How the verdict was reached: red lines, harm, reasons and certainty, and the scores that they look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from publicvalue.findings.judgement.model import LineState, RedLineFinding
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
from publicvalue.reports.system.judgement.opening import write_verdict
from publicvalue.reports.system.tables import scores_table
from publicvalue.reports.wording import capitalise, sentence
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, joined

STATES: Mapping[LineState, Text] = MappingProxyType(
    {
        "broken": Text("broken"),
        "partly": Text("partly kept"),
        "kept": Text("kept"),
        "claimed": Text("answered yes, without a proof"),
        "unanswered": Text("not answered"),
        "not_applicable": Text("does not apply"),
    }
)


def verdict_section(outcome: AssessmentResult) -> Section:
    """Return how the verdicts were reached."""
    return Section("verdict", Text("How the verdict was reached"), tuple(_blocks(outcome)), contents=Text("Verdict"))


def _blocks(outcome: AssessmentResult) -> Iterator[Block]:
    if outcome.assessment.summary:
        yield Paragraph((outcome.assessment.summary,), "lead")
    yield Paragraph((Text(outcome.verdict.overall.direction.text),))
    if outcome.verdict.red_lines:
        yield Section("red-lines", Text("Red lines"), (_red_lines(outcome),), "part")
    if outcome.verdict.not_applicable:
        yield Section("not-applicable", Text("What does not apply"), (_not_applicable(outcome),), "part")
    yield Section("conditions", Text("Verdicts and their reasons"), (_conditions(outcome),), "part")
    table = scores_table(outcome)
    yield Section("scores-table", Text("Scores"), (Paragraph((Download(table),)), DataTable(table)), "part")


def _red_lines(outcome: AssessmentResult) -> Items:
    told = (joined(_red_line(line), line.beside) for line in outcome.verdict.red_lines)
    return Items(tuple(Item((text,)) for text in told))


def _red_line(line: RedLineFinding) -> Text:
    if not line.fact:
        return Text("{title}: {state}.", title=line.title, state=STATES[line.state])
    return sentence(Text("{title}: {state}. {fact}", title=line.title, state=STATES[line.state], fact=line.fact))


def _not_applicable(outcome: AssessmentResult) -> Items:
    told = (Text("{title}: {why:ended}", title=one.title, why=one.why) for one in outcome.verdict.not_applicable)
    return Items(tuple(Item((text,)) for text in told))


def _conditions(outcome: AssessmentResult) -> Grid:
    judged = {PUBLIC_VALUE: outcome.verdict.overall, **outcome.verdict.dimensions}
    rows = tuple(
        Row(
            (
                capitalise(node_name(outcome.framework, node)),
                write_verdict(judgement, outcome.verdict),
                Text(judgement.claim.title),
                joined(*map(sentence, judgement.reasons)),
                Text(judgement.certainty.level.title),
                joined(*(sentence(step.reason) for step in judgement.certainty.steps)) or Text("Nothing lowers it."),
            )
        )
        for node, judgement in judged.items()
    )
    heads = (
        Text("Of"),
        Text("Direction"),
        Text("Kind of claim"),
        Text("Because"),
        Text("Certainty"),
        Text("What lowers it"),
    )
    return Grid(
        Text("verdicts"),
        Text("Directions and their certainty, with their reasons"),
        tuple(map(GridColumn, heads)),
        (Rows(rows),),
    )
