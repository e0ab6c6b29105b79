"""How scores stand in the parts of a report: as numbers, as a bar, and with how much of them is known."""

from __future__ import annotations

from publicvalue.framework.model import Framework
from publicvalue.reports.document.blocks import Bar, Parts, Span
from publicvalue.reports.pictures.model import ScoreBar
from publicvalue.reports.wording import UNKNOWN, write_interval, write_strength, write_whole
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text


def score_parts(score: Score) -> Parts:
    """Return a score as a number with its interval, or as unknown."""
    if score.value is None:
        return (Span(UNKNOWN, "unknown"),)
    interval = Text("({interval})", interval=write_interval(score))
    return Span(write_whole(score.value), "strong"), Span(interval, "interval")


def known(framework: Framework, score: Score) -> Span:
    """Return how much of a score is evidenced, and how strongly."""
    if score.value is None:
        return Span(Text("no evidence"), "known")
    strength = write_strength(framework, score.strength)
    text = Text("{share:percent} evidenced; strength: {strength}", share=score.coverage, strength=strength)
    return Span(text, "known")


def bar_of(node: str, name: str, score: Score, size: tuple[float, float] = (170, 20)) -> Bar:
    """Return the bar of a node's score."""
    return Bar(bar_id(node), ScoreBar(name, score, size))


def bar_id(node: str) -> str:
    """Return the id of a node's bar: letters, digits and hyphens."""
    return f"bar-{node.replace('.', '-').replace('_', '-')}"
