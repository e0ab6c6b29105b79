"""Several answers to one indicator: which counts, what the others give, and whether they contradict it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from publicvalue.measures.result import NotApplicable, Number
from publicvalue.measures.ways import Agreement
from publicvalue.reports.document.blocks import Block, Item, Items, Paragraph, Section
from publicvalue.reports.ordering import order_indicators
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import yes_no
from publicvalue.results.model import Answered, AssessmentResult, Way
from publicvalue.words.text import Text, interval, quantity

AGREEMENTS: Mapping[Agreement, Text] = MappingProxyType(
    {
        "agrees": Text("does not contradict it"),
        "contradicts": Text("contradicts it"),
        "not_compared": Text("not set against it: its strength differs by more than one"),
    }
)
"""What another way says of the one that counts."""


def describe_way(outcome: AssessmentResult, way: Way) -> Text:
    """Say what another way gives: its number with interval and strength, or why there is none."""
    title = outcome.assessment.evidence[way.answer.evidence].title
    named = {"evidence": title, "measure": way.measure}
    match way.result:
        case NotApplicable(reason=reason):
            return Text("{evidence} ({measure}): no number. {reason}", **named, reason=reason)
        case Number() as found:
            return Text(
                "{evidence} ({measure}): {estimate}, 95 % interval {interval}, strength {strength} of 5; {agreement}.",
                **named,
                estimate=quantity(found.estimate, found.unit),
                interval=interval(found.low, found.high, found.unit),
                strength=found.strength,
                agreement=AGREEMENTS[way.agreement],
            )


def ways_part(outcome: AssessmentResult, answered: Answered) -> Iterator[Block]:
    """Yield the other answers to an indicator, where there are any."""
    if not answered.ways:
        return
    told = Text("The number above is that of the strongest answer. The others form no score.")
    if answered.contradicted:
        told = Text(
            "The number above is that of the strongest answer. Another of about the same strength contradicts it, so "
            "the certainty is lower. The others form no score."
        )
    items = Items(tuple(Item((describe_way(outcome, way),)) for way in answered.ways))
    blocks = (Paragraph((told,), "small"), items)
    yield Section(f"ways-{answered.answer.indicator}", Text("Measured in other ways"), blocks, "part")


def ways_table(outcome: AssessmentResult) -> Table:
    """Return every answer to the indicators that have several, the one that counts first."""
    columns = (
        *(Text("indicator"), Text("id"), Text("counts"), Text("evidence"), Text("measure")),
        *(Text("estimate"), Text("low (95 %)"), Text("high (95 %)"), Text("unit"), Text("n")),
        *(Text("strength (0 to 5)"), Text("beside the one that counts")),
    )
    rows = tuple(
        (Text(indicator.title), indicator.id, yes_no(isinstance(one, Answered)), *_cells(one))
        for indicator in order_indicators(outcome.framework)
        if (answered := outcome.answered.get(indicator.id)) and answered.ways
        for one in _each(answered)
    )
    return Table("ways", Text("Indicators that several answers measure"), columns, rows)


def _each(answered: Answered) -> tuple[Answered | Way, ...]:
    return (answered, *answered.ways)


def _cells(one: Answered | Way) -> tuple[Cell, ...]:
    named = (one.answer.evidence, f"{one.measure} {one.version}")
    if isinstance(one.result, NotApplicable):
        return (*named, None, None, None, None, None, None, Text("no number: {reason}", reason=one.result.reason))
    found = one.result
    said = AGREEMENTS[one.agreement] if isinstance(one, Way) else None
    return (*named, found.estimate, found.low, found.high, found.unit, found.n, found.strength, said)
