"""Mean of a survey's answers, such as satisfaction on a scale from 1 to 5.

What
    sum of (weight x answer) / sum of weights, over respondents. Without weights all answers count the same. Where
    margins of the population are known (columns and option `margins`), weights are first raked to them.
Unit
    That of the answers.
Left out
    Rows without an answer; the respondents that remain are taken as the sample.
Interval
    95 % Student's t, with the standard error of Taylor linearisation (strata, clusters, finite population correction)
    and clusters less strata as degrees of freedom; without clusters each respondent is one. Draws from the same t
    distribution. Where the scale's ends are stated (options `low`, `high`) interval and draws end there. A full count
    (option `census`, or all of the population drawn) has no sampling error. A stratum in which one cluster of several
    was drawn gives no error and so no result. After raking the error is that of the residuals of a regression on the
    margins.
Strength
    3 when weights, strata or clusters are given or for a census; otherwise 2.
Source
    W. A. Fuller (2009), Sampling Statistics, chapter 1; T. Lumley (2004), Journal of Statistical Software 9(8).
"""

from __future__ import annotations

import numpy as np

from publicvalue.errors import EvidenceError, Place, Problem, method_error
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.framework.field_types import Number
from publicvalue.measures.definition import Context, Definition, Option
from publicvalue.measures.result import Measured, NotApplicable, Result
from publicvalue.measures.survey_design import ANSWER, DESIGN_ROLES
from publicvalue.measures.survey_estimate import CENSUS, read_survey
from publicvalue.measures.survey_raking import MARGINS, MARGINS_ROLE


def measure_survey_mean(evidence: EvidenceTable, context: Context) -> Result:
    """Return the mean of `value`, as the module's definition says."""
    least, most = _scale(context)
    _refuse_outside(evidence, least, most)
    survey = read_survey(evidence, "value", context)
    if isinstance(survey, NotApplicable):
        return survey
    mean = survey.mean
    low, high = np.clip(mean.interval(), least, most)
    return Measured(
        estimate=mean.mean,
        low=min(float(low), mean.mean),
        high=max(float(high), mean.mean),
        draws=np.clip(mean.draws(context.draws, context.rng), least, most),
        n=survey.respondents,
        unit=context.unit,
        method=f"Mean of {survey.respondents:,.0f} answers: {survey.design}.",
        strength=survey.strength,
        diagnostics=survey.diagnostics,
        details=survey.details,
    )


def _scale(context: Context) -> tuple[float, float]:
    """Return the ends of the scale, infinite where not stated."""
    least, most = context.options.get("low", -np.inf), context.options.get("high", np.inf)
    fit = all(isinstance(end, int | float) and not isinstance(end, bool) for end in (least, most))
    if not fit or not float(str(least)) < float(str(most)):
        raise method_error(f"survey_mean has the scale from {least} to {most}", "two numbers, low below high")
    return float(str(least)), float(str(most))


def _refuse_outside(evidence: EvidenceTable, least: float, most: float) -> None:
    """Refuse answers that are not on the scale."""
    value = evidence.rows["value"].cast("float64")
    off = evidence.rows.filter((value < least) | (value > most))
    found = fetch(off.aggregate(rows=off.count(), low=off["value"].min(), high=off["value"].max()))
    rows = int(found["rows"][0])
    if rows:
        what = f"{rows:,} answers lie outside the scale, from {found['low'][0]:g} to {found['high'][0]:g}"
        do = "correct them, or blank codes such as 9 for 'no answer'"
        raise EvidenceError([Problem(Place(field="value"), what, f"{least:g} to {most:g}", do)])


DEFINITION = Definition(
    id="survey_mean",
    version=1,
    title="Mean of a survey's answers",
    kinds=("survey",),
    role_sets=(
        (
            ANSWER,
            *DESIGN_ROLES,
            MARGINS_ROLE,
        ),
    ),
    units=(),
    options=(
        Option("low", "lowest answer of the scale", "framework", kind=Number()),
        Option("high", "highest answer of the scale", "framework", kind=Number()),
        CENSUS,
        MARGINS,
    ),
    compute=measure_survey_mean,
)
