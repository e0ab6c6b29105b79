"""Working with AI as a page: what staff say, a plan for each agency, and what they expect beside what is measured."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.country.profile import CountryProfile
from publicvalue.country.staff.adoption import Expected, Opinion
from publicvalue.country.staff.found import StaffFound
from publicvalue.measures.survey.people.expectations import IN_LINE, OPTIMISTIC, SCEPTICAL
from publicvalue.reports.document.blocks import Block, Item, Items, Paragraph, Section, Span, said
from publicvalue.reports.table import Cell, Table
from publicvalue.words.text import Text, counted, joined

VERDICT = {
    OPTIMISTIC: Text("Over-optimistic: staff expect more than was measured."),
    SCEPTICAL: Text("Over-sceptical: staff expect less than was measured."),
    IN_LINE: Text("Not clearly away from what was measured."),
    "": Text("Nothing was measured to set beside it."),
}
STATE = {"weak": Text("disagree"), "open": Text("cannot be told"), "good": Text("agree")}


def adoption_sections(profile: CountryProfile) -> tuple[Section, ...]:
    """Return a plan for each agency, and expectations beside what was measured; nothing where nobody is asked."""
    found = profile.staff
    if found is None:
        return ()
    parts = [
        Section("mindsets", Text("Working with AI: what staff say"), (Paragraph((adoption_text(found),), "answer"),))
    ]
    for number, agency in enumerate(dict.fromkeys(one.agency for one in found.opinions), 1):
        own = [one for one in found.opinions if one.agency == agency]
        title = Text("Adoption plan: {agency}", agency=agency)
        parts.append(Section(f"adoption-{number}", title, tuple(_agency(own))))
    if found.expected:
        items = Items(tuple(_expected(one) for one in found.expected))
        parts.append(Section("expectations", Text("What staff expect, beside what was measured"), (items,)))
    return tuple(parts)


def adoption_text(found: StaffFound) -> Text:
    """Tell in one or two sentences how staff stand to working with AI, for a brief."""
    if not found.opinions:
        return Text("What staff think of working with AI is not known here: ask five people or more of an agency.")
    weak = [one for one in found.opinions if one.state == "weak"]
    if not weak:
        text = Text("Staff of no agency clearly disagree with a statement on working with AI.")
    else:
        first = min(weak, key=lambda one: one.mean.value)
        text = counted(
            len(weak),
            "Staff clearly disagree with one statement: {agency}, {title:lower}.",
            "Staff clearly disagree with {number} statements, most: {agency}, {title:lower}.",
            agency=first.agency,
            title=Text(first.mindset.title),
        )
    apart = [one for one in found.expected if one.verdict in (OPTIMISTIC, SCEPTICAL)]
    return joined(
        text, *(Text("{system}: {verdict}", system=one.system.title, verdict=VERDICT[one.verdict]) for one in apart)
    )


def _agency(opinions: list[Opinion]) -> Iterator[Block]:
    plan = [one for one in opinions if one.state != "good"]
    if plan:
        yield Items(tuple(_planned(one) for one in plan))
    good = tuple(
        Text("{title:lower} {mean:fixed1}", title=Text(one.mindset.title), mean=one.mean.value)
        for one in opinions
        if one.state == "good"
    )
    if good:
        yield from said(Text("Staff agree: {parts:list}.", parts=good))


def _planned(one: Opinion) -> Item:
    told = {"mean": one.mean.value, "low": one.mean.low, "high": one.mean.high, "answered": one.answered}
    mean = Text("{mean:fixed1} of 5 (95 %: {low:fixed1} to {high:fixed1}; {answered} answered).", **told)
    if one.state == "open":
        mean = joined(mean, Text("Neither agreement nor disagreement can be told."))
    mindset = one.mindset
    due = counted(
        mindset.months,
        "{who:sentence} Within one month.",
        "{who:sentence} Within {number} months.",
        who=Text(mindset.who),
    )
    return Item(
        (
            Span(Text("{title}.", title=Text(mindset.title)), "strong"),
            Text("{statement:quoted}", statement=Text(mindset.statement)),
            mean,
            Text(mindset.step),
            due,
            Span(Text("Indicator: {indicator}", indicator=Text(mindset.indicator)), "aside"),
        )
    )


def _expected(one: Expected) -> Item:
    name = Span(Text("{system} ({agency}).", system=one.system.title, agency=one.agency), "strong")
    told = {"mean": one.expected.value, "low": one.expected.low, "high": one.expected.high, "answered": one.answered}
    text = Text(
        "Expected to be right in {mean:fixed0} of 100 cases ({low:fixed0} to {high:fixed0}; {answered} answered).",
        **told,
    )
    if one.measured is None:
        return Item((name, text, VERDICT[""]))
    right = {"right": one.measured.value, "low": one.measured.low, "high": one.measured.high}
    measured = Text("Measured: {right:fixed0} ({low:fixed0} to {high:fixed0}).", **right)
    source = Span(Text("Source: {source}.", source=one.system.source), "aside")
    return Item((name, text, measured, VERDICT[one.verdict], source))


def adoption_table(found: StaffFound) -> Table:
    """Return what each agency's staff say to each statement, with step and indicator."""
    rows: list[tuple[Cell, ...]] = []
    for one in found.opinions:
        mindset = one.mindset
        numbers = (one.mean.value, one.mean.low, one.mean.high, one.answered, STATE[one.state])
        told = (Text(mindset.step), Text(mindset.who), mindset.months, Text(mindset.indicator))
        rows.append((one.agency, Text(mindset.title), Text(mindset.statement), *numbers, *told))
    columns = (
        Text("agency"),
        Text("topic"),
        Text("statement"),
        Text("mean"),
        Text("low"),
        Text("high"),
        Text("answered"),
        Text("state"),
        Text("first step"),
        Text("who"),
        Text("months"),
        Text("indicator"),
    )
    return Table("adoption", Text("What staff say of working with AI"), columns, tuple(rows))
