"""The citizens' page: what a system does, what is known of it, what is done, and how to object, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from publicvalue.framework.judgement.verdict import CertaintyId
from publicvalue.reports.addresses import web_address
from publicvalue.reports.document.blocks import Block, Document, Item, Items, Notice, Paragraph, Section, Span, said
from publicvalue.reports.made_up import describe_made_up
from publicvalue.reports.system.advice.response import plan_items
from publicvalue.reports.system.groups import find_gaps
from publicvalue.reports.system.judgement.facts import find_facts
from publicvalue.reports.system.judgement.first_page import LINE_ROLES, PHASE
from publicvalue.reports.system.judgement.opening import tone_of
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, sentence

FACTS = 4
ACTIONS = 5
GAPS = 2

SURE: Mapping[CertaintyId, Text] = MappingProxyType(
    {
        "very_low": Text("We know very little: what is said here may well turn out otherwise."),
        "low": Text("We know some of it: more evidence may change the answer."),
        "moderate": Text("We are fairly sure: more evidence may change details."),
        "high": Text("We are sure: more evidence is unlikely to change the answer."),
    }
)
"""How sure the answer is, for people who do not know the four words."""


def citizens_document(outcome: AssessmentResult) -> Document:
    """Return the citizens' page of an outcome."""
    assessment, made_up = outcome.assessment, describe_made_up(outcome)
    return Document(
        id=f"{assessment.id}-citizens",
        title=assessment.system.name,
        name=Text("{system}: for citizens", system=assessment.system.name),
        kicker=Text("For citizens · {organisation}", organisation=assessment.system.run_by()),
        notices=(Notice(made_up),) if made_up else (),
        opening=tuple(_sections(outcome)),
        sections=(),
        foot=said(
            Text(
                "This page is made from an assessment of {first} to {last}. The agency must give you the whole report "
                "where the law on access to information says so.",
                first=assessment.period_from,
                last=assessment.period_to,
            )
        ),
        form="brief",
    )


def _sections(outcome: AssessmentResult) -> Iterator[Section]:
    system = outcome.assessment.system
    yield Section("does", Text("What does it do?"), _does(outcome))
    whom = system.goal or Text("The agency has not stated for whom it is.")
    yield Section("whom", Text("Who is it for?"), (Paragraph((whom,)),))
    answer = (Paragraph((sentence(outcome.verdict.said.first),), "answer"), *said(*outcome.verdict.said.harms))
    yield Section("answer", Text("Is it good for people?"), answer, "answer", tone=tone_of(outcome))
    yield Section("known", Text("What is known?"), _known(outcome))
    yield Section("sure", Text("How sure is that?"), said(_sure(outcome), outcome.verdict.said.not_shown))
    yield Section("done", Text("What is being done?"), tuple(_done(outcome)))
    yield Section("object", Text("How can I object or appeal?"), tuple(_object(outcome)))


def _does(outcome: AssessmentResult) -> tuple[Paragraph, ...]:
    system = outcome.assessment.system
    named = {"organisation": system.organisation, "phase": PHASE[system.phase]}
    run = Text("{organisation} runs it. It is {phase}.", **named)
    if system.begin_date:
        run = Text("{organisation} runs it. It is {phase}, since {begin}.", **named, begin=system.begin_date)
    decides = system.human_decisions or Text(
        "The agency has not stated what people decide and what the system decides."
    )
    return Paragraph((system.description,)), Paragraph((run,)), Paragraph((decides,))


def _known(outcome: AssessmentResult) -> tuple[Block, ...]:
    facts = [fact.text for fact in find_facts(outcome, FACTS)]
    facts += [gap.text for gap in find_gaps(outcome)[:GAPS]]
    if not facts:
        return said(Text("Nothing has been counted or measured yet."))
    return (Items(tuple(Item((fact,)) for fact in facts), role="facts"),)


def _sure(outcome: AssessmentResult) -> Text:
    levels = {id: text for id, text in SURE.items() if id == outcome.verdict.overall.certainty.level.id}
    return next(iter(levels.values()), SURE["very_low"])


def _done(outcome: AssessmentResult) -> Iterator[Block]:
    assessment = outcome.assessment
    if assessment.response:
        yield Paragraph((assessment.response.text,))
    open_lines = outcome.verdict.lines("broken", "partly")
    if open_lines:
        parts = (
            (Span(Text("{state}:", state=LINE_ROLES[line.state]), "strong"), Text("{fact:sentence}", fact=line.fact))
            for line in open_lines
        )
        yield Items(tuple(Item(one) for one in parts), role="red-lines")
    plan = plan_items(outcome, ACTIONS)
    yield from plan
    if not plan:
        yield from said(Text("The agency has not said yet what it will do, and by when."))


def _object(outcome: AssessmentResult) -> Iterator[Block]:
    system = outcome.assessment.system
    if system.appeals_and_review:
        yield Paragraph((system.appeals_and_review,))
    else:
        yield from said(
            Text(
                "The agency has not stated how you can object. Ask it in writing who reviews a decision, and keep a "
                "copy of what you send."
            )
        )
    if system.contact_email:
        yield from said(Text("Write to: {address}", address=system.contact_email))
    if web_address(system.website):
        yield Paragraph((Span(system.website, to=system.website),))
