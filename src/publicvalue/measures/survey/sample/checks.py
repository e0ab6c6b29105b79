"""Checks of a survey's interval: clusters enough and alike, values not too skew, everybody in a cluster asked or not.

Each was set by simulation: where it is passed, 95 % intervals hold the truth in about 93 % of samples or more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from publicvalue.measures.kernels.means import COCHRAN_FACTOR
from publicvalue.measures.result import Diagnostic
from publicvalue.measures.survey.sample.answers import SurveySample, weighted_quantile
from publicvalue.measures.survey.sample.linearisation import LinearisedMean, Numbers, SamplingStage
from publicvalue.words.text import Text

ROUGH_FREEDOM = 10
"""Degrees of freedom below which a diagnostic warns that the error itself is poorly known; a rule of thumb."""

MOST_MISSED = 1.02
"""Largest factor by which a second stage that is not stated may make the error too small."""

ALIKE, ALIKE_ENOUGH = 0.7, 20
"""Share of the degrees of freedom that clusters of unequal size must be worth, and how many are always enough."""

LOGNORMAL, NORMAL_95 = 0.6, 1.645
"""What a lognormal's skewness counts where only its quantiles are known, and the normal deviate of the upper one."""

FEWEST_SKEW, MANY_VALUES = 20, 20
"""Clusters from which on their skewness says something, and different values that are more than a scale of points."""


def interval_checks(
    sample: SurveySample, found: LinearisedMean, linearised: Numbers, *, skew: bool
) -> tuple[Diagnostic, ...]:
    """Return the checks of a number's interval.

    Parameters
    ----------
    sample
        Its respondents and their design.
    found, linearised
        The number with its error, and its linearised values, shape (rows,).
    skew
        Whether the interval rests on the values being not too skew, as that of a mean does.
    """
    if found.standard_error == 0:
        text = Text("The answers do not vary within the strata or between the clusters; check the columns.")
        return (Diagnostic(Text("Spread of the answers"), None if not skew else False, text),)
    return (_alike(sample), *_second_stage(sample, linearised), *(_skewness(sample, linearised) if skew else ()))


def freedom_check(found: LinearisedMean) -> tuple[Diagnostic, ...]:
    """Say whether the error is well known; the interval is wide enough where it is not."""
    if found.standard_error == 0:
        return ()
    text = Text("{freedom:count} degrees of freedom (clusters less strata).", freedom=found.freedom)
    return (Diagnostic(Text("Degrees of freedom"), found.freedom >= ROUGH_FREEDOM, text),)


def lowered(strongest: int, checks: Iterable[Diagnostic]) -> int:
    """Return the strength after the checks of the interval: one less where one is not passed, at least 2."""
    return min(strongest, 2) if any(one.passed is False for one in checks) else strongest


def _alike(sample: SurveySample) -> Diagnostic:
    """Check that no few clusters, or respondents of large weight, make most of the number."""
    effective, freedom = sample.effective_freedom(), sample.freedom
    thing = Text("respondents") if sample.people else Text("clusters")
    text = Text(
        "The {freedom:count} degrees of freedom are worth {effective:,.1f} of {thing} of one size; where"
        " that is less than {alike:.0f} % and than {alike_enough}, the interval is too narrow.",
        freedom=freedom,
        effective=effective,
        thing=thing,
        alike=100 * ALIKE,
        alike_enough=ALIKE_ENOUGH,
    )
    return Diagnostic(Text("Clusters of one size"), effective >= min(ALIKE * freedom, ALIKE_ENOUGH), text)


def _second_stage(sample: SurveySample, linearised: Numbers) -> tuple[Diagnostic, ...]:
    """Check what it would change if the people asked in a cluster were a sample of its people."""
    last = sample.stages[-1]
    clusters = len(last.owners)
    if last.alike or not (last.drawn(sample.counts) > 0).any() or sample.counts.sum() <= clusters:
        return ()
    people = SamplingStage(np.arange(len(sample.weights)), last.unit, np.full(clusters, np.inf), alike=True)
    more = replace(sample, later=(*sample.later, people)).variance(linearised)
    factor = float(np.sqrt(more / sample.variance(linearised)))
    text = Text(
        "Everybody in a cluster that was drawn counts as asked. If they are a sample of its people, the"
        " error is up to {factor:.0f} % larger: then give `population` one more column, how many each"
        " has.",
        factor=100 * (factor - 1),
    )
    return (Diagnostic(Text("Second stage"), factor <= MOST_MISSED, text),)


def _skewness(sample: SurveySample, linearised: Numbers) -> tuple[Diagnostic, ...]:
    """Check that there are clusters enough for the skewness of what they add to the number."""
    stage, values = sample.stages[0], sample.erring(linearised)
    there = np.bincount(stage.unit, sample.inside) > 0
    copies, owner = stage.copies(sample.counts)[there], stage.owners[there]
    number = float(copies.sum())
    if not sample.people and number < FEWEST_SKEW:
        return ()
    each = np.bincount(stage.unit, values * sample.counts)[there] / copies
    units = np.bincount(owner, copies, len(sample.population))
    means = np.bincount(owner, copies * each, len(units)) / np.where(units > 0, units, 1)
    away = each - means[owner]
    variance = float((copies * away**2).sum()) / number
    skewness = float((copies * away**3).sum()) / number / variance**1.5 if variance > 0 else 0.0
    skewness = max(abs(skewness), LOGNORMAL * lognormal_skewness(away, copies))
    needed = COCHRAN_FACTOR * skewness**2
    thing = Text("respondents") if sample.people else Text("clusters")
    text = Text(
        "Skewness {skewness:.2f}; a t interval asks for more than {needed:count} {thing} (Cochran's"
        " rule), and there are {number:count}.",
        skewness=skewness,
        needed=needed,
        thing=thing,
        number=number,
    )
    return (Diagnostic(Text("Cases enough for the skewness"), number > needed, text),)


def lognormal_skewness(values: Numbers, copies: Numbers) -> float:
    """Return the skewness of the lognormal distribution whose median lies as far from both ends as that of the values.

    The few largest values make most of a skewness, and a sample without them looks as if it had none.

    Parameters
    ----------
    values
        Shape (units,).
    copies
        How many of each there are, shape (units,).
    """
    if len(np.unique(values)) < MANY_VALUES:
        return 0.0
    low, middle, high = weighted_quantile(values, copies, np.array([0.05, 0.5, 0.95]))
    if not low < middle < high:
        return 0.0
    spread = np.exp((np.log((high - middle) / (middle - low)) / NORMAL_95) ** 2)
    return float((spread + 2) * np.sqrt(spread - 1))
