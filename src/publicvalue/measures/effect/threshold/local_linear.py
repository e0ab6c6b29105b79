"""The jump of an outcome at a threshold: local linear regression with a robust bias-corrected interval.

On either side the outcome is a straight line near the threshold, fitted with weights that fall to 0 at the bandwidth
(triangular kernel). The bias of the line is estimated with a parabola over a wider bandwidth and taken off; the
standard error counts the error of that correction too, so that the interval holds although the bandwidth is chosen by
the data (Calonico, Cattaneo and Titiunik 2014). Everything is computed from sums by score, with squared residuals from
the nearest neighbours on the same side.

Few cases near the threshold carry the estimate, so its error is itself uncertain: the interval is Student's t with
Satterthwaite's degrees of freedom of the sum of squared residuals. With the normal distribution 90 to 93 % of intervals
hold the truth in simulations of 300 to 600 cases; with t, 95 %.

Where a score takes few values, a curve that turns between two of them looks like a jump, and no interval that is made
from these values covers. So there is no jump from fewer than ten scores on a side, nor where the bandwidth that is best
for the estimate holds fewer than four of them.

Sources: S. Calonico, M. D. Cattaneo and R. Titiunik (2014), Robust nonparametric confidence intervals for
regression-discontinuity designs, Econometrica 82(6), 2295-2326; M. Kolesár and C. Rothe (2018), Inference in regression
discontinuity designs with a discrete running variable, American Economic Review 108(8), 2277-2304; R. M. Bell and D. F.
McCaffrey (2002), Survey Methodology 28(2), 169-181, for degrees of freedom from the squared residuals' own matrix;
written from the papers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from publicvalue.measures.effect.threshold.bandwidths import (
    LEAST_CURVED,
    LEAST_FITTED,
    LEAST_SIDE,
    ThresholdSide,
    choose_bandwidths,
    make_side,
    narrow_bandwidths,
)
from publicvalue.measures.effect.threshold.score_cells import (
    ScoreCells,
    event_freedom,
    find_scatter,
    gather_scores,
    variance_spread,
)
from publicvalue.words.text import Text

Numbers = NDArray[np.float64]

LEAST_SCORES = 10
"""Different scores that a side must have; with fewer a curve cannot be told from a jump (see the coverage)."""
LEAST_NEAR = 4
"""Different scores that the best bandwidth must hold on a side; with fewer the curve turns between two scores."""


@dataclass(frozen=True)
class NoJump:
    """Why no jump can be told, in a sentence."""

    reason: Text


@dataclass(frozen=True)
class Jump:
    """The jump of an outcome at the threshold, upper side less lower side.

    Parameters
    ----------
    conventional, effect
        Before and after the bias is taken off.
    error
        Robust standard error of `effect`.
    lower, lower_error
        Bias-corrected value of the lower side at the threshold, and its robust standard error.
    bandwidth, wider
        Of the line and of the parabola.
    cases
        Cases within the bandwidth below and above the threshold.
    freedom
        Degrees of freedom of the standard errors.
    conventional_lower
        Value of the lower side before the bias is taken off.
    scatter
        How much farther the scores' means lie from the curve than chance between cases explains, as a p-value; None
        where no two cases share a score.
    """

    conventional: float
    effect: float
    error: float
    lower: float
    lower_error: float
    bandwidth: float
    wider: float
    cases: tuple[int, int]
    freedom: float
    conventional_lower: float = 0.0
    scatter: float | None = None


TOO_FEW = NoJump(
    Text(
        "Too few cases on a side of the threshold: at least {least_side} within reach of it are needed on each side.",
        least_side=LEAST_SIDE,
    )
)


def find_jump(x: Numbers, y: Numbers, bandwidths: tuple[float, float] | None = None) -> Jump | NoJump:
    """Return the jump at 0 of single cases, as `jump_of` does.

    Parameters
    ----------
    x, y
        Distance from the threshold, and outcome; shape (cases,), in any order.
    bandwidths
        Of the line and of the parabola; chosen by the data when left out.
    """
    return jump_of(gather_scores(x, y), bandwidths)


def jump_of(cells: ScoreCells, bandwidths: tuple[float, float] | None = None) -> Jump | NoJump:
    """Return the jump at 0, or why there is none.

    Parameters
    ----------
    cells
        Cases by score; 0 and above is the upper side.
    bandwidths
        Of the line and of the parabola; chosen by the data when left out.
    """
    scores = int((cells.x < 0).sum()), int((cells.x >= 0).sum())
    if min(cells.cases[cells.x < 0].sum(), cells.cases[cells.x >= 0].sum()) <= LEAST_SIDE:
        return TOO_FEW
    if min(scores) < LEAST_SCORES:
        return NoJump(
            Text(
                "Different values of the score: {below} below the threshold and {above} from it on; at least"
                " {least_scores} on each side are needed to tell a jump from a curve.",
                below=scores[0],
                above=scores[1],
                least_scores=LEAST_SCORES,
            )
        )
    below, above = make_side(cells.part(cells.x < 0)), make_side(cells.part(cells.x >= 0))
    if bandwidths is None:
        best = choose_bandwidths(below, above)
        near = min(side.within(best[0])[1] for side in (below, above))
        if near < LEAST_NEAR:
            return NoJump(
                Text(
                    "The bandwidth that suits the outcome's curve holds {near} different values of the score on a"
                    " side, and at least {least_near} are needed to tell a jump from a curve: bring the score in"
                    " finer steps.",
                    near=near,
                    least_near=LEAST_NEAR,
                )
            )
        bandwidths = narrow_bandwidths(best, (below, above))
    return _jump((below, above), bandwidths)


def _too_few_scores(bandwidth: float, below: int, above: int) -> Text:
    return Text(
        "Different values of the score within {bandwidth:.3g} of the threshold: {below} below it and {above} from it"
        " on; at least {least} on each side are needed.",
        bandwidth=bandwidth,
        below=below,
        above=above,
        least=LEAST_CURVED,
    )


def _jump(sides: tuple[ThresholdSide, ThresholdSide], bandwidths: tuple[float, float]) -> Jump | NoJump:
    bandwidth, wider = bandwidths
    (below, few), (above, many) = (side.within(bandwidth) for side in sides)
    if min(below, above) < LEAST_SIDE:
        return TOO_FEW
    if min(few, many) < LEAST_FITTED or min(side.within(wider)[1] for side in sides) < LEAST_CURVED:
        return NoJump(_too_few_scores(bandwidth, few, many))
    if not all(side.can_weigh(1, bandwidth) and side.can_weigh(2, wider) for side in sides):
        return NoJump(
            Text("The scores within {wider:.3g} of the threshold lie too close together for a curve.", wider=wider)
        )
    plain, corrected = [], []
    for side in sides:
        line = side.weigh(1, bandwidth, 0)
        corrected.append(line - float(line @ side.cells.x**2) * side.weigh(2, wider, 2))
        plain.append(float(line @ side.cells.mean))
    values = [float(w @ side.cells.mean) for w, side in zip(corrected, sides, strict=True)]
    scatter = [find_scatter(side.cells, wider) for side in sides]
    errors = [
        float(w**2 @ side.variances) * found.factor for w, side, found in zip(corrected, sides, scatter, strict=True)
    ]
    freedom = min(_freedom(sides, corrected), sum(found.freedom for found in scatter) or np.inf)
    chances = [found.chance for found in scatter if found.chance is not None]
    return Jump(
        conventional=plain[1] - plain[0],
        effect=values[1] - values[0],
        error=float(np.sqrt(sum(errors))),
        conventional_lower=plain[0],
        lower=values[0],
        lower_error=float(np.sqrt(errors[0])),
        bandwidth=bandwidth,
        wider=wider,
        cases=(below, above),
        freedom=freedom,
        scatter=min(1.0, 2 * min(chances)) if chances else None,
    )


def _freedom(sides: tuple[ThresholdSide, ThresholdSide], weights: list[Numbers]) -> float:
    """Return the degrees of freedom of the error of the jump, by Satterthwaite's rule."""
    found = [variance_spread(side.cells, side.pools, w) for side, w in zip(sides, weights, strict=True)]
    size, spread = np.sum(found, axis=0)
    freedom = float(size**2 / spread)
    if not all(side.cells.are_shares for side in sides):
        return freedom
    events = [event_freedom(side.cells, w) for side, w in zip(sides, weights, strict=True)]
    variance, chance = np.sum(events, axis=0)
    return min(freedom, 2 * float(variance) ** 2 / float(chance)) if chance > 0 else freedom
