"""How exact the simulation itself is, in words and as plain data."""

from __future__ import annotations

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.simulation.convergence import Convergence
from publicvalue.scores.simulation.samples import BATCHES
from publicvalue.words.text import Text

HEADING = Text("How exact the simulation is")


def describe_precision(outcome: AssessmentResult) -> Text:
    """Say by how much another seed would move the ends of the interval and the probabilities of public value."""
    settings, one = outcome.assessment.settings, _of_public_value(outcome)
    told = {"draws": settings.draws, "seed": settings.seed}
    if one is None:
        return Text("{draws:count} draws from seed {seed}.", **told)
    return Text(
        "{draws:count} draws from seed {seed}, in {batches} batches. By how far the batches differ, the ends of the "
        "95 % interval of public value have a Monte Carlo standard error of {low} and {high} points, its mean {mean}, "
        "and the probabilities that the verdict reads at most {probabilities:fixed1} percentage points. More draws "
        "make them smaller.",
        **told,
        batches=BATCHES,
        low=_points(one.low),
        high=_points(one.high),
        mean=_points(one.mean),
        probabilities=100 * max(one.probabilities.values(), default=0.0),
    )


def describe_precision_briefly(outcome: AssessmentResult) -> Text:
    """Say in a sentence how exact the ends of the interval of public value are."""
    settings, found = outcome.assessment.settings, _of_public_value(outcome)
    told = {"draws": settings.draws, "seed": settings.seed}
    if found is None:
        return Text("{draws:count} draws from seed {seed}.", **told)
    return Text(
        "{draws:count} draws from seed {seed}: the simulation itself is exact to about {points} points at the ends of "
        "the interval.",
        **told,
        points=_points(max(found.low, found.high)),
    )


def _of_public_value(outcome: AssessmentResult) -> Convergence | None:
    found = (one for one in outcome.convergence if one.node == PUBLIC_VALUE and one.over == "evidenced")
    return next(found, None)


def _points(error: float) -> Text:
    if error < 0.005:
        return Text("less than {least:fixed2}", least=0.01)
    return Text("{error:fixed2}", error=error)
