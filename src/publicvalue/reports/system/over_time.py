"""A system over the years: its score of each period, and what became of what was promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import Number
from publicvalue.reports.document.blocks import Block, Figure, Item, Items, Paragraph, Parts, Section, Span, said
from publicvalue.reports.pictures.model import Dot, DotRow, Dots
from publicvalue.reports.system.evidence.measured import describe_promise
from publicvalue.reports.table import Table
from publicvalue.reports.wording import write_range, write_score
from publicvalue.results.comparison import Order
from publicvalue.results.over_time import Delivery, PublishedResult, find_deliveries, find_runs, moved
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text, quantity

MOVED: Mapping[Order, Text] = MappingProxyType(
    {
        "above": Text("From {before} to {after} the score rose: the two intervals lie apart."),
        "below": Text("From {before} to {after} the score fell: the two intervals lie apart."),
        "overlapping": Text("From {before} to {after} it is open whether the score changed: the two intervals meet."),
    }
)
"""What is said of two periods that compare, by where the later interval lies."""
LIES: Mapping[Order, Text] = MappingProxyType(
    {
        "above": Text("above what was forecast"),
        "below": Text("below what was forecast"),
        "overlapping": Text("within what was forecast, as far as the intervals tell"),
    }
)


def over_time_sections(editions: Sequence[PublishedResult]) -> tuple[Section, ...]:
    """Return what is said of a system over the years.

    Parameters
    ----------
    editions
        One for each period, the oldest first; at least one.
    """
    runs = find_runs(editions)
    return (*(_run(place, run, broken=place > 1) for place, run in enumerate(runs, 1)), *promise_sections(editions))


def name_period(edition: PublishedResult) -> Text:
    """Return the period of an edition in words."""
    return Text("{first} – {last}", first=edition.period[0], last=edition.period[1])


def _run(place: int, run: tuple[PublishedResult, ...], *, broken: bool) -> Section:
    heading = Text("{first} – {last}", first=run[0].period[0], last=run[-1].period[1])
    return Section(f"run-{place}", heading, tuple(_run_blocks(place, run, broken=broken)))


def _run_blocks(place: int, run: tuple[PublishedResult, ...], *, broken: bool) -> Iterator[Block]:
    if broken:
        yield from said(
            Text(
                "What is asked, or how it counts, changed before this period: its scores do not compare with those "
                "before, and no line leads from the one to the other."
            )
        )
    yield Items(tuple(Item(_told(one)) for one in run))
    if len(run) > 1:
        # One number needs no picture.
        columns = (Text("Period"), Text("Public value, 0 to 100"), Text("Claim"), Text("Certainty"), Text("Framework"))
        table = Table(f"public-value-{place}", Text("Public value by period"), columns, tuple(map(_row, run)))
        yield Figure(f"public-value-{place}", _picture(run), table)
    yield from said(*(_moved(before, after) for before, after in pairwise(run)))


def _told(edition: PublishedResult) -> Parts:
    _, score, claim, certainty, _ = _row(edition)
    told = Text(
        "public value {score}; claim: {claim:lower}; certainty: {certainty:lower}.",
        score=score,
        claim=claim,
        certainty=certainty,
    )
    return Span(Text("{period}:", period=name_period(edition)), "strong"), told


def _row(edition: PublishedResult) -> tuple[str, ...]:
    result = edition.result
    judged = result.verdict.overall
    return (
        name_period(edition),
        write_score(result.scores[PUBLIC_VALUE]),
        Text(judged.claim.title),
        Text(judged.certainty.level.title),
        result.framework.name,
    )


def _picture(run: tuple[PublishedResult, ...]) -> Dots | None:
    rows = tuple(
        DotRow(name_period(one), (dot,)) for one in run if (dot := _dot(one.result.scores[PUBLIC_VALUE])) is not None
    )
    return Dots(Text("Public value by period, with 95 % intervals"), rows) if rows else None


def _dot(score: Score) -> Dot | None:
    if score.value is None or score.low is None or score.high is None:
        return None
    return Dot(0, score.value, score.low, score.high)


def _moved(before: PublishedResult, after: PublishedResult) -> Text:
    names = {"before": name_period(before), "after": name_period(after)}
    order = moved(before, after)
    if order is None:
        return Text(
            "{before} and {after} rest on different questions or claims: they stand side by side, and nothing is said "
            "of a change.",
            **names,
        )
    return Text(MOVED[order], **names)


def promise_sections(editions: Sequence[PublishedResult]) -> tuple[Section, ...]:
    """Return what was promised and delivered; nothing where nobody stated what they expected."""
    items = [*map(_delivery, find_deliveries(editions)), *_targets(editions[-1])]
    if not items:
        return ()
    return (Section("promised", Text("Promised and delivered"), (Items(tuple(items)), *_about()), contents=""),)


def _about() -> tuple[Paragraph, ...]:
    return said(
        Text(
            "Forecasts and targets are the agency's own. A target enters no score; a forecast enters that of its own "
            "period alone, as the weakest evidence."
        )
    )


def _delivery(one: Delivery) -> Item:
    framework = one.measured_in.result.framework
    title = next((each.title for each in framework.indicators if each.id == one.indicator), one.indicator)
    return Item(
        (
            Span(Text("{title}:", title=Text(title)), "strong"),
            Text(
                "forecast in {when}: {forecast}; measured in {later}: {measured}: {lies}.",
                when=name_period(one.promised_in),
                forecast=_number(one.forecast),
                later=name_period(one.measured_in),
                measured=_number(one.measured),
                lies=LIES[one.lies],
            ),
        )
    )


def _number(number: Number) -> Text:
    return Text(
        "{value} ({range})",
        value=quantity(number.estimate, number.unit),
        range=write_range(number.low, number.high, number.unit),
    )


def _targets(edition: PublishedResult) -> Iterator[Item]:
    """Yield the indicators of which the agency stated a baseline or target, with what was measured."""
    titles = {one.id: one.title for one in edition.result.framework.indicators}
    for id, answered in edition.result.answered.items():
        if isinstance(answered.result, Number) and (told := tuple(describe_promise(answered, answered.result))):
            measured = Text("measured: {value}.", value=_number(answered.result))
            title = Text("{title}:", title=Text(titles.get(id, id)))
            yield Item((Span(title, "strong"), measured, *told))
