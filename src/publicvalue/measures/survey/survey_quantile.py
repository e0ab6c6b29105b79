"""Median or another quantile of a survey's answers, such as the waiting time that half of the people report.

What
    The smallest answer up to which at least the wanted share of the weight lies. Option `quantile`: the share, 0.5 (the
    median) when left out. Where margins of the population are known (columns and option `margins`), weights are first
    raked to them.
Unit
    That of the answers.
Left out
    Rows without an answer; the respondents that remain are taken as the sample.
Interval
    95 % by Woodruff's method: the t interval of the share of people at or below the quantile, with the standard error
    of Taylor linearisation (strata, clusters, finite population correction), carried back through the distribution of
    the answers. Draws are carried back the same way. A full count (option `census`, or all of the population drawn) has
    no sampling error. A stratum in which one cluster of several was drawn gives no error and so no result. After raking
    the error is that of the residuals of a regression on the margins.
Strength
    3 when weights, strata or clusters are given or for a census; otherwise 2.
Source
    R. S. Woodruff (1952), Journal of the American Statistical Association 47, 635-646.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.framework.field_types import Number
from publicvalue.measures.definition import Context, Definition, Option
from publicvalue.measures.result import LEVEL, Measured, NotApplicable, Result
from publicvalue.measures.survey_design import ANSWER, DESIGN_ROLES
from publicvalue.measures.survey_estimate import CENSUS, read_survey
from publicvalue.measures.survey_raking import MARGINS, MARGINS_ROLE, read_weighted
from publicvalue.measures.survey_sample import weighted_quantile


def measure_survey_quantile(evidence: EvidenceTable, context: Context) -> Result:
    """Return the quantile of `value`, as the module's definition says."""
    level = _level(context)
    survey = read_survey(evidence, "value", context)
    if isinstance(survey, NotApplicable):
        return survey
    answers = read_weighted(evidence, ["value"], [], context.options.get("margins"))
    sample, values = answers.sample, answers.values[:, 0]
    estimate = float(weighted_quantile(values, sample.weights, np.array([level]))[0])
    share, linearised = sample.mean((values <= estimate).astype(float))
    error = 0.0 if survey.full else sample.standard_error(linearised)
    reach = float(stdtrit(sample.freedom, (1 + LEVEL) / 2)) * error if error else 0.0
    low, high = weighted_quantile(values, sample.weights, np.clip([share - reach, share + reach], 0, 1))
    deviates = context.rng.standard_t(sample.freedom, context.draws) if error else np.zeros(context.draws)
    drawn = weighted_quantile(values, sample.weights, np.clip(share + error * deviates, 0, 1))
    return Measured(
        estimate=estimate,
        low=min(float(low), estimate),
        high=max(float(high), estimate),
        draws=drawn,
        n=survey.respondents,
        unit=context.unit,
        method=f"Quantile at {level:g} of {survey.respondents:,.0f} answers: {survey.design}, Woodruff's interval.",
        strength=survey.strength,
        diagnostics=survey.diagnostics,
        details=survey.details,
    )


def _level(context: Context) -> float:
    level = context.options.get("quantile", 0.5)
    if not isinstance(level, int | float) or isinstance(level, bool) or not 0 < level < 1:
        raise method_error(f"survey_quantile has the quantile {level!r}", "a number between 0 and 1")
    return float(level)


DEFINITION = Definition(
    id="survey_quantile",
    version=1,
    title="Quantile of a survey's answers",
    kinds=("survey",),
    role_sets=((ANSWER, *DESIGN_ROLES, MARGINS_ROLE),),
    units=(),
    options=(
        Option("quantile", "share of people below, between 0 and 1", "framework", default=0.5, kind=Number(0, 1)),
        CENSUS,
        MARGINS,
    ),
    compute=measure_survey_quantile,
)
