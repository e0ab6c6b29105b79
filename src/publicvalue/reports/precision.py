"""How exact the simulation itself is, in words and as plain data."""

from __future__ import annotations

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.simulation.convergence import Convergence
from publicvalue.scores.simulation.samples import BATCHES

HEADING = "How exact the simulation is"


def describe_precision(outcome: AssessmentResult) -> str:
    """Say by how much another seed would move the ends of the interval and the probabilities of public value."""
    settings, one = outcome.assessment.settings, _of_public_value(outcome)
    if one is None:
        return f"{settings.draws:,} draws from seed {settings.seed}."
    probabilities = max(one.probabilities.values(), default=0.0)
    return (
        f"{settings.draws:,} draws from seed {settings.seed}, in {BATCHES} batches. By how far the batches differ, the "
        f"ends of the 95 % interval of public value have a Monte Carlo standard error of {_points(one.low)} and "
        f"{_points(one.high)} points, its mean {_points(one.mean)}, and the probabilities that the verdict reads at "
        f"most {100 * probabilities:.1f} percentage points. More draws make them smaller."
    )


def describe_precision_briefly(outcome: AssessmentResult) -> str:
    """Say in a sentence how exact the ends of the interval of public value are."""
    settings, found = outcome.assessment.settings, _of_public_value(outcome)
    told = f"{settings.draws:,} draws from seed {settings.seed}"
    if found is None:
        return f"{told}."
    error = max(found.low, found.high)
    return f"{told}: the simulation itself is exact to about {_points(error)} points at the ends of the interval."


def _of_public_value(outcome: AssessmentResult) -> Convergence | None:
    found = (one for one in outcome.convergence if one.node == PUBLIC_VALUE and one.over == "evidenced")
    return next(found, None)


def convergence_data(one: Convergence) -> dict[str, object]:
    """Return the errors of a node as plain data."""
    return {
        "node": one.node,
        "over": one.over,
        "mean": one.mean,
        "low": one.low,
        "high": one.high,
        "probabilities": [{"score": score, "error": error} for score, error in one.probabilities.items()],
    }


def _points(error: float) -> str:
    return f"{error:.2f}" if error >= 0.005 else "less than 0.01"
