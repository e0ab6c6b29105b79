"""Direction and certainty so far: the judgement of what is answered now, at core depth, kept by snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.errors import PublicValueError
from publicvalue.results.model import AssessmentResult
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.opened import open_version
from publicvalue.words.stored import to_data, words_from
from publicvalue.words.text import Text, counted, joined, sentence

KEPT = 7 * 24 * 3600
"""Seconds that a judgement is kept; another answer has another snapshot, and so another judgement."""
NEXT = 3
"""Open questions that are named."""
_ADD_LINE = "add the line `{name}:` with its value"
"""What a reader of files says to do about a field that is missing: `schema/reader.py`."""


@dataclass(frozen=True)
class OpenAnswer:
    """A core question without an answer: what it asks, its indicator, and what an answer takes and changes."""

    question: str
    indicator: str
    text: Text


@dataclass(frozen=True)
class SoFar:
    """What is said of an assessment as it stands.

    Parameters
    ----------
    sentences
        The judgement in sentences, the first one first.
    following
        The open core questions that come first, with what one more answer changes.
    """

    sentences: tuple[str, ...]
    following: tuple[OpenAnswer, ...]


def find_so_far(version: Version) -> SoFar:
    """Return the judgement so far; InputError or EvidenceError with all that stands in its way.

    Parameters
    ----------
    version
        The version; it is assessed as its files stand.
    """
    name = f"so-far-{version.snapshot}"
    stored = cache.get(name)
    if stored is None:
        with open_version(version) as store:
            stored = _stored(run_assessment(load_assessment(store), depth="core"))
        cache.set(name, stored, KEPT)
    sentences = tuple(map(words_from, stored["sentences"]))
    following = tuple(OpenAnswer(words_from(q), i, _told(stored, hours)) for q, i, hours in stored["missing"])
    return SoFar(sentences, following)


def _stored(result: AssessmentResult) -> dict[str, Any]:
    said, verdict = result.verdict.said, result.verdict
    told = (said.first, *said.harms, said.certainty, said.good_for, *said.conditions, said.not_shown, said.missing)
    return {
        "sentences": [to_data(one) for one in told if one],
        "missing": [(to_data(one.question), one.indicator, one.hours) for one in verdict.missing[:NEXT]],
        "answered": verdict.core_answered,
        "asked": verdict.core_asked,
    }


def _told(stored: dict[str, Any], hours: float) -> Text:
    """Return what one more answer takes, and how far it brings the core."""
    return counted(
        hours,
        "About 1 hour; with it, {answered} of {asked} core questions are answered.",
        "About {number:number} hours; with it, {answered} of {asked} core questions are answered.",
        answered=stored["answered"] + 1,
        asked=stored["asked"],
    )


def problems_of(error: PublicValueError) -> list[Text]:
    """Return what stands in the way of a judgement, in lines for people.

    Who works on pages adds no line to a file: what a file lacks is a question of the list.
    """
    return [joined(sentence(one.what), sentence(_on_pages(one.do)) if one.do else "") for one in error.problems]


def refusals_of(error: PublicValueError) -> list[Text]:
    """Return why a file was refused, in lines for people: what is wrong with it, what is taken, and what to do."""
    return [
        joined(
            sentence(one.what),
            sentence(Text("Expected: {expected}", expected=one.expected)) if one.expected else "",
            sentence(one.do) if one.do else "",
        )
        for one in error.problems
    ]


def _on_pages(do: str) -> str:
    at_lines = isinstance(do, Text) and do.id == _ADD_LINE
    return Text("answer the question of that name in the list of the assessment") if at_lines else do
