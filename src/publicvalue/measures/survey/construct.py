"""Mean of a construct that several questions of a survey measure together, such as trust in an agency.

What
    For each respondent the mean of the items answered, when at least half of them are; then sum of (weight x mean) /
    sum of weights. Items named in the option `reversed` are turned first: low + high - answer. Means that were formed
    before (one column `value`) are taken as they are, and then nothing is known of the items.
Unit
    That of the answers.
Left out
    Respondents who answered fewer than half of the items. Of a part of the sample all who were drawn stay in the
    design, as for survey_mean. A construct of one item has no reliability and no result.
Interval
    95 % Student's t, with the standard error of Taylor linearisation (strata, clusters, finite population correction)
    and clusters less strata as degrees of freedom; draws from the same t distribution; both end where the scale ends. A
    full count (option `census`, or all of the population drawn) has no sampling error. A stratum in which one cluster
    of several was drawn gives no error and so no result; so do the other designs that survey_mean names.
Strength
    3 when weights, strata or clusters are given or for a census; otherwise 2. 2 when a check of the interval fails, as
    for a mean (survey_mean states coverage).
Not shown
    Reliability from fewer than 5 who answered every item; the line of an item that fewer than 5 answered; and where all
    but a few answered the same items, the line of the item that fewest answered: what these few said could be had
    otherwise, as what the construct's mean and its items' means leave. The deviation of an item of which some point was
    chosen by fewer than 5: with the mean and the shares of the sides it would tell how many.
Diagnostics
    Cronbach's alpha with Feldt's interval, and from three items on McDonald's omega of one factor, both from those who
    answered every item, with 0.7 as the least; and whether an item runs against the others, as one does that is
    reversed and not named so.
Source
    L. J. Cronbach (1951), Psychometrika 16, 297-334; R. P. McDonald (1999), Test Theory (omega); J. C. Nunnally (1978),
    Psychometric Theory (0.7); W. A. Fuller (2009), Sampling Statistics, chapter 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import ibis
import ibis.expr.types as ir
import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.table import EvidenceTable, fetch
from publicvalue.measures.definition import Context, Definition, Role
from publicvalue.measures.options import ColumnsOf, Fault
from publicvalue.measures.picture import Likert, LikertItem
from publicvalue.measures.privacy.suppression import HIDDEN, LEAST_CASES
from publicvalue.measures.result import Detail, Diagnostic, NotApplicable, Result
from publicvalue.measures.survey.constructs.item_analysis import (
    MOST_POINTS,
    ScaleAnalysis,
    analyse_scale,
    hidden_items,
    is_deviation_shown,
)
from publicvalue.measures.survey.mean import ScaleOptions, measure_survey_mean
from publicvalue.measures.survey.sample.answers import Answers, SurveySample, read_answers
from publicvalue.measures.survey.sample.design import DESIGN_ROLES
from publicvalue.measures.survey.sample.estimate import SurveyOptions
from publicvalue.measures.survey.sample.linearisation import Numbers
from publicvalue.measures.survey.sample.raking import MARGINS_ROLE
from publicvalue.schema.values import Cell, OneOrMore, said
from publicvalue.words.text import Text, joined, phrase

ROLE = "items"
LEAST_ALPHA = 0.7
"""Reliability below which comparisons of groups are doubtful (Nunnally 1978)."""

AGAINST = -0.1
"""Correlation of an item with the others below which it runs against them."""


@dataclass(frozen=True, kw_only=True)
class SurveyConstructOptions(ScaleOptions, SurveyOptions):
    """The scale, which items are turned, who was asked, and what is known of the population."""

    reversed: Annotated[
        OneOrMore[Cell],
        ColumnsOf(ROLE),
        said(phrase("columns of items in which a high answer means less"), min_length=1),
    ] = ()

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between them: items to be turned on a scale whose ends are not known."""
        yield from super().faults()
        if self.reversed and (self.low is None or self.high is None):
            yield Fault(
                "reversed", Text("Items are reversed on a scale without ends"), Text("the options low and high")
            )


def measure_survey_construct(evidence: EvidenceTable, context: Context) -> Result:
    """Return the mean of the construct, as the module's definition says.

    Raises
    ------
    EvidenceError
        When a value lies outside the scale.
    """
    if not evidence.has(ROLE):
        return measure_survey_mean(evidence, context)
    columns = evidence.roles[ROLE]
    places = [f"{ROLE}_{n}" for n in range(1, len(columns) + 1)]
    if len(places) < 2:
        return NotApplicable(
            Text("The construct has one item only ({item}): name at least two, or use survey_mean.", item=columns[0])
        )
    _refuse_outside(evidence, context)
    turned = _turn(evidence, context)
    result = measure_survey_mean(_scored(turned, places), context)
    if isinstance(result, NotApplicable):
        return result
    answers = _each_respondent(read_answers(turned, places, needed=[]))
    analysis = analyse_scale(answers.values, answers.sample.weights)
    hidden = hidden_items(np.isfinite(answers.values))
    return replace(
        result,
        method=joined(result.method, Text("Each answer is the mean of {items} items.", items=len(places))),
        diagnostics=(*_checks(analysis, columns), *result.diagnostics),
        details=(_table(analysis, columns, answers.values, hidden), *result.details),
        pictures=(*_pictures(answers, columns, context, hidden), *result.pictures),
    )


def _refuse_outside(evidence: EvidenceTable, context: Context) -> None:
    """Refuse items whose answers are not on the scale, all at once."""
    low, high = context.given(ScaleOptions).ends
    problems = []
    for n, name in enumerate(evidence.roles[ROLE], start=1):
        answer = evidence.rows[f"{ROLE}_{n}"].cast("float64")
        off = evidence.rows.filter((answer < low) | (answer > high))
        found = fetch(off.aggregate(rows=off.count(), low=off[f"{ROLE}_{n}"].min(), high=off[f"{ROLE}_{n}"].max()))
        if rows := int(found["rows"][0]):
            what = Text(
                "{name}: {rows:count} answers lie outside the scale, from {low:g} to {high:g}",
                name=name,
                rows=rows,
                low=found["low"][0],
                high=found["high"][0],
            )
            do = Text("correct them, or blank codes such as 9 for 'no answer'")
            problems.append(Problem(Place(field=name), what, Text("{low:g} to {high:g}", low=low, high=high), do))
    if problems:
        raise EvidenceError(problems)


def _turn(evidence: EvidenceTable, context: Context) -> EvidenceTable:
    """Turn the reversed items, and refuse answers that are not on the scale."""
    columns = evidence.roles[ROLE]
    reverse = context.given(SurveyConstructOptions).reversed
    unknown = [name for name in reverse if name not in columns]
    if unknown:
        what = Text("no item is called {unknown:list}", unknown=tuple(unknown))
        raise EvidenceError(
            [
                Problem(
                    Place(field="reversed"),
                    what,
                    Text("some of: {items:list}", items=columns),
                    Text("correct the name"),
                )
            ]
        )
    places = [f"{ROLE}_{n}" for n, name in enumerate(columns, start=1) if name in reverse]
    if not places:
        return evidence
    ends = sum(context.given(ScaleOptions).ends)
    return evidence.mutated(lambda rows: {place: ends - rows[place].cast("float64") for place in places})


def _scored(evidence: EvidenceTable, places: list[str]) -> EvidenceTable:
    """Give each respondent the mean of the items answered, when these are half of them or more."""

    def score(rows: ir.Table) -> dict[str, ir.Value]:
        items = [rows[place].cast("float64") for place in places]
        given = sum((item.notnull().cast("int64") for item in items), ibis.literal(0))
        total = sum((item.fill_null(0.0) for item in items), ibis.literal(0.0))
        return {"value": ibis.ifelse(2 * given >= len(items), total / given.cast("float64"), ibis.null("float64"))}

    return replace(evidence.mutated(score), roles={**evidence.roles, "value": evidence.roles[ROLE]})


def _each_respondent(answers: Answers) -> Answers:
    """Return the respondents whom the number is about, a row for each."""
    sample = answers.sample
    rows = np.repeat(np.arange(len(sample.weights)), np.rint(sample.counts * sample.inside).astype(np.int64))
    plain = SurveySample(sample.weights[rows], sample.stratum[rows], sample.cluster[rows], sample.population)
    return Answers(plain, answers.values[rows], {})


def _checks(analysis: ScaleAnalysis, columns: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    if not np.isfinite(analysis.alpha):
        text = Text(
            "Cronbach's alpha is not known: {complete:count} answered every item, or nothing varies.",
            complete=analysis.complete,
        )
        return (Diagnostic(Text("Reliability"), False, text),)
    interval = Text("[{alpha_low:.2f}, {alpha_high:.2f}]", alpha_low=analysis.alpha_low, alpha_high=analysis.alpha_high)
    omega = "" if analysis.omega is None else Text(", McDonald's omega {omega:.2f}", omega=analysis.omega)
    text = Text(
        "Cronbach's alpha is {alpha:.2f} {interval}{omega}; {least_alpha} is the least for comparisons.",
        alpha=analysis.alpha,
        interval=interval,
        omega=omega,
        least_alpha=LEAST_ALPHA,
    )
    against = [name for name, r in zip(columns, analysis.items.item_rest, strict=True) if r < AGAINST]
    checks = [Diagnostic(Text("Reliability"), analysis.alpha >= LEAST_ALPHA, text)]
    if against:
        text = Text(
            "{against:list}: answers run against the other items; name reversed ones in option `reversed`.",
            against=tuple(against),
        )
        checks.append(Diagnostic(Text("Direction of the items"), False, text))
    return tuple(checks)


def _table(analysis: ScaleAnalysis, columns: tuple[str, ...], values: Numbers, hidden: NDArray[np.bool_]) -> Detail:
    """Show each item: answers, mean, spread, its correlation with the others, and alpha without it."""
    answered = np.isfinite(values).sum(axis=0)
    deviations = np.where([is_deviation_shown(one) for one in values.T], analysis.items.deviations, np.nan)
    rows = tuple(
        (name, HIDDEN, *(None,) * 5)
        if hide
        else (name, int(n), *(float(x) if np.isfinite(x) else None for x in numbers))
        for hide, name, n, *numbers in zip(
            hidden,
            columns,
            answered,
            analysis.items.means,
            deviations,
            analysis.items.item_rest,
            analysis.items.alpha_without,
            strict=True,
        )
    )
    heads = (
        Text("Item"),
        Text("Answers"),
        Text("Mean"),
        Text("Standard deviation"),
        Text("Correlation with the others"),
        Text("Alpha without it"),
    )
    return Detail(Text("Items"), heads, rows, ("item", "", "", "", "", ""))


def _pictures(
    answers: Answers, columns: tuple[str, ...], context: Context, hidden: NDArray[np.bool_]
) -> tuple[Likert, ...]:
    """Show how people answered each item; none where the scale is not one of a few whole points."""
    low, high = context.given(ScaleOptions).ends
    if not (low.is_integer() and high.is_integer() and high - low < MOST_POINTS):
        return ()
    points = np.arange(low, high + 1, dtype=float)
    each = [(point,) for point in points.tolist()]
    half = len(each) // 2
    sides = [tuple(points[:half]), *((tuple(points[half:-half]),) if len(each) % 2 else ()), tuple(points[-half:])]
    # Where few people chose an outer point, the points of each side are shown together.
    shown = max((_items(answers, columns, parts, hidden) for parts in (each, sides)), key=_known)
    labels = each if len(shown[0].shares) == len(each) else sides
    codes = tuple(tuple(f"{end:g}" for end in dict.fromkeys((part[0], part[-1]))) for part in labels)
    return (
        Likert(
            Text("Answers to the items, reversed ones turned"),
            tuple(_range(part) for part in labels),
            shown,
            codes=codes,
        ),
    )


def _range(part: tuple[float, ...]) -> Text:
    return (
        Text("{answer:g}", answer=part[0])
        if len(part) == 1
        else Text("{low:g} to {high:g}", low=part[0], high=part[-1])
    )


def _known(items: tuple[LikertItem, ...]) -> int:
    return sum(item.shares[0] is not None for item in items)


def _items(
    answers: Answers, columns: tuple[str, ...], parts: Sequence[tuple[float, ...]], hidden: NDArray[np.bool_]
) -> tuple[LikertItem, ...]:
    weights, none = answers.sample.weights, tuple(None for _ in parts)
    return tuple(
        LikertItem(name, none if hide else _shares(column, weights, parts))
        for name, column, hide in zip(columns, answers.values.T, hidden, strict=True)
    )


def _shares(column: Numbers, weights: Numbers, parts: Sequence[tuple[float, ...]]) -> tuple[float | None, ...]:
    """Return the percent of each part of the scale; none when some but fewer than five people chose a part."""
    given = np.column_stack([np.isin(column, part) for part in parts])
    counts = given.sum(axis=0)
    if not counts.any() or ((counts > 0) & (counts < LEAST_CASES)).any():
        return tuple(None for _ in parts)
    sums = weights @ given
    return tuple(float(100 * share / sums.sum()) for share in sums)


DEFINITION = Definition(
    id="survey_construct",
    version=2,
    title=Text("Mean of a construct"),
    kinds=("survey",),
    role_sets=(
        (
            Role(ROLE, "number", Text("the respondent's answers to the items"), repeated=True, measured=True),
            *DESIGN_ROLES,
            MARGINS_ROLE,
        ),
        (
            Role("value", "number", Text("the respondent's mean of the items"), measured=True),
            *DESIGN_ROLES,
            MARGINS_ROLE,
        ),
    ),
    units=(),
    takes=SurveyConstructOptions,
    compute=measure_survey_construct,
)
