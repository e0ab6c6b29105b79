"""A survey's answers in memory with their design, and the error of anything that is a sum over respondents.

Taylor linearisation, as in `linearisation.py`: an estimate is written as the sum of one value z for each respondent, z
is added up by cluster, and the clusters of each stratum are compared. Answers of a million people to one question are a
few arrays of a million numbers.

Sources
    W. A. Fuller (2009), Sampling Statistics, chapters 1 and 2. R. S. Woodruff (1952), Journal of the American
    Statistical Association 47, 635-646 (intervals of quantiles). W. E. Deming and F. F. Stephan (1940), Annals of
    Mathematical Statistics 11, 427-444 (raking); J.-C. Deville and C.-E. Sarndal (1992), Journal of the American
    Statistical Association 87, 376-382 (its error by residuals).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.linearisation import Numbers, StratumSums
from publicvalue.measures.survey_design import as_number, design_columns, refuse_blanks, with_drawn_weights

Codes = NDArray[np.int64]

RAKING_ROUNDS = 1000
RAKING_CLOSE = 1e-10
"""Largest relative distance of a margin from its known total at which raking ends."""


@dataclass(frozen=True)
class Groups:
    """One category of each respondent.

    Parameters
    ----------
    codes
        Place in `names` of each respondent, shape (respondents,).
    names
        The categories, sorted; a blank is None.
    """

    codes: Codes
    names: tuple[str | None, ...]

    def are(self, name: str) -> NDArray[np.bool_]:
        """Return which respondents are of a category, shape (respondents,)."""
        return self.codes == self.names.index(name) if name in self.names else np.zeros(len(self.codes), dtype=bool)


@dataclass(frozen=True)
class SurveySample:
    """Respondents with their weights and places in the design; arrays of shape (respondents,) unless said.

    Parameters
    ----------
    weights
        More than 0.
    stratum
        Number of the stratum, from 0.
    cluster
        Number of the cluster, from 0, different in different strata.
    population
        Clusters that each stratum has in the population, infinite where not known; shape (strata,).
    """

    weights: Numbers
    stratum: Codes
    cluster: Codes
    population: Numbers

    @cached_property
    def _stratum_of_cluster(self) -> Codes:
        owner = np.zeros(int(self.cluster.max()) + 1, dtype=np.int64)
        owner[self.cluster] = self.stratum
        return owner

    def sums(self, values: Numbers) -> StratumSums:
        """Return the sums by stratum of one linearised value for each respondent."""
        by_cluster = np.bincount(self.cluster, values)
        owner, strata = self._stratum_of_cluster, len(self.population)
        return StratumSums(
            np.bincount(owner, minlength=strata).astype(float),
            np.bincount(owner, by_cluster, strata).astype(float),
            np.bincount(owner, by_cluster**2, strata).astype(float),
            self.population,
        )

    def standard_error(self, values: Numbers) -> float:
        """Return the standard error of the sum of one linearised value for each respondent."""
        return float(np.sqrt(self.sums(values).variance))

    @property
    def freedom(self) -> float:
        """Degrees of freedom: clusters less strata."""
        return float(len(self._stratum_of_cluster) - len(self.population))

    def mean(self, values: Numbers, members: NDArray[np.bool_] | None = None) -> tuple[float, Numbers]:
        """Return the weighted mean among members (all when None), and its linearised values."""
        weights = self.weights if members is None else self.weights * members
        total = float(weights.sum())
        mean = float((weights * values).sum() / total)
        return mean, weights * (values - mean) / total

    def total(self, values: Numbers) -> tuple[float, Numbers]:
        """Return the weighted total and its linearised values."""
        weighted = self.weights * values
        return float(weighted.sum()), weighted

    def separated(self, groups: Groups) -> SurveySample:
        """Return the same respondents with the strata and clusters of each group taken as drawn independently."""
        strata, stratum = np.unique(self.stratum * len(groups.names) + groups.codes, return_inverse=True)
        _, cluster = np.unique(self.cluster * len(groups.names) + groups.codes, return_inverse=True)
        return replace(self, stratum=stratum, cluster=cluster, population=self.population[strata // len(groups.names)])


@dataclass(frozen=True)
class RakedSample(SurveySample):
    """Respondents whose weights were raked to known margins: what the margins explain of an answer is no error.

    Parameters
    ----------
    before
        The weights before raking, shape (respondents,).
    margins
        Categories of the respondents, one for each margin.
    """

    before: Numbers
    margins: tuple[Groups, ...]

    def standard_error(self, values: Numbers) -> float:
        """Return the standard error of the sum of one linearised value for each respondent, by residuals."""
        left = residuals(replace_weights(self, self.before), self.margins, values / self.weights)
        return super().standard_error(self.weights * left)


def replace_weights(sample: SurveySample, weights: Numbers) -> SurveySample:
    """Return a plain sample of the same respondents with other weights."""
    return SurveySample(weights, sample.stratum, sample.cluster, sample.population)


@dataclass(frozen=True)
class Answers:
    """Answers to one or more questions with their sample.

    Parameters
    ----------
    sample
        Weights and design.
    values
        Answers, shape (respondents, questions); NaN where one is missing.
    groups
        Role or column -> categories of the respondents.
    """

    sample: SurveySample
    values: Numbers
    groups: Mapping[str, Groups]


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
    table = usable_rows(evidence, list((*questions, *groups) if needed is None else needed)).rows
    columns = {f"answer_{n}": as_number(table[name]) for n, name in enumerate(questions)}
    columns |= {f"group_{n}": table[name] for n, name in enumerate(groups)}
    rows = table.select(**columns, **design_columns(table, evidence))
    rows = rows.filter(rows.cases > 0)
    refuse_blanks(rows, evidence)
    return _fetched(with_drawn_weights(rows, evidence), len(questions), groups, clustered=evidence.has("cluster"))


def _fetched(rows: ir.Table, questions: int, groups: Sequence[str], *, clustered: bool) -> Answers:
    # In an order that only the answers say: sums of fractions round, and draws take respondents by place.
    table = rows.order_by(list(rows.columns)).to_pyarrow()
    repeat = np.rint(_numbers(table, "cases")).astype(np.int64)
    places = np.repeat(np.arange(len(repeat)), repeat)
    stratum = _codes(table, "stratum")
    size = np.zeros(len(stratum.names))
    size[stratum.codes] = _numbers(table, "population")
    owner = stratum.codes[places]
    if clustered:
        cluster = _codes(table, "cluster")
        _, unit = np.unique(owner * len(cluster.names) + cluster.codes[places], return_inverse=True)
    else:
        unit = np.arange(len(places))
    sample = SurveySample(_numbers(table, "weight")[places], owner, unit, size)
    values = np.column_stack([_numbers(table, f"answer_{n}")[places] for n in range(questions)])
    named = {name: _codes(table, f"group_{n}") for n, name in enumerate(groups)}
    return Answers(sample, values, {name: Groups(one.codes[places], one.names) for name, one in named.items()})


def _numbers(table: Any, name: str) -> Numbers:
    return np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.float64)


def _codes(table: Any, name: str) -> Groups:
    """Return a text column as codes into its sorted values."""
    found = table.column(name).combine_chunks().dictionary_encode(null_encoding="encode")
    names = found.dictionary.to_pylist()
    order = sorted(range(len(names)), key=lambda place: (names[place] is None, str(names[place])))
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    indices = found.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Groups(rank[indices], tuple(names[place] for place in order))


def weighted_quantile(values: Numbers, weights: Numbers, levels: Numbers) -> Numbers:
    """Return the smallest values up to which at least the given shares of the weight lie.

    Parameters
    ----------
    values, weights
        Shape (respondents,).
    levels
        Shares, 0 to 1, shape (levels,).
    """
    order = np.argsort(values, kind="stable")
    upto = np.cumsum(weights[order])
    # Sums of weights round; a share that is met exactly must not be missed by it.
    places = np.searchsorted(upto / upto[-1], levels - 1e-12)
    return np.asarray(values[order][np.minimum(places, len(values) - 1)])


def rake(sample: SurveySample, margins: Sequence[Groups], known: Sequence[Mapping[str, float]]) -> Numbers:
    """Return weights whose sums by category equal known totals, for every margin (iterative proportional fitting).

    Parameters
    ----------
    sample
        With the weights to begin from.
    margins
        Categories of the respondents, one for each margin.
    known
        Category -> known total, for each margin; all margins add up to the same total.

    Raises
    ------
    MethodError
        When the weights do not settle, because categories of two margins hang together.
    """
    weights = sample.weights.copy()
    wanted = [np.array([totals[str(name)] for name in one.names]) for one, totals in zip(margins, known, strict=True)]
    for _ in range(RAKING_ROUNDS):
        apart = 0.0
        for groups, totals in zip(margins, wanted, strict=True):
            factor = totals / np.bincount(groups.codes, weights, len(totals))
            apart = max(apart, float(np.abs(factor - 1).max()))
            weights = weights * factor[groups.codes]
        if apart < RAKING_CLOSE:
            return weights
    raise method_error("Raking does not settle", "margins that can hold together", "merge small categories")


def residuals(sample: SurveySample, margins: Sequence[Groups], values: Numbers) -> Numbers:
    """Return what a regression on the margins, with the weights before raking, leaves of each respondent's value."""
    columns = np.column_stack([one.codes[:, None] == np.arange(len(one.names)) for one in margins]).astype(float)
    root = np.sqrt(sample.weights)
    fitted = np.linalg.lstsq(columns * root[:, None], values * root, rcond=None)[0]
    return np.asarray(values - columns @ fitted)
