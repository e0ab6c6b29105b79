"""All advice to a country on one page, in the order of doing, and the advice to each of its agencies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publicvalue.country.advice import CountryAdvice, Gain, Reach, find_silenced
from publicvalue.country.profile import CountryProfile
from publicvalue.framework.terms import Term
from publicvalue.reports.country.advice import EFFORT, due_text, figure_text, why_text
from publicvalue.reports.document.blocks import (
    Block,
    Grid,
    GridColumn,
    Item,
    Items,
    Paragraph,
    Row,
    Rows,
    Section,
    Span,
    said,
)
from publicvalue.reports.table import Cell, Table
from publicvalue.words.text import Text, counted


def sequence_sections(profile: CountryProfile) -> tuple[Section, ...]:
    """Return the advice to a country as a sequence, and that to each agency; the first section says it in short."""
    answer = Section("answer", Text("What to do, in the order of doing"), tuple(_answer(profile)), "answer")
    blocks = tuple(sequence_blocks(profile.advice, advice_table(profile))) if profile.advice else ()
    sequence = Section("sequence", Text("Sequence"), blocks)
    agencies = (
        Section(f"agency-{number}", Text("Advice to {agency}", agency=agency), tuple(_agency(advice)))
        for number, (agency, advice) in enumerate(profile.agencies.items(), 1)
    )
    return (answer, sequence, *agencies)


def _answer(profile: CountryProfile) -> Iterator[Block]:
    if not profile.advice:
        yield from said(Text("No rule of advice fires on what is known."))
        return
    last = max(one.due for one in profile.advice)
    text = counted(
        len(profile.advice),
        "One piece of advice, within {months} months.",
        "{number:count} pieces of advice, the last within {months} months.",
        months=last,
    )
    yield Paragraph((text,), "answer")
    for rule, other in find_silenced(profile.framework.rules, profile.facts):
        told = {"left": Text(rule.title), "taken": Text(other.title)}
        yield Paragraph((Text("Left out: {left:quoted}. In its place stands {taken:quoted}.", **told),), "small")
    if not profile.agencies:
        yield from said(
            Text("What each agency should do is not known: bring its public servants, its systems and what staff say.")
        )


def sequence_blocks(advice: Sequence[CountryAdvice], download: Table) -> Iterator[Block]:
    """Yield advice as a table in the order of doing: who, by when, after what, and what it could gain or concerns."""
    columns = tuple(
        map(GridColumn, (Text("Order"), Text("Within months"), Text("Advice"), Text("Who"), Text("Effort")))
    )
    ends = (GridColumn(Text("After")), GridColumn(Text("What it could gain or concerns")))
    title = Text("Advice in its order")
    rows = tuple(Row(_cells(one, advice)) for one in advice)
    yield Grid(title, title, (*columns, *ends), (Rows(rows),), download=download)
    yield from said(
        Text(
            "A gain is arithmetic and no promise, in points of 100: were the pillar in the middle of the region; in "
            "brackets from no change to the best of the region. Where something is counted, the first number is known, "
            "and the second holds what is not known."
        )
    )


def _cells(one: CountryAdvice, advice: Sequence[CountryAdvice]) -> tuple[Text | str, ...]:
    rule = one.rule
    told = (Text(rule.title), Text("{who:capital}", who=Text(rule.who)), EFFORT[rule.effort])
    return (str(one.order), str(one.due), *told, _after(one, advice), figure_text(one))


def _after(one: CountryAdvice, advice: Sequence[CountryAdvice]) -> Text | str:
    orders = tuple(str(other.order) for other in advice if other.rule.id in one.after)
    return Text("{orders:list}", orders=orders) if orders else "–"


def _agency(advice: Sequence[CountryAdvice]) -> Iterator[Block]:
    if not advice:
        yield from said(Text("No rule of advice fires on what is known."))
        return
    yield Items(
        tuple(
            Item(
                (
                    Span(Text("{order}. {title}.", order=one.order, title=Text(one.rule.title)), "strong"),
                    Text(one.rule.step),
                    due_text(one),
                    Text("{figure:sentence}", figure=figure_text(one)),
                    Span(why_text(one), "aside"),
                )
            )
            for one in advice
        )
    )


def advice_table(profile: CountryProfile) -> Table:
    """Return the advice to a country in its order, as `sequence_table`."""
    return sequence_table(profile.framework.policies, profile.advice)


def sequence_table(named: Sequence[Term], advice: Sequence[CountryAdvice]) -> Table:
    """Return advice in its order, with effort, what it comes after, what it could gain or concerns, and its trace."""
    policies = {one.id: one.title for one in named}
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.order, *_told(one, policies), _after(one, advice), *_figures(one), _trace(one)) for one in advice
    )
    columns = (*_COLUMNS, Text("after"), *_FIGURES)
    return Table("advice", Text("Advice in its order"), (Text("order"), *columns, Text("rests on")), rows)


def _figures(one: CountryAdvice) -> tuple[Cell, ...]:
    """Return what it could gain, and what it concerns; the names of all that it concerns are told here alone."""
    gain, none = one.gain, (None, None, None)
    if isinstance(gain, Gain):
        year = Text("{index} {year}", index=Text(gain.index), year=str(gain.year))
        return (figure_text(one), year, gain.middle, gain.best, *none, "")
    if isinstance(gain, Reach):
        names = Text("{names:parts}", names=gain.names) if gain.names else ""
        return (figure_text(one), *none, gain.count, gain.high, gain.all, names)
    return (figure_text(one), *none, *none, "")


def agency_table(profile: CountryProfile) -> Table:
    """Return the advice to each agency in its order; empty where nothing is known of any."""
    policies = {one.id: one.title for one in profile.framework.policies}
    rows = tuple(
        (agency, one.order, *_told(one, policies), _after(one, advice), *_figures(one), _trace(one))
        for agency, advice in profile.agencies.items()
        for one in advice
    )
    columns = (Text("agency"), Text("order"), *_COLUMNS, Text("after"), *_FIGURES, Text("rests on"))
    return Table("agency-advice", Text("Advice to each agency in its order"), columns, rows)


_FIGURES = (
    Text("what it could gain or concerns"),
    Text("index"),
    Text("points at the middle"),
    Text("points at the best"),
    Text("concerns at least"),
    Text("concerns at most"),
    Text("of all"),
    Text("which"),
)
_COLUMNS = (
    Text("policy recommendation"),
    Text("advice"),
    Text("first step"),
    Text("who"),
    Text("months"),
    Text("effort"),
)


def _told(one: CountryAdvice, policies: Mapping[str, str]) -> tuple[Cell, ...]:
    rule = one.rule
    step = (Text(rule.title), Text(rule.step), Text(rule.who))
    return (Text(policies[rule.policy]), *step, one.due, EFFORT[rule.effort])


def _trace(one: CountryAdvice) -> Text:
    return Text("{trace:parts}", trace=one.trace)
