"""The summary for a terminal, or for a committee's minutes: the same four questions as the report's first screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from publicvalue.findings.model import Outcome
from publicvalue.findings.names import node_name
from publicvalue.reports.summary import DimensionLine, NextStep, Summary, describe_summary
from publicvalue.reports.wording import UNKNOWN, write_interval, write_percent, write_strength, write_whole
from publicvalue.scores.sheet import Score

SHOWN = 3
"""Strong and weak components that are named at most."""


def render_summary(outcome: Outcome, width: int = 80) -> str:
    """Write the summary of an outcome as plain text."""
    return "\n".join(_lines(outcome, describe_summary(outcome), width)) + "\n"


def _lines(outcome: Outcome, summary: Summary, width: int) -> Iterator[str]:
    assessment = outcome.assessment
    system = assessment.system
    yield "=" * width
    yield from textwrap.wrap(assessment.title, width)
    period = f"{assessment.period_from} to {assessment.period_to}"
    yield from textwrap.wrap(f"{system.organisation} ({system.country}), {period}, {outcome.framework.name}", width)
    yield "=" * width
    headline = summary.headline
    yield from _block("Is it creating public value?", (f"{headline.answer}. {headline.so_far}", headline.why), width)
    yield "For whom?"
    for line in summary.dimensions:
        yield from _dimension(outcome, line, width)
    yield from (text for gap in summary.gaps for text in _wrap(gap.text, width))
    yield ""
    yield from _block("How sure?", (*summary.sure, headline.unknown), width)
    yield from _points(outcome, width)
    yield "What next?"
    for number, step in enumerate(summary.steps, 1):
        yield from _step(number, step, width)
    if not summary.steps:
        yield "  No rule of the framework raised advice."
    yield ""


def _block(question: str, answers: tuple[str, ...], width: int) -> Iterator[str]:
    yield question
    for answer in answers:
        yield from _wrap(answer, width)
    yield ""


def _wrap(text: str, width: int, first: str = "  ") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=" " * len(first))


def _dimension(outcome: Outcome, line: DimensionLine, width: int) -> Iterator[str]:
    score = line.score
    name = f"  {line.term.title:<16}"
    if score.value is None:
        yield f"{name}{line.words}"
        return
    strength = write_strength(outcome.framework, score.strength)
    yield from _wrap(f"{_number(score)}, {write_percent(score.coverage)} evidenced, {strength}", width, name)
    yield from _wrap(line.words, width, " " * len(name))


def _number(score: Score) -> str:
    return UNKNOWN if score.value is None else f"{write_whole(score.value)} ({write_interval(score)})"


def _points(outcome: Outcome, width: int) -> Iterator[str]:
    for title, scores in (("Strong", outcome.points.strong), ("Weak", outcome.points.weak)):
        if scores:
            yield f"{title}:"
            for score in scores[:SHOWN]:
                text = f"{node_name(outcome.framework, score.node)}: {_number(score)}, strength {score.strength} of 5"
                yield from _wrap(text, width, "  - ")
            yield ""


def _step(number: int, step: NextStep, width: int) -> Iterator[str]:
    yield from _wrap(step.title, width, f"  {number}. ")
    brings = f"; {step.brings}" if step.brings else ""
    yield from _wrap(f"{step.who}, {step.effort}{brings}", width, "     ")
