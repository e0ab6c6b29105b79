"""A path model with its sampling error: thousands of resamples, estimated together.

The direction of a construct is arbitrary: turning all weights of one gives the same model with other signs. A construct
of a resample is therefore turned to go with the same construct of the sample, else the spread would hold turns that
mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from publicvalue.errors import method_error
from publicvalue.measures.survey.constructs.importance import performance_scale, unit_effects
from publicvalue.measures.survey.constructs.moments import (
    CELLS,
    Floats,
    ItemMoments,
    Missing,
    check_items,
    keep_complete,
    moments,
)
from publicvalue.measures.survey.constructs.path_model import PathModel, Scheme, estimate_paths
from publicvalue.measures.survey.constructs.path_spec import PathSpec
from publicvalue.measures.survey.constructs.resamples import RespondentSample, accelerated_interval, percentile_interval
from publicvalue.measures.survey.constructs.validity import heterotrait_monotrait
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Interval = Literal["percentile", "accelerated"]
SETTLED = 0.9
"""Share of resamples that must come to rest; below it the intervals would be those of the easy ones."""


@dataclass(frozen=True)
class Resamples:
    """What the resamples gave, those that came to rest; the first axis is the resample.

    Parameters
    ----------
    paths, totals, htmt, effects
        Shape (resamples, k, k): paths, total effects, HTMT, total effects in points of 0 to 100.
    r_squared, performance
        Shape (resamples, k).
    weights, loadings
        Shape (resamples, items).
    """

    paths: Floats
    totals: Floats
    htmt: Floats
    effects: Floats
    r_squared: Floats
    performance: Floats
    weights: Floats
    loadings: Floats


@dataclass(frozen=True)
class Bootstrap:
    """A path model with its error.

    Parameters
    ----------
    spec
        Constructs and links.
    model, moments
        Of the sample itself; their first axis has length 1.
    sample
        The sample's own numbers in the shape of the draws.
    draws
        From resamples.
    left_out
        With a group of respondents left out each; None for percentile intervals, which do not need it.
    replicates
        Resamples drawn; `draws` holds those that came to rest.
    respondents
        Respondents used.
    """

    spec: PathSpec
    model: PathModel
    moments: ItemMoments
    sample: Resamples
    draws: Resamples
    left_out: Resamples | None
    replicates: int
    respondents: int

    def interval(self, name: str) -> tuple[Floats, Floats]:
        """Return the 95 % interval of one kind of number, by the name of its field in the draws."""
        draws, first = getattr(self.draws, name), getattr(self.sample, name)[0]
        if self.left_out is None:
            return percentile_interval(draws)
        flat = draws.reshape(len(draws), -1)
        left = getattr(self.left_out, name)
        low, high = accelerated_interval(first.ravel(), flat, left.reshape(len(left), -1))
        return low.reshape(first.shape), high.reshape(first.shape)


@dataclass(frozen=True)
class PathSettings:
    """How a path model is estimated.

    Parameters
    ----------
    scheme, consistent
        See `estimate_paths`.
    missing
        Rule for missing answers.
    replicates
        Resamples.
    interval
        percentile, or accelerated (bias-corrected and accelerated, BCa).
    scale
        Lowest and highest possible answer of each item, shape (items, 2), for performance on 0 to 100; the lowest and
        highest that were given when None.

    Raises
    ------
    MethodError
        When there is no such scheme, interval or rule for missing answers.
    """

    scheme: Scheme = "path"
    consistent: bool = False
    missing: Missing = "complete"
    replicates: int = 5_000
    interval: Interval = "percentile"
    scale: Floats | None = None

    def __post_init__(self) -> None:
        """Refuse names that are not known."""
        check_name(self.scheme, Scheme, "scheme")
        check_name(self.missing, Missing, "rule for missing answers")
        check_name(self.interval, Interval, "interval")


def bootstrap_paths(
    spec: PathSpec, values: Floats, sample: RespondentSample, settings: PathSettings, rng: np.random.Generator
) -> Bootstrap:
    """Estimate a path model and its error.

    Parameters
    ----------
    spec
        Constructs and links.
    values
        Answers, shape (respondents, items) in the order of `spec.items`; NaN where missing.
    sample
        Weights, strata and clusters of the respondents.
    settings
        Scheme, missing answers, number of resamples.
    rng
        Source of randomness.

    Raises
    ------
    MethodError
        When items do not vary, respondents are too few, or the model does not come to rest.
    """
    check_items(values, spec.items, settings.missing)
    if settings.missing == "complete":
        kept = keep_complete(values)
        values, sample = values[kept], sample.keep(kept)
    found = moments(values, sample.weights[None, :], settings.missing)
    model = estimate_paths(spec, found.correlations, settings.scheme, consistent=settings.consistent)
    if not (model.settled[0] and np.isfinite(model.paths).all()):
        what = Text("the weights of the path model do not come to rest with these answers")
        raise method_error(
            what, Text("constructs that differ from each other"), Text("leave out items that say the same")
        )
    scale = observed_scale(values) if settings.scale is None else settings.scale
    estimator = _Estimator(spec, values, model, settings, scale)
    draws = estimator.draws(_drawn(sample, settings.replicates, rng))
    if len(draws.paths) < SETTLED * settings.replicates:
        what = Text(
            "only {paths:count} of {replicates:count} resamples of the path model came to rest",
            paths=len(draws.paths),
            replicates=settings.replicates,
        )
        raise method_error(what, Text("nine in ten"), Text("ask more people, or leave out items that hardly vary"))
    return Bootstrap(
        spec=spec,
        model=model,
        moments=found,
        sample=estimator.draws(iter([sample.weights[None, :]])),
        draws=draws,
        left_out=estimator.draws(iter([sample.leave_out()])) if settings.interval == "accelerated" else None,
        replicates=settings.replicates,
        respondents=len(values),
    )


def observed_scale(values: Floats) -> Floats:
    """Return the lowest and highest answer to each item, shape (items, 2)."""
    return np.column_stack([np.nanmin(values, axis=0), np.nanmax(values, axis=0)])


def _drawn(sample: RespondentSample, replicates: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Draw resamples in portions, so that not all weights are held at once."""
    size = max(1, CELLS // len(sample.weights))
    for start in range(0, replicates, size):
        yield sample.draw(min(size, replicates - start), rng)


@dataclass(frozen=True)
class _Estimator:
    spec: PathSpec
    values: Floats
    model: PathModel
    settings: PathSettings
    scale: Floats

    def draws(self, weights: Iterator[Floats]) -> Resamples:
        parts = [self._portion(one) for one in weights]
        joined = {
            field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Resamples)
        }
        return Resamples(**joined)

    def _portion(self, weights: Floats) -> Resamples:
        found = moments(self.values, weights, self.settings.missing)
        model = estimate_paths(self.spec, found.correlations, self.settings.scheme, consistent=self.settings.consistent)
        good = model.settled & np.isfinite(model.paths).all(axis=(1, 2))
        turn = _turns(self.model, model, found.correlations)
        both = turn[:, :, None] * turn[:, None, :]
        totals = model.total_effects * both
        outer = model.weights * turn[:, None, :]
        performance, size = performance_scale(outer, found, self.scale)
        return Resamples(
            paths=(model.paths * both)[good],
            totals=totals[good],
            htmt=heterotrait_monotrait(found.correlations, self.spec.blocks)[good],
            effects=unit_effects(totals, size)[good],
            r_squared=model.r_squared[good],
            performance=performance[good],
            weights=outer.sum(axis=2)[good],
            loadings=(model.loadings * turn[:, None, :]).sum(axis=2)[good],
        )


def _turns(first: PathModel, model: PathModel, correlations: Floats) -> Floats:
    """Return -1 for the constructs of a resample that run against those of the sample, else 1."""
    usable = np.where(np.isfinite(correlations), correlations, 0.0)
    along = ((usable @ model.weights) * first.weights).sum(axis=1)
    return np.where(along < 0, -1.0, 1.0)
