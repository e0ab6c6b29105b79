"""Mean rating of a rubric by several independent raters.

What
    Mean over raters of their mean rating over the items of the rubric. Where not every rater rated every item, the mean
    is adjusted for who rated what: generalised least squares on item effects with raters as random effects, so that a
    rater who rated few items counts less, the more so the less raters differ.
Unit
    Points of the scale, from option `low` to option `high`.
Left out
    A consensus that the raters reached afterwards (rows whose `rater` is the option `consensus`, each with a `reason`):
    it is shown and never moves the number. Rows in which item, rater or rating is blank; items that nobody rated (a
    diagnostic states the coverage). With fewer than half of the items rated, or one rater only, there is no number: ask
    a second, independent rater.
Interval
    95 % Student's t over raters (raters less one degrees of freedom), clipped to the scale: raters are the sample, the
    items are fixed. Draws from the same distribution. The standard error comes from the weighted squares between
    raters (Hartung and Knapp), with the ratio of the raters' variance to the error's at which they are as large as the
    squares within raters lead to expect (Paule and Mandel); for complete ratings it is s / sqrt(raters). The standard
    error is at least that of rounding to the step of the scale, so that two raters who
    happen to give the same points do not look certain.
Not shown
    Raters are few by design, and the number stands with two of them: they judge in their function, and a reader must
    know on how many it rests. What a single one of them said is not given out: no rater's code; the means of single
    raters, from the strictest to the mildest, and the lowest and highest rating of an item only from 5 raters on; the
    mean of an item that one rater rated not at all. Citizens and staff who are asked in a survey are respondents and no
    raters: take a measure of surveys, whose number needs 5 of them.
Strength
    2: rated.
Diagnostics
    Krippendorff's alpha for ordinal ratings, with 0.667 as the lowest value that permits tentative conclusions, and a
    bootstrap interval over items; for complete ratings the intraclass correlation of the raters' mean, ICC(2,k).
Sources
    K. Krippendorff (2004), Content Analysis, 2nd edition, chapter 11 (threshold); W. F. Sheppard's correction for
    rounding, step^2 / 12; J. Hartung and G. Knapp (2001), Statistics in Medicine 20(12), 1771-1782; R. C. Paule and
    J. Mandel (1982), Consensus values and weighting factors, Journal of Research of the National Bureau of Standards
    87(5), 377-385.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.judgement.asked_items import ItemsOptions, unknown_item_problems
from publicvalue.measures.judgement.consensus import (
    REASON,
    ConsensusOptions,
    add_consensus,
    read_consensus,
    without_consensus,
)
from publicvalue.measures.kernels.agreement import alpha_interval, intraclass_correlations, krippendorff_alpha
from publicvalue.measures.kernels.means import mean_draws, mean_interval
from publicvalue.measures.options import OF_INDICATOR, Fault, scale_faults
from publicvalue.measures.privacy.suppression import HIDDEN, LEAST_CASES
from publicvalue.measures.result import Detail, Diagnostic, Measured, NotApplicable, Result
from publicvalue.schema.values import Number, said
from publicvalue.words.text import Text, phrase

Array = NDArray[np.float64]

TENTATIVE = 0.667
"""Lowest alpha at which tentative conclusions are acceptable (Krippendorff 2004)."""

REPLICATES = 500


RATIOS = (1e-6, 1e6)
"""Between which the ratio of the raters' variance to the error's is sought; below the first it is taken as 0."""


@dataclass(frozen=True)
class RaterFit:
    """Mean over raters, and rater-adjusted means.

    Parameters
    ----------
    means
        Adjusted mean of each rater by itself, in points, shape (raters,).
    mean
        Over raters, in points.
    standard_error
        Of the mean, in points.
    """

    means: Array
    mean: float
    standard_error: float


@dataclass(frozen=True, kw_only=True)
class RatingOptions(ItemsOptions, ConsensusOptions):
    """The items of the rubric, their scale, and which rows hold a consensus."""

    low: Annotated[Number, OF_INDICATOR, said(phrase("lowest point of the scale"))]
    high: Annotated[Number, OF_INDICATOR, said(phrase("highest point of the scale"))]

    @property
    def scale(self) -> tuple[float, float]:
        """Lowest and highest point."""
        return self.low, self.high

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between them: a scale that does not rise."""
        yield from super().faults()
        yield from scale_faults(self.low, self.high)


@dataclass(frozen=True)
class Weighted:
    """The mean under one ratio of the raters' variance to the error's.

    Parameters
    ----------
    weights
        Of each rating in the mean, shape (ratings,).
    between
        Weighted squares between raters, per degree of freedom: estimates the error's variance.
    factor
        Variance of the mean, in variances of the error.
    """

    weights: Array
    between: float
    factor: float


def measure_rating_mean(evidence: EvidenceTable, context: Context) -> Result:
    """Return the mean rating, as the module's definition says.

    Raises
    ------
    EvidenceError
        With every rating that cannot be used.
    """
    options = context.given(RatingOptions)
    if options.consensus is None:
        return _measure_raters(evidence, context)
    result = _measure_raters(without_consensus(evidence, options.consensus), context)
    agreed = read_consensus(evidence, options.consensus, options.texts, options.scale)
    if isinstance(result, NotApplicable):
        return result
    table, note = add_consensus(result, agreed, options.texts)
    return replace(result, details=(*result.details, table), diagnostics=(*result.diagnostics, note))


def _measure_raters(evidence: EvidenceTable, context: Context) -> Result:
    """Return the mean of those who rated alone."""
    options = context.given(RatingOptions)
    items, scale = options.texts, options.scale
    usable = usable_rows(evidence, ["item", "rater", "rating"])
    columns = fetch(usable.rows.select("item", "rater", "rating"))
    problems = _problems(columns, items, scale)
    if problems:
        raise EvidenceError(problems)
    raters = sorted(set(columns["rater"]))
    if not raters:
        return NotApplicable(Text("0 raters have rated: ask two independent raters."))
    if len(raters) == 1:
        return NotApplicable(Text("1 rater has rated: ask a second, independent rater."))
    rated = [item for item in items if item in set(columns["item"])]
    if 2 * len(rated) < len(items):
        missing = tuple(item for item in items if item not in rated)
        return NotApplicable(
            Text(
                "Only {rated} of {items} items are rated: rate {missing:list}.",
                rated=len(rated),
                items=len(items),
                missing=missing,
            )
        )
    matrix = np.full((len(raters), len(rated)), np.nan)
    place = [
        [raters.index(rater), rated.index(item)] for rater, item in zip(columns["rater"], columns["item"], strict=True)
    ]
    matrix[tuple(np.array(place).T)] = columns["rating"]
    if not is_connected(matrix):
        return NotApplicable(Text("Some raters share no item with the others: let them rate at least one common item."))
    checks = usable.diagnostics + _checks(matrix, len(items), context)
    fit = fit_raters(matrix)
    return _measured(fit, scale, context, checks, (*_by_rater(fit), _by_item(matrix, rated, items)))


def is_connected(matrix: Array) -> bool:
    """Whether raters and items hang together, so that raters can be compared; matrix of shape (raters, items)."""
    design = _design(matrix)
    return bool(np.linalg.matrix_rank(design) == sum(matrix.shape) - 1)


def _design(matrix: Array) -> Array:
    """Return the design of the additive model: one row per rating; columns for raters, then for items."""
    rater, item = np.nonzero(np.isfinite(matrix))
    return np.hstack([np.eye(matrix.shape[0])[rater], np.eye(matrix.shape[1])[item]])


def fit_raters(matrix: Array) -> RaterFit:
    """Return the mean over raters with its standard error, and the rater-adjusted means.

    Parameters
    ----------
    matrix
        Ratings in points, shape (raters, items), NaN where there is none; connected, at least two raters.
    """
    raters, items = matrix.shape
    ratings, design = matrix[np.isfinite(matrix)], _design(matrix)
    solve = np.linalg.pinv(design)
    residuals = ratings - design @ (solve @ ratings)
    within, freedom = float(residuals @ residuals), len(ratings) - raters - items + 1
    found = _weigh(ratings, design, raters, within, _ratio(ratings, design, raters, within, freedom))
    mean = float(found.weights @ ratings)
    contrasts = solve[:raters] @ ratings
    rounding = _step(ratings) ** 2 / 12 * (found.weights**2).sum()
    error = float(np.sqrt(max(found.factor * found.between, rounding)))
    return RaterFit(mean + contrasts - contrasts.mean(), mean, error)


def _weigh(ratings: Array, design: Array, raters: int, within: float, ratio: float) -> Weighted:
    """Fit the items by generalised least squares; `design` as `_design` gives it, `within` squares within raters."""
    of_rater, of_item = design[:, :raters], design[:, raters:]
    given = of_rater.T @ of_item
    # What a rater's ratings share is taken off: the inverse of identity plus ratio times "same rater", in closed form.
    off = ratio / (1 + ratio * given.sum(axis=1))
    spread = np.linalg.pinv(np.diag(given.sum(axis=0)) - (given.T * off) @ given)
    solve = spread @ (of_item.T - (given.T * off) @ of_rater.T)
    residuals = ratings - of_item @ (solve @ ratings)
    between = max(float(residuals @ residuals - off @ (residuals @ of_rater) ** 2) - within, 0.0)
    return Weighted(solve.mean(axis=0), between / (raters - 1), float(spread.mean()))


def _ratio(ratings: Array, design: Array, raters: int, within: float, freedom: int) -> float:
    """Return the ratio of variances at which squares between raters are what those within lead to expect."""
    complete = len(ratings) == raters * (design.shape[1] - raters)
    if complete or freedom <= 0 or within <= 1e-12:
        return RATIOS[1]

    def excess(power: float) -> float:
        return _weigh(ratings, design, raters, within, 10.0**power).between - within / freedom

    low, high = (float(np.log10(end)) for end in RATIOS)
    if excess(low) <= 0:
        return 0.0
    from scipy.optimize import brentq  # noqa: PLC0415 - slow to load

    root = high if excess(high) >= 0 else float(brentq(excess, low, high, xtol=1e-3))
    return float(10.0**root)


def _step(ratings: Array) -> float:
    """Return the step of the scale: the smallest gap between two ratings given, at most one point."""
    gaps = np.diff(np.unique(ratings))
    return min(1.0, float(gaps.min())) if len(gaps) else 1.0


def _problems(
    columns: dict[str, NDArray[np.generic]], items: dict[str, str], scale: tuple[float, float]
) -> list[Problem]:
    """Find everything wrong with the ratings."""
    problems = unknown_item_problems(columns["item"].tolist(), items)
    expected = Text("{low:g} to {high:g}", low=scale[0], high=scale[1])
    pairs = list(zip(columns["rater"].tolist(), columns["item"].tolist(), strict=True))
    for (rater, item), rating in zip(pairs, columns["rating"].tolist(), strict=True):
        if not scale[0] <= rating <= scale[1]:
            what = Text("{rater} gave {item} {rating:g}", rater=rater, item=item, rating=rating)
            problems.append(Problem(Place(field="rating"), what, expected, Text("correct the rating")))
    for (rater, item), times in Counter(pairs).items():
        if times > 1:
            what = Text("{rater} rated {item} {times} times", rater=rater, item=item, times=times)
            problems.append(Problem(Place(field="item"), what, Text("one rating"), Text("keep the rating that holds")))
    return problems


def _measured(
    fit: RaterFit,
    scale: tuple[float, float],
    context: Context,
    checks: tuple[Diagnostic, ...],
    details: tuple[Detail, ...],
) -> Measured:
    """Put the number together, clipped to the scale."""
    freedom = len(fit.means) - 1
    estimate = float(np.clip(fit.mean, *scale))
    low, high = np.clip(mean_interval(fit.mean, fit.standard_error, freedom), *scale)
    draws = mean_draws(fit.mean, fit.standard_error, freedom, context.draws, context.rng)
    return Measured(
        estimate=estimate,
        low=float(low),
        high=float(high),
        draws=np.clip(draws, *scale),
        n=len(fit.means),
        unit=context.unit,
        method=Text(
            "Mean of {means} raters over the items of the rubric, with a t interval over raters.", means=len(fit.means)
        ),
        strength=2,
        diagnostics=checks,
        details=details,
    )


def _checks(matrix: Array, asked: int, context: Context) -> tuple[Diagnostic, ...]:
    """State coverage and agreement."""
    rated = matrix.shape[1]
    coverage = Diagnostic(
        Text("Coverage"), rated == asked, Text("{rated} of {asked} items are rated.", rated=rated, asked=asked)
    )
    alpha = krippendorff_alpha(matrix, "ordinal")
    if not np.isfinite(alpha):
        text = Text("Krippendorff's alpha is not defined, because all ratings are equal or no item has two.")
        return coverage, Diagnostic(Text("Agreement of raters"), None, text)
    low, high = alpha_interval(matrix, "ordinal", REPLICATES, context.rng)
    text = Text(
        "Krippendorff's alpha (ordinal) is {alpha:.2f} [{low:.2f}, {high:.2f}]; {tentative} is the least acceptable.",
        alpha=alpha,
        low=low,
        high=high,
        tentative=TENTATIVE,
    )
    agreement = Diagnostic(Text("Agreement of raters"), alpha >= TENTATIVE, text)
    if rated < 2 or not np.isfinite(matrix).all():
        return coverage, agreement
    icc = intraclass_correlations(matrix)["icc2k"]
    if not np.isfinite(icc):
        return coverage, agreement
    return (
        coverage,
        agreement,
        Diagnostic(
            Text("Reliability of the mean"), None, Text("Intraclass correlation ICC(2,k) is {icc:.2f}.", icc=icc)
        ),
    )


def _by_rater(fit: RaterFit) -> tuple[Detail, ...]:
    """Show how far apart the raters are, without saying who is where; nothing of few raters."""
    if len(fit.means) < LEAST_CASES:
        return ()
    rows = tuple((place, float(mean)) for place, mean in enumerate(np.sort(fit.means), 1))
    return (
        Detail(Text("Raters, from the strictest on"), (Text("Place"), Text("Mean adjusted for items, points")), rows),
    )


def _by_item(matrix: Array, rated: list[str], items: dict[str, str]) -> Detail:
    """Show each item's number of ratings, mean and range; nothing that one rater alone said."""
    rows: list[tuple[str | float | int | None, ...]] = []
    for item, ratings in zip(rated, matrix.T, strict=True):
        given = ratings[np.isfinite(ratings)]
        mean = float(given.mean()) if len(given) > 1 else HIDDEN
        ends = (float(given.min()), float(given.max())) if len(given) >= LEAST_CASES else (HIDDEN, HIDDEN)
        rows.append((item, items[item], len(given), mean, *ends))
    return Detail(
        Text("Ratings by item"),
        (Text("Id"), Text("Item"), Text("Raters"), Text("Mean, points"), Text("Lowest"), Text("Highest")),
        tuple(rows),
    )


DEFINITION = Definition(
    id="rating_mean",
    version=1,
    title=Text("Mean rating of a rubric"),
    kinds=("ratings",),
    role_sets=(
        (
            Role("item", "category", Text("the id of the item of the rubric")),
            Role("rater", "category", Text("who rated, by a code")),
            Role("rating", "number", Text("the points given"), measured=True),
            REASON,
        ),
    ),
    units=("points",),
    takes=RatingOptions,
    compute=measure_rating_mean,
)
