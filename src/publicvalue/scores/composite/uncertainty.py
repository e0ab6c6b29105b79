"""How much a composite index depends on the choices of its method: the same data, many defensible ways.

Each run takes one alternative of every choice. Runs that share their imputation, treatment and normalisation share that
work, and runs that also share their aggregation are formed together, over all their sets of weights at once.
Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7; Saisana, Saltelli and Tarantola (2005).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from publicvalue.errors import InputError, Place, Problem, method_error
from publicvalue.scores.composite.aggregate import Aggregation, Choice, form_runs, level_choices
from publicvalue.scores.composite.data import Data
from publicvalue.scores.composite.impute import Imputation, impute
from publicvalue.scores.composite.index import Index
from publicvalue.scores.composite.measurement import CellErrors, check_errors, draw_data
from publicvalue.scores.composite.normalise import MinMax, Normalisation, normalise
from publicvalue.scores.composite.ranking import rank_scores
from publicvalue.scores.composite.treat import Treatment, column_shapes, treat
from publicvalue.scores.composite.weigh import check_weights
from publicvalue.scores.ranks import batch_error
from publicvalue.scores.simulation.samples import batch_ends
from publicvalue.scores.simulation.sequence import scramble_sequences
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

CELLS = 20_000_000
"""Numbers that a batch of runs may hold at once, so that memory does not grow with the number of runs."""

Ends = Literal["unit", "sample"]
CHOICES = ("imputation", "treatment", "normalisation", "weights", "aggregation")


@dataclass(frozen=True)
class Alternatives:
    """What may be done at each step; the first of each is the nominal method.

    Parameters
    ----------
    imputations, treatments, normalisations, aggregations
        At least one each; None among the treatments leaves outliers as they are.
    weights
        Sets of weights, shape (sets, items); None means the index's own.
    errors
        Measurement error of the data, drawn anew in each run; None takes the data as exactly known.
    """

    imputations: tuple[Imputation, ...] = (Imputation("none"),)
    treatments: tuple[Treatment | None, ...] = (None,)
    normalisations: tuple[Normalisation, ...] = (MinMax(),)
    weights: Floats | None = field(default=None, repr=False)
    aggregations: tuple[Choice, ...] = (Aggregation(),)
    errors: CellErrors | None = None

    @property
    def counts(self) -> tuple[int, ...]:
        """Number of alternatives of each choice, in the order of CHOICES."""
        sets = 1 if self.weights is None else len(self.weights)
        return len(self.imputations), len(self.treatments), len(self.normalisations), sets, len(self.aggregations)

    def tables(self, runs: int) -> Indices:
        """Return a number for the data that each run sees, shape (runs,): equal where they are the same."""
        return np.zeros(runs, np.intp) if self.errors is None else self.errors.tables(runs)


@dataclass(frozen=True)
class RankStatistics:
    """Each unit's rank over all runs, shape (units,): mean, median, and the 5th and 95th percentile."""

    mean: Floats
    median: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Uncertainty:
    """Scores of all runs.

    Parameters
    ----------
    units
        Names of the units.
    codes
        Groups whose scores were kept.
    picks
        Alternative taken by each run for each of CHOICES, from 0, shape (runs, 5).
    scores
        Shape (runs, units, codes).
    tables
        Number of the data that each run saw, shape (runs,); runs with the same number saw the same.
    """

    units: tuple[str, ...]
    codes: tuple[str, ...]
    picks: Indices = field(repr=False)
    scores: Floats = field(repr=False)
    tables: Indices = field(repr=False)

    @cached_property
    def combinations(self) -> tuple[int, int, int, int]:
        """How often each step was really done, in the order imputation, treatment, normalisation, aggregation."""
        steps = np.column_stack([self.tables, self.picks[:, [0, 1, 2, 4]]])
        first, second, third, fourth = (len(np.unique(steps[:, : depth + 2], axis=0)) for depth in range(4))
        return first, second, third, fourth

    @cached_property
    def ranks(self) -> Floats:
        """Ranks in each run, 1 is best, equal scores share the better rank, shape (runs, units, codes)."""
        return np.moveaxis(rank_scores(np.moveaxis(self.scores, 1, 2)), 2, 1)

    def rank_statistics(self, code: str) -> RankStatistics:
        """Return the statistics of the ranks in one group; runs in which a unit has no score are left out.

        NaN for a unit that has no score in any run.
        """
        ranks = self.ranks[:, :, self.codes.index(code)]
        with warnings.catch_warnings():
            # A unit that has no score in any run has no rank, which is an answer and no fault.
            warnings.simplefilter("ignore", RuntimeWarning)
            mean = np.nanmean(ranks, axis=0)
            low, middle, high = np.nanquantile(ranks, (0.05, 0.5, 0.95), axis=0)
        return RankStatistics(mean, middle, low, high)

    def rank_errors(self, code: str) -> Floats:
        """Return the Monte Carlo standard error of each unit's mean rank, shape (units,), from independent batches.

        It holds for runs that were picked by `draw_picks`, or drawn independently. NaN with a single run.
        """
        ranks = self.ranks[:, :, self.codes.index(code)]
        return batch_error(np.stack([np.mean(ranks[start:stop], axis=0) for start, stop in batch_ends(len(ranks))]))

    def acceptability(self, code: str) -> Floats:
        """Return the share of runs in which each unit takes each rank, shape (units, ranks)."""
        ranks = self.ranks[:, :, self.codes.index(code)]
        places = np.arange(1, len(self.units) + 1)
        return np.stack([np.mean(ranks == place, axis=0) for place in places], axis=1)

    def applied(self) -> dict[str, tuple[int, ...]]:
        """Return how many runs took each alternative of each choice: the proof that it was varied."""
        return {choice: tuple(np.bincount(self.picks[:, place]).tolist()) for place, choice in enumerate(CHOICES)}


def draw_picks(alternatives: Alternatives, runs: int, rng: np.random.Generator) -> Indices:
    """Draw alternatives for a number of runs, shape (runs, 5): scrambled Sobol sequences, one for each batch.

    The batches are independent, so `Uncertainty.rank_errors` tells how exact the result is.

    Raises
    ------
    MethodError
        When there are more columns than a Sobol sequence has.
    """
    sizes = [stop - start for start, stop in batch_ends(runs)]
    points = scramble_sequences(len(CHOICES), len(sizes), max(sizes), rng).points(0, len(CHOICES), max(sizes))
    parts = [points[:, batch, :size].T for batch, size in enumerate(sizes)]
    return pick_alternatives(np.concatenate(parts), alternatives.counts)


def pick_alternatives(draws: Floats, counts: tuple[int, ...], ends: Ends = "unit") -> Indices:
    """Turn uniform draws into alternatives.

    Parameters
    ----------
    draws
        Shape (runs, choices), 0 to 1.
    counts
        Number of alternatives of each choice.
    ends
        `unit` cuts 0 to 1 into equal parts, so that all alternatives are equally likely. `sample` cuts the range of the
        sample instead, closed to the right, which is what COINr does; for comparison with it only.

    Returns
    -------
    Indices
        Alternative of each run, from 0, shape (runs, choices).

    Raises
    ------
    MethodError
        When the draws do not fit the choices, or one is not from 0 to 1.
    """
    check_name(ends, Ends, "way to cut the draws")
    if draws.shape[-1] != len(counts):
        raise method_error(
            Text("{columns} columns of draws are given", columns=draws.shape[-1]),
            Text("{counts}, one for each choice", counts=len(counts)),
        )
    if not ((draws >= 0) & (draws <= 1)).all():
        raise method_error(Text("a draw is not from 0 to 1"))
    numbers = np.array(counts, dtype=np.intp)
    if ends == "unit":
        return np.minimum((draws * numbers).astype(np.intp), numbers - 1)
    low, high = draws.min(axis=0), draws.max(axis=0)
    return np.stack(
        [
            np.searchsorted(np.linspace(low[place], high[place], count + 1)[1:-1], draws[:, place], side="left")
            for place, count in enumerate(counts)
        ],
        axis=1,
    ).astype(np.intp)


def run_uncertainty(
    index: Index, data: Data, alternatives: Alternatives, picks: Indices, codes: tuple[str, ...] = ()
) -> Uncertainty:
    """Score all units once for each run.

    Parameters
    ----------
    index
        The index.
    data
        Indicators as they are before imputation, denominated and screened.
    alternatives
        What may be done at each step.
    picks
        Alternative of each run for each of CHOICES, from 0, shape (runs, 5).
    codes
        Groups whose scores are kept; empty keeps the index alone.

    Returns
    -------
    Uncertainty
        Scores of all runs.

    Raises
    ------
    MethodError
        When picks do not fit the alternatives, or a code is not a group of the index.
    InputError
        Whatever a step raises for an alternative, as it would on its own.
    """
    codes = codes or (index.top,)
    _check(index, alternatives, picks, codes)
    weights = index.weights[None, :] if alternatives.weights is None else alternatives.weights
    check_weights(index, weights)
    if alternatives.errors:
        check_errors(alternatives.errors, data)
    scores = np.empty((len(picks), len(data.units), len(codes)))
    size = max(1, CELLS // (len(data.units) * len(index.items)))
    for prepared, aggregation, runs in _groups(index, data, alternatives, picks):
        choice = level_choices(index, alternatives.aggregations[aggregation])
        for start in range(0, len(runs), size):
            batch = runs[start : start + size]
            try:
                formed = form_runs(index, prepared, choice, weights[picks[batch, 3]])
            except InputError as error:
                raise InputError([_which(picks[batch[0]]), *error.problems]) from error
            for place, code in enumerate(codes):
                scores[batch, :, place] = formed[code]
    return Uncertainty(data.units, codes, picks, scores, alternatives.tables(len(picks)))


def _check(index: Index, alternatives: Alternatives, picks: Indices, codes: tuple[str, ...]) -> None:
    counts = alternatives.counts
    if picks.ndim != 2 or picks.shape[1] != len(counts) or not len(picks):
        raise method_error(
            Text("the picks have shape {shape}", shape=str(picks.shape)),
            Text("one row for each run, {counts} columns", counts=len(counts)),
        )
    for place, (choice, count) in enumerate(zip(CHOICES, counts, strict=True)):
        if not ((picks[:, place] >= 0) & (picks[:, place] < count)).all():
            raise method_error(
                Text("a run picks an alternative of {choice} that is not there", choice=choice),
                Text("0 to {last}", last=count - 1),
            )
    plan = alternatives.errors.plan if alternatives.errors else None
    if alternatives.errors and plan is not None and len(plan) < alternatives.errors.first + len(picks):
        raise method_error(Text("the plan of the errors has {plan} rows", plan=len(plan)), Text("one row for each run"))
    if unknown := [code for code in codes if code not in index.children]:
        raise method_error(Text("{unknown:list}: not a group of the index", unknown=tuple(unknown)))


def _which(pick: Indices) -> Problem:
    """Say which alternatives cannot be combined, counted from 1."""
    taken = tuple(
        Text("{choice} {pick}", choice=choice, pick=int(pick[place]) + 1)
        for place, choice in enumerate(CHOICES)
        if choice != "weights"
    )
    return Problem(
        Place(),
        Text("these alternatives cannot be combined: {taken:list}", taken=taken),
        do=Text("leave one of them out"),
    )


def _groups(
    index: Index, data: Data, alternatives: Alternatives, picks: Indices
) -> Iterator[tuple[Data, int, Indices]]:
    """Yield prepared data, an aggregation and the runs that take both, doing each step once for each combination."""
    own = [indicator.code for indicator in index.indicators]
    tables = alternatives.tables(len(picks))
    for table in np.unique(tables):
        every = np.flatnonzero(tables == table)
        errors = alternatives.errors
        seen = draw_data(data, errors, int(every[0])) if errors and errors.vary else data
        for imputation, first in _split(picks, every, 0):
            imputed = impute(seen.columns(own), alternatives.imputations[imputation])
            shapes = column_shapes(imputed)
            for treatment, second in _split(picks, first, 1):
                chosen = alternatives.treatments[treatment]
                treated = imputed if chosen is None else treat(imputed, chosen, shapes).data
                for method, third in _split(picks, second, 2):
                    normalised = normalise(treated, index.directions, alternatives.normalisations[method])
                    for aggregation, runs in _split(picks, third, 4):
                        yield normalised, aggregation, runs


def _split(picks: Indices, runs: Indices, choice: int) -> Iterator[tuple[int, Indices]]:
    taken = picks[runs, choice]
    for alternative in np.unique(taken):
        yield int(alternative), runs[taken == alternative]
