"""The first screen: four questions, each answered in a few words with the numbers beside them."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.findings.recommendations import Advice
from publicvalue.findings.shares import write_percent
from publicvalue.findings.verdict import Judgement
from publicvalue.framework.model import PUBLIC_VALUE, Term
from publicvalue.reports.pictures.drawing import draw_score_bar
from publicvalue.reports.system.groups import Gap, find_gaps
from publicvalue.reports.system.headline import (
    Headline,
    describe_bounds,
    describe_strength,
    describe_sureness,
    find_headline,
    is_open,
    write_leaning,
)
from publicvalue.reports.wording import capitalise
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score

EFFORT = {"small": "days", "medium": "weeks", "large": "months"}
TOP = 3


@dataclass(frozen=True)
class DimensionLine:
    """A dimension: its term, its score as number and picture, and the verdict in words."""

    term: Term
    score: Score
    bar: str
    words: str


@dataclass(frozen=True)
class NextStep:
    """A piece of advice in a line: what to do, who acts, how long it takes, what it brings."""

    id: str
    title: str
    who: str
    effort: str
    brings: str


@dataclass(frozen=True)
class Summary:
    """Answers to the four questions.

    Parameters
    ----------
    headline
        Is it creating public value?
    score, bar
        The whole: its score as numbers and as a picture.
    dimensions, gaps
        For whom?
    sure
        How sure? Sentences.
    steps
        What next?
    """

    headline: Headline
    score: Score
    bar: str
    dimensions: tuple[DimensionLine, ...]
    gaps: tuple[Gap, ...]
    sure: tuple[str, ...]
    steps: tuple[NextStep, ...]


def describe_summary(outcome: AssessmentResult) -> Summary:
    """Return the first screen of an outcome."""
    score = outcome.scores[PUBLIC_VALUE]
    headline = find_headline(outcome)
    return Summary(
        headline=headline,
        score=score,
        bar=draw_score_bar("bar-public-value", "public value", score, (380, 34)),
        dimensions=tuple(_dimension(outcome, term) for term in outcome.framework.dimensions),
        gaps=find_gaps(outcome),
        sure=tuple(
            text
            for text in (describe_sureness(score), headline.known, describe_bounds(score), describe_strength(outcome))
            if text
        ),
        steps=tuple(describe_step(advice) for advice in outcome.advice[:TOP]),
    )


def describe_step(advice: Advice) -> NextStep:
    """Return a piece of advice in a line."""
    recommendation = advice.recommendation
    effort = f"{recommendation.effort} effort ({EFFORT[recommendation.effort]})"
    return NextStep(recommendation.id, recommendation.title, capitalise(recommendation.who), effort, write_gain(advice))


def write_gain(advice: Advice) -> str:
    """Say what following a piece of advice would bring; empty where the simulation shows nothing."""
    parts = []
    if advice.gain >= 0.5:
        parts.append(f"up to {advice.gain:.0f} points of public value")
    if advice.coverage_gain > 0:
        parts.append(f"{write_percent(advice.coverage_gain)} more evidenced")
    return ", ".join(parts)


def write_verdict(judged: Judgement) -> str:
    """Say the verdict on a dimension, with what the evidence so far points to where it is open."""
    leaning = write_leaning(judged)
    if is_open(judged):
        return f"Cannot be said yet; so far points {leaning}" if leaning else "Unknown: no evidence yet"
    return judged.level.title


def _dimension(outcome: AssessmentResult, term: Term) -> DimensionLine:
    score, judged = outcome.scores[term.id], outcome.verdict.dimensions[term.id]
    bar = draw_score_bar(f"bar-{term.id}", f"the {term.title.lower()} dimension", score, (210, 22))
    return DimensionLine(term, score, bar, write_verdict(judged))
