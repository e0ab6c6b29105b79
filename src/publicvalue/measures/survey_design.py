"""Reads the answers of a survey with its weights, strata, clusters and population, and sums them in the engine.

Without clusters each respondent is a cluster. The name of a cluster counts within its stratum. Where strata and their
population are given but no weights, every cluster stands for population / clusters of its stratum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import COUNT, Role
from publicvalue.measures.diagnostics import CASES

ANSWER = Role("value", "number", "the respondent's answer as a number", measured=True)

DESIGN_ROLES = (
    Role("weight", "number", "the respondent's weight, more than 0", required=False, above=0.0),
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

Columns = Mapping[str, NDArray[Any]]
"""Arrays by name, of the same length."""


def read_design(table: ir.Table, evidence: EvidenceTable, answer: str) -> Columns:
    """Sum answers and design by stratum.

    Parameters
    ----------
    table
        Rows with an answer, and `cases`.
    evidence
        The evidence that they come from, for its roles.
    answer
        Column of the answer: a number, or yes and no.

    Returns
    -------
    mapping
        Arrays of shape (strata,), in the order of the strata's names: stratum; units (clusters, or respondents), totals
        and squares (sum and sum of squares of the units' linearised values), population (infinite where not known);
        cases, weights, values (weighted), squared_weights (of units), deviation (weighted squares around the mean).

    Raises
    ------
    EvidenceError
        When weights, strata, clusters or population are missing or impossible, with the number of rows.
    """
    rows = _design_rows(table, evidence, answer)
    refuse_blanks(rows, evidence)
    sums = _stratum_sums(with_drawn_weights(rows, evidence), clustered=evidence.has("cluster"))
    _refuse_population(sums, evidence)
    return sums


def _design_rows(table: ir.Table, evidence: EvidenceTable, answer: str) -> ir.Table:
    """Give every row all columns of a design, and drop rows that stand for nobody."""
    rows = table.select(answer=as_number(table[answer]), **design_columns(table, evidence))
    return rows.filter(rows.cases > 0)


def as_number(column: ir.Column) -> ir.NumericValue:
    """Return a column of answers as numbers; yes is 1, no is 0."""
    number: ir.NumericValue = (
        column.cast("int8").cast("float64") if isinstance(column, ir.BooleanColumn) else column.cast("float64")
    )
    return number


def design_columns(table: ir.Table, evidence: EvidenceTable) -> dict[str, ir.Value]:
    """Return the columns of a design: cases, weight, stratum, cluster, population; plain ones where not given."""
    return {
        "cases": table[CASES].cast("float64"),
        "weight": table["weight"].cast("float64") if evidence.has("weight") else ibis.literal(1.0),
        "stratum": table["stratum"] if evidence.has("stratum") else ibis.literal(""),
        "cluster": table["cluster"] if evidence.has("cluster") else ibis.literal(""),
        "population": table["population"].cast("float64") if evidence.has("population") else ibis.literal(float("inf")),
    }


def refuse_blanks(rows: ir.Table, evidence: EvidenceTable) -> None:
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


def with_drawn_weights(rows: ir.Table, evidence: EvidenceTable) -> ir.Table:
    """Give the rows of strata with a known population, but without weights, the weights of their design."""
    if evidence.has("weight") or not (evidence.has("stratum") and evidence.has("population")):
        return rows
    units = rows.cluster.nunique() if evidence.has("cluster") else rows.cases.sum()
    strata = rows.group_by("stratum").aggregate(drawn_weight=rows.population.max() / units)
    joined = rows.join(strata, "stratum")
    return joined.mutate(weight=joined.drawn_weight)


def _stratum_sums(rows: ir.Table, *, clustered: bool) -> Columns:
    """Sum in two passes: first for the mean, then the linearised values around it."""
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
