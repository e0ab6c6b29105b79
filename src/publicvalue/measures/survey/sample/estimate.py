"""A survey's answers with what every number of them needs: the design in words, its checks and its table of strata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np

from publicvalue.evidence.table import EvidenceTable
from publicvalue.measures.definition import Context
from publicvalue.measures.diagnostics import usable_rows
from publicvalue.measures.privacy.suppression import HIDDEN, LEAST_CASES, few_groups, hide_cells, is_few
from publicvalue.measures.result import Detail, Diagnostic, NotApplicable
from publicvalue.measures.survey.sample.answers import Answers, SurveySample, read_wish
from publicvalue.measures.survey.sample.checks import freedom_check, interval_checks, lowered
from publicvalue.measures.survey.sample.design import Wish, stage_columns
from publicvalue.measures.survey.sample.linearisation import LinearisedMean, Numbers, SamplingStage
from publicvalue.measures.survey.sample.raking import MarginsOptions, is_raked, rake_wish
from publicvalue.schema.values import CHOICE, YesNo, said
from publicvalue.words.text import Text, counted, phrase


@dataclass(frozen=True, kw_only=True)
class SurveyOptions(MarginsOptions):
    """Who was asked, and what is known of the population."""

    census: Annotated[
        YesNo, said(phrase("true when everybody was asked and answered, so that there is no sampling error"))
    ] = False


@dataclass(frozen=True, kw_only=True)
class EstimatorOptions(SurveyOptions):
    """Who was asked, what is known of the population, and the estimator, of which there is one."""

    estimator: Annotated[
        Literal["weighted"],
        CHOICE,
        said(
            phrase(
                "`weighted` alone: ratio and regression estimators are not built; rake to what is known with the "
                "option margins"
            )
        ),
    ] = "weighted"


STRATA = Text("Strata")
"""Title of the table of strata."""
SHOWN = 200
"""Strata that it lists."""

ALIKE = Text(
    "All answers are the same, so the error cannot be known from them: ask more people, or write"
    " `census: true` where everybody was asked."
)


@dataclass(frozen=True)
class Survey:
    """A survey's answers with all that a number of them and its report need.

    Parameters
    ----------
    answers
        The answers with their sample.
    respondents
        Answers behind the number.
    full
        Whether the whole population answered.
    design
        The design in words.
    diagnostics, details
        Checks and tables that do not hang on which number is taken.
    strongest
        Strength of evidence when every check of the interval is passed: 2, or 3 with a design or a census.
    """

    answers: Answers
    respondents: float
    full: bool
    design: str
    diagnostics: tuple[Diagnostic, ...]
    details: tuple[Detail, ...]
    strongest: int

    @property
    def sample(self) -> SurveySample:
        """Weights and design of the answers."""
        return self.answers.sample

    @property
    def values(self) -> Numbers:
        """Answers to the first question, shape (rows,)."""
        return self.answers.values[:, 0]

    def estimate(self, found: tuple[float, Numbers], freedom: float | None = None) -> LinearisedMean:
        """Return a number with its error from its linearised values."""
        error = 0.0 if self.full else self.sample.standard_error(found[1])
        return LinearisedMean(found[0], error, self.sample.freedom if freedom is None else freedom)

    def design_effect(self, found: LinearisedMean) -> tuple[Diagnostic, ...]:
        """Say how much the design costs a mean or share."""
        if found.standard_error == 0:
            return ()
        sample, there, n = self.sample, self.sample.inside, self.sample.count()
        weights = np.where(there, sample.weights * sample.counts, 0.0)
        away = np.where(there, self.values, 0.0) - found.mean
        simple = float((weights * away**2).sum() / weights.sum()) / (n - 1)
        effect = found.standard_error**2 / simple
        text = Text(
            "The variance is {effect:.2f} times that of a simple random sample of {n:count}.", effect=effect, n=n
        )
        return (Diagnostic(Text("Design effect"), None, text),)

    def concluded(
        self, found: LinearisedMean, linearised: Numbers, more: tuple[Diagnostic, ...] = (), *, skew: bool = True
    ) -> tuple[int, tuple[Diagnostic, ...]]:
        """Return strength and diagnostics of a number: each check of its interval that fails lowers the strength.

        Parameters
        ----------
        found, linearised
            The number with its error, and its linearised values.
        more
            Further checks of the interval.
        skew
            Whether the interval rests on the values being not too skew.
        """
        if self.full:
            return self.strongest, self.diagnostics
        checks = (*interval_checks(self.sample, found, linearised, skew=skew), *more)
        return lowered(self.strongest, checks), (*self.diagnostics, *freedom_check(found), *checks)


def read_survey(
    evidence: EvidenceTable, answer: str, context: Context, groups: Sequence[str] = (), *, each: str = ""
) -> Survey | NotApplicable:
    """Return the answers in a column with their design; raked where margins are known.

    Parameters
    ----------
    evidence
        One row for each respondent, or for as many as `count` says.
    answer
        Role that holds the answer: a number, or yes and no.
    context
        For the options `census` and `margins`.
    groups
        Columns of categories without which a row is left out.
    each
        One of them whose categories are samples of their own.

    Raises
    ------
    EvidenceError
        When weights, strata, clusters or population are missing or impossible, with the number of rows.
    """
    return read_wished(evidence, Wish((answer,), tuple(groups), (answer, *groups)), context, each=each)


def read_wished(evidence: EvidenceTable, wish: Wish, context: Context, *, each: str = "") -> Survey | NotApplicable:
    """Return what is wished for with its design, as `read_survey` does.

    Raises
    ------
    EvidenceError
        When the design or the margins cannot be used.
    MethodError
        When raking does not reach the margins.
    """
    usable = usable_rows(evidence, list(wish.questions))
    if usable.cases <= 0:
        return NotApplicable(
            Text("No respondent has an answer: fill the {questions} column.", questions=wish.questions[0])
        )
    options = context.given(SurveyOptions)
    margins, census = options.margins, options.census
    raked = rake_wish(evidence, wish, margins, each=each) if is_raked(evidence, margins) else None
    answers = raked.answers if raked else read_wish(evidence, wish)
    sample = answers.sample
    full = census or sample.full
    if not full and (reason := _no_error(sample, answers, evidence)):
        return NotApplicable(reason)
    designed = any(evidence.has(role) for role in ("weight", "stratum", "cluster"))
    found = Survey(
        answers=answers,
        respondents=usable.cases,
        full=full,
        design=_design_words(evidence, sample, full),
        diagnostics=(*usable.diagnostics, *_notes(evidence, sample, usable.cases, census=census)),
        details=_strata_table(answers, plain=raked is None) if evidence.has("stratum") else (),
        strongest=3 if designed or census or raked else 2,
    )
    if not raked:
        return found
    return replace(
        found,
        design=Text("{design}, raked to known margins", design=found.design),
        diagnostics=(*found.diagnostics, raked.check),
        details=(*found.details, raked.table),
    )


def _no_error(sample: SurveySample, answers: Answers, evidence: EvidenceTable) -> Text | None:
    """Return why the design as it is stated gives no error; None where it does."""
    first, later = sample.lonely()
    thing = Text("respondent") if sample.people else Text("cluster")
    if first.any():
        cases = np.bincount(sample.stratum, sample.counts * sample.inside, len(first))
        # A stratum of fewer than five may be called as the one who is in it.
        names = [name if n >= LEAST_CASES else "" for name, n in zip(answers.strata, cases, strict=True)]
        return _lonely_reason(np.array(names, dtype=object)[first].tolist(), evidence, thing)
    if sample.errorless:
        return Text(
            "All clusters of the population were drawn, so the error lies in who was asked in each: give"
            " `population` one more column, how many people each cluster has, or write `census: true` where"
            " all were asked."
        )
    if later.any():
        return Text(
            "In some clusters only one of several was asked, so the error cannot be known: ask two in each,"
            " or leave out the populations after the first."
        )
    if sample.freedom < 1:
        return Text(
            "All whom the number is about are of a single {thing} (in each stratum), so the error cannot be"
            " known: take in more people.",
            thing=thing,
        )
    return None


def _lonely_reason(names: Sequence[str], evidence: EvidenceTable, thing: Text) -> Text:
    """Return which strata give no error; those that must not be named have an empty name."""
    if not evidence.has("stratum"):
        return Text("Only one {thing} was drawn, so the error cannot be known: ask in at least two.", thing=thing)
    column = evidence.roles["stratum"][0]
    told = [name for name in names if name]
    if not told:
        return counted(
            len(names),
            "1 stratum (column {column}) has a single {thing}, so the error cannot be known: merge similar strata.",
            "{number:count} strata (column {column}) have a single {thing}, so the error cannot be known: merge similar"
            " strata.",
            thing=thing,
            column=column,
        )
    named = Text("{names:list}", names=tuple(Text("{name:quoted}", name=name) for name in told[:5]))
    return counted(
        len(names),
        "Stratum {named} (column {column}) has a single {thing}, so the error cannot be known: merge similar strata.",
        "Strata {named} (column {column}) have a single {thing}, so the error cannot be known: merge similar strata.",
        named=Text("{named} and others", named=named) if len(names) > len(told[:5]) else named,
        column=column,
        thing=thing,
    )


def _design_words(evidence: EvidenceTable, sample: SurveySample, full: bool) -> Text:
    if full:
        return Text("a full count, without sampling error")
    parts = [Text("{population:count} strata", population=len(sample.population))] if evidence.has("stratum") else []
    clusters = [one for one in sample.stages if not one.alike]
    parts += [Text("{clusters:count} clusters", clusters=len(clusters[0].owners))] if clusters else []
    parts += [Text("{stages} stages", stages=len(sample.stages))] if sample.later else []
    parts += [Text("weights")] if evidence.has("weight") else []
    parts += [Text("a finite population correction")] if evidence.has("population") else []
    design = (
        Text("Taylor linearisation with {parts:list}", parts=tuple(parts)) if parts else Text("a simple random sample")
    )
    if sample.inside.all():
        return design
    drawn = float(sample.counts.sum())
    return Text("{design}, a part of a sample of {drawn:count}", design=design, drawn=drawn)


def _notes(evidence: EvidenceTable, sample: SurveySample, respondents: float, *, census: bool) -> list[Diagnostic]:
    """Say how full a count is, what was not given, and who counts as drawn beside those who are asked for."""
    notes = [*_full_count(sample, respondents, census=census)]
    if census or sample.full:
        return notes
    populations = len(stage_columns(evidence, "population"))
    weighted = evidence.has("weight") or (populations and (evidence.has("stratum") or populations > 1))
    if not weighted:
        text = Text(
            "No weights were given: every answer counts the same, as in a sample in which all had the same chance."
        )
        notes.append(Diagnostic(Text("Weights"), None, text))
    if not sample.inside.all():
        others = float(sample.counts[~sample.inside].sum())
        text = Text(
            "{others:count} others of the sample, whom the number is not about, count as drawn and as"
            " nothing. Where they are another sample, name the column that tells samples apart as `wave`.",
            others=others,
        )
        notes.append(Diagnostic(Text("Part of a sample"), None, text))
    return notes


def _full_count(sample: SurveySample, respondents: float, *, census: bool) -> tuple[Diagnostic, ...]:
    """Doubt a census in which fewer answered than the population has."""
    first: SamplingStage = sample.stages[0]
    known = np.isfinite(first.population)
    if not known.any() or not (census or sample.full):
        return ()
    units = np.bincount(first.owners, first.copies(sample.counts), len(first.population))[known].sum()
    units = min(units, respondents) if first.alike and sample.inside.all() else units
    population = first.population[known].sum()
    if units >= population:
        text = Text("All {population:count} answered.", population=float(population))
        return (Diagnostic(Text("Full count"), True, text),) if census else ()
    text = Text(
        "The evidence is called a full count, but {units:count} of {population:count} answered: the others may differ.",
        units=float(units),
        population=float(population),
    )
    return (Diagnostic(Text("Full count"), False, text),)


def _strata_table(answers: Answers, *, plain: bool) -> tuple[Detail, ...]:
    """Show how many answered in each stratum, its share of the weight and its mean, with the weights before raking."""
    sample, there = answers.sample, answers.sample.inside
    before = getattr(sample, "before", sample.weights) if not plain else sample.weights
    weights = np.where(there, before * sample.counts, 0.0)
    size = len(answers.strata)
    cases = np.bincount(sample.stratum, sample.counts * there, size)
    sums = np.bincount(sample.stratum, weights, size)
    values = np.where(there, answers.values[:, 0], 0.0)
    means = np.bincount(sample.stratum, weights * values, size) / np.where(sums > 0, sums, 1)
    stage = sample.stages[0]
    held = np.bincount(stage.unit, sample.counts * there) > 0
    units = np.bincount(stage.owners, (stage.copies(sample.counts * there) if stage.alike else 1.0) * held, size)
    shown = [place for place in range(size) if cases[place] > 0]
    hidden = hide_cells([(answers.strata[place],) for place in shown], cases[shown].tolist())
    rows: list[tuple[str | float | None, ...]] = []
    for hide, place in zip(hidden, shown, strict=True):
        numbers = float(cases[place]), float(units[place]), float(100 * sums[place] / sums.sum()), float(means[place])
        if not is_few(cases[place]):
            rows.append((answers.strata[place], *((HIDDEN, None, None, None) if hide else numbers)))
    rows = rows[:SHOWN]
    if few := sum(is_few(cases[place]) for place in shown):
        rows.append((few_groups(few), HIDDEN, None, None, None))
    headings = (Text("Stratum"), Text("Respondents"), Text("Clusters"), Text("Share of the weight, %"), Text("Mean"))
    return (Detail(STRATA, headings, tuple(rows)),)
