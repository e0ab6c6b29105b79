"""How exact the simulation itself is, in words and as plain data."""

from __future__ import annotations

from publicvalue.findings.model import Outcome
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.scores.convergence import Convergence
from publicvalue.scores.samples import BATCHES

HEADING = "How exact the simulation is"


def describe_precision(outcome: Outcome) -> str:
    """Say by how much another seed would move the ends of the interval and the probabilities of public value."""
    settings = outcome.assessment.settings
    found = [one for one in outcome.convergence if one.node == PUBLIC_VALUE and one.over == "evidenced"]
    if not found:
        return f"{settings.draws:,} draws from seed {settings.seed}."
    one = found[0]
    probabilities = max(one.probabilities.values(), default=0.0)
    return (
        f"{settings.draws:,} draws from seed {settings.seed}, in {BATCHES} batches. By how far the batches differ, the "
        f"ends of the 95 % interval of public value have a Monte Carlo standard error of {_points(one.low)} and "
        f"{_points(one.high)} points, its mean {_points(one.mean)}, and the probabilities that the verdict reads at "
        f"most {100 * probabilities:.1f} percentage points. More draws make them smaller."
    )


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
