"""A survey's mean with its error, its checks and its table of strata."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Option
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.linearisation import LinearisedMean, StratumSums
from publicvalue.measures.result import Detail, Diagnostic, NotApplicable
from publicvalue.measures.suppression import HIDDEN, hide_cells
from publicvalue.measures.survey_design import Columns, read_design
from publicvalue.measures.survey_raking import is_raked, rake_answers

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
    sums = read_design(usable.rows, evidence, answer)
    strata = StratumSums(sums["units"], sums["totals"], sums["squares"], sums["population"])
    full = census or bool((strata.sampled >= 1).all())
    if not full and strata.lonely.any():
        return NotApplicable(_lonely_reason(sums["stratum"][strata.lonely], evidence))
    error = 0.0 if full else float(np.sqrt(strata.variance))
    mean = LinearisedMean(float(sums["values"].sum() / sums["weights"].sum()), error, strata.freedom)
    designed = any(evidence.has(role) for role in ("weight", "stratum", "cluster"))
    found = Survey(
        mean=mean,
        respondents=usable.cases,
        effective=float(sums["weights"].sum() ** 2 / sums["squared_weights"].sum()),
        full=full,
        strength=3 if designed or census else 2,
        design=_design_words(evidence, strata, full),
        diagnostics=(*usable.diagnostics, *_full_count(strata, census=census), *_checks(mean, sums, evidence, full)),
        details=_strata_table(sums) if evidence.has("stratum") else (),
    )
    margins = context.options.get("margins")
    return _raked(found, evidence, answer, margins) if is_raked(evidence, margins) else found


def _raked(survey: Survey, evidence: EvidenceTable, answer: str, margins: object) -> Survey:
    """Return the survey with its mean after raking to known margins."""
    raked = rake_answers(evidence, [answer], [], margins)
    sample = raked.answers.sample
    mean, linearised = sample.mean(raked.answers.values[:, 0])
    error = 0.0 if survey.full else sample.standard_error(linearised)
    return replace(
        survey,
        mean=LinearisedMean(mean, error, sample.freedom),
        strength=3,
        design=f"{survey.design}, raked to known margins",
        diagnostics=(*survey.diagnostics, raked.check),
        details=(*survey.details, raked.table),
    )


def _lonely_reason(names: NDArray[np.object_], evidence: EvidenceTable) -> str:
    thing = "cluster" if evidence.has("cluster") else "respondent"
    if not evidence.has("stratum"):
        return f"Only one {thing} was drawn, so the error cannot be known: ask in at least two."
    named = ", ".join(f"'{name}'" for name in names[:5].tolist()) + (" and others" if len(names) > 5 else "")
    one = "Stratum" if len(names) == 1 else "Strata"
    verb = "has" if len(names) == 1 else "have"
    column = evidence.roles["stratum"][0]
    return (
        f"{one} {named} (column {column}) {verb} a single {thing}, so the error cannot be known: merge similar strata."
    )


def _design_words(evidence: EvidenceTable, strata: StratumSums, full: bool) -> str:
    if full:
        return "a full count, without sampling error"
    parts = [f"{len(strata.units):,} strata"] if evidence.has("stratum") else []
    parts += [f"{strata.units.sum():,.0f} clusters"] if evidence.has("cluster") else []
    parts += ["weights"] if evidence.has("weight") else []
    parts += ["a finite population correction"] if evidence.has("population") else []
    return "Taylor linearisation with " + ", ".join(parts) if parts else "a simple random sample"


def _full_count(strata: StratumSums, *, census: bool) -> tuple[Diagnostic, ...]:
    """Doubt a census in which fewer answered than the population has."""
    known = np.isfinite(strata.population)
    if not census or not known.any():
        return ()
    units, population = strata.units[known].sum(), strata.population[known].sum()
    if units >= population:
        return (Diagnostic("Full count", True, f"All {population:,.0f} answered."),)
    text = (
        f"The evidence is called a full count, but {units:,.0f} of {population:,.0f} answered: the others may differ."
    )
    return (Diagnostic("Full count", False, text),)


def _checks(mean: LinearisedMean, sums: Columns, evidence: EvidenceTable, full: bool) -> tuple[Diagnostic, ...]:
    """Say how much the design costs, whether its error is well known, and what was not given."""
    if full:
        return ()
    checks = []
    if mean.standard_error > 0:
        text = f"{mean.freedom:,.0f} degrees of freedom (clusters less strata)."
        checks.append(Diagnostic("Degrees of freedom", mean.freedom >= ROUGH_FREEDOM, text))
        n = float(sums["cases"].sum())
        simple = float(sums["deviation"].sum() / sums["weights"].sum()) / (n - 1)
        effect = mean.standard_error**2 / simple
        text = f"The variance is {effect:.2f} times that of a simple random sample of {n:,.0f}."
        checks.append(Diagnostic("Design effect", None, text))
    else:
        text = "The answers do not vary within the strata or between the clusters; check the columns."
        checks.append(Diagnostic("Spread of the answers", False, text))
    weighted = evidence.has("weight") or (evidence.has("stratum") and evidence.has("population"))
    if not weighted:
        text = "No weights were given: every answer counts the same, as in a sample in which all had the same chance."
        checks.append(Diagnostic("Weights", None, text))
    return tuple(checks)


def _strata_table(sums: Columns) -> tuple[Detail, ...]:
    shares = 100 * sums["weights"] / sums["weights"].sum()
    means = sums["values"] / sums["weights"]
    columns = (sums["stratum"].tolist(), sums["cases"].tolist(), sums["units"].tolist(), shares.tolist())
    hidden = hide_cells([(str(name),) for name in columns[0]], columns[1])
    rows = tuple(
        (name, HIDDEN, None, None, None) if hide else (name, cases, units, share, mean)
        for hide, name, cases, units, share, mean in zip(hidden, *columns, means.tolist(), strict=True)
    )[:SHOWN]
    headings = ("Stratum", "Respondents", "Clusters", "Share of the weight, %", "Mean")
    return (Detail("Strata", headings, rows),)
