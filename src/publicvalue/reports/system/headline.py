"""The findings in plain sentences: the answer, what the evidence points to so far, why, and how much is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from publicvalue.findings.names import node_name
from publicvalue.findings.next_evidence import WEAK
from publicvalue.findings.shares import write_percent
from publicvalue.findings.verdict import Judgement
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import Number
from publicvalue.reports.wording import capitalise, join_words, write_interval, write_strength, write_whole
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score

ANSWERS = MappingProxyType(
    {
        "creates": "Yes",
        "probably_creates": "Probably yes",
        "mixed": "It is mixed",
        "probably_does_not": "Probably not",
        "does_not": "No",
        "cannot_say": "It cannot be said yet",
    }
)
"""Answer to `Is it creating public value?` by verdict level; a framework with other levels gives their titles."""

POINTS_TO = MappingProxyType(
    {
        "creates": "to public value",
        "probably_creates": "to public value",
        "mixed": "both ways",
        "probably_does_not": "to little value or to harm",
        "does_not": "to little value or to harm",
    }
)

WEAK_STRENGTH = 2
"""Strength up to which evidence is called weak: nobody measured anything, or a measured change failed its checks."""

NAMED = 2
"""Components that a sentence names at most."""


@dataclass(frozen=True)
class Headline:
    """What a reader takes away who reads four sentences.

    Parameters
    ----------
    answer
        Answer to: is it creating public value?
    so_far
        What the evidence points to, or that there is none yet.
    why
        One sentence.
    known, unknown
        How much of what matters is evidenced, and what nothing can be said about; empty when all is evidenced.
    """

    answer: str
    so_far: str
    why: str
    known: str
    unknown: str


def find_headline(outcome: AssessmentResult) -> Headline:
    """Return the headline of an outcome."""
    return Headline(
        answer=write_answer(outcome.verdict.overall),
        so_far=_so_far(outcome),
        why=_why(outcome),
        known=describe_coverage(outcome),
        unknown=_unknown(outcome),
    )


def write_answer(judged: Judgement) -> str:
    """Answer whether public value is created, in two to five words."""
    return ANSWERS.get(judged.level.id, judged.level.title)


def write_leaning(judged: Judgement) -> str:
    """Say what the evidence points to, such as `both ways`; empty when there is none."""
    if judged.leaning.id == "cannot_say":
        return ""
    return POINTS_TO.get(judged.leaning.id, f"to: {judged.leaning.title.lower()}")


def is_open(judged: Judgement) -> bool:
    """Return whether too little is known for a verdict."""
    return judged.level.id == "cannot_say"


def count_measured(outcome: AssessmentResult) -> int:
    """Return how many indicators have a number."""
    return sum(isinstance(found.result, Number) for found in outcome.answered.values())


def describe_coverage(outcome: AssessmentResult) -> str:
    """Say how much of what matters is evidenced."""
    total = len(outcome.framework.indicators)
    share = outcome.scores[PUBLIC_VALUE].coverage
    if share == 0:
        return f"None of the {total} indicators has been measured yet."
    return f"{write_percent(share)} of what matters is evidenced: {count_measured(outcome)} of {total} indicators."


def describe_score(score: Score, name: str = "What is evidenced") -> str:
    """Say a score with its interval; empty where nothing is evidenced."""
    if score.value is None:
        return ""
    return f"{name} scores {write_whole(score.value)} of 100 (95 % interval {write_interval(score)})."


def describe_doubt(score: Score) -> str:
    """Say in two or three words what to doubt: weak evidence, a wide interval, or both; empty where neither is so."""
    if score.value is None or score.low is None or score.high is None:
        return ""
    doubts = (("weak evidence", score.strength <= WEAK_STRENGTH), ("a wide interval", score.high - score.low >= WEAK))
    return capitalise(join_words([doubt for doubt, holds in doubts if holds] or [""]))


def describe_sureness(score: Score) -> str:
    """Say a score with its interval, and before it what to doubt; empty where nothing is evidenced."""
    doubt, said = describe_doubt(score), describe_score(score)
    return f"{doubt}: {said[:1].lower()}{said[1:]}" if doubt else said


def describe_bounds(score: Score) -> str:
    """Say what the unknown leaves open."""
    if score.coverage > 1 - 1e-9:
        return "Nothing that the framework asks is left unknown."
    low, high = write_whole(score.bound_low), write_whole(score.bound_high)
    return f"If all that is unknown scored 0, the whole would score {low}; if it scored 100, {high}."


def describe_strength(outcome: AssessmentResult) -> str:
    """Say how strong the evidence typically is."""
    score = outcome.scores[PUBLIC_VALUE]
    if score.value is None:
        return "There is no evidence yet whose strength could be stated."
    return f"Typical strength of the evidence: {write_strength(outcome.framework, score.strength)}."


def _so_far(outcome: AssessmentResult) -> str:
    judged = outcome.verdict.overall
    leaning = write_leaning(judged)
    if not leaning:
        return "There is no evidence yet."
    if is_open(judged):
        return f"What is evidenced so far points {leaning}."
    return judged.level.text


def _why(outcome: AssessmentResult) -> str:
    if outcome.verdict.broken:
        floor = outcome.verdict.broken[0].floor
        return f"{capitalise(node_name(outcome.framework, floor.component))} lies below its floor. {floor.why}"
    if outcome.scores[PUBLIC_VALUE].value is None:
        return "No indicator has a number, so there is nothing to judge. That is neither a good sign nor a bad one."
    strong, weak = (_named(outcome, points) for points in (outcome.points.strong, outcome.points.weak))
    if strong and weak:
        return f"It does well on {strong}, and badly on {weak}."
    if strong or weak:
        return f"It does well on {strong}." if strong else f"It does badly on {weak}."
    return "No component stands clearly above or below the middle of the scale."


def _named(outcome: AssessmentResult, scores: Sequence[Score]) -> str:
    """Name the clearest components; the dimension is added where the title alone would not do."""
    names = [name_component(outcome, score.node) for score in scores[:NAMED]]
    return join_words(names)


def name_component(outcome: AssessmentResult, id: str) -> str:
    """Return a component's name in a sentence, such as `service quality (citizen benefit)`."""
    name = node_name(outcome.framework, id)
    return name[:1].lower() + name[1:]


def _unknown(outcome: AssessmentResult) -> str:
    scores = outcome.scores
    if scores[PUBLIC_VALUE].coverage == 0:
        return "Nothing can be said yet about any part of it."
    nodes = [term.id for term in outcome.framework.dimensions] + [score.node for score in outcome.chain.stages]
    names = [node_name(outcome.framework, node) for node in nodes if scores[node].coverage == 0]
    return f"Nothing can be said yet about {join_words(names, 'or')}." if names else ""
