"""The findings in plain sentences: the answer, what the evidence points to so far, why, and how much is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from publicvalue.findings.advice.next_evidence import WEAK
from publicvalue.findings.judgement.model import Judgement
from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import Number
from publicvalue.reports.wording import NOTHING, lowered, write_interval, write_strength
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text, joined

POINTS_TO = MappingProxyType(
    {
        "creates": Text("to value"),
        "probably_creates": Text("to value"),
        "could_create": Text("to value, if what is not shown holds"),
        "mixed": Text("both ways"),
        "probably_harm": Text("to little value or to harm"),
        "harm": Text("to little value or to harm"),
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

    answer: Text
    so_far: Text
    why: Text
    known: Text
    unknown: Text


def find_headline(outcome: AssessmentResult) -> Headline:
    """Return the headline of an outcome."""
    return Headline(
        answer=outcome.verdict.said.first,
        so_far=_so_far(outcome),
        why=_why(outcome),
        known=describe_coverage(outcome),
        unknown=_unknown(outcome),
    )


def write_answer(judged: Judgement) -> Text:
    """Say the direction in two to five words."""
    return Text(judged.direction.title)


def write_leaning(judged: Judgement) -> Text:
    """Say what the evidence points to, such as `both ways`; empty when there is none."""
    if judged.leaning.id == "cannot_say":
        return NOTHING
    return POINTS_TO.get(judged.leaning.id) or Text("to: {level:lower}", level=Text(judged.leaning.title))


def is_open(judged: Judgement) -> bool:
    """Return whether too little is known for a verdict."""
    return judged.direction.id == "cannot_say"


def count_measured(outcome: AssessmentResult) -> int:
    """Return how many indicators have a number."""
    return sum(isinstance(found.result, Number) for found in outcome.answered.values())


def describe_coverage(outcome: AssessmentResult) -> Text:
    """Say how much of what matters is evidenced."""
    total = len(outcome.framework.indicators)
    share = outcome.scores[PUBLIC_VALUE].coverage
    if share == 0:
        return Text("None of the {total} indicators has been measured yet.", total=total)
    return Text(
        "{share:percent} of what matters is evidenced: {measured} of {total} indicators.",
        share=share,
        measured=count_measured(outcome),
        total=total,
    )


def describe_score(score: Score) -> Text:
    """Say the score of what is evidenced with its interval; empty where nothing is evidenced."""
    if score.value is None:
        return NOTHING
    return Text(
        "What is evidenced scores {value:whole} of 100 (95 % interval {interval}).",
        value=score.value,
        interval=write_interval(score),
    )


def describe_doubt(score: Score) -> Text:
    """Say in two or three words what to doubt: weak evidence, a wide interval, or both; empty where neither is so."""
    if score.value is None or score.low is None or score.high is None:
        return NOTHING
    match score.strength <= WEAK_STRENGTH, score.high - score.low >= WEAK:
        case True, True:
            return Text("Weak evidence and a wide interval")
        case True, False:
            return Text("Weak evidence")
        case False, True:
            return Text("A wide interval")
    return NOTHING


def describe_sureness(score: Score) -> Text:
    """Say a score with its interval, and before it what to doubt; empty where nothing is evidenced."""
    doubt, said = describe_doubt(score), describe_score(score)
    return Text("{doubt}: {score:lower}", doubt=doubt, score=said) if doubt and said else said


def describe_bounds(score: Score) -> Text:
    """Say what the unknown leaves open."""
    if score.coverage > 1 - 1e-9:
        return Text("Nothing that the framework asks is left unknown.")
    return Text(
        "If all that is unknown scored 0, the whole would score {low:whole}; if it scored 100, {high:whole}.",
        low=score.bound_low,
        high=score.bound_high,
    )


def describe_strength(outcome: AssessmentResult) -> Text:
    """Say how strong the evidence typically is."""
    score = outcome.scores[PUBLIC_VALUE]
    if score.value is None:
        return Text("There is no evidence yet whose strength could be stated.")
    strength = write_strength(outcome.framework, score.strength)
    return Text("Typical strength of the evidence: {strength}.", strength=strength)


def _so_far(outcome: AssessmentResult) -> Text:
    said = outcome.verdict.said
    return joined(said.certainty, said.good_for)


def _why(outcome: AssessmentResult) -> Text:
    said = outcome.verdict.said
    if told := (*said.harms, *said.conditions):
        return joined(*told)
    if outcome.scores[PUBLIC_VALUE].value is None:
        return Text(
            "No indicator has a number, so there is nothing to judge. That is neither a good sign nor a bad one."
        )
    strong, weak = (_named(outcome, points) for points in (outcome.points.strong, outcome.points.weak))
    if strong and weak:
        return Text("It does well on {strong:and}, and badly on {weak:and}.", strong=strong, weak=weak)
    if strong:
        return Text("It does well on {strong:and}.", strong=strong)
    if weak:
        return Text("It does badly on {weak:and}.", weak=weak)
    return Text("No component stands clearly above or below the middle of the scale.")


def _named(outcome: AssessmentResult, scores: Sequence[Score]) -> tuple[Text, ...]:
    """Name the clearest components; the dimension is added where the title alone would not do."""
    return tuple(name_component(outcome, score.node) for score in scores[:NAMED])


def name_component(outcome: AssessmentResult, id: str) -> Text:
    """Return a component's name in a sentence, such as `service quality (citizen benefit)`."""
    return lowered(node_name(outcome.framework, id))


def _unknown(outcome: AssessmentResult) -> Text:
    scores = outcome.scores
    if scores[PUBLIC_VALUE].coverage == 0:
        return Text("Nothing can be said yet about any part of it.")
    nodes = [term.id for term in outcome.framework.dimensions] + [score.node for score in outcome.chain.stages]
    names = tuple(node_name(outcome.framework, node) for node in nodes if scores[node].coverage == 0)
    return Text("Nothing can be said yet about {names:or}.", names=names) if names else NOTHING
