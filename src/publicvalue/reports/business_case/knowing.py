"""What is worth knowing before deciding: in money, as the business case has it, beside the points of an assessment.

Money is what knowing is worth to the choice between options, and a forecast. Points are what knowing is expected to
narrow an assessment by. They answer two questions, and are never summed.
"""

from __future__ import annotations

from publicvalue.business_case.drivers import CaseDriver
from publicvalue.business_case.model import Case
from publicvalue.business_case.result import CaseResult
from publicvalue.findings.names import node_name
from publicvalue.reports.business_case.shown import shown
from publicvalue.reports.business_case.tables import factor_name, write_money
from publicvalue.reports.document.blocks import Block, Item, Items, Section, findings, said
from publicvalue.reports.render.terminal import wrap
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import write_percent
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import Language
from publicvalue.words.text import Text

WORTH_KNOWING = 3
"""Uncertain things that are named as worth knowing, in money and in points."""
NO_WORTH = Text("In every draw the same option is best: knowing more before the choice would not turn it.")
ALONE = Text("No single thing, were it known alone, would turn the choice.")


def knowing_section(case: Case, result: CaseResult) -> Section:
    """Return what is worth knowing, in money alone."""
    heading = Text("What is worth knowing first")
    if result.perfect <= 0:
        return Section("knowing", heading, said(NO_WORTH))
    items = [_in_money(case, one) for one in _worth(result)]
    alone = [ALONE] if not items else []
    listed: tuple[Block, ...] = (Items(tuple(Item((one,)) for one in items), ordered=True),) if items else ()
    return Section("knowing", heading, (*findings((_perfect(case, result),)), *said(*alone), *listed))


def knowing_beside(case: Case, result: CaseResult, outcome: AssessmentResult) -> Section:
    """Return what is worth knowing, in money of the case and in points of the assessment, in one table."""
    told = _perfect(case, result) if result.perfect > 0 else NO_WORTH
    apart = Text(
        "Money is a forecast of the business case; points are those of the assessment of {title}, as it was computed "
        "last. They answer two questions, and are not summed.",
        title=outcome.assessment.title,
    )
    table = shown(_table(case, result, outcome))
    return Section("knowing", Text("What is worth knowing first"), (*findings((told,)), *said(apart), table))


def _table(case: Case, result: CaseResult, outcome: AssessmentResult) -> Table:
    money: list[tuple[Cell, ...]] = [
        (factor_name(case, one.factor), write_money(case, one.worth), None, None) for one in _worth(result)
    ]
    names = outcome.framework
    points: list[tuple[Cell, ...]] = [
        (
            Text(
                "{title} – {component}",
                title=Text(one.indicator.title),
                component=node_name(names, one.indicator.component),
            ),
            None,
            Text("{points:fixed1}", points=max(one.narrowing, 0.0)),
            write_percent(one.verdict_change),
        )
        for one in outcome.next_evidence[:WORTH_KNOWING]
    ]
    columns = (
        Text("What"),
        Text("In money, at most"),
        Text("In points of public value, expected"),
        Text("Chance that the verdict changes"),
    )
    title = Text("What is worth knowing before deciding")
    return Table("knowing", title, columns, (*money, *points))


def render_worth(case: Case, result: CaseResult, language: Language, width: int = 80) -> str:
    """Write what is worth knowing in money as plain text, to stand below the next evidence in points."""
    told = _perfect(case, result) if result.perfect > 0 else NO_WORTH
    heading = Text("Before deciding, in money, by the forecast of the business case {title}:", title=case.title)
    items = [_in_money(case, one) for one in _worth(result)]
    lines = [line for text in (heading, told) for line in wrap(language.write(text), width)]
    lines += [line for text in items for line in wrap(language.write(text), width, "- ")]
    return "\n".join(lines) + "\n"


def _perfect(case: Case, result: CaseResult) -> Text:
    return Text(
        "Knowing everything before the choice would be worth {value} on average: to find out more, no more should be "
        "spent.",
        value=write_money(case, result.perfect),
    )


def _worth(result: CaseResult) -> list[CaseDriver]:
    if result.perfect <= 0:
        return []
    return sorted((one for one in result.drivers if one.worth > 0), key=lambda one: -one.worth)[:WORTH_KNOWING]


def _in_money(case: Case, one: CaseDriver) -> Text:
    return Text("{what}: at most {value}", what=factor_name(case, one.factor), value=write_money(case, one.worth))
