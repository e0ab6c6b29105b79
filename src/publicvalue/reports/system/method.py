"""The method on one page of plain words."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from publicvalue.framework.model import PUBLIC_VALUE, Framework
from publicvalue.reports.factors import LEVELS
from publicvalue.reports.wording import NOTHING
from publicvalue.scores.drivers.what_if import TARGET
from publicvalue.words.message import Value
from publicvalue.words.text import Text, phrase

MEANS_OF = MappingProxyType(
    {
        "component": Text("component"),
        "category": Text("category"),
        "dimension": Text("dimension"),
        PUBLIC_VALUE: Text("public value"),
    }
)
"""Level of the tree -> what its mean forms."""

MEANS = (phrase("arithmetic"), phrase("geometric"))
"""The kinds of mean."""


PAGE = (
    (
        Text("What is asked"),
        phrase(
            "The framework has {dimensions} dimensions, {components} components and {indicators} indicators. Each "
            "indicator is one question with one way to answer it. Benefits score high when they are realised, "
            "considerations when they are met, and risks when they are contained."
        ),
    ),
    (
        Text("From evidence to a number"),
        phrase(
            "Each answer names a file of evidence and the columns in it. A measure turns them into a number with a 95 "
            "% interval. Where the evidence does not allow a number, the report gives the reason and no number."
        ),
    ),
    (
        Text("From a number to a score"),
        phrase(
            "Goalposts turn the number into a score from 0 to 100; higher is always better for the public. They are "
            "fixed, so that scores can be compared between systems and years. Each indicator names what its goalposts "
            "rest on. Where they rest on judgement, the simulation varies them by up to {anchors} % of their range."
        ),
    ),
    (
        Text("From indicators to public value"),
        phrase(
            "Scores are averaged step by step ({means}). A geometric mean lets a high score make up for a low one "
            "only in part: a benefit does not buy off a risk. In the simulation the weights vary with a spread of "
            "{weights} %."
        ),
    ),
    (
        Text("What is unknown"),
        phrase(
            "An indicator without evidence is unknown. It is never counted as zero or as average. Three things are "
            "stated instead: the score of what is evidenced, the share that is evidenced (coverage), and the score "
            "that would result if all that is unknown scored 0, or 100. A score that rests on little coverage says "
            "something about that part, and nothing about the rest."
        ),
    ),
    (
        Text("How sure"),
        phrase(
            "One simulation carries every uncertainty through to the end: sampling error, judged goalposts, "
            "weights{open}. An interval of 95 % holds the middle 95 % of its results. Each answer is drawn by itself, "
            "also where several rest on one file: if these move together, intervals of the scores above them are too "
            "narrow. The strength of the evidence, from 0 to 5, stands beside a score and never changes it."
        ),
    ),
    (
        Text("The verdict"),
        phrase(
            "Red lines are asked first: a broken one decides, whatever else is good. Severe harm that was measured "
            "comes next. Then it is asked how probable it is that scores lie in the good or the bad band, what kind of "
            "claim the evidence makes (promised, on paper, shown), and how certain it is. Where less than {some} % of "
            "the core questions are answered, nothing can be said yet."
        ),
    ),
    (
        Text("Recommendations"),
        phrase(
            "Each has a rule that raised it. Advice on red lines stands first, then on harm, then on what moves the "
            "verdict. Within each it is ranked by points of public value for its effort, if what it concerns reached a "
            "score of {target}; where these are equal, by the share of the core that it would answer. The gains serve "
            "to rank advice; they are no forecast."
        ),
    ),
)
"""Headings and texts; the framework fills in its own numbers."""


def describe_method(framework: Framework) -> tuple[tuple[Text, Text], ...]:
    """Return the method as headings with their text."""
    numbers: dict[str, Value] = {
        "dimensions": len(framework.dimensions),
        "components": len(framework.components),
        "indicators": len(framework.indicators),
        "anchors": _percent(framework.anchor_spread),
        "means": _means(framework),
        "weights": _percent(framework.weight_spread),
        "open": _open_choices(framework),
        "target": f"{TARGET:g}",
        "some": _percent(framework.verdict.core.some),
    }
    return tuple((heading, Text(text, **numbers)) for heading, text in PAGE)


def _percent(share: float) -> str:
    return f"{share * 100:g}"


def _means(framework: Framework) -> Text:
    parts = tuple(
        Text("{mean:word} for {level}", mean=mean, level=MEANS_OF.get(level) or Text("{level:word}", level=level))
        for level, mean in framework.means.items()
    )
    return Text("{parts:list}", parts=parts)


def _open_choices(framework: Framework) -> Text:
    """Say which choices of the method the simulation draws; empty where it draws none."""
    parts = [
        Text("the mean of {level} ({means:or})", level=LEVELS[level], means=_words(framework.open_means(level)))
        for level in LEVELS
        if len(framework.open_means(level)) > 1
    ]
    if framework.open_weights:
        parts.append(Text("given or equal weights"))
    if not parts:
        return NOTHING
    return Text(
        ", and the choices of the method that the framework leaves open: {choices:and}, each as often",
        choices=tuple(parts),
    )


def _words(words: Iterable[str]) -> tuple[Text, ...]:
    return tuple(Text("{word:word}", word=word) for word in words)
