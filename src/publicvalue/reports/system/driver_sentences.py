"""What drives the uncertainty, in sentences: how wide the result is, what that comes from, and what would narrow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.factors import factor_name
from publicvalue.reports.pictures.drivers import Bar, write_share
from publicvalue.reports.wording import capitalise, join_words, write_score, write_whole
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver

NAMED = 3
"""Inputs that a sentence names at most."""

LEAST = 0.01
"""Share of the variance below which an input is not named beside the first."""

MOST = 0.9
"""Share of the variance from which one input is all that matters."""

REMEDIES = MappingProxyType(
    {
        "indicator": "A larger or better sample of the first would narrow it most.",
        "goalposts": "More records would not narrow the first: a standard in place of judgement would.",
        "weights": "More records would not narrow the first: agreed weights would.",
        "weighting": "More records would not narrow the first: agreed weights would.",
        "mean": "More records would not narrow the first: it is a choice, and “If the method decided otherwise” "
        "shows what each gives.",
        "unknown": "Answers to open questions would narrow the first.",
    }
)
"""Kind of the input that drives a score most -> what would narrow its interval."""


def driver_sentences(outcome: AssessmentResult, drivers: Sequence[Driver]) -> Iterator[str]:
    """Yield sentences on the inputs that drive public value in one scope.

    Parameters
    ----------
    outcome
        What was found.
    drivers
        Those of public value in one scope, the largest total order first. Shares of total order may add up to more than
        100 %.
    """
    first, over = drivers[0], drivers[0].over
    if over == "evidenced":
        yield f"What is evidenced scores {write_score(outcome.scores[PUBLIC_VALUE])} of 100."
    elif outcome.whole_range:
        low, high = outcome.whole_range
        ends = f"between {write_whole(low)} and {write_whole(high)}"
        yield f"With everything unknown drawn from worst to best, public value lies {ends} of 100."
    if first.factor.kind == "unknown" and first.total >= MOST:
        share = capitalise(_share(first))
        yield f"{share} of the variance involves what is unknown: only answers to open questions would narrow it."
        return
    others = [f"{_share(one)} {_plain(outcome, one)}" for one in drivers[1:NAMED] if one.total >= LEAST]
    lead = f"{capitalise(_share(first))} of the variance involves {_plain(outcome, first)}"
    yield f"{join_words([lead, *others])}."
    yield REMEDIES[first.factor.kind]


def _share(driver: Driver) -> str:
    return write_share(Bar("", driver.first, driver.total, driver.total_half))


def _plain(outcome: AssessmentResult, driver: Driver) -> str:
    """Name an input as its picture does, with what a mean decides."""
    name = factor_name(outcome.framework, driver.factor)
    match driver.factor.kind:
        case "indicator":
            return f"“{name}”"
        case "mean":
            return f"whether good scores may make up for bad ones (the {name})"
    return name
