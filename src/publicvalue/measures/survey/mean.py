"""Mean of a survey's answers, such as satisfaction on a scale from 1 to 5.

What
    sum of (weight x answer) / sum of weights, over respondents. Without weights all answers count the same. Where
    margins of the population are known (columns and option `margins`), weights are first raked to them.
Unit
    That of the answers.
Left out
    Rows without an answer; the respondents that remain are taken as the sample. Of a part of the sample (`where`, a
    group of `by`) all who were drawn stay in the design: others count as drawn and as nothing. Rows of another wave
    (role `wave`, a period of `by`) are another sample. Margins are those of the population, and all of the sample is
    raked.
Interval
    95 % Student's t, with the standard error of Taylor linearisation (strata, clusters, finite population correction)
    and clusters less strata as degrees of freedom; without clusters each respondent is one. Draws from the same t
    distribution. Where the scale's ends are stated (options `low`, `high`) interval and draws end there. A full count
    (option `census`, or all of the population drawn) has no sampling error. A stratum in which one cluster of several
    was drawn gives no error and so no result, and so do all clusters of the population when it is not said how many
    people each has, a part that lies within a single cluster, and answers that are all the same, unless the scale has
    ends: then others may lie at either end, as far as the exact interval of a share of none allows. With populations of
    several stages the error of each stage counts. After raking the error is that of the residuals of a regression on
    the margins.
Strength
    3 when weights, strata or clusters are given or for a census; otherwise 2. 2 when a check of the interval fails:
    clusters of one size (or weights), a second stage that is not stated and would change the error by more than 2 %, or
    answers too skew for their number.
Coverage
    In simulated samples (1,500 each) a 95 % interval holds the truth in 93 to 96 % where the checks pass: 6 to 30
    clusters of one size 93 to 95; 200 answers from a stratified or simple sample 93 to 95, and of a tenth of these (a
    part) 94; weights that differ by a factor of 7 among 200 people 94. Where the checks fail it is less: 8 clusters of
    3 to 400 people 80 to 88, 15 of them 86 to 89; lognormal answers of 30 people 89, of 60 90, of 200 93.
Source
    W. A. Fuller (2009), Sampling Statistics, chapter 1; T. Lumley (2004), Journal of Statistical Software 9(8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.options import OF_INDICATOR, Fault, Options, scale_faults
from publicvalue.measures.result import Measured, NotApplicable, Result
from publicvalue.measures.survey.sample.design import ANSWER, DESIGN_ROLES
from publicvalue.measures.survey.sample.estimate import ALIKE, EstimatorOptions, Survey, read_survey
from publicvalue.measures.survey.sample.linearisation import Numbers, unanimous_share
from publicvalue.measures.survey.sample.raking import MARGINS_ROLE
from publicvalue.schema.values import Number, said
from publicvalue.words.text import Text, phrase


@dataclass(frozen=True, kw_only=True)
class ScaleOptions(Options):
    """The scale on which people answer."""

    low: Annotated[Number | None, OF_INDICATOR, said(phrase("lowest answer of the scale"))] = None
    high: Annotated[Number | None, OF_INDICATOR, said(phrase("highest answer of the scale"))] = None

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest answer, infinite where not stated."""
        return -np.inf if self.low is None else self.low, np.inf if self.high is None else self.high

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between them: a scale that does not rise."""
        yield from super().faults()
        yield from scale_faults(*self.ends)


def measure_survey_mean(evidence: EvidenceTable, context: Context) -> Result:
    """Return the mean of `value`, as the module's definition says.

    Raises
    ------
    EvidenceError
        When a value lies outside the scale.
    """
    least, most = context.given(ScaleOptions).ends
    _refuse_outside(evidence, least, most)
    survey = read_survey(evidence, "value", context)
    if isinstance(survey, NotApplicable):
        return survey
    found, linearised = survey.sample.mean(survey.values)
    mean = survey.estimate((found, linearised))
    low, high = np.clip(mean.interval(), least, most)
    draws = np.clip(mean.draws(context.draws, context.rng), least, most)
    if mean.standard_error == 0 and not survey.full:
        if not np.isfinite([least, most]).all():
            return NotApplicable(ALIKE)
        (low, high), draws = _unanimous(survey, mean.mean, (least, most), context)
    strength, diagnostics = survey.concluded(mean, linearised, survey.design_effect(mean))
    return Measured(
        estimate=mean.mean,
        low=min(float(low), mean.mean),
        high=max(float(high), mean.mean),
        draws=draws,
        n=survey.respondents,
        unit=context.unit,
        method=Text(
            "Mean of {respondents:count} answers: {design}.", respondents=survey.respondents, design=survey.design
        ),
        strength=strength,
        diagnostics=diagnostics,
        details=survey.details,
    )


def _unanimous(
    survey: Survey, mean: float, ends: tuple[float, float], context: Context
) -> tuple[tuple[float, float], Numbers]:
    """Return interval and draws where all answers are the same: others may lie at either end of the scale."""
    others = unanimous_share(0.0, survey.sample.effective())
    most, share = others.interval()[1], others.draws(context.draws, context.rng)
    side = np.where(context.rng.random(context.draws) < 0.5, ends[0], ends[1])
    return (mean - most * (mean - ends[0]), mean + most * (ends[1] - mean)), mean + share * (side - mean)


def _refuse_outside(evidence: EvidenceTable, least: float, most: float) -> None:
    """Refuse answers that are not on the scale."""
    value = evidence.rows["value"].cast("float64")
    off = evidence.rows.filter((value < least) | (value > most))
    found = fetch(off.aggregate(rows=off.count(), low=off["value"].min(), high=off["value"].max()))
    rows = int(found["rows"][0])
    if rows:
        what = Text(
            "{rows:count} answers lie outside the scale, from {low:g} to {high:g}",
            rows=rows,
            low=found["low"][0],
            high=found["high"][0],
        )
        do = Text("correct them, or blank codes such as 9 for 'no answer'")
        raise EvidenceError(
            [Problem(Place(field="value"), what, Text("{least:g} to {most:g}", least=least, most=most), do)]
        )


@dataclass(frozen=True, kw_only=True)
class SurveyMeanOptions(ScaleOptions, EstimatorOptions):
    """The scale, who was asked, and what is known of the population."""


DEFINITION = Definition(
    id="survey_mean",
    version=2,
    title=Text("Mean of a survey's answers"),
    kinds=("survey",),
    role_sets=(
        (
            ANSWER,
            *DESIGN_ROLES,
            MARGINS_ROLE,
        ),
    ),
    units=(),
    takes=SurveyMeanOptions,
    compute=measure_survey_mean,
)
