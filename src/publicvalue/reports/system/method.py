"""The method on one page of plain words."""

from __future__ import annotations

from publicvalue.framework.model import Framework
from publicvalue.reports.factors import LEVELS
from publicvalue.reports.wording import join_words
from publicvalue.scores.drivers.what_if import TARGET

PAGE = (
    (
        "What is asked",
        "The framework has {dimensions} dimensions, {components} components and {indicators} "
        "indicators. Each indicator is one question with one way to answer it. Benefits score high when they are "
        "realised, considerations when they are met, and risks when they are contained.",
    ),
    (
        "From evidence to a number",
        "Each answer names a file of evidence and the columns in it. A measure turns them into a number with a 95 % "
        "interval. Where the evidence does not allow a number, the report gives the reason and no number.",
    ),
    (
        "From a number to a score",
        "Goalposts turn the number into a score from 0 to 100; higher is always better for the public. They are fixed, "
        "so that scores can be compared between systems and years. Each indicator names what its goalposts rest on. "
        "Where they rest on judgement, the simulation varies them by up to {anchors} % of their range.",
    ),
    (
        "From indicators to public value",
        "Scores are averaged step by step ({means}). A geometric mean lets a high score make up for a low one only in "
        "part: a benefit does not buy off a risk. In the simulation the weights vary with a spread of {weights} %.",
    ),
    (
        "What is unknown",
        "An indicator without evidence is unknown. It is never counted as zero or as average. Three things are stated "
        "instead: the score of what is evidenced, the share that is evidenced (coverage), and the score that would "
        "result if all that is unknown scored 0, or 100. A score that rests on little coverage says something about "
        "that part, and nothing about the rest.",
    ),
    (
        "How sure",
        "One simulation carries every uncertainty through to the end: sampling error, judged goalposts, weights{open}. "
        "An interval of 95 % holds the middle 95 % of its results. Each answer is drawn by itself, also where several "
        "rest on one file: if these move together, intervals of the scores above them are too narrow. The strength of "
        "the evidence, from 0 to 5, stands beside a score and never changes it.",
    ),
    (
        "The verdict",
        "Stated rules turn the simulation into a verdict. They ask how probable it is that a score lies above or below "
        "a threshold, and never look at the score alone. A floor caps the verdict where a component is so low that "
        "nothing makes up for it. With less than the required coverage the verdict is that it cannot be said yet.",
    ),
    (
        "Recommendations",
        "Each has a rule that raised it. Advice on a measured weakness stands first. It is then ranked by what it "
        "brings for its effort: points of public value if what it concerns reached a score of {target}, and share of "
        "coverage added. The gains serve to rank advice; they are no forecast.",
    ),
)
"""Headings and texts; the framework fills in its own numbers."""


def describe_method(framework: Framework) -> tuple[tuple[str, str], ...]:
    """Return the method as headings with their text."""
    numbers = {
        "open": _open_choices(framework),
        "target": f"{TARGET:g}",
        "dimensions": len(framework.dimensions),
        "components": len(framework.components),
        "indicators": len(framework.indicators),
        "anchors": f"{framework.anchor_spread * 100:g}",
        "weights": f"{framework.weight_spread * 100:g}",
        "means": ", ".join(f"{mean} for {level.replace('_', ' ')}" for level, mean in framework.means.items()),
    }
    return tuple((heading, text.format(**numbers)) for heading, text in PAGE)


def _open_choices(framework: Framework) -> str:
    """Say which choices of the method the simulation draws."""
    parts = [
        f"the mean of {LEVELS[level]} ({' or '.join(framework.open_means(level))})"
        for level in LEVELS
        if len(framework.open_means(level)) > 1
    ]
    if framework.open_weights:
        parts.append("given or equal weights")
    if not parts:
        return ""
    return f", and the choices of the method that the framework leaves open: {join_words(parts)}, each as often"
