"""Total of a survey's answers over the whole population, such as all hours that people spend on an application.

What
    sum of (weight x answer): every respondent stands for as many people as the weight says. Without weights, but with
    strata and their population, every cluster stands for population / clusters of its stratum. Where margins of the
    population are known (columns and option `margins`), weights are first raked to them.
Unit
    That of the answers.
Left out
    Rows without an answer count as nothing: the total is that of the people who would answer. Without weights,
    strata with their population, or margins that count people, there is no total.
Interval
    95 % Student's t, with the standard error of Taylor linearisation (strata, clusters, finite population correction)
    and clusters less strata as degrees of freedom; draws from the same t distribution. A full count (option `census`,
    or all of the population drawn) has no sampling error. A stratum in which one cluster of several was drawn gives no
    error and so no result. After raking the error is that of the residuals of a regression on the margins.
Strength
    3: weights are always given.
Source
    W. A. Fuller (2009), Sampling Statistics, chapter 1.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.linearisation import LinearisedMean
from publicvalue.measures.result import Measured, NotApplicable, Result
from publicvalue.measures.survey_design import ANSWER, DESIGN_ROLES
from publicvalue.measures.survey_estimate import CENSUS, read_survey
from publicvalue.measures.survey_raking import MARGINS, MARGINS_ROLE, counts_people, read_weighted


def measure_survey_total(evidence: EvidenceTable, context: Context) -> Result:
    """Return the total of `value`, as the module's definition says."""
    weighted = evidence.has("weight") or (evidence.has("stratum") and evidence.has("population"))
    if not weighted and not counts_people(context.options.get("margins")):
        return NotApplicable("A total needs to know how many people a respondent stands for: give the weights.")
    survey = read_survey(evidence, "value", context)
    if isinstance(survey, NotApplicable):
        return survey
    answers = read_weighted(evidence, ["value"], [], context.options.get("margins"))
    estimate, linearised = answers.sample.total(answers.values[:, 0])
    error = 0.0 if survey.full else answers.sample.standard_error(linearised)
    total = LinearisedMean(estimate, error, answers.sample.freedom)
    low, high = total.interval()
    return Measured(
        estimate=estimate,
        low=low,
        high=high,
        draws=total.draws(context.draws, context.rng),
        n=survey.respondents,
        unit=context.unit,
        method=f"Total over the population, from {survey.respondents:,.0f} answers: {survey.design}.",
        strength=survey.strength,
        diagnostics=survey.diagnostics,
        details=survey.details,
    )


DEFINITION = Definition(
    id="survey_total",
    version=1,
    title="Total of a survey's answers",
    kinds=("survey",),
    role_sets=((ANSWER, *DESIGN_ROLES, MARGINS_ROLE),),
    units=(),
    options=(CENSUS, MARGINS),
    compute=measure_survey_total,
)
