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
    Rows without an answer or a group. Of a part of the sample (`where`) all who were drawn stay in the design, and all
    of the sample is raked. A group of fewer than 5 people is not compared, and its mean is not shown; where it could be
    had by way of the two that are compared, neither of their means is shown, and `n` counts all who answered.
Interval
    95 % Student's t, with the standard error of Taylor linearisation (strata, clusters, finite population correction)
    of the difference and clusters less strata less 1 as degrees of freedom; draws from the same t distribution. A full
    count (option `census`, or all of the population drawn) has no sampling error. A stratum in which one cluster of
    several was drawn gives no error and so no result, and so do all clusters of the population when it is not said how
    many people each has, a part that lies within a single cluster, and answers that are all the same. With populations
    of several stages the error of each stage counts. After raking the error is that of the residuals of a regression on
    the margins.
Strength
    3 when weights, strata or clusters are given or for a census; otherwise 2. 2 when a check of the interval fails, as
    for a mean (survey_mean states coverage). A difference between groups is not an effect: the groups may differ in
    much else.
Source
    W. A. Fuller (2009), Sampling Statistics, chapter 1; T. Lumley (2004), Journal of Statistical Software 9(8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.options import CellsOf, Fault
from publicvalue.measures.privacy.suppression import (
    HIDDEN,
    LEAST_CASES,
    count_behind,
    few_groups,
    hide_groups,
    is_few,
)
from publicvalue.measures.result import Detail, Measured, NotApplicable, Result
from publicvalue.measures.survey.sample.answers import Answers
from publicvalue.measures.survey.sample.design import ANSWER, DESIGN_ROLES, Groups
from publicvalue.measures.survey.sample.estimate import Survey, SurveyOptions, read_survey
from publicvalue.measures.survey.sample.linearisation import LinearisedMean, Numbers
from publicvalue.measures.survey.sample.raking import MARGINS_ROLE
from publicvalue.schema.values import CHOICE, Cell, said
from publicvalue.words.text import Text, phrase

MEANS = Text("Means by group")
"""Title of the table of all groups."""

ALIKE_GROUPS = Text(
    "Nothing varies between those who were asked, so the error of the difference cannot be known:"
    " ask more people, or write `census: true` where everybody was asked."
)


@dataclass(frozen=True, kw_only=True)
class SurveyDifferenceOptions(SurveyOptions):
    """Which groups are compared, and how they were drawn."""

    group: Annotated[Cell, CellsOf("group"), said(phrase("the group whose mean is compared"))]
    reference: Annotated[Cell, CellsOf("group"), said(phrase("the group that it is compared with"))]
    samples: Annotated[
        Literal["one", "independent"],
        CHOICE,
        said(phrase("independent when each group was drawn by itself; one when they are groups of one sample")),
    ] = "one"

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between them: a group that is compared with itself."""
        yield from super().faults()
        if self.group == self.reference:
            what = Text("the group {group:quoted} is compared with itself", group=self.group)
            yield Fault("reference", what, Text("two different groups"))


def measure_survey_difference(evidence: EvidenceTable, context: Context) -> Result:
    """Return the difference of `value` between two groups, as the module's definition says."""
    options = context.given(SurveyDifferenceOptions)
    independent = options.samples == "independent"
    survey = read_survey(evidence, "value", context, ["group"], each="group" if independent else "")
    if isinstance(survey, NotApplicable):
        return survey
    answers, names = survey.answers, (options.group, options.reference)
    groups = answers.groups["group"]
    sizes = {name: answers.sample.count(groups.are(name)) for name in names}
    for name, size in sizes.items():
        if size < LEAST_CASES:
            return NotApplicable(_too_few(name, groups, answers))
    if independent:
        survey = replace(survey, answers=replace(answers, sample=answers.sample.separated(groups)))
        if not survey.full and any(one.any() for one in survey.sample.lonely()):
            return NotApplicable(Text("A stratum of one of the samples has a single cluster: merge similar strata."))
    found, linearised = _difference(survey, names)
    if found.standard_error == 0 and not survey.full:
        return NotApplicable(ALIKE_GROUPS)
    strength, diagnostics = survey.concluded(found, linearised)
    low, high = found.interval()
    return Measured(
        estimate=found.mean,
        low=low,
        high=high,
        draws=found.draws(context.draws, context.rng),
        n=float(count_behind(sum(sizes.values()), survey.sample.count() - sum(sizes.values()))),
        unit=context.unit,
        method=Text(
            "Mean of '{group}' less that of '{reference}': {design}.",
            group=names[0],
            reference=names[1],
            design=survey.design,
        ),
        strength=strength,
        diagnostics=diagnostics,
        details=(_table(survey, names), *survey.details),
    )


def _too_few(name: str, groups: Groups, answers: Answers) -> Text:
    return Text(
        "The group '{name}' has fewer than {least} answers: the groups are {groups:list}.",
        name=name,
        least=LEAST_CASES,
        groups=tuple(
            Text("{name:quoted}", name=one)
            for one in groups.names
            if one is not None and answers.sample.count(groups.are(one)) >= LEAST_CASES
        ),
    )


def _difference(survey: Survey, names: tuple[str, str]) -> tuple[LinearisedMean, Numbers]:
    sample, groups = survey.sample, survey.answers.groups["group"]
    (mean, own), (other_mean, other) = (sample.mean(survey.values, groups.are(name)) for name in names)
    both = (mean - other_mean, own - other)
    return survey.estimate(both, max(sample.freedom - 1, 1)), both[1]


def _table(survey: Survey, compared: tuple[str, str]) -> Detail:
    """Show every group's mean with its interval; none of small groups, nor of one that would give a small one away."""
    sample, groups = survey.sample, survey.answers.groups["group"]
    members = [groups.codes == place for place in range(len(groups.names))]
    counts = {str(name): sample.count(one) for name, one in zip(groups.names, members, strict=True)}
    counts = {name: count for name, count in counts.items() if count}
    hidden = hide_groups(counts, compared)
    rows: list[tuple[str | float | int | None, ...]] = []
    for name, count in counts.items():
        if is_few(count) and name not in compared:
            continue
        if hidden[name]:
            rows.append((name, HIDDEN, None, None, None))
            continue
        one = groups.are(name)
        mean = survey.estimate(sample.mean(survey.values, one), max(sample.freedom_of(one), 1))
        known = survey.full or mean.standard_error > 0
        ends = mean.interval() if known else (None, None)
        rows.append((name, int(count) if count == int(count) else count, mean.mean, *ends))
    if few := sum(is_few(count) and name not in compared for name, count in counts.items()):
        rows.append((few_groups(few), HIDDEN, None, None, None))
    return Detail(
        MEANS,
        (Text("Group"), Text("Answers"), Text("Mean"), Text("95 % from"), Text("95 % to")),
        tuple(rows),
    )


DEFINITION = Definition(
    id="survey_difference",
    version=2,
    title=Text("Difference between groups or waves of a survey"),
    kinds=("survey",),
    role_sets=(
        (
            ANSWER,
            Role("group", "category", Text("the group or the wave of the respondent")),
            *DESIGN_ROLES,
            MARGINS_ROLE,
        ),
    ),
    units=(),
    takes=SurveyDifferenceOptions,
    compute=measure_survey_difference,
    no_change=0.0,
)
