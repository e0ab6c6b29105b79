"""What drives the uncertainty, in sentences: how wide the result is, what that comes from, and what would narrow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.reports.factors import factor_name
from publicvalue.reports.pictures.drivers import write_share
from publicvalue.reports.pictures.model import DriverBar
from publicvalue.reports.wording import capitalise, write_score
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver
from publicvalue.words.text import Text, joined

NAMED = 3
"""Inputs that a sentence names at most."""

LEAST = 0.01
"""Share of the variance below which an input is not named beside the first."""

MOST = 0.9
"""Share of the variance from which one input is all that matters."""

_AGREED = Text("More records would not narrow the first: agreed weights would.")
REMEDIES = MappingProxyType(
    {
        "indicator": Text("A larger or better sample of the first would narrow it most."),
        "goalposts": Text("More records would not narrow the first: a standard in place of judgement would."),
        "weights": _AGREED,
        "weighting": _AGREED,
        "mean": Text(
            "More records would not narrow the first: it is a choice, and “If the method decided otherwise” shows what "
            "each gives."
        ),
        "unknown": Text("Answers to open questions would narrow the first."),
    }
)
"""Kind of the input that drives a score most -> what would narrow its interval."""


def driver_sentences(outcome: AssessmentResult, drivers: Sequence[Driver]) -> Iterator[Text]:
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
        score = write_score(outcome.scores[PUBLIC_VALUE])
        yield Text("What is evidenced scores {score} of 100.", score=score)
    elif outcome.whole_range:
        low, high = outcome.whole_range
        yield Text(
            "With everything unknown drawn from worst to best, public value lies between {low:whole} and {high:whole} "
            "of 100.",
            low=low,
            high=high,
        )
    share = capitalise(_share(first))
    if first.factor.kind == "unknown" and first.total >= MOST:
        yield Text(
            "{share} of the variance involves what is unknown: only answers to open questions would narrow it.",
            share=share,
        )
        return
    lead = Text("{share} of the variance involves {input}", share=share, input=_plain(outcome, first))
    others = (joined(_share(one), _plain(outcome, one)) for one in drivers[1:NAMED] if one.total >= LEAST)
    yield Text("{inputs:and}.", inputs=(lead, *others))
    yield REMEDIES[first.factor.kind]


def _share(driver: Driver) -> Text:
    return write_share(DriverBar("", driver.first, driver.total, driver.total_half))


def _plain(outcome: AssessmentResult, driver: Driver) -> Text:
    """Name an input as its picture does, with what a mean decides."""
    name = factor_name(outcome.framework, driver.factor)
    match driver.factor.kind:
        case "indicator":
            return Text("“{name}”", name=name)
        case "mean":
            return Text("whether good scores may make up for bad ones (the {mean})", mean=name)
    return name
