"""How far several assessors agree who answered the same questions apart, and what they say together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from publicvalue.instruments.appraisal.model import UNKNOWN
from publicvalue.instruments.appraisal.questions import NOT_APPLICABLE, Question
from publicvalue.measures.kernels.agreement import alpha_interval, krippendorff_alpha

BESIDE = frozenset({"fact", "document", "note", "answered_by", "answered_on"})
"""Fields that go with an answer: two who answer alike may give different words and documents."""
REPLICATES = 1000
LEAST_QUESTIONS = 5
"""Questions on a scale with fewer of which no alpha is told: its interval would say nothing."""
JOIN = "; "

Given = Sequence[Mapping[str, str]]
"""What each assessor answered to one question, field -> as files hold it; always in the same order of assessors."""


@dataclass(frozen=True)
class AgreedShare:
    """How many of how many, with the 95 % interval of the share."""

    number: int
    of: int
    low: float
    high: float


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha of the questions that are answered on one scale.

    Parameters
    ----------
    scale
        The ids of its answers, as the framework gives them.
    questions
        Questions that at least two assessors placed on it.
    value, low, high
        Alpha with its 95 % interval; None where all answers are equal, or fewer than five questions have two.
    """

    scale: tuple[str, ...]
    questions: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Agreement:
    """Agreement of assessors: questions that all answered alike, and alpha for each scale."""

    alike: AgreedShare
    alphas: tuple[Alpha, ...]


def judgement_of(given: Mapping[str, str]) -> Mapping[str, str]:
    """Return what an answer says, without the words and documents that go with it."""
    return {name: text for name, text in given.items() if name not in BESIDE}


def pairs_alike(answers: Given) -> tuple[int, int]:
    """Return how many of how many pairs of assessors answered alike."""
    pairs = list(combinations(map(judgement_of, answers), 2))
    return sum(one == other for one, other in pairs), len(pairs)


def all_alike(answers: Given) -> bool:
    """Return whether all answered alike, and said something."""
    alike, pairs = pairs_alike(answers)
    return alike == pairs and all(one.get("answer") for one in answers)


def find_agreement(answers: Sequence[tuple[Question, Given]], seed: int) -> Agreement:
    """Return how far assessors agree.

    Parameters
    ----------
    answers
        Questions, each with what every assessor answered; at least one question.
    seed
        For the bootstrap over questions.

    Notes
    -----
    The share's interval is Wilson's. Alpha is ordinal, over questions with the same answers to choose from; answers
    that are no place on the scale (unknown, does not apply) are missing in it, and count as answers in the share.
    """
    alike = sum(all_alike(given) for _, given in answers)
    return Agreement(_share(alike, len(answers)), tuple(_alphas(answers, seed)))


def _share(number: int, of: int) -> AgreedShare:
    from scipy.stats import binomtest  # noqa: PLC0415 - slow to load

    found = binomtest(number, of).proportion_ci(method="wilson")
    return AgreedShare(number, of, float(found.low), float(found.high))


def _alphas(pairs: Sequence[tuple[Question, Given]], seed: int) -> Iterator[Alpha]:
    scales: dict[tuple[str, ...], list[Given]] = {}
    for question, given in pairs:
        if scale := scale_of(question):
            scales.setdefault(scale, []).append(given)
    for scale, rows in scales.items():
        placed = [[scale.index(a) if (a := one.get("answer", "")) in scale else np.nan for one in row] for row in rows]
        ratings = np.array(placed, dtype=np.float64).T
        usable = int((np.isfinite(ratings).sum(axis=0) >= 2).sum())
        value = krippendorff_alpha(ratings, "ordinal") if usable >= LEAST_QUESTIONS else np.nan
        if not np.isfinite(value):
            yield Alpha(scale, usable, None, None, None)
            continue
        low, high = alpha_interval(ratings, "ordinal", REPLICATES, np.random.default_rng(seed))
        yield Alpha(scale, usable, value, low, high)


def scale_of(question: Question) -> tuple[str, ...]:
    """Return the ids of the answers among which a question lets choose, best first; none where it asks for a number."""
    prompt = question.prompt("answer")
    if question.kind not in {"core", "red_line"} or prompt.form != "choice":
        return ()
    return tuple(one.id for one in prompt.choices if one.id not in {UNKNOWN, NOT_APPLICABLE})


def together(answers: Given) -> dict[str, str]:
    """Return what assessors say who answered alike: one answer, with the words and documents of all beside it."""
    found = dict(judgement_of(answers[0]))
    for name in ("fact", "document", "note", "answered_by"):
        texts = dict.fromkeys(text for one in answers if (text := one.get(name, "")))
        if texts:
            found[name] = JOIN.join(texts)
    if days := [day for one in answers if (day := one.get("answered_on", ""))]:
        found["answered_on"] = max(days)
    return found
