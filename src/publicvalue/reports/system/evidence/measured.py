"""What was measured: for each indicator the question, the number, its score, and everything behind them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from types import MappingProxyType

from publicvalue.evidence.margins import margins_of
from publicvalue.evidence.model import Evidence
from publicvalue.framework.model import Indicator
from publicvalue.measures.picture import Picture as MeasuredPicture
from publicvalue.measures.result import Detail, Diagnostic, NotApplicable, Number
from publicvalue.reports.addresses import page_id, web_address
from publicvalue.reports.document.blocks import (
    Block,
    Columns,
    Download,
    Figure,
    Folded,
    Inline,
    Item,
    Items,
    Paragraph,
    Parts,
    Section,
    Span,
    findings,
)
from publicvalue.reports.ordering import order_indicators
from publicvalue.reports.pictures.lines import lines_of
from publicvalue.reports.pictures.model import Curve, Picture, Rates
from publicvalue.reports.pictures.rates import rates_of
from publicvalue.reports.system.evidence.question_texts import name_controls, name_details, name_pictures
from publicvalue.reports.system.groups import find_gaps
from publicvalue.reports.system.judgement.headline import find_headline, name_component
from publicvalue.reports.system.judgement.informative import tell_uninformative
from publicvalue.reports.system.tables import detail_table, indicators_table
from publicvalue.reports.system.ways import ways_part, ways_table
from publicvalue.reports.table import Table
from publicvalue.reports.wording import capitalise, write_interval, write_strength
from publicvalue.results.model import Answered, AssessmentResult
from publicvalue.words.text import Text, counted, interval, quantity, sentence

BASES = MappingProxyType(
    {
        "law": Text("Goalposts rest on law."),
        "standard": Text("Goalposts rest on a standard."),
        "paper": Text("Goalposts rest on a published study."),
        "service_standard": Text("Goalposts rest on a service standard."),
        "judgement": Text("Goalposts rest on judgement; the anchors vary in the simulation."),
    }
)
"""What goalposts rest on, by their basis."""

CHECKED = MappingProxyType({True: Text("Passed"), False: Text("Not passed"), None: Text("Note")})


def measured_section(outcome: AssessmentResult) -> Section:
    """Return every indicator with a number, component by component, and those with evidence and no number.

    Raises
    ------
    TypeError
        When an indicator that is listed has no number: it is our own fault.
    """
    download = Download(indicators_table(outcome), Text("All indicators as CSV"))
    several = ways_table(outcome)
    downloads = (
        (download, Download(several, Text("Indicators with several answers as CSV"))) if several.rows else (download,)
    )
    blocks: list[Block] = [Paragraph((find_headline(outcome).known, *downloads))]
    blocks += findings(tuple(gap.text for gap in find_gaps(outcome)))
    found = measured_indicators(outcome)
    for component, indicators in groupby(found, lambda indicator: indicator.component):
        about = Paragraph((Text(outcome.framework.component(component).statement),), "small")
        inner: tuple[Block, ...] = (about, *(indicator_section(outcome, indicator) for indicator in indicators))
        name = capitalise(name_component(outcome, component))
        blocks.append(Section(f"measured-{component}", name, inner, "part"))
    if not found:
        blocks.append(Paragraph((Text("No indicator has a number yet."),)))
    blocks += _refused(outcome)
    heading = Text("What was measured")
    return Section("measured", heading, tuple(blocks), contents=heading)


def measured_indicators(outcome: AssessmentResult) -> tuple[Indicator, ...]:
    """Return the indicators that have a number, in the order of the report."""
    answered = outcome.answered
    return tuple(
        indicator
        for indicator in order_indicators(outcome.framework)
        if indicator.id in answered and isinstance(answered[indicator.id].result, Number)
    )


def indicator_section(outcome: AssessmentResult, indicator: Indicator) -> Section:
    """Return an indicator that has a number: its question, its number and score, its evidence, pictures and tables.

    Raises
    ------
    TypeError
        When the indicator has no number.
    """
    answered = outcome.answered[indicator.id]
    result = answered.result
    if not isinstance(result, Number):
        raise TypeError(indicator.id)
    numbers = (
        *_numbers(outcome, indicator, result),
        *_told(answered, result),
        *_evidence(outcome, answered),
        *ways_part(outcome, answered),
    )
    instruments = outcome.framework.instruments
    return Section(
        indicator.id,
        Text(indicator.title),
        (
            Paragraph((Text(indicator.statement),), "question"),
            Columns((numbers, tuple(_goalposts(outcome, indicator, result))), "indicator"),
            *_pictures(indicator, name_pictures(instruments, result.pictures)),
            *detail_figures(indicator, name_details(instruments, name_controls(result))),
        ),
        "indicator",
    )


def _numbers(outcome: AssessmentResult, indicator: Indicator, result: Number) -> Iterator[Block]:
    score = outcome.scores[indicator.id]
    known = Text("counted in full; n = {n:number}", n=result.n)
    if result.low != result.high:
        ends = interval(result.low, result.high, result.unit)
        known = Text("95 % interval {interval}; n = {n:number}", interval=ends, n=result.n)
    if untold := tell_uninformative(indicator, result):
        yield Paragraph((untold,), "finding")
        known = Text("{known}; the interval tells nothing", known=known)
    yield Paragraph((quantity(result.estimate, result.unit), Span(known, "aside")), "figures")
    told = Text(
        "score, 95 % interval {interval}; evidence {strength}",
        interval=write_interval(score),
        strength=write_strength(outcome.framework, result.strength),
    )
    yield Paragraph((Text("{score:whole} of 100", score=score.value or 0.0), Span(told, "aside")), "figures")


def _told(answered: Answered, result: Number) -> Iterator[Block]:
    promise = tuple(describe_promise(answered, result))
    if promise:
        yield Paragraph(promise, "promise")
    yield Paragraph((result.method,))
    if result.diagnostics:
        items = Items(tuple(_check(check) for check in result.diagnostics), role="checks")
        failed = sum(check.passed is False for check in result.diagnostics)
        summary = counted(failed, "Checks: {number} not passed", "Checks: {number} not passed")
        if not failed:
            summary = Text("Checks: none failed")
        of = Text("{indicator}", indicator=answered.answer.indicator)
        folded = Folded(summary, (items,), of=of)
        yield Section(f"checks-{answered.answer.indicator}", Text("Checks"), (folded,), "part")


def _check(check: Diagnostic) -> Item:
    return Item((Span(CHECKED[check.passed], "strong"), Text("{check}: {text}", check=check.name, text=check.text)))


def _evidence(outcome: AssessmentResult, answered: Answered) -> Iterator[Block]:
    item = outcome.assessment.evidence[answered.answer.evidence]
    blocks: list[Block] = [Paragraph(tuple(_source(outcome, answered, item)))]
    margins = margins_of(outcome.assessment, answered.answer)
    if margins:
        text = Text("Margins of the population: {title}.", title=margins.title)
        blocks.append(Paragraph((text, sentence(margins.source))))
    blocks += [Paragraph((sentence(note),), "small") for note in (item.note, answered.answer.note) if note]
    named = Text("Measure {measure}, version {version}.", measure=answered.measure, version=answered.version)
    blocks.append(Paragraph((named,), "small"))
    yield Section(f"evidence-of-{answered.answer.indicator}", Text("Evidence"), tuple(blocks), "part")


def _source(outcome: AssessmentResult, answered: Answered, item: Evidence) -> Iterator[Inline]:
    if item.made_up:
        yield Span(Text("Made-up data."), "strong")
    yield Text("{title}. {source:sentence}", title=item.title, source=item.source)
    if web_address(item.url):
        yield Span(item.url, to=item.url)
    if item.licence:
        yield Text("Licence: {licence:sentence}", licence=item.licence)
    yield counted(answered.rows, "{number:number} row read.", "{number:number} rows read.")
    if mark := outcome.fingerprints.get(item.id):
        yield Span(f"{mark.method} {mark.sha256}", "code")


def _goalposts(outcome: AssessmentResult, indicator: Indicator, result: Number) -> Iterator[Block]:
    goalposts, score = indicator.goalposts, outcome.scores[indicator.id]
    id = f"curve-{page_id(indicator.id)}"
    numbers = (result.estimate, result.low, result.high)
    rows = (
        *((Text("goalpost"), value, points) for value, points in goalposts.anchors),
        (Text("measured"), result.estimate, score.value),
    )
    columns = (Text("point"), Text("value ({unit:word})", unit=indicator.unit), Text("score"))
    table = Table(id, Text("Goalposts of: {indicator}", indicator=Text(indicator.title)), columns, rows)
    yield Figure(id, Curve(goalposts, numbers, indicator.unit, score), table)
    basis = BASES.get(goalposts.basis) or Text("Goalposts rest on {basis:word}.", basis=goalposts.basis)
    yield Paragraph((basis, sentence(goalposts.source)), "small")


def _pictures(indicator: Indicator, pictures: tuple[MeasuredPicture, ...]) -> Iterator[Figure]:
    for place, picture in enumerate(pictures, 1):
        id = f"picture-{page_id(indicator.id)}-{place}"
        yield Figure(id, picture, Table(id, picture.title, picture.columns, picture.rows))


def detail_figures(indicator: Indicator, details: tuple[Detail, ...]) -> Iterator[Figure]:
    """Yield the tables that came with a measure, with a picture where they deserve one."""
    for place, detail in enumerate(details, 1):
        id = f"detail-{page_id(indicator.id)}-{place}"
        yield Figure(id, _picture(detail), detail_table(detail, id))


def _picture(detail: Detail) -> Picture | None:
    """Return a picture of the tables that deserve one: shares over days, and rates with intervals."""
    if lines := lines_of(detail):
        return lines
    if rates := rates_of(detail):
        return Rates(detail.title, rates, "difference" in detail.ids)
    return None


def _refused(outcome: AssessmentResult) -> Iterator[Section]:
    refused = refused_items(outcome)
    if refused:
        text = Text("Evidence was brought for these indicators, and it does not allow a number. They count as unknown.")
        yield Section("refused", Text("Evidence without a number"), (Paragraph((text,)), Items(refused)), "part")


def refused_items(outcome: AssessmentResult) -> tuple[Item, ...]:
    """Return the indicators that were answered without a number, with the reason."""
    return tuple(
        Item(_refusal(outcome, outcome.framework.indicator(id), found.result.reason), id)
        for id, found in outcome.answered.items()
        if isinstance(found.result, NotApplicable)
    )


def refusals(outcome: AssessmentResult) -> tuple[Text, ...]:
    """Say of each indicator with evidence and no number why, in a line."""
    evidence, answered = outcome.assessment.evidence, outcome.answered
    return tuple(
        Text(
            "{indicator} ({evidence}): {reason}",
            indicator=Text(outcome.framework.indicator(id).title),
            evidence=evidence[found.answer.evidence].title,
            reason=found.result.reason,
        )
        for id, found in answered.items()
        if isinstance(found.result, NotApplicable)
    )


def _refusal(outcome: AssessmentResult, indicator: Indicator, reason: str) -> Parts:
    evidence = outcome.assessment.evidence[outcome.answered[indicator.id].answer.evidence].title
    component = name_component(outcome, indicator.component)
    where = Text("({component}; {evidence}): {reason}", component=component, evidence=evidence, reason=reason)
    return Span(Text(indicator.title), "strong"), where


def describe_promise(answered: Answered, result: Number) -> Iterator[Text]:
    """Say the agency's own baseline and target beside the number, and the share of the promised change realised."""
    baseline, target, unit = answered.answer.baseline, answered.answer.target, result.unit
    if baseline is not None:
        yield Text("Baseline: {value}.", value=quantity(baseline, unit))
    if target is not None:
        yield Text("Target: {value}.", value=quantity(target, unit))
    if baseline is None or target is None or target == baseline:
        return
    value, *ends = ((x - baseline) / (target - baseline) for x in (result.estimate, result.low, result.high))
    low, high = sorted(ends)
    yield Text(
        "Realised ÷ expected: {value:number} (95 % interval {low:number} to {high:number}). At 1 the agency has "
        "delivered what it set out to do. This does not enter the score.",
        value=value,
        low=low,
        high=high,
    )
