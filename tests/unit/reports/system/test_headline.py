from __future__ import annotations

import re
from dataclasses import replace

import pytest

from outcomes import broken_floor_outcome, empty_outcome, full_outcome, partial_outcome
from publicvalue.files.frameworks import load_framework
from publicvalue.reports.system.judgement.headline import (
    describe_bounds,
    describe_doubt,
    describe_score,
    describe_strength,
    describe_sureness,
    find_headline,
)
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text

ASKED = len(load_framework("public-value/1.0").framework.indicators)
JARGON = re.compile(r"\b(node|Monte Carlo|draws?|goalposts?|posterior|geometric|percentile|null|id|stage\.)\b")


def test_headline_of_nothing_measured_is_neither_good_nor_bad() -> None:
    headline = find_headline(empty_outcome())
    assert headline.answer == empty_outcome().verdict.said.first
    assert headline.answer.startswith("Cannot be said yet: 0 of 26 core questions are answered")
    assert headline.why == (
        "No indicator has a number, so there is nothing to judge. That is neither a good sign nor a bad one."
    )
    assert headline.known == f"None of the {ASKED} indicators has been measured yet."
    assert headline.unknown == "Nothing can be said yet about any part of it."


def test_headline_of_full_evidence_answers_and_leaves_nothing_unknown() -> None:
    outcome = full_outcome()
    headline = find_headline(outcome)
    assert headline.answer == outcome.verdict.said.first
    assert outcome.verdict.overall.direction.id in ("probably_creates", "could_create")
    assert headline.unknown == ""


def test_harm_and_conditions_are_said_before_strong_and_weak_points() -> None:
    outcome = partial_outcome()
    harmed = replace(outcome.verdict.said, harms=(Text("Losses rose."),), conditions=(Text("To mend by May."),))
    told = replace(outcome, verdict=replace(outcome.verdict, said=harmed))
    assert find_headline(told).why == "Losses rose. To mend by May."
    plain = replace(outcome.verdict.said, harms=(), conditions=())
    assert "badly on" in find_headline(replace(outcome, verdict=replace(outcome.verdict, said=plain))).why


@pytest.mark.parametrize("outcome", [partial_outcome(), full_outcome(), empty_outcome(), broken_floor_outcome()])
def test_headline_is_plain(outcome: AssessmentResult) -> None:
    headline = find_headline(outcome)
    for text in (headline.answer, headline.so_far, headline.why, headline.known, headline.unknown):
        assert not JARGON.search(text), text


def test_sentences_on_the_score_round_to_whole_numbers() -> None:
    score = partial_outcome().scores["public_value"]
    assert re.fullmatch(r"What is evidenced scores \d+ of 100 \(95 % interval \d+ to \d+\)\.", describe_score(score))
    assert describe_bounds(score) == "If all that is unknown scored 0, the whole would score 1; if it scored 100, 98."
    assert describe_strength(partial_outcome()) == "Typical strength of the evidence: measured (3 of 5)."


def test_sentences_on_the_score_of_nothing_give_no_number() -> None:
    score = empty_outcome().scores["public_value"]
    assert describe_score(score) == ""
    assert describe_strength(empty_outcome()) == "There is no evidence yet whose strength could be stated."
    assert describe_bounds(full_outcome().scores["public_value"]) == (
        "Nothing that the framework asks is left unknown."
    )


@pytest.mark.parametrize(
    ("strength", "high", "doubt"),
    [
        (2, 70, "Weak evidence and a wide interval"),
        (2, 69.9, "Weak evidence"),
        (3, 70, "A wide interval"),
        (3, 69.9, ""),
    ],
)
def test_doubt_is_said_in_so_many_words(strength: int, high: float, doubt: str) -> None:
    score = Score("public_value", 60.0, 50.0, high, 0.5, 20.0, 80.0, strength)
    assert describe_doubt(score) == doubt
    said = f"scores 60 of 100 (95 % interval 50 to {high:.0f})."
    assert describe_sureness(score) == (f"{doubt}: what is evidenced {said}" if doubt else f"What is evidenced {said}")


def test_nothing_evidenced_leaves_nothing_to_doubt() -> None:
    score = Score("public_value", None, None, None, 0.0, 1.0, 100.0, 0)
    assert (describe_doubt(score), describe_sureness(score)) == ("", "")
