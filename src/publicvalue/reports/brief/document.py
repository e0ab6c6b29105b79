"""The brief: two printed pages that can be read aloud, made from a result alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from publicvalue.framework.model import Term
from publicvalue.reports.document.blocks import (
    Block,
    Document,
    Item,
    Items,
    Notice,
    Paragraph,
    Section,
    Span,
    said,
)
from publicvalue.reports.made_up import describe_made_up
from publicvalue.reports.system.advice.response import open_advice, plan_items, response_paragraphs
from publicvalue.reports.system.evidence.lacking import find_lacking
from publicvalue.reports.system.groups import find_gaps
from publicvalue.reports.system.judgement.first_page import (
    SCALE,
    SEVERAL,
    about_paragraphs,
    answer_texts,
    fact_items,
    not_applicable_text,
    red_line_items,
    step_parts,
    write_precise,
)
from publicvalue.reports.system.judgement.opening import tone_of, write_verdict
from publicvalue.reports.system.scores.explorer import weighed_otherwise
from publicvalue.reports.wording import NOTHING
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, counted

STEPS = 5
"""Steps of a brief."""

ACTIONS = 4
"""Actions of the plan that a brief names."""

LACKING = 3
"""Items of checklists that are not in place, of a brief."""

GAPS = 2
"""Differences between groups of a brief."""


def brief_document(outcome: AssessmentResult) -> Document:
    """Return the brief of an outcome: what a minister can read aloud.

    Parameters
    ----------
    outcome
        Everything that the assessment found.
    """
    assessment, made_up = outcome.assessment, describe_made_up(outcome)
    return Document(
        id=f"{assessment.id}-brief",
        title=assessment.title,
        name=Text("{title}: brief", title=assessment.title),
        kicker=Text(
            "Brief · {organisation} · {first:date} to {last:date}",
            organisation=assessment.system.run_by(),
            first=dt.date.fromisoformat(assessment.period_from),
            last=dt.date.fromisoformat(assessment.period_to),
        ),
        notices=(Notice(made_up),) if made_up else (),
        opening=tuple(_sections(outcome)),
        sections=(),
        foot=said(
            Text(
                "Made with publicvalue {version} under {framework}. Every number, its interval and its evidence stand "
                "in the report.",
                version=outcome.version,
                framework=outcome.framework.name,
            )
        ),
        form="brief",
    )


def _sections(outcome: AssessmentResult) -> Iterator[Section]:
    yield Section("about", Text("What it is"), about_paragraphs(outcome))
    first, *others = _answer(outcome)
    answer = (Paragraph((first,), "answer"), Paragraph(tuple(others)))
    yield Section("answer", Text("Is it creating public value?"), answer, "answer", tone=tone_of(outcome))
    yield Section("facts", Text("What was found"), (fact_items(outcome), *_gaps(outcome)))
    if outcome.verdict.red_lines:
        yield Section("lines", Text("Red lines"), (red_line_items(outcome),))
    yield from _lacking(outcome)
    yield Section("dimensions", Text("By dimension"), (_dimensions(outcome), Paragraph((SCALE,), "small")))
    if unknown := _unknown(outcome):
        yield Section("unknown", Text("What is not known"), unknown)
    yield Section("next", Text("Next steps"), (_steps(outcome),))
    if outcome.assessment.response or outcome.assessment.action_plan:
        done: tuple[Block, ...] = (
            *response_paragraphs(outcome),
            *plan_items(outcome, ACTIONS),
            *said(open_advice(outcome)),
        )
        yield Section("response", Text("What is done about it"), done)


def _answer(outcome: AssessmentResult) -> tuple[Text, ...]:
    """Return the answer as it is read aloud: where red lines are broken, what else is to mend stands below."""
    told, verdict = answer_texts(outcome), outcome.verdict
    if len(verdict.lines("broken")) < SEVERAL:
        return told
    return tuple(one for one in told if one not in verdict.said.conditions)


def _gaps(outcome: AssessmentResult) -> tuple[Block, ...]:
    told = {harm.indicator for harm in outcome.verdict.harms}
    gaps = [gap for gap in find_gaps(outcome) if gap.indicator.id not in told][:GAPS]
    return (Items(tuple(Item((gap.text,)) for gap in gaps), role="warnings"),) if gaps else ()


def _dimensions(outcome: AssessmentResult) -> Items:
    return Items(tuple(Item(_dimension(outcome, term)) for term in outcome.framework.dimensions))


def _dimension(outcome: AssessmentResult, term: Term) -> tuple[Span, Text]:
    judged = outcome.verdict.dimensions[term.id]
    numbers = write_precise(judged, outcome.scores[term.id])
    head = Span(Text("{dimension}:", dimension=Text(term.title)), "strong")
    words = write_verdict(judged, outcome.verdict)
    return head, Text("{words:lower}; {numbers}.", words=words, numbers=numbers) if numbers else Text(
        "{words:lower}.", words=words
    )


def _lacking(outcome: AssessmentResult) -> Iterator[Section]:
    """Yield what checklists found not to be in place, beside what the answer says: half a checklist has findings."""
    lines = {line.by for line in outcome.verdict.red_lines if line.state in ("broken", "partly")}
    found = [one for one in find_lacking(outcome) if f"{one.indicator}/{one.item}" not in lines]
    wanting = [one for one in found if one.state == "no"]
    if not wanting:
        return
    items = [Item((one.text,)) for one in wanting[:LACKING]]
    if more := len(found) - len(items):
        said_more = counted(more, "{number} more item is not in place.", "{number} more items are not in place.")
        items.append(Item((said_more,)))
    yield Section("lacking", Text("What is not in place"), (Items(tuple(items)),))


def _unknown(outcome: AssessmentResult) -> tuple[Block, ...]:
    verdict = outcome.verdict
    otherwise = weighed_otherwise(outcome) if any(one.differs for one in verdict.weightings) else NOTHING
    return said(verdict.said.not_shown, verdict.said.missing, otherwise, not_applicable_text(outcome))


def _steps(outcome: AssessmentResult) -> Block:
    steps = outcome.advice[:STEPS]
    if not steps:
        return Paragraph((Text("No rule of the framework asks for action."),))
    return Items(tuple(Item(step_parts(advice)) for advice in steps), ordered=True, role="steps")
