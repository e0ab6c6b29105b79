"""The summary for a terminal and for the minutes of a meeting: plain text, no colours, lines of a fixed width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from publicvalue.findings.shares import write_percent
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.made_up import describe_made_up
from publicvalue.reports.precision import describe_precision_briefly
from publicvalue.reports.system.groups import find_gaps
from publicvalue.reports.system.headline import (
    describe_bounds,
    describe_strength,
    describe_sureness,
    find_headline,
    name_component,
)
from publicvalue.reports.system.measured import describe_refused
from publicvalue.reports.system.people_section import describe_people
from publicvalue.reports.system.summary import TOP, describe_step, write_verdict
from publicvalue.reports.wording import capitalise, write_score, write_strength
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score

POINTS = 3
"""Strong and weak points shown at most."""
PEOPLE_SENTENCES = 4
"""Sentences that each part of what people say gets."""
NAME = 16
"""Width of the names of dimensions."""


def render_summary(outcome: AssessmentResult, width: int = 80) -> str:
    """Return the summary of an outcome as plain text.

    Parameters
    ----------
    outcome
        Everything that the assessment found.
    width
        Longest line, in characters; at least 40.
    """
    return "\n".join(_wrapped(_lines(outcome), max(40, width))) + "\n"


def _wrapped(lines: Iterator[tuple[str, str]], width: int) -> Iterator[str]:
    """Wrap each text after its lead; following lines are set in as far as the lead is wide."""
    for lead, text in lines:
        if not text:
            yield lead.rstrip()
            continue
        yield from textwrap.wrap(text, width, initial_indent=lead, subsequent_indent=" " * len(lead))


def _lines(outcome: AssessmentResult) -> Iterator[tuple[str, str]]:
    yield from _head(outcome)
    yield from _verdict(outcome)
    yield from _dimensions(outcome)
    yield from _sure(outcome)
    yield from _points(outcome, "Strong points", outcome.points.strong)
    yield from _points(outcome, "Weak points", outcome.points.weak)
    yield from _refused(outcome)
    yield from _people(outcome)
    yield from _advice(outcome)


def _refused(outcome: AssessmentResult) -> Iterator[tuple[str, str]]:
    refused = describe_refused(outcome)
    if refused:
        yield from _title("EVIDENCE WITHOUT A NUMBER")
    for part in refused:
        yield "  ! ", f"{part.indicator.title} ({part.evidence}): {part.reason}"


def _people(outcome: AssessmentResult) -> Iterator[tuple[str, str]]:
    parts = describe_people(outcome)
    if parts:
        yield from _title("WHAT DO PEOPLE SAY?")
    for part in parts:
        yield "  ", f"{part.title}: {part.sentences[0]}"
        yield from (("    ", sentence) for sentence in part.sentences[1:PEOPLE_SENTENCES])


def _head(outcome: AssessmentResult) -> Iterator[tuple[str, str]]:
    assessment = outcome.assessment
    yield "", assessment.title
    yield "", f"{assessment.system.run_by()}, {assessment.system.phase}"
    yield "", f"{assessment.period_from} to {assessment.period_to}, framework {outcome.framework.name}"
    if made_up := describe_made_up(outcome):
        yield "", ""
        yield "!! ", made_up


def _title(text: str) -> Iterator[tuple[str, str]]:
    yield "", ""
    yield "", text


def _verdict(outcome: AssessmentResult) -> Iterator[tuple[str, str]]:
    headline = find_headline(outcome)
    yield from _title("IS IT CREATING PUBLIC VALUE?")
    for text in (f"{headline.answer}.", headline.so_far, headline.why):
        yield "  ", text


def _dimensions(outcome: AssessmentResult) -> Iterator[tuple[str, str]]:
    yield from _title("FOR WHOM?")
    for term in outcome.framework.dimensions:
        score = outcome.scores[term.id]
        lead = f"  {term.title:<{NAME}}"
        yield lead, write_verdict(outcome.verdict.dimensions[term.id])
        if score.value is not None:
            yield " " * len(lead), _numbers(outcome, score)
    for gap in find_gaps(outcome):
        yield "  ! ", gap.text


def _numbers(outcome: AssessmentResult, score: Score) -> str:
    strength = write_strength(outcome.framework, score.strength)
    return f"score {write_score(score)}, {write_percent(score.coverage)} evidenced, {strength}"


def _sure(outcome: AssessmentResult) -> Iterator[tuple[str, str]]:
    headline, score = find_headline(outcome), outcome.scores[PUBLIC_VALUE]
    yield from _title("HOW SURE?")
    texts = (
        describe_sureness(score),
        headline.known,
        describe_bounds(score),
        describe_strength(outcome),
        headline.unknown,
        describe_precision_briefly(outcome),
    )
    for text in texts:
        if text:
            yield "  ", text


def _points(outcome: AssessmentResult, title: str, scores: Sequence[Score]) -> Iterator[tuple[str, str]]:
    if scores:
        yield from _title(title.upper())
    for score in scores[:POINTS]:
        yield (
            "  + " if title.startswith("Strong") else "  - ",
            (f"{capitalise(name_component(outcome, score.node))}: {_numbers(outcome, score)}"),
        )


def _advice(outcome: AssessmentResult) -> Iterator[tuple[str, str]]:
    yield from _title("WHAT NEXT?")
    if not outcome.advice:
        yield "  ", "No rule of the framework asks for action."
    for place, advice in enumerate(outcome.advice[:TOP], 1):
        step = describe_step(advice)
        yield f"  {place}. ", f"{step.title}."
        brings = f"; {step.brings}" if step.brings else ""
        yield "     ", f"{step.who}, {step.effort}{brings}"
    if len(outcome.advice) > TOP:
        yield "  ", f"{len(outcome.advice) - TOP} more recommendations are in the report."
