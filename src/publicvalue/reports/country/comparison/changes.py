"""A country over time as a page: what changed, what is noise, what became of what was promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from publicvalue import __version__
from publicvalue.country.comparison.changes import Change, Changes
from publicvalue.reports.document.blocks import Block, Document, Item, Items, Paragraph, Section, Span, said
from publicvalue.reports.render.forms import in_every_form
from publicvalue.reports.render.terminal import render_text
from publicvalue.reports.table import Cell, Table, csv_text
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, counted, joined

WIDTH = 100
VERDICT = {
    "better": Text("better"),
    "worse": Text("worse"),
    "noise": Text("noise"),
    "learned": Text("learned"),
    "lost": Text("not known any more"),
    "not_comparable": Text("does not compare"),
}
FATE = {
    "kept": Text("kept"),
    "open": Text("promised still"),
    "withdrawn": Text("not in place, and promised no more"),
    "forgotten": Text("not spoken of any more"),
}


def changes_document(name: str, history: Sequence[Changes]) -> Document:
    """Return the page of a country over time; the latest change first."""
    title = Text("{country}: what changed", country=Text(name))
    foot = Text(
        "Made with publicvalue {version}. Noise is what rounding, a published interval or the number of people asked "
        "can make. What was learned may have been so before. Editions of another series are never compared.",
        version=__version__,
    )
    first, *others = (_section(one, number) for number, one in enumerate(reversed(history)))
    return Document(
        id="country-changes",
        title=title,
        name=title,
        kicker=Text("The country's own folder at {count} moments", count=len(history) + 1),
        notices=(),
        opening=(first,),
        sections=tuple(others),
        foot=(Paragraph((foot,), "small"),),
        form="brief",
    )


def _section(one: Changes, number: int) -> Section:
    title = Text("From {before} to {after}", before=one.before, after=one.after)
    return Section(f"changes-{number}", title, tuple(_blocks(one)))


def _blocks(one: Changes) -> Iterator[Block]:
    moved, noise = one.of("better", "worse"), one.of("noise")
    texts = [
        counted(len(moved), "One thing changed.", "{number} things changed."),
        counted(len(noise), "One difference is noise.", "{number} differences are noise."),
        counted(one.same, "One answer is the same.", "{number} answers are the same."),
    ]
    yield Paragraph((joined(*texts),), "answer")
    for title, found in (
        (Text("Better"), one.of("better")),
        (Text("Worse"), one.of("worse")),
        (Text("Learned since, which may have been so before"), one.of("learned")),
        (Text("Not known any more"), one.of("lost")),
        (Text("Does not compare"), one.of("not_comparable")),
    ):
        if found:
            yield Paragraph((Span(title, "strong"),))
            yield Items(tuple(_item(change) for change in found))
    yield Paragraph((Span(Text("What was promised"), "strong"),))
    if not one.promises:
        yield from said(Text("Nothing was promised in the documents of the earlier moment."))
        return
    yield Items(
        tuple(
            Item(
                (
                    Text("{what} {fate:sentence}", what=promise.what, fate=FATE[promise.fate]),
                    Span(promise.where, "aside"),
                )
            )
            for promise in one.promises
        )
    )


def _item(change: Change) -> Item:
    what = Text("{what:bare}: {before} → {after}", what=change.what, before=change.before, after=change.after)
    if change.difference is None:
        return Item((what,))
    gap = change.difference
    told = {"value": gap.value, "low": gap.low, "high": gap.high}
    if change.kind == "index":
        text = Text("Difference {value:fixed3} ({low:fixed3} to {high:fixed3}).", **told)
    else:
        text = Text("Difference {value:fixed1} ({low:fixed1} to {high:fixed1}).", **told)
    return Item((what, Span(text, "aside")))


def changes_table(history: Sequence[Changes]) -> Table:
    """Return everything that is told differently."""
    rows: list[tuple[Cell, ...]] = []
    for one in history:
        for change in one.changes:
            gap = change.difference
            numbers = (gap.value, gap.low, gap.high) if gap else (None, None, None)
            named = (one.before, one.after, change.what, change.before, change.after, VERDICT[change.verdict])
            rows.append((*named, *numbers))
        rows += [
            (
                one.before,
                one.after,
                promise.what,
                Text("promised"),
                FATE[promise.fate],
                Text("promise"),
                None,
                None,
                None,
            )
            for promise in one.promises
        ]
    columns = (
        Text("from"),
        Text("to"),
        Text("what"),
        Text("before"),
        Text("after"),
        Text("verdict"),
        Text("difference"),
        Text("low"),
        Text("high"),
    )
    return Table("changes", Text("What changed"), columns, tuple(rows))


def changes_files(name: str, history: Sequence[Changes], language: Language = ENGLISH) -> Mapping[str, bytes]:
    """Return the page in every form with its table: name of the file -> content."""
    files = dict(in_every_form("changes", changes_document(name, history), language))
    files["tables/changes.csv"] = csv_text(changes_table(history), language).encode("utf-8-sig")
    return files


def render_changes(name: str, history: Sequence[Changes], language: Language = ENGLISH) -> str:
    """Return the page as text."""
    return render_text(changes_document(name, history), language, WIDTH)
