"""How numbers, scores and levels stand in sentences, as texts: a language writes them with its own marks."""

from __future__ import annotations

from collections.abc import Iterable

from publicvalue.framework.model import Framework
from publicvalue.scores.sheet import Score
from publicvalue.scores.weightings import WeighedScore
from publicvalue.words.text import Text, capital, either, interval, listed, phrase, quantity, sentence

__all__ = [
    "NOTHING",
    "STRENGTHS",
    "UNKNOWN",
    "capitalise",
    "join_words",
    "lowered",
    "sentence",
    "write_chance",
    "write_interval",
    "write_number",
    "write_percent",
    "write_quantity",
    "write_range",
    "write_score",
    "write_strength",
    "write_whole",
    "yes_no",
]

UNKNOWN = Text("unknown")

NOTHING = Text("")
"""Stands where there is nothing to say."""

STRENGTHS = (
    phrase("none"),
    phrase("asserted"),
    phrase("rated"),
    phrase("measured"),
    phrase("compared"),
    phrase("randomised"),
)
"""The strengths of the frameworks that come with the product, as they stand in a sentence."""

capitalise, write_quantity, write_range = capital, quantity, interval


def write_whole(value: float) -> Text:
    """Write a score of 0 to 100 as a whole number, halves up."""
    return Text("{value:whole}", value=value)


def write_number(value: float) -> Text:
    """Write a measured number with three significant digits, and thousands apart; whole numbers stay whole."""
    return Text("{value:number}", value=value)


def write_percent(share: float) -> Text:
    """Write a share of 0 to 1 in percent, never as all or nothing where it is not."""
    return Text("{share:percent}", share=share)


def write_chance(probability: float) -> Text:
    """Write a probability, never as a certainty that a simulation cannot show."""
    return Text("{probability:chance}", probability=probability)


def write_interval(score: Score | WeighedScore) -> Text:
    """Write the 95 % interval of a score in whole numbers; `unknown` where nothing is evidenced."""
    if score.low is None or score.high is None:
        return UNKNOWN
    return Text("{low:whole} to {high:whole}", low=score.low, high=score.high)


def write_score(score: Score | WeighedScore) -> Text:
    """Write a score with its interval: `62 (48 to 71)`, or `unknown`."""
    if score.value is None:
        return UNKNOWN
    return Text("{value:whole} ({interval})", value=score.value, interval=write_interval(score))


def write_strength(framework: Framework, strength: int) -> Text:
    """Write a strength of evidence in words with its place on the scale, such as `measured (3 of 5)`."""
    most = len(framework.strengths) - 1
    word = framework.strengths[strength].title.lstrip("0123456789 ").lower()
    return Text("{word:word} ({strength} of {most})", word=word, strength=strength, most=most)


def lowered(text: str) -> Text:
    """Return a text whose first letter is small, as it stands within a sentence."""
    return Text("{text:lower}", text=text)


def join_words(words: Iterable[str], last: str = "and") -> Text:
    """Join words as in a sentence: `a, b and c`."""
    return either(words) if last == "or" else listed(words)


def yes_no(value: bool) -> Text:
    """Return a word for whether something is so."""
    return Text("yes") if value else Text("no")
