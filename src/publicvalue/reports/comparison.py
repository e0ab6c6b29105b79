"""Two results side by side, as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from publicvalue.reports.made_up import describe_made_up
from publicvalue.reports.system.headline import describe_coverage, is_open, write_leaning
from publicvalue.reports.wording import UNKNOWN, write_whole
from publicvalue.results.comparison import Comparison, Pair
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.words.numbers import write_chance


def render_comparison(comparison: Comparison, width: int = 100) -> str:
    """Write a comparison as text."""
    return "\n".join(_lines(comparison, width)) + "\n"


def _lines(comparison: Comparison, width: int) -> Iterator[str]:
    first, second = comparison.first, comparison.second
    for letter, outcome in (("A", first), ("B", second)):
        yield f"{letter}  {outcome.assessment.title} ({outcome.framework.name})"
        yield f"   {_verdict(outcome)} {describe_coverage(outcome)}"
        yield from textwrap.wrap(describe_made_up(outcome), width, initial_indent="!! ", subsequent_indent="   ")
    yield ""
    yield f"{'':<46} {'A':>16} {'B':>16}  {'B higher'}"
    for pair in comparison.pairs:
        yield _row(pair)
    yield from textwrap.wrap(_legend(comparison), width)
    if len(comparison.changes) > 0:
        yield ""
        yield f"The frameworks differ ({first.framework.name} → {second.framework.name}):"
        yield from (f"  {change}" for change in comparison.changes)


def _verdict(outcome: AssessmentResult) -> str:
    judged = outcome.verdict.overall
    leaning = write_leaning(judged)
    return f"{judged.level.title}{f'; so far points {leaning}' if leaning and is_open(judged) else ''}."


def _row(pair: Pair) -> str:
    indent = "  " * min(2, pair.node.count("."))
    label = textwrap.shorten(indent.replace(" ", "\u00a0") + pair.name, 45, placeholder="…").replace("\u00a0", " ")
    cells = [_cell(score) for score in (pair.first, pair.second)]
    if not pair.compares:
        note = "does not compare"
    elif pair.higher is None:
        note = "-"
    else:
        note = write_chance(pair.higher) + ("" if pair.same_questions else " *")
    return f"{label:<46} {cells[0]:>16} {cells[1]:>16}  {note}"


def _cell(score: Score) -> str:
    if score.value is None:
        return UNKNOWN
    return f"{write_whole(score.value)} [{write_whole(score.low or 0)}–{write_whole(score.high or 0)}]"


def _legend(comparison: Comparison) -> str:
    text = (
        "Scores over what is evidenced, 0 to 100, with 95 % intervals. 'B higher': probability that B scores above A."
    )
    if any(not pair.same_questions for pair in comparison.pairs):
        text += " * The two rest on different indicators: read the difference with care."
    return text
