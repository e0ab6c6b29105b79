"""Median or another quantile of a survey's answers, such as the waiting time that half of the people report.

What
    The smallest answer up to which at least the wanted share of the weight lies. Option `quantile`: the share, 0.5 (the
    median) when left out. Where margins of the population are known (columns and option `margins`), weights are first
    raked to them.
Unit
    That of the answers.
Left out
    Rows without an answer; the respondents that remain are taken as the sample. Of a part of the sample (`where`, a
    group of `by`) all who were drawn stay in the design: others count as drawn and as nothing. Rows of another wave
    (role `wave`, a period of `by`) are another sample. Margins are those of the population, and all of the sample is
    raked. No number is given where fewer than five answers lie at an end of the interval or beyond it: the end would
    be the answer of one of them.
Interval
    95 % by Woodruff's method: the t interval of the share of people at or below the quantile, with the standard error
    of Taylor linearisation (strata, clusters, finite population correction), carried back through the distribution of
    the answers. Draws are carried back the same way. Where so many give the same answer that the share at or below it
    lies well above the wanted one, each answer is tested instead: it may be the quantile when the shares at and below
    it can be the wanted one. An interval of one answer alone reaches half way to its neighbours. A full count (option
    `census`, or all of the population drawn) has no sampling error. A stratum in which one cluster of several was drawn
    gives no error and so no result, and so do all clusters of the population when it is not said how many people each
    has, a part that lies within a single cluster, and answers that are all the same. With populations of several stages
    the error of each stage counts. After raking the error is that of the residuals of a regression on the margins.
Strength
    3 when weights, strata or clusters are given or for a census; otherwise 2. 2 when a check of the interval fails:
    clusters of one size (or weights), a second stage that is not stated and would change the error by more than 2 %, or
    too few answers to bound the quantile on both sides.
Coverage
    In simulated samples (500 each) a 95 % interval holds the truth in 94 to 97 % for a median or ninth decile of 40 to
    300 skew answers, also when half of them are 0; in 98 to 100 % for answers on a scale of five points, where an
    interval ends at points.
Source
    R. S. Woodruff (1952), Journal of the American Statistical Association 47, 635-646.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from scipy.special import stdtrit

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition
from publicvalue.measures.options import OF_INDICATOR
from publicvalue.measures.privacy.suppression import LEAST_CASES
from publicvalue.measures.result import LEVEL, Diagnostic, Measured, NotApplicable, Result
from publicvalue.measures.survey.sample.design import ANSWER, DESIGN_ROLES
from publicvalue.measures.survey.sample.estimate import ALIKE, Survey, SurveyOptions, read_survey
from publicvalue.measures.survey.sample.linearisation import LinearisedMean, Numbers, unanimous_share
from publicvalue.measures.survey.sample.raking import MARGINS_ROLE
from publicvalue.schema.values import Number, said
from publicvalue.words.text import Text, counted, phrase

TIED = 0.25
"""Part of the interval's reach by which the share at or below the quantile may lie above its level: more are ties."""

GRID = 401
"""Levels at which answers are taken that may be the quantile where many give the same."""


@dataclass(frozen=True, kw_only=True)
class SurveyQuantileOptions(SurveyOptions):
    """Which quantile."""

    quantile: Annotated[Number, OF_INDICATOR, said(phrase("share of people below, between 0 and 1"), gt=0, lt=1)] = 0.5


def measure_survey_quantile(evidence: EvidenceTable, context: Context) -> Result:
    """Return the quantile of `value`, as the module's definition says."""
    level = context.given(SurveyQuantileOptions).quantile
    survey = read_survey(evidence, "value", context)
    if isinstance(survey, NotApplicable):
        return survey
    sample, values = survey.sample, survey.values
    if not survey.full and len(np.unique(values[sample.inside])) == 1:
        return NotApplicable(ALIKE)
    estimate = float(sample.quantile(values, np.array([level]))[0])
    share, linearised = sample.mean((values <= estimate).astype(float))
    below = survey.estimate((share, linearised))
    places, drawn = _places(survey, below, context)
    if share - level > TIED * (places[1] - share) and not survey.full:
        ends, draws = _between_answers(survey, level, context)
    else:
        ends = sample.quantile(values, np.clip(places, 0, 1))
        draws = sample.quantile(values, np.clip(drawn, 0, 1))
    if not survey.full and ends[0] == ends[1]:
        ends = _around(np.unique(values[sample.inside]), estimate)
        draws = context.rng.uniform(float(ends[0]), float(ends[1]), context.draws)
    if reason := _telling(survey, ends):
        return NotApplicable(reason)
    strength, diagnostics = survey.concluded(below, linearised, _bounded(places, full=survey.full), skew=False)
    return Measured(
        estimate=estimate,
        low=min(float(ends[0]), estimate),
        high=max(float(ends[1]), estimate),
        draws=draws,
        n=survey.respondents,
        unit=context.unit,
        method=Text(
            "Quantile at {level:g} of {respondents:count} answers: {design}, Woodruff's interval.",
            level=level,
            respondents=survey.respondents,
            design=survey.design,
        ),
        strength=strength,
        diagnostics=diagnostics,
        details=survey.details,
    )


def _places(survey: Survey, below: LinearisedMean, context: Context) -> tuple[Numbers, Numbers]:
    """Return interval and draws of the share of people at or below the quantile."""
    if not survey.full and below.standard_error == 0:
        agreed = unanimous_share(round(below.mean, 12), survey.sample.effective())
        return np.array(agreed.interval()), agreed.draws(context.draws, context.rng)
    return np.array(below.interval()), below.draws(context.draws, context.rng)


def _between_answers(survey: Survey, level: float, context: Context) -> tuple[Numbers, Numbers]:
    """Return interval and draws where many give the same answer: which answers may be the quantile, each tested.

    An answer may be the quantile when the share of people at or below it can be the level, and the share below it too.
    """
    sample, values = survey.sample, survey.values
    grid = sample.quantile(values, np.linspace(0, 1, GRID))
    answers = np.unique(grid)
    shares = [sample.mean((values <= one).astype(float)) for one in answers]
    errors = np.array([sample.standard_error(linearised) for _, linearised in shares])
    away = np.array([share for share, _ in shares]) - level
    # All lie at or below the highest answer: it can be told from no level.
    scores = np.divide(away, errors, out=np.where(away >= 0, np.inf, -np.inf), where=errors > 0)
    scores = np.maximum.accumulate(np.append(scores[:-1], np.inf))
    reach = float(stdtrit(sample.freedom, (1 + LEVEL) / 2))
    deviates = context.rng.standard_t(sample.freedom, context.draws)
    return answers[np.searchsorted(scores, [-reach, reach])], answers[np.searchsorted(scores, deviates)]


def _around(answers: Numbers, one: float) -> Numbers:
    """Return the middles between an answer and its neighbours: answers are known to a step, so their quantile is."""
    place = int(np.searchsorted(answers, one))
    steps = np.diff(answers)
    down = steps[place - 1] if place else steps[0]
    up = steps[place] if place < len(steps) else steps[-1]
    return np.array([one - down / 2, one + up / 2])


def _telling(survey: Survey, ends: Numbers) -> Text | None:
    """Say why an interval is not given whose end is the answer of a few people; None where it tells of nobody."""
    few = min(survey.sample.count(survey.values <= ends[0]), survey.sample.count(survey.values >= ends[1]))
    # Of fewer than five who answered no number is given at all, whatever it is.
    if few >= LEAST_CASES or survey.respondents < LEAST_CASES:
        return None
    people = counted(few, "1 person gave", "{number:count} people gave")
    return Text(
        "{people} the answer with which the interval ends, or one beyond it; below {least_cases} this could tell who: "
        "ask more people, or ask for a quantile nearer to the middle.",
        people=people,
        least_cases=LEAST_CASES,
    )


def _bounded(places: Numbers, *, full: bool) -> tuple[Diagnostic, ...]:
    """Doubt an interval that ends with the lowest or the highest answer because too few answered to bound it."""
    if full or (places[0] > 0 and places[1] < 1):
        return ()
    text = Text(
        "Too few answered to bound the quantile on both sides: the interval ends with the lowest or highest answer."
    )
    return (Diagnostic(Text("Answers enough on both sides"), False, text),)


DEFINITION = Definition(
    id="survey_quantile",
    version=3,
    title=Text("Quantile of a survey's answers"),
    kinds=("survey",),
    role_sets=((ANSWER, *DESIGN_ROLES, MARGINS_ROLE),),
    units=(),
    takes=SurveyQuantileOptions,
    compute=measure_survey_quantile,
)
