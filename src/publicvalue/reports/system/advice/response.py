"""What the management says to the findings, and does about them: its response, and its plan with owners and days."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from publicvalue.evidence.stated import ActionStatus, PlannedAction
from publicvalue.reports.document.blocks import (
    Block,
    Grid,
    GridColumn,
    Item,
    Items,
    Paragraph,
    Row,
    Rows,
    Section,
    Span,
    said,
)
from publicvalue.reports.table import Table
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, counted, joined

STATUSES: Mapping[ActionStatus, Text] = MappingProxyType(
    {"planned": Text("planned"), "started": Text("started"), "done": Text("done"), "dropped": Text("dropped")}
)


def response_section(outcome: AssessmentResult) -> Section:
    """Return the management's response and its action plan, or that there is none yet."""
    heading = Text("What is done about it")
    blocks: tuple[Block, ...] = (*response_paragraphs(outcome), *_plan(outcome), *said(open_advice(outcome)))
    return Section("response", heading, blocks, contents=heading)


def response_paragraphs(outcome: AssessmentResult) -> tuple[Paragraph, ...]:
    """Return what the management says, with who says it and when; or that it has not said anything yet."""
    response = outcome.assessment.response
    if response is None:
        return said(Text("The management has not responded yet: `response` in assessment.yaml holds what it says."))
    who: list[Text] = []
    if response.said_by and response.day:
        who = [Text("{who}, {day:date}", who=response.said_by, day=response.day)]
    elif response.said_by:
        who = [Text("{who}", who=response.said_by)]
    elif response.day:
        who = [Text("{day:date}", day=response.day)]
    return Paragraph((response.text,)), *(Paragraph((one,), "small") for one in who)


def plan_table(outcome: AssessmentResult) -> Table:
    """Return the action plan as a table."""
    columns = (
        Text("What"),
        Text("Owner"),
        Text("By"),
        Text("Status"),
        Text("Recommendation"),
        Text("Note"),
    )
    rows = tuple(
        (one.what, one.owner, one.due.isoformat(), STATUSES[one.status], one.recommendation, one.note)
        for one in outcome.assessment.action_plan
    )
    return Table("action-plan", Text("Action plan"), columns, rows)


def plan_items(outcome: AssessmentResult, most: int) -> tuple[Items, ...]:
    """Return the actions that are not done yet, the first due first; none where no plan stands."""
    pending = [one for one in outcome.assessment.action_plan if one.status in ("planned", "started")]
    if not pending:
        return ()
    ordered = sorted(pending, key=lambda one: one.due)
    return (Items(tuple(Item(_action(one)) for one in ordered[:most])),)


def done_in_short(outcome: AssessmentResult) -> tuple[Block, ...]:
    """Return what the management says and does about the findings, for anybody; nothing where neither is told."""
    assessment = outcome.assessment
    blocks: list[Block] = []
    if assessment.response:
        blocks += response_paragraphs(outcome)
    if plan := assessment.action_plan:
        done = sum(one.status == "done" for one in plan)
        blocks += said(
            counted(
                len(plan),
                "{done} of {number} planned action is done.",
                "{done} of {number:count} planned actions are done.",
                done=done,
            )
        )
        blocks += plan_items(outcome, len(plan))
        dropped = (one for one in plan if one.status == "dropped")
        refused = tuple(Text("{what:ended} {why:ended}", what=one.what, why=one.note) for one in dropped)
        if refused:
            blocks += said(Text("Dropped, with the reason:"))
            blocks.append(Items(tuple(Item((one,)) for one in refused)))
    return tuple(blocks)


def _action(one: PlannedAction) -> tuple[str | Span, ...]:
    told = Text("{owner}, by {day:date}: {status}.", owner=one.owner, day=one.due, status=STATUSES[one.status])
    return Text("{what:ended}", what=one.what), Span(told, "aside")


def _plan(outcome: AssessmentResult) -> tuple[Block, ...]:
    plan = outcome.assessment.action_plan
    if not plan:
        return said(Text("There is no action plan yet: `action_plan` in assessment.yaml holds it."))
    rows = tuple(
        Row(
            (
                joined(Text("{what}", what=one.what), Text("({note})", note=one.note) if one.note else Text("")),
                one.owner,
                Text("{day:date}", day=one.due),
                STATUSES[one.status],
                _follows(outcome, one),
            )
        )
        for one in sorted(plan, key=lambda one: one.due)
    )
    heads = (Text("What"), Text("Owner"), Text("By"), Text("Status"), Text("Follows"))
    columns = tuple(map(GridColumn, heads))
    return (Grid(Text("action plan"), Text("Action plan"), columns, (Rows(rows),), plan_table(outcome)),)


def _follows(outcome: AssessmentResult, one: PlannedAction) -> Text:
    titles = {advice.id: advice.title for advice in outcome.framework.recommendations}
    return Text(titles[one.recommendation]) if one.recommendation in titles else Text("no recommendation")


def open_advice(outcome: AssessmentResult) -> Text:
    """Name the urgent advice that no action follows; empty where all of it is followed, or there is no plan."""
    followed = {one.recommendation for one in outcome.assessment.action_plan if one.status != "dropped"}
    urgent = [one for one in outcome.advice if one.group in ("red line", "harm")]
    titles = tuple(Text(one.recommendation.title) for one in urgent if one.recommendation.id not in followed)
    if not titles or not outcome.assessment.action_plan:
        return Text("")
    return Text("No action follows yet: {titles:parts}.", titles=titles)
