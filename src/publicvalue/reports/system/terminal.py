"""The summary of a system as a document, for a terminal and for the minutes of a meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.framework.model import Term
from publicvalue.reports.document.blocks import (
    Bar,
    Block,
    Document,
    Item,
    Items,
    ItemsRole,
    Notice,
    ScoreLine,
    ScoreLines,
    Section,
    said,
)
from publicvalue.reports.made_up import describe_made_up
from publicvalue.reports.pictures.model import ScoreBar
from publicvalue.reports.precision import describe_precision_briefly
from publicvalue.reports.render.terminal import render_text
from publicvalue.reports.system.evidence.lacking import find_lacking
from publicvalue.reports.system.evidence.measured import refusals
from publicvalue.reports.system.evidence.question_texts import asking
from publicvalue.reports.system.groups import find_gaps
from publicvalue.reports.system.judgement.first_page import (
    about_paragraphs,
    answer_texts,
    fact_items,
    red_line_items,
    step_parts,
    write_precise,
)
from publicvalue.reports.system.judgement.headline import name_component
from publicvalue.reports.system.judgement.opening import TOP, how_sure, write_verdict
from publicvalue.reports.system.people.section import describe_people
from publicvalue.reports.wording import capitalise, write_score, write_strength
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, counted

POINTS = 3
"""Strong and weak points shown at most."""
PEOPLE_SENTENCES = 4
"""Sentences that each part of what people say gets."""


def render_summary(outcome: AssessmentResult, width: int = 80, language: Language = ENGLISH) -> str:
    """Return the summary of an outcome as plain text.

    Parameters
    ----------
    outcome
        Everything that the assessment found.
    width
        Longest line, in characters; at least 40.
    language
        The language of the summary.
    """
    return render_text(summary_document(outcome), asking(language, outcome.framework.instruments), width)


def summary_document(outcome: AssessmentResult) -> Document:
    """Return the summary: the four questions of the first screen, with the strong and the weak points."""
    assessment, made_up = outcome.assessment, describe_made_up(outcome)
    return Document(
        id=assessment.id,
        title=assessment.title,
        name=assessment.title,
        kicker=Text("{lines:lines}", lines=tuple(_kicker(outcome))),
        notices=(Notice(made_up),) if made_up else (),
        opening=tuple(_sections(outcome)),
        sections=(),
    )


def _kicker(outcome: AssessmentResult) -> Iterator[Text]:
    assessment = outcome.assessment
    system = assessment.system
    yield Text("{organisation}, {phase:word}", organisation=system.run_by(), phase=system.phase)
    yield Text(
        "{first} to {last}, framework {framework}",
        first=f"{assessment.period_from}",
        last=f"{assessment.period_to}",
        framework=outcome.framework.name,
    )


def _sections(outcome: AssessmentResult) -> Iterator[Section]:
    yield Section("about", Text("What is it?"), about_paragraphs(outcome))
    yield Section("answer", Text("Is it creating public value?"), said(*answer_texts(outcome)))
    yield Section("facts", Text("What was found"), (fact_items(outcome),))
    if outcome.verdict.red_lines:
        yield Section("lines", Text("Red lines"), (red_line_items(outcome),))
    yield Section("what-next", Text("What next?"), tuple(_what_next(outcome)))
    yield Section("for-whom", Text("For whom?"), tuple(_for_whom(outcome)))
    sure = (*how_sure(outcome), describe_precision_briefly(outcome))
    yield Section("how-sure", Text("How sure?"), said(*sure))
    yield from _points(outcome, Text("Strong points"), "strong", outcome.points.strong)
    yield from _points(outcome, Text("Weak points"), "weak", outcome.points.weak)
    yield from _lacking(outcome)
    if refused := refusals(outcome):
        items = Items(tuple(Item((text,)) for text in refused), role="warnings")
        yield Section("refused", Text("Evidence without a number"), (items,))
    yield from _people(outcome)


def _for_whom(outcome: AssessmentResult) -> Iterator[Block]:
    yield ScoreLines(tuple(_dimension(outcome, term) for term in outcome.framework.dimensions))
    if gaps := find_gaps(outcome):
        yield Items(tuple(Item((gap.text,)) for gap in gaps), role="warnings")


def _dimension(outcome: AssessmentResult, term: Term) -> ScoreLine:
    score = outcome.scores[term.id]
    judged = outcome.verdict.dimensions[term.id]
    words = write_verdict(judged, outcome.verdict)
    numbers = () if score.value is None else (write_precise(judged, score),)
    name = Text(term.title)
    return ScoreLine(term.id, name, words, Bar(f"bar-{term.id}", ScoreBar(name, score)), numbers)


def _numbers(outcome: AssessmentResult, score: Score) -> Text:
    return Text(
        "score {score}, {share:percent} evidenced, {strength}",
        score=write_score(score),
        share=score.coverage,
        strength=write_strength(outcome.framework, score.strength),
    )


def _points(outcome: AssessmentResult, heading: Text, role: ItemsRole, scores: Sequence[Score]) -> Iterator[Section]:
    if scores:
        items = tuple(
            Item(
                (
                    Text(
                        "{component}: {numbers}", component=_component(outcome, score), numbers=_numbers(outcome, score)
                    ),
                )
            )
            for score in scores[:POINTS]
        )
        yield Section(role, heading, (Items(items, role=role),))


def _lacking(outcome: AssessmentResult) -> Iterator[Section]:
    found = find_lacking(outcome)
    if found:
        blocks: list[Block] = [Items(tuple(Item((one.text,)) for one in found[:POINTS]))]
        more = len(found) - POINTS
        if more > 0:
            blocks += said(counted(more, "{number} more is in the report.", "{number} more are in the report."))
        yield Section("lacking", Text("What is not in place"), tuple(blocks))


def _component(outcome: AssessmentResult, score: Score) -> Text:
    return capitalise(name_component(outcome, score.node))


def _people(outcome: AssessmentResult) -> Iterator[Section]:
    blocks: list[Block] = []
    for part in describe_people(outcome):
        first, *others = part.sentences[:PEOPLE_SENTENCES]
        blocks += said(Text("{part}: {finding}", part=part.title, finding=first))
        blocks += [Items((Item((text,)),), role="plain") for text in others]
    if blocks:
        yield Section("people", Text("What do people say?"), tuple(blocks))


def _what_next(outcome: AssessmentResult) -> Iterator[Block]:
    if not outcome.advice:
        yield from said(Text("No rule of the framework asks for action."))
        return
    steps = (Item(step_parts(advice)) for advice in outcome.advice[:TOP])
    yield Items(tuple(steps), ordered=True)
    more = len(outcome.advice) - TOP
    if more > 0:
        left = counted(
            more, "{number} more recommendation is in the report.", "{number} more recommendations are in the report."
        )
        yield from said(left)
