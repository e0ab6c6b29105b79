"""Share of a survey's respondents who gave an answer, such as those who say that they trust an office.

What
    100 x sum of the weights of respondents with the answer / sum of weights. Without weights all count the same. Where
    margins of the population are known (columns and option `margins`), weights are first raked to them.
Unit
    Percent, 0 to 100.
Left out
    Rows without an answer; the respondents that remain are taken as the sample. Of a part of the sample (`where`, a
    group of `by`) all who were drawn stay in the design: others count as drawn and as nothing. Rows of another wave
    (role `wave`, a period of `by`) are another sample. Margins are those of the population, and all of the sample is
    raked.
Interval
    95 % Student's t on the logit scale, with the standard error of Taylor linearisation (strata, clusters, finite
    population correction) and clusters less strata as degrees of freedom; without clusters each respondent is one.
    Draws from the same distribution. Where the rarer answer is worth fewer than 10 respondents of a simple random
    sample: the exact interval of Clopper and Pearson on the effective number of respondents (Korn and Graubard); where
    all answers agree, on Kish's effective number of clusters, because the linearised error would be 0. A full count
    (option `census`, or all of the population drawn) has no sampling error. A stratum in which one cluster of several
    was drawn gives no error and so no result, and so do all clusters of the population when it is not said how many
    people each has, and a part that lies within a single cluster. With populations of several stages the error of each
    stage counts. After raking the error is that of the residuals of a regression on the margins.
Strength
    3 when weights, strata or clusters are given or for a census; otherwise 2. 2 when a check of the interval fails:
    clusters of one size (or weights), a second stage that is not stated and would change the error by more than 2 %.
Coverage
    In simulated samples (1,500 each) a 95 % interval holds the truth in 93 to 98 %: shares of 5 to 50 % in 30 to 500
    answers 96, in 10 to 30 clusters of one size 95 to 97, in a tenth to a fifth of a sample 96 to 98; shares of 1 to 5
    % in 50 to 200 answers 96 to 99, by the exact interval. Where clusters are of very different size, as the check on
    them says, it is less: 8 of them 89.
Source
    W. A. Fuller (2009), Sampling Statistics, chapter 1; T. Lumley (2004), Journal of Statistical Software 9(8); L. Kish
    (1965), Survey Sampling, for the effective number; E. L. Korn and B. I. Graubard (1998), Survey Methodology 24(2),
    193-201.
"""

from __future__ import annotations

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.result import Diagnostic, Measured, NotApplicable, Result
from publicvalue.measures.survey.sample.design import DESIGN_ROLES
from publicvalue.measures.survey.sample.estimate import EstimatorOptions, Survey, read_survey
from publicvalue.measures.survey.sample.linearisation import (
    LinearisedMean,
    Numbers,
    RareShare,
    rare_share,
    unanimous_share,
)
from publicvalue.measures.survey.sample.raking import MARGINS_ROLE
from publicvalue.words.text import Text

FEW = 5
"""Effective respondents on either side below which a diagnostic warns; the usual rule for shares."""

EXACT = 10
"""Effective respondents on either side below which the interval is the exact one."""


def measure_survey_share(evidence: EvidenceTable, context: Context) -> Result:
    """Return the share of respondents with `event`, as the module's definition says."""
    survey = read_survey(evidence, "event", context)
    if isinstance(survey, NotApplicable):
        return survey
    mean, linearised = survey.sample.mean(survey.values)
    # Sums may round, and an agreement of all must not look like a share just below 1.
    share = round(mean, 12)
    found = survey.estimate((mean, linearised))
    (low, high), draws = _uncertainty(survey, found, share, context)
    strength, diagnostics = survey.concluded(found, linearised, survey.design_effect(found), skew=False)
    return Measured(
        estimate=100 * share,
        low=100 * min(low, share),
        high=100 * max(high, share),
        draws=100 * draws,
        n=survey.respondents,
        unit=context.unit,
        method=Text(
            "Share of {respondents:count} answers: {design}.", respondents=survey.respondents, design=survey.design
        ),
        strength=strength,
        diagnostics=diagnostics + _few_diagnostic(survey, found, share),
        details=survey.details,
    )


def _uncertainty(
    survey: Survey, found: LinearisedMean, share: float, context: Context
) -> tuple[tuple[float, float], Numbers]:
    """Return interval and draws of the share, 0 to 1."""
    if survey.full:
        return (share, share), found.draws(context.draws, context.rng)
    rare: RareShare | None = None
    if share in (0.0, 1.0) or found.standard_error == 0:
        rare = unanimous_share(share, survey.sample.effective())
    elif _rarer(survey, found, share) < EXACT:
        rare = rare_share(found, survey.sample.count())
    if rare:
        return rare.interval(), rare.draws(context.draws, context.rng)
    return found.logit_interval(), found.logit_draws(context.draws, context.rng)


def _rarer(survey: Survey, found: LinearisedMean, share: float) -> float:
    """Return how many respondents of a simple random sample the rarer answer is worth."""
    error = found.standard_error
    effective = share * (1 - share) / error**2 if error > 0 and 0 < share < 1 else survey.sample.effective()
    return min(share, 1 - share) * effective


def _few_diagnostic(survey: Survey, found: LinearisedMean, share: float) -> tuple[Diagnostic, ...]:
    """Say whether there are answers of both sorts enough for a narrow interval."""
    if survey.full:
        return ()
    fewer = _rarer(survey, found, share)
    text = Text(
        "The rarer answer is worth {fewer:,.1f} respondents of a simple random sample; {few} are wanted.",
        fewer=fewer,
        few=FEW,
    )
    return (Diagnostic(Text("Answers of both sorts"), fewer >= FEW, text),)


DEFINITION = Definition(
    id="survey_share",
    version=2,
    title=Text("Share of a survey's respondents"),
    kinds=("survey",),
    role_sets=((Role("event", "yes_no", Text("whether the respondent gave the answer")), *DESIGN_ROLES, MARGINS_ROLE),),
    units=("percent",),
    takes=EstimatorOptions,
    compute=measure_survey_share,
)
