"""Reads the answers of a survey with its weights, strata, clusters and population, and sums them in the engine.

Without clusters each respondent is a cluster. The name of a cluster counts within its stratum. Where strata and their
population are given but no weights, every cluster stands for population / clusters of its stratum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Context, Option, Role
from publicvalue.measures.diagnostics import CASES, usable_rows
from publicvalue.measures.linearisation import LinearisedMean, StratumSums
from publicvalue.measures.result import Detail, Diagnostic, NotApplicable

DESIGN_ROLES = (
    Role("weight", "number", "the respondent's weight, more than 0", required=False),
    Role("stratum", "category", "the stratum that the respondent was drawn from", required=False),
    Role("cluster", "category", "the cluster (place, office, school) that the respondent was drawn in", required=False),
    Role(
        "population",
        "number",
        "how many respondents, or clusters where these are given, the stratum has in the population",
        required=False,
    ),
    COUNT,
)

CENSUS = Option(
    "census",
    "true when everybody was asked and answered, so that there is no sampling error",
    "assessment",
    (True, False),
    default=False,
)

ROUGH_FREEDOM = 10
"""Degrees of freedom below which a diagnostic warns that the error itself is poorly known; a rule of thumb."""

SHOWN = 200
"""Strata that the table of strata lists."""


Columns = Mapping[str, NDArray[Any]]
"""Arrays by name, of the same length."""


@dataclass(frozen=True)
class Survey:
    """A survey's mean with all that its report needs.

    Parameters
    ----------
    mean
        The mean and its error, in the unit of the values; a share is 0 to 1.
    respondents
        Answers behind it.
    effective
        Kish's effective number of clusters (respondents where there are none).
    full
        Whether the whole population answered.
    strength
        2, or 3 with a design or a census.
    design
        The design in words.
    diagnostics, details
        Checks and tables.
    """

    mean: LinearisedMean
    respondents: float
    effective: float
    full: bool
    strength: int
    design: str
    diagnostics: tuple[Diagnostic, ...]
    details: tuple[Detail, ...]


def read_survey(evidence: EvidenceTable, answer: str, context: Context) -> Survey | NotApplicable:
    """Return the mean of the answers in a column, with its error under the survey's design.

    Parameters
    ----------
    evidence
        One row for each respondent, or for as many as `count` says.
    answer
        Role that holds the answer: a number, or yes and no.
    context
        For option `census`.

    Raises
    ------
    EvidenceError
        When weights, strata, clusters or population are missing or impossible, with the number of rows.
    """
    census = context.options.get("census") is True
    usable = usable_rows(evidence, [answer])
    if usable.cases <= 0:
        return NotApplicable(f"No respondent has an answer: fill the {answer} column.")
    rows = _design_rows(usable.rows, evidence, answer)
    _refuse_blanks(rows, evidence)
    rows = _weighted(rows, evidence)
    sums = _stratum_sums(rows, clustered=evidence.has("cluster"))
    _refuse_population(sums, evidence)
    strata = StratumSums(sums["units"], sums["totals"], sums["squares"], sums["population"])
    full = census or bool((strata.sampled >= 1).all())
    if not full and strata.lonely.any():
        return NotApplicable(_lonely_reason(sums["stratum"][strata.lonely], evidence))
    error = 0.0 if full else float(np.sqrt(strata.variance))
    mean = LinearisedMean(_mean(sums), error, strata.freedom)
    designed = any(evidence.has(role) for role in ("weight", "stratum", "cluster"))
    return Survey(
        mean=mean,
        respondents=usable.cases,
        effective=float(sums["weights"].sum() ** 2 / sums["squared_weights"].sum()),
        full=full,
        strength=3 if designed or census else 2,
        design=_design_words(evidence, strata, full),
        diagnostics=usable.diagnostics + _checks(mean, sums, evidence, full),
        details=_strata_table(sums) if evidence.has("stratum") else (),
    )


def _design_rows(table: ir.Table, evidence: EvidenceTable, answer: str) -> ir.Table:
    """Give every row all columns of a design, and drop rows that stand for nobody."""
    column = table[answer]
    number = column.cast("int8").cast("float64") if isinstance(column, ir.BooleanColumn) else column.cast("float64")
    rows = table.select(
        answer=number,
        cases=table[CASES].cast("float64"),
        weight=table["weight"].cast("float64") if evidence.has("weight") else ibis.literal(1.0),
        stratum=table["stratum"] if evidence.has("stratum") else ibis.literal(""),
        cluster=table["cluster"] if evidence.has("cluster") else ibis.literal(""),
        population=table["population"].cast("float64") if evidence.has("population") else ibis.literal(float("inf")),
    )
    return rows.filter(rows.cases > 0)


def _refuse_blanks(rows: ir.Table, evidence: EvidenceTable) -> None:
    """Refuse answers whose place in the design is not known."""
    blank = {
        role: (rows[role].isnull()).sum()
        for role in ("weight", "stratum", "cluster", "population")
        if evidence.has(role)
    }
    found = fetch(rows.aggregate(**blank, rows=rows.count(), low=(rows.weight <= 0).sum().fill_null(0)))
    total = int(found["rows"][0])
    problems = [
        Problem(
            Place(field=role),
            f"{int(found[role][0]):,} of {total:,} rows with an answer have no {role}",
            f"a {role} in every row with an answer",
            "fill it in, or leave the column out of the assessment",
        )
        for role in blank
        if found[role][0]
    ]
    if found["low"][0]:
        what = f"{int(found['low'][0]):,} of {total:,} rows with an answer have a weight of 0 or less"
        problems.append(Problem(Place(field="weight"), what, "weights more than 0", "correct them, or delete the rows"))
    if problems:
        raise EvidenceError(problems)


def _weighted(rows: ir.Table, evidence: EvidenceTable) -> ir.Table:
    """Give the rows of strata with a known population, but without weights, the weights of their design."""
    if evidence.has("weight") or not (evidence.has("stratum") and evidence.has("population")):
        return rows
    units = rows.cluster.nunique() if evidence.has("cluster") else rows.cases.sum()
    strata = rows.group_by("stratum").aggregate(drawn_weight=rows.population.max() / units)
    joined = rows.join(strata, "stratum")
    return joined.mutate(weight=joined.drawn_weight)


def _stratum_sums(rows: ir.Table, *, clustered: bool) -> Columns:
    """Sum by stratum in two passes: first for the mean, then the linearised values around it.

    Returns
    -------
    dict
        Arrays of shape (strata,), in the order of the strata's names: stratum, units, totals, squares, population
        (largest) and least_population, cases, weights, values (weighted), squared_weights (of clusters), spread.
    """
    weight = rows.cases * rows.weight
    first = fetch(rows.aggregate(weights=weight.sum(), values=(weight * rows.answer).sum()))
    total = float(first["weights"][0])
    away = rows.answer - float(first["values"][0]) / total
    rows = rows.mutate(
        total=weight, value=weight * rows.answer, z=rows.weight * away / total, deviation=weight * away * away
    )
    units = _clusters(rows) if clustered else rows.mutate(units=rows.cases, each=rows.weight, least=rows.population)
    by_stratum = units.group_by("stratum").aggregate(
        units=units.units.sum(),
        totals=(units.units * units.z).sum(),
        squares=(units.units * units.z * units.z).sum(),
        population=units.population.max(),
        least_population=units.least.min(),
        cases=units.cases.sum(),
        weights=units.total.sum(),
        values=units.value.sum(),
        squared_weights=(units.units * units.each * units.each).sum(),
        deviation=units.deviation.sum(),
    )
    return fetch(by_stratum.order_by("stratum"))


def _clusters(rows: ir.Table) -> ir.Table:
    """Add up each cluster's rows."""
    clusters = rows.group_by("stratum", "cluster").aggregate(
        z=(rows.cases * rows.z).sum(),
        cases=rows.cases.sum(),
        total=rows.total.sum(),
        value=rows.value.sum(),
        deviation=rows.deviation.sum(),
        population=rows.population.max(),
        least=rows.population.min(),
    )
    return clusters.mutate(units=ibis.literal(1.0), each=clusters.total)


def _mean(sums: Columns) -> float:
    return float(sums["values"].sum() / sums["weights"].sum())


def _refuse_population(sums: Columns, evidence: EvidenceTable) -> None:
    """Refuse population sizes that differ within a stratum or are smaller than the sample."""
    problems = list(_population_problems(sums, evidence)) if evidence.has("population") else []
    if problems:
        raise EvidenceError(problems)


def _population_problems(sums: Columns, evidence: EvidenceTable) -> Iterator[Problem]:
    thing = "clusters" if evidence.has("cluster") else "respondents"
    columns = (sums[name].tolist() for name in ("stratum", "units", "least_population", "population"))
    for stratum, units, least, most in zip(*columns, strict=True):
        where = f"stratum '{stratum}'" if evidence.has("stratum") else "the sample"
        if least != most:
            what = f"{where} has populations from {least:g} to {most:g}"
            yield Problem(Place(field="population"), what, "one number in each stratum", "correct the column")
        elif most < units:
            what = f"{where} has {units:,.0f} {thing} but a population of {most:,.0f}"
            yield Problem(Place(field="population"), what, f"at least the {thing} drawn", f"give the number of {thing}")


def _lonely_reason(names: NDArray[np.generic], evidence: EvidenceTable) -> str:
    thing = "cluster" if evidence.has("cluster") else "respondent"
    if not evidence.has("stratum"):
        return f"Only one {thing} was drawn, so the error cannot be known: ask in at least two."
    named = ", ".join(f"'{name}'" for name in names[:5].tolist()) + (" and others" if len(names) > 5 else "")
    one = "Stratum" if len(names) == 1 else "Strata"
    verb = "has" if len(names) == 1 else "have"
    return f"{one} {named} {verb} a single {thing}, so the error cannot be known: merge similar strata."


def _design_words(evidence: EvidenceTable, strata: StratumSums, full: bool) -> str:
    if full:
        return "a full count, without sampling error"
    parts = [f"{len(strata.units):,} strata"] if evidence.has("stratum") else []
    parts += [f"{strata.units.sum():,.0f} clusters"] if evidence.has("cluster") else []
    parts += ["weights"] if evidence.has("weight") else []
    parts += ["a finite population correction"] if evidence.has("population") else []
    return "Taylor linearisation with " + ", ".join(parts) if parts else "a simple random sample"


def _checks(mean: LinearisedMean, sums: Columns, evidence: EvidenceTable, full: bool) -> tuple[Diagnostic, ...]:
    """Say how much the design costs, whether its error is well known, and what was not given."""
    checks = []
    if not full and mean.standard_error > 0:
        text = f"{mean.freedom:,.0f} degrees of freedom (clusters less strata)."
        checks.append(Diagnostic("Degrees of freedom", mean.freedom >= ROUGH_FREEDOM, text))
        n = float(sums["cases"].sum())
        simple = float(sums["deviation"].sum() / sums["weights"].sum()) / (n - 1)
        effect = mean.standard_error**2 / simple
        text = f"The variance is {effect:.2f} times that of a simple random sample of {n:,.0f}."
        checks.append(Diagnostic("Design effect", None, text))
    if not full and mean.standard_error == 0:
        text = "The answers do not vary within the strata or between the clusters; check the columns."
        checks.append(Diagnostic("Spread of the answers", False, text))
    weighted = evidence.has("weight") or (evidence.has("stratum") and evidence.has("population"))
    if not full and not weighted:
        text = "No weights were given: every answer counts the same, as in a sample in which all had the same chance."
        checks.append(Diagnostic("Weights", None, text))
    return tuple(checks)


def _strata_table(sums: Columns) -> tuple[Detail, ...]:
    shares = 100 * sums["weights"] / sums["weights"].sum()
    means = sums["values"] / sums["weights"]
    columns = (sums["stratum"].tolist(), sums["cases"].tolist(), sums["units"].tolist(), shares.tolist())
    rows = tuple(zip(*columns, means.tolist(), strict=True))[:SHOWN]
    headings = ("Stratum", "Respondents", "Clusters", "Share of the weight, %", "Mean")
    return (Detail("Strata", headings, rows),)
