"""Share of a survey's respondents who gave an answer, such as those who say that they trust an office.

What
    100 x sum of the weights of respondents with the answer / sum of weights. Without weights all count the same. Where
    margins of the population are known (columns and option `margins`), weights are first raked to them.
Unit
    Percent, 0 to 100.
Left out
    Rows without an answer; the respondents that remain are taken as the sample.
Interval
    95 % Student's t on the logit scale, with the standard error of Taylor linearisation (strata, clusters, finite
    population correction) and clusters less strata as degrees of freedom; without clusters each respondent is one.
    Draws from the same distribution. Where all answers agree: the Jeffreys interval on Kish's effective number of
    clusters, because the linearised error would be 0. A full count (option `census`, or all of the population drawn)
    has no sampling error. A stratum in which one cluster of several was drawn gives no error and so no result. After
    raking the error is that of the residuals of a regression on the margins.
Strength
    3 when weights, strata or clusters are given or for a census; otherwise 2.
Source
    W. A. Fuller (2009), Sampling Statistics, chapter 1; T. Lumley (2004), Journal of Statistical Software 9(8);
    L. Kish (1965), Survey Sampling, for the effective number.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.linearisation import Numbers, unanimous_share
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable, Result
from publicvalue.measures.survey_design import DESIGN_ROLES
from publicvalue.measures.survey_estimate import CENSUS, Survey, read_survey
from publicvalue.measures.survey_raking import MARGINS, MARGINS_ROLE

FEW = 5
"""Effective respondents on either side below which a diagnostic warns; the usual rule for shares."""


def measure_survey_share(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of respondents with `event`, as the module's definition says."""
    survey = read_survey(evidence, "event", context)
    if isinstance(survey, NotApplicable):
        return survey
    # Sums may round, and an agreement of all must not look like a share just below 1.
    share = round(survey.mean.mean, 12)
    (low, high), draws = _uncertainty(survey, share, context)
    return Measured(
        estimate=100 * share,
        low=100 * min(low, share),
        high=100 * max(high, share),
        draws=100 * draws,
        n=survey.respondents,
        unit=context.unit,
        method=f"Share of {survey.respondents:,.0f} answers: {survey.design}.",
        strength=survey.strength,
        diagnostics=survey.diagnostics + _few_diagnostic(survey, share),
        details=survey.details,
    )


def _uncertainty(survey: Survey, share: float, context: Context) -> tuple[tuple[float, float], Numbers]:
    """Return interval and draws of the share, 0 to 1."""
    if survey.full:
        return (share, share), survey.mean.draws(context.draws, context.rng)
    if share in (0.0, 1.0):
        agreed = unanimous_share(share, survey.effective)
        return agreed.interval(), agreed.draws(context.draws, context.rng)
    return survey.mean.logit_interval(), survey.mean.logit_draws(context.draws, context.rng)


def _few_diagnostic(survey: Survey, share: float) -> tuple[Diagnostic, ...]:
    """Check that there are answers of both sorts enough for the interval."""
    if survey.full:
        return ()
    error = survey.mean.standard_error
    effective = share * (1 - share) / error**2 if error > 0 and 0 < share < 1 else survey.effective
    fewer = min(share, 1 - share) * effective
    text = f"The rarer answer is worth {fewer:,.1f} respondents of a simple random sample; {FEW} are wanted."
    return (Diagnostic("Answers of both sorts", fewer >= FEW, text),)


DEFINITION = Definition(
    id="survey_share",
    version=1,
    title="Share of a survey's respondents",
    kinds=("survey",),
    role_sets=((Role("event", "yes_no", "whether the respondent gave the answer"), *DESIGN_ROLES, MARGINS_ROLE),),
    units=("percent",),
    options=(CENSUS, MARGINS),
    compute=measure_survey_share,
)
