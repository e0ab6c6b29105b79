"""Difference between two groups of a survey, or between two waves of it: how far one group's mean lies above another's.

What
    Weighted mean of group `group` less that of group `reference`. Groups are places, kinds of people, or waves. With
    option `samples: independent` each group counts as a sample of its own (waves drawn anew); with `samples: one`, the
    usual case, people and clusters that stand in both groups tie these together. People who are asked in both waves are
    clusters: name the column that tells them apart as `cluster`. Where margins of the population are known (columns and
    option `margins`), weights are first raked to them, those of independent samples each by itself.
Unit
    That of the answers.
Left out
    Rows without an answer or a group. A group of fewer than 5 people is not compared, and its mean is not shown; where
    it could be had by way of the two that are compared, neither of their means is shown, and `n` counts all who
    answered.
Interval
    95 % Student's t, with the standard error of Taylor linearisation (strata, clusters, finite population correction)
    of the difference and clusters less strata less 1 as degrees of freedom; draws from the same t distribution. A full
    count (option `census`, or all of the population drawn) has no sampling error. A stratum in which one cluster of
    several was drawn gives no error and so no result. After raking the error is that of the residuals of a
    regression on the margins.
Strength
    3 when weights, strata or clusters are given or for a census; otherwise 2. A difference between groups is not an
    effect: the groups may differ in much else.
Source
    W. A. Fuller (2009), Sampling Statistics, chapter 1; T. Lumley (2004), Journal of Statistical Software 9(8).
"""

from __future__ import annotations

import numpy as np

from publicvalue.errors import method_error
from publicvalue.evidence.table import EvidenceTable
from publicvalue.framework.field_types import Cell
from publicvalue.measures.definition import Context, Definition, Option, Role
from publicvalue.measures.linearisation import LinearisedMean
from publicvalue.measures.result import Detail, Measured, NotApplicable, Result
from publicvalue.measures.suppression import HIDDEN, LEAST_CASES, count_behind, hide_groups
from publicvalue.measures.survey_design import ANSWER, DESIGN_ROLES
from publicvalue.measures.survey_estimate import CENSUS, read_survey
from publicvalue.measures.survey_raking import MARGINS, MARGINS_ROLE, read_weighted
from publicvalue.measures.survey_sample import Answers, Groups, SurveySample

INDEPENDENT = "independent"


def measure_survey_difference(evidence: EvidenceTable, context: Context) -> Result:
    """Return the difference of `value` between two groups, as the module's definition says."""
    survey = read_survey(evidence, "value", context)
    if isinstance(survey, NotApplicable):
        return survey
    independent = context.options.get("samples") == INDEPENDENT
    each = "group" if independent else ""
    answers = read_weighted(evidence, ["value"], ["group"], context.options.get("margins"), each=each)
    groups, names = answers.groups["group"], _names(context)
    sizes = {name: int(groups.are(name).sum()) for name in names}
    for name, size in sizes.items():
        if size < LEAST_CASES:
            return NotApplicable(f"The group '{name}' has fewer than {LEAST_CASES} answers: {_known(groups)}.")
    sample = answers.sample
    if independent:
        sample = sample.separated(groups)
        if sample.sums(np.zeros(len(sample.weights))).lonely.any():
            return NotApplicable("A stratum of one of the samples has a single cluster: merge similar strata.")
    difference = _difference(sample, answers, names, full=survey.full)
    low, high = difference.interval()
    return Measured(
        estimate=difference.mean,
        low=low,
        high=high,
        draws=difference.draws(context.draws, context.rng),
        n=float(count_behind(sum(sizes.values()), len(sample.weights) - sum(sizes.values()))),
        unit=context.unit,
        method=f"Mean of '{names[0]}' less that of '{names[1]}': {survey.design}.",
        strength=survey.strength,
        diagnostics=survey.diagnostics,
        details=(_table(sample, answers, names, full=survey.full), *survey.details),
    )


def _names(context: Context) -> tuple[str, str]:
    names = (str(context.options.get("group", "")), str(context.options.get("reference", "")))
    if not all(names) or names[0] == names[1]:
        raise method_error(f"survey_difference compares '{names[0]}' with '{names[1]}'", "two different groups")
    return names


def _known(groups: Groups) -> str:
    return "the groups are " + ", ".join(f"'{name}'" for name in groups.names if name is not None)


def _difference(sample: SurveySample, answers: Answers, names: tuple[str, str], *, full: bool) -> LinearisedMean:
    values, groups = answers.values[:, 0], answers.groups["group"]
    (mean, own), (other_mean, other) = (sample.mean(values, groups.are(name)) for name in names)
    error = 0.0 if full else sample.standard_error(own - other)
    return LinearisedMean(mean - other_mean, error, max(sample.freedom - 1, 1))


def _table(sample: SurveySample, answers: Answers, compared: tuple[str, str], *, full: bool) -> Detail:
    """Show every group's mean with its interval; none of small groups, nor of one that would give a small one away."""
    values, groups = answers.values[:, 0], answers.groups["group"]
    members = [groups.codes == place for place in range(len(groups.names))]
    counts = {str(name): int(one.sum()) for name, one in zip(groups.names, members, strict=True)}
    hidden = hide_groups(counts, compared)
    rows: list[tuple[str | float | int | None, ...]] = []
    for (name, count), one in zip(counts.items(), members, strict=True):
        if hidden[name]:
            rows.append((name, HIDDEN, None, None, None))
            continue
        mean, linearised = sample.mean(values, one)
        error = 0.0 if full else sample.standard_error(linearised)
        low, high = LinearisedMean(mean, error, max(sample.freedom, 1)).interval()
        rows.append((name, count, mean, low, high))
    return Detail("Means by group", ("Group", "Answers", "Mean", "95 % from", "95 % to"), tuple(rows))


DEFINITION = Definition(
    id="survey_difference",
    version=1,
    title="Difference between groups or waves of a survey",
    kinds=("survey",),
    role_sets=(
        (
            ANSWER,
            Role("group", "category", "the group or the wave of the respondent"),
            *DESIGN_ROLES,
            MARGINS_ROLE,
        ),
    ),
    units=(),
    options=(
        Option("group", "the group whose mean is compared", "assessment", required=True, kind=Cell(), role="group"),
        Option(
            "reference", "the group that it is compared with", "assessment", required=True, kind=Cell(), role="group"
        ),
        Option(
            "samples",
            "independent when each group was drawn by itself; one when they are groups of one sample",
            "assessment",
            ("one", INDEPENDENT),
            default="one",
        ),
        CENSUS,
        MARGINS,
    ),
    compute=measure_survey_difference,
)
