"""What was measured: for each indicator the question, the number, its score, and everything behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publicvalue.evidence.margins import margins_named
from publicvalue.evidence.model import Evidence
from publicvalue.evidence.provenance import Fingerprint
from publicvalue.framework.model import Indicator
from publicvalue.measures.picture import Picture
from publicvalue.measures.result import Detail, NotApplicable, Number
from publicvalue.reports.ordering import order_indicators
from publicvalue.reports.pictures.curve import draw_curve
from publicvalue.reports.pictures.figure import Figure
from publicvalue.reports.pictures.intervals import draw_rates, rates_of
from publicvalue.reports.pictures.lines import draw_lines, lines_of
from publicvalue.reports.pictures.measured import draw_measured
from publicvalue.reports.system.question_texts import name_details, name_pictures
from publicvalue.reports.system.tables import detail_table
from publicvalue.reports.table import Table
from publicvalue.reports.wording import write_number, write_quantity
from publicvalue.results.model import Answered, AssessmentResult
from publicvalue.scores.sheet import Score

BASES = {
    "law": "law",
    "standard": "a standard",
    "paper": "a published study",
    "service_standard": "a service standard",
    "judgement": "judgement; the anchors vary in the simulation",
}


@dataclass(frozen=True)
class MeasuredPart:
    """An indicator that has a number.

    Parameters
    ----------
    indicator, answered, result, score
        What was asked, what was brought, the number, its score.
    evidence, fingerprint
        The evidence behind it; its fingerprint is None when the file was not hashed.
    margins
        Evidence of the margins that a survey's weights are raked to; None where there is none.
    basis
        What the goalposts rest on, in words.
    promise
        The agency's own baseline and target against the number; empty when there are none.
    curve
        From the number to the score.
    figures
        Pictures and tables that came with the measure; a picture has its table.
    """

    indicator: Indicator
    answered: Answered
    result: Number
    score: Score
    evidence: Evidence
    fingerprint: Fingerprint | None
    margins: Evidence | None
    basis: str
    promise: tuple[str, ...]
    curve: Figure
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class RefusedPart:
    """An indicator that evidence was brought for, without a number; and why."""

    indicator: Indicator
    reason: str
    evidence: str


def describe_measured(outcome: AssessmentResult) -> tuple[MeasuredPart, ...]:
    """Return the indicators that have a number, in the framework's order."""
    found = ((indicator, outcome.answered.get(indicator.id)) for indicator in order_indicators(outcome.framework))
    return tuple(
        _part(outcome, indicator, answered, answered.result)
        for indicator, answered in found
        if answered is not None and isinstance(answered.result, Number)
    )


def describe_refused(outcome: AssessmentResult) -> tuple[RefusedPart, ...]:
    """Return the indicators that were answered without a number, with the reason."""
    evidence = outcome.assessment.evidence
    return tuple(
        RefusedPart(outcome.framework.indicator(id), found.result.reason, evidence[found.answer.evidence].title)
        for id, found in outcome.answered.items()
        if isinstance(found.result, NotApplicable)
    )


def _part(outcome: AssessmentResult, indicator: Indicator, answered: Answered, result: Number) -> MeasuredPart:
    score, item = outcome.scores[indicator.id], answered.answer.evidence
    return MeasuredPart(
        indicator=indicator,
        answered=answered,
        result=result,
        score=score,
        evidence=outcome.assessment.evidence[item],
        margins=_margins(outcome, indicator.id),
        fingerprint=outcome.fingerprints.get(item),
        basis=BASES.get(indicator.goalposts.basis, indicator.goalposts.basis),
        promise=tuple(describe_promise(answered, result)),
        curve=_curve(indicator, result, score),
        figures=(
            *_pictures(indicator, name_pictures(outcome.framework.instruments, result.pictures)),
            *_figures(indicator, name_details(outcome.framework.instruments, result.details)),
        ),
    )


def _margins(outcome: AssessmentResult, indicator: str) -> Evidence | None:
    """Return the evidence that the survey's weights are raked to, as the assessment names it."""
    asked = [answer for answer in outcome.assessment.answers if answer.indicator == indicator]
    return outcome.assessment.evidence.get(margins_named(asked[0])) if asked else None


def page_id(id: str) -> str:
    """Return a framework id as an id on the page: letters, digits and hyphens."""
    return id.replace(".", "-").replace("_", "-")


def describe_promise(answered: Answered, result: Number) -> Iterator[str]:
    """Say the agency's own baseline and target beside the number, and the share of the promised change realised."""
    baseline, target, unit = answered.answer.baseline, answered.answer.target, result.unit
    if baseline is not None:
        yield f"Baseline: {write_quantity(baseline, unit)}."
    if target is not None:
        yield f"Target: {write_quantity(target, unit)}."
    if baseline is None or target is None or target == baseline:
        return
    value, *ends = ((x - baseline) / (target - baseline) for x in (result.estimate, result.low, result.high))
    low, high = sorted(ends)
    yield (
        f"Realised ÷ expected: {write_number(value)} (95 % interval {write_number(low)} to {write_number(high)}). "
        "At 1 the agency has delivered what it set out to do. This does not enter the score."
    )


def _curve(indicator: Indicator, result: Number, score: Score) -> Figure:
    id = f"curve-{page_id(indicator.id)}"
    numbers = (result.estimate, result.low, result.high)
    svg = draw_curve(id, indicator.goalposts, numbers, indicator.unit, score)
    rows = (*(("goalpost", value, points) for value, points in indicator.goalposts.anchors),)
    own = ("measured", result.estimate, score.value)
    table = Table(id, f"Goalposts of: {indicator.title}", ("point", f"value ({indicator.unit})", "score"), (*rows, own))
    return Figure(id, svg, table)


def _pictures(indicator: Indicator, pictures: tuple[Picture, ...]) -> Iterator[Figure]:
    for place, picture in enumerate(pictures, 1):
        id = f"picture-{page_id(indicator.id)}-{place}"
        yield Figure(id, draw_measured(id, picture), Table(id, picture.title, picture.columns, picture.rows))


def _figures(indicator: Indicator, details: tuple[Detail, ...]) -> Iterator[Figure]:
    for place, detail in enumerate(details, 1):
        id = f"detail-{page_id(indicator.id)}-{place}"
        yield Figure(id, _picture(id, detail), detail_table(detail, id))


def _picture(id: str, detail: Detail) -> str:
    """Draw the tables that deserve a picture: shares over days, and rates with intervals."""
    if lines := lines_of(detail):
        return draw_lines(id, detail.title, lines)
    if rates := rates_of(detail):
        return draw_rates(id, detail.title, rates, "difference" in detail.ids)
    return ""
