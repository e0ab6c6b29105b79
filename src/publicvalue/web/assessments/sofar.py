"""Direction and certainty so far: the judgement of what is answered now, at core depth, kept by snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from publicvalue.actions.assessments import load_assessment, run_with_draws
from publicvalue.errors import PublicValueError
from publicvalue.findings.advice.next_evidence import find_next_evidence
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.results.draws import Assessed
from publicvalue.web.page_words import on_pages
from publicvalue.web.stores.models import Version
from publicvalue.web.stores.opened import open_version
from publicvalue.words.stored import to_data, words_from
from publicvalue.words.text import Text, counted, joined, sentence

KEPT = 7 * 24 * 3600
"""Seconds that a judgement is kept; another answer has another snapshot, and so another judgement."""
NEXT = 3
"""Open questions that are named."""
LEAST_POINTS = 0.05
"""Points of an interval that are told: fewer would be shown as none."""


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
        The open core questions whose answers are expected to bring most, with what each changes.
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
    name = f"so-far-3-{version.snapshot}"
    stored = cache.get(name)
    if stored is None:
        with open_version(version) as store:
            stored = _stored(run_with_draws(load_assessment(store), depth="core"))
        cache.set(name, stored, KEPT)
    sentences = tuple(map(words_from, stored["sentences"]))
    following = tuple(
        OpenAnswer(words_from(one["asks"]), one["indicator"], _told(stored, one)) for one in stored["missing"]
    )
    return SoFar(sentences, following)


def _stored(assessed: Assessed) -> dict[str, Any]:
    said, verdict = assessed.result.verdict.said, assessed.result.verdict
    told = (said.first, *said.harms, said.certainty, said.good_for, *said.conditions, said.not_shown, said.missing)
    return {
        "sentences": [to_data(one) for one in told if one],
        "missing": _next(assessed),
        "answered": verdict.core_answered,
        "asked": verdict.core_asked,
    }


def _next(assessed: Assessed) -> list[dict[str, Any]]:
    """Return the open core questions that are expected to bring most for their effort, and what they bring."""
    missing = {one.indicator: one for one in assessed.result.verdict.missing}
    known = assessed.draws.known
    ranked = find_next_evidence(known, assessed.draws.seed) if known else ()
    # Where nothing is evidenced yet, nothing points anywhere that could change.
    points = assessed.result.scores[PUBLIC_VALUE].value is not None
    worth = {one.indicator.id: one for one in ranked if one.indicator.id in missing}
    found = []
    for id in [*worth, *(one for one in missing if one not in worth)][:NEXT]:
        told = {"asks": to_data(missing[id].question), "indicator": id, "hours": missing[id].hours}
        if gain := worth.get(id):
            told |= {"narrowing": gain.narrowing, "verdict": gain.verdict_change}
        if gain and points:
            told["leaning"] = gain.leaning_change
        found.append(told)
    return found


def _told(stored: dict[str, Any], one: dict[str, Any]) -> Text:
    """Return what one more answer takes, how far it brings the core, and what it is expected to change."""
    takes = counted(
        one["hours"],
        "About 1 hour; core questions that are answered with it: {answered} of {asked}.",
        "About {number:number} hours; core questions that are answered with it: {answered} of {asked}.",
        answered=stored["answered"] + 1,
        asked=stored["asked"],
    )
    return joined(takes, *_changes(one))


def _changes(one: dict[str, Any]) -> Iterator[Text]:
    if one.get("narrowing", 0.0) >= LEAST_POINTS:
        yield Text(
            "The 95 % interval of public value is expected to lose {points:fixed1} points.", points=one["narrowing"]
        )
    if one.get("verdict"):
        yield Text("With a chance of {chance:percent} the verdict changes.", chance=one["verdict"])
    elif one.get("leaning"):
        yield Text("With a chance of {chance:percent} what is evidenced points elsewhere then.", chance=one["leaning"])


def problems_of(error: PublicValueError) -> list[Text]:
    """Return what stands in the way of a judgement, in lines for people.

    Who works on pages adds no line to a file: what a file lacks is a question of the list.
    """
    return [joined(sentence(one.what), sentence(on_pages(one.do)) if one.do else "") for one in error.problems]


def refusals_of(error: PublicValueError) -> list[Text]:
    """Return why a file was refused, in lines for people: what is wrong with it, what is taken, and what to do."""
    return [
        joined(
            sentence(one.what),
            sentence(Text("Expected: {expected}", expected=one.expected)) if one.expected else "",
            sentence(on_pages(one.do)) if one.do else "",
        )
        for one in error.problems
    ]
