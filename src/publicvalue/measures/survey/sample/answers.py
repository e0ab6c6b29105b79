"""A survey's answers in memory with their design, and the error of anything that is a sum over respondents.

Taylor linearisation, as in `linearisation.py`: an estimate is written as the sum of one value z for each respondent, z
is added up by cluster, and the clusters of each stratum are compared. All who were drawn stay in the design; whoever
the number is not about counts with z = 0. Answers of a million people to one question are a few arrays of a million
numbers.

Sources
    W. A. Fuller (2009), Sampling Statistics, chapters 1 and 2. W. G. Cochran (1977), Sampling Techniques, 2.12 (parts
    of a population). R. S. Woodruff (1952), Journal of the American Statistical Association 47, 635-646 (intervals of
    quantiles). W. E. Deming and F. F. Stephan (1940), Annals of Mathematical Statistics 11, 427-444 (raking); J.-C.
    Deville and C.-E. Sarndal (1992), Journal of the American Statistical Association 87, 376-382 (its error by
    residuals).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem, method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.survey.sample.design import Codes, Groups, Wish, read_rows
from publicvalue.measures.survey.sample.linearisation import Numbers, SamplingStage, StratumSums
from publicvalue.measures.survey.sample.stages import drawn_weights, read_stages, stage_problems
from publicvalue.words.text import Text

Flags = NDArray[np.bool_]

MOST_WEIGHT = 1e12
"""Largest weight: more than a hundred times all people. Squares of far larger ones are no numbers."""
RAKING_ROUNDS = 1000
RAKING_CLOSE = 1e-10
"""Largest relative distance of a margin from its known total at which raking ends."""


@dataclass(frozen=True)
class SurveySample:
    """Respondents with their weights and places in the design; arrays of shape (rows,) unless said.

    Parameters
    ----------
    weights
        More than 0; 0 for a row that no number is taken from.
    stratum
        Number of the stratum, from 0.
    cluster
        Number of the cluster, from 0, different in different strata.
    population
        Clusters that each stratum has in the population, infinite where not known; shape (strata,).
    times
        Respondents that each row stands for, who are all alike; one when None.
    asked
        Whether the number is about the row; all when None. The others were drawn too.
    later
        The stages after the first.
    people
        Whether the clusters of the first stage are the respondents themselves.
    """

    weights: Numbers
    stratum: Codes
    cluster: Codes
    population: Numbers
    times: Numbers | None = field(default=None, kw_only=True)
    asked: Flags | None = field(default=None, kw_only=True)
    later: tuple[SamplingStage, ...] = field(default=(), kw_only=True)
    people: bool = field(default=False, kw_only=True)

    @cached_property
    def counts(self) -> Numbers:
        """Respondents that each row stands for, shape (rows,)."""
        return np.ones(len(self.weights)) if self.times is None else self.times

    @cached_property
    def inside(self) -> Flags:
        """Whether the number is about each row, shape (rows,)."""
        return np.ones(len(self.weights), dtype=bool) if self.asked is None else self.asked

    @cached_property
    def stages(self) -> tuple[SamplingStage, ...]:
        """The stages of drawing, the first one first."""
        return (SamplingStage(self.cluster, self.stratum, self.population, self.people), *self.later)

    @cached_property
    def full(self) -> bool:
        """Whether all of the population was drawn, down to the respondents."""
        return self.stages[-1].alike and bool(np.all([(one.drawn(self.counts) >= 1).all() for one in self.stages]))

    @property
    def errorless(self) -> bool:
        """Whether the design as it is stated gives no error, whatever is answered."""
        return all((one.drawn(self.counts) >= 1).all() for one in self.stages)

    @cached_property
    def copies(self) -> tuple[Numbers, ...]:
        """How many units the number of each unit of each stage stands for, each of shape (units,)."""
        return tuple(stage.copies(self.counts) for stage in self.stages)

    def sums(self, values: Numbers) -> StratumSums:
        """Return the sums by stratum of one linearised value for each respondent."""
        return self.stages[0].sums(self._counted(values), self.copies[0])

    def _counted(self, values: Numbers) -> Numbers:
        """Return what the respondents that each row stands for add up to, shape (rows,)."""
        return values if self.times is None else values * self.times

    def erring(self, values: Numbers) -> Numbers:
        """Return what of each linearised value is subject to the sample's error: all of it."""
        return values

    def variance(self, values: Numbers) -> float:
        """Return the variance of the sum of one linearised value for each respondent, over all stages."""
        values = self._counted(self.erring(values))
        share, total = np.ones(len(self.population)), 0.0
        for stage, copies in zip(self.stages, self.copies, strict=True):
            found = stage.sums(values, copies)
            total += float((share * found.variances).sum())
            share = (share * found.sampled)[stage.owners]
        return total

    def lonely(self) -> tuple[Flags, Flags]:
        """Return strata with one cluster of several, and clusters with one unit of several whose error counts."""
        first = self.sums(np.zeros(len(self.weights)))
        share, later = first.sampled[self.stages[0].owners], np.zeros(0, dtype=bool)
        for stage, copies in zip(self.later, self.copies[1:], strict=True):
            found = stage.sums(np.zeros(len(self.weights)), copies)
            later = np.concatenate([later, found.lonely & (share > 0)])
            share = (share * found.sampled)[stage.owners]
        return first.lonely, later

    def standard_error(self, values: Numbers) -> float:
        """Return the standard error of the sum of one linearised value for each respondent."""
        return float(np.sqrt(self.variance(values)))

    @property
    def freedom(self) -> float:
        """Degrees of freedom: clusters less strata, of those in which there is somebody whom the number is about."""
        return self.freedom_of(self.inside)

    def freedom_of(self, members: Flags) -> float:
        """Return clusters less strata of those in which there are members."""
        stage, there = self.stages[0], members & self.inside
        copies = self.copies[0][np.unique(stage.unit[there])]
        return float(copies.sum() - len(np.unique(self.stratum[there])))

    def count(self, members: Flags | None = None) -> float:
        """Return the respondents whom the number is about, of the members where these are given."""
        return float(self.counts[self.inside if members is None else members & self.inside].sum())

    def effective(self) -> float:
        """Return Kish's effective number of clusters: of respondents, where there are none."""
        return float(self._effective(np.zeros(len(self.weights), dtype=np.int64))[0])

    def effective_freedom(self) -> float:
        """Return the clusters of one size that those of each stratum are worth (Kish), less strata."""
        found = self._effective(self.stratum)
        return float(found[found > 0].sum() - (found > 0).sum())

    def _effective(self, parts: Codes) -> Numbers:
        """Return Kish's effective number of clusters in each part, 0 where nobody is asked about."""
        stage = self.stages[0]
        copies, owner = self.copies[0], SamplingStage(self.cluster, parts, np.zeros(1), self.people).owners
        each = np.bincount(stage.unit, self.weights * self.counts * self.inside) / copies
        squares = np.bincount(owner, copies * each**2)
        return np.divide(np.bincount(owner, copies * each) ** 2, squares, out=np.zeros(len(squares)), where=squares > 0)

    def mean(self, values: Numbers, members: Flags | None = None) -> tuple[float, Numbers]:
        """Return the weighted mean among members (all when None), and its linearised values."""
        if members is None:
            weights, counted, total = self._bearing
            known = values if self.asked is None else np.where(self.asked, values, 0.0)
        else:
            weights, counted, total = self._weighed(members & self.inside)
            known = np.where(members & self.inside, values, 0.0)
        linearised = counted * known
        mean = float(linearised.sum() / total)
        # In place: a million answers are mapped into memory once, and not four times.
        np.subtract(known, mean, out=linearised)
        linearised *= weights
        linearised /= total
        return mean, linearised

    @cached_property
    def _bearing(self) -> tuple[Numbers, Numbers, float]:
        return self._weighed(self.asked)

    def _weighed(self, there: Flags | None) -> tuple[Numbers, Numbers, float]:
        """Return the weights of those who are there (all when None), these times counts, and the sum of the latter."""
        weights = self.weights if there is None else np.where(there, self.weights, 0.0)
        counted = self._counted(weights)
        return weights, counted, float(counted.sum())

    def total(self, values: Numbers) -> tuple[float, Numbers]:
        """Return the weighted total and its linearised values."""
        weighted = np.where(self.inside, self.weights * np.where(self.inside, values, 0.0), 0.0)
        return float((weighted * self.counts).sum()), weighted

    def quantile(self, values: Numbers, levels: Numbers) -> Numbers:
        """Return the smallest values up to which at least the given shares of the weight lie."""
        there = self.inside & (self.weights > 0)
        return weighted_quantile(values[there], (self.weights * self.counts)[there], levels)

    def separated(self, groups: Groups) -> SurveySample:
        """Return the same respondents with the strata and clusters of each group taken as drawn independently."""
        names = len(groups.names)
        strata, stratum = np.unique(self.stratum * names + groups.codes, return_inverse=True)
        parents, unit = np.unique(self.cluster * names + groups.codes, return_inverse=True)
        later, parent, cluster = [], unit, unit
        for stage in self.later:
            below, unit = np.unique(stage.unit * names + groups.codes, return_inverse=True)
            later.append(SamplingStage(unit, parent, stage.population[parents // names], stage.alike))
            parents, parent = below, unit
        population = self.population[strata // names]
        return replace(self, stratum=stratum, cluster=cluster, population=population, later=tuple(later))


@dataclass(frozen=True)
class RakedSample(SurveySample):
    """Respondents whose weights were raked to known margins: what the margins explain of an answer is no error.

    Parameters
    ----------
    before
        The weights before raking, shape (rows,).
    margins
        Categories of the respondents, one for each margin.
    """

    before: Numbers
    margins: tuple[Groups, ...]

    def erring(self, values: Numbers) -> Numbers:
        """Return the residuals of each linearised value: what the margins explain is no error."""
        value = np.divide(values, self.weights, out=np.zeros(len(values)), where=self.weights > 0)
        return self.weights * residuals(plain_sample(self, self.before), self.margins, value)


def plain_sample(sample: SurveySample, weights: Numbers) -> SurveySample:
    """Return a plain sample of the same respondents with other weights."""
    return SurveySample(
        weights,
        sample.stratum,
        sample.cluster,
        sample.population,
        times=sample.times,
        asked=sample.asked,
        later=sample.later,
        people=sample.people,
    )


@dataclass(frozen=True)
class Answers:
    """Answers to one or more questions with their sample.

    Parameters
    ----------
    sample
        Weights and design.
    values
        Answers, shape (rows, questions); NaN where one is missing.
    groups
        Role or column -> categories of the rows.
    strata
        Names of the strata.
    wave
        The wave of each row; None where the file does not say.
    """

    sample: SurveySample
    values: Numbers
    groups: Mapping[str, Groups]
    strata: tuple[str, ...] = ()
    wave: Groups | None = None


def raked_sample(before: SurveySample, weights: Numbers, margins: tuple[Groups, ...]) -> RakedSample:
    """Return the same respondents with weights that were raked to margins."""
    kept = {"times": before.times, "asked": before.asked, "later": before.later, "people": before.people}
    place = (before.stratum, before.cluster, before.population)
    return RakedSample(weights, *place, before.weights, margins, **kept)  # type: ignore[arg-type]


def read_answers(
    evidence: EvidenceTable, questions: Sequence[str], groups: Sequence[str] = (), needed: Sequence[str] | None = None
) -> Answers:
    """Bring answers and design into memory.

    Parameters
    ----------
    evidence
        One row for each respondent, or for as many as `count` says.
    questions
        Columns of `evidence.rows` that hold answers.
    groups
        Columns that hold categories.
    needed
        Columns without which a row is left out; the questions and groups when None.

    Raises
    ------
    EvidenceError
        When weights, strata, clusters or population are missing or impossible, with the number of rows.
    """
    needed = (*questions, *groups) if needed is None else needed
    return read_wish(evidence, Wish(tuple(questions), tuple(groups), tuple(needed)))


def read_wish(evidence: EvidenceTable, wish: Wish) -> Answers:
    """Bring what is wished for into memory, as `read_answers` does.

    Raises
    ------
    EvidenceError
        When a weight is beyond all people, or the sizes that are stated of the stages contradict the answers.
    """
    rows = read_rows(evidence, wish)
    if (heaviest := float(np.nanmax(rows.weights, initial=0.0))) > MOST_WEIGHT:
        what, expected = Text("a weight is {weight:g}", weight=heaviest), Text("at most {most:g}", most=MOST_WEIGHT)
        place, do = Place(field=evidence.roles["weight"][0]), Text("correct it: nobody stands for so many")
        raise EvidenceError([Problem(place, what, expected, do)])
    stages, names = read_stages(rows)
    problems = list(stage_problems(rows, stages, names, evidence)) if evidence.has("population") else []
    if problems:
        raise EvidenceError(problems)
    first, *later = stages
    sample = SurveySample(
        drawn_weights(rows, stages, evidence),
        first.parent,
        first.unit,
        first.population,
        times=rows.cases,
        asked=rows.asked,
        later=tuple(later),
        people=first.alike,
    )
    return Answers(sample, rows.answers, rows.groups, names[0], rows.wave)


def weighted_quantile(values: Numbers, weights: Numbers, levels: Numbers) -> Numbers:
    """Return the smallest values up to which at least the given shares of the weight lie.

    Parameters
    ----------
    values, weights
        Shape (respondents,).
    levels
        Shares, 0 to 1, shape (levels,).
    """
    order = np.lexsort([weights, values])
    upto = np.cumsum(weights[order])
    # Sums of weights round; a share that is met exactly must not be missed by it.
    places = np.searchsorted(upto / upto[-1], levels - 1e-12)
    return np.asarray(values[order][np.minimum(places, len(values) - 1)])


def rake(sample: SurveySample, margins: Sequence[Groups], known: Sequence[Mapping[str, float]]) -> Numbers:
    """Return weights whose sums by category equal known totals, for every margin (iterative proportional fitting).

    Parameters
    ----------
    sample
        With the weights to begin from; rows of weight 0 take no part.
    margins
        Categories of the respondents, one for each margin.
    known
        Category -> known total, for each margin; all margins add up to the same total.

    Raises
    ------
    MethodError
        When the weights do not settle, because categories of two margins hang together.
    """
    times = sample.counts
    weights = sample.weights.copy()
    wanted = [np.array([totals[str(name)] for name in one.names]) for one, totals in zip(margins, known, strict=True)]
    for _ in range(RAKING_ROUNDS):
        apart = 0.0
        for groups, totals in zip(margins, wanted, strict=True):
            factor = totals / np.bincount(groups.codes, weights * times, len(totals))
            apart = max(apart, float(np.abs(factor - 1).max()))
            weights = weights * factor[groups.codes]
        if apart < RAKING_CLOSE:
            return weights
    raise method_error(
        Text("Raking does not settle"), Text("margins that can hold together"), Text("merge small categories")
    )


def residuals(sample: SurveySample, margins: Sequence[Groups], values: Numbers) -> Numbers:
    """Return what a regression on the margins, with the weights before raking, leaves of each respondent's value."""
    columns = np.column_stack([one.codes[:, None] == np.arange(len(one.names)) for one in margins]).astype(float)
    root = np.sqrt(sample.weights * sample.counts)
    fitted = np.linalg.lstsq(columns * root[:, None], values * root, rcond=None)[0]
    return np.asarray(values - columns @ fitted)
