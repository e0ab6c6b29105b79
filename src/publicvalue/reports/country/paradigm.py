"""An institution's public value as a page: Moore's triangle as one picture, and what to do at each corner."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.facts import STATE
from publicvalue.country.model import Theme
from publicvalue.country.profile import CountryProfile
from publicvalue.reports.document.blocks import Block, Figure, Inline, Item, Items, Paragraph, Section, Span, said
from publicvalue.reports.pictures.model import Corner, Triangle
from publicvalue.reports.table import Cell, Table
from publicvalue.words.text import Text, joined

STATES = ("in_place", "promised", "lacking", "unknown")


def paradigm_sections(profile: CountryProfile) -> tuple[Section, ...]:
    """Return the review of an institution's public value; nothing where the framework has none."""
    found = profile.public_value
    if found is None:
        return ()
    blocks: tuple[Block, ...] = (*_answer(found), *_picture(found), *_gaps(found))
    return (Section("public-value", Text("Public value of the institution"), blocks),)


def _answer(found: ChecklistResult) -> Iterator[Block]:
    items = len(found.checklist.items)
    if len(found.unknown) == items:
        text = Text("None of the {all} questions on public value was answered: nothing is known of it here.", all=items)
        yield Paragraph((text,), "answer")
        return
    low, high = found.bounds
    text = Text(
        "{has} of {all} questions are in place, {unknown} are unknown.",
        has=len(found.has),
        all=items,
        unknown=len(found.unknown),
    )
    told = Text("So between {low:fixed0} and {high:fixed0} of 100 is in place.", low=low, high=high)
    yield Paragraph((joined(text, told), weakest_text(found)), "answer")


def weakest_text(found: ChecklistResult) -> Text:
    """Tell which corner holds least, by what is known of it."""
    lacks = {one.id: corner_states(found, one).count("lacking") for one in found.checklist.themes}
    most = max(lacks.values())
    if not most:
        return Text("No corner is known to lack anything.")
    if len(set(lacks.values())) == 1:
        return Text("As much is lacking at each corner.")
    names = tuple(
        Text("{corner:lower}", corner=Text(one.title)) for one in found.checklist.themes if lacks[one.id] == most
    )
    return Text("Most is lacking at: {corners:list}.", corners=names)


def corner_states(found: ChecklistResult, theme: Theme) -> list[str]:
    """Return the states of a corner's questions, in their order."""
    return [found.state(one.id) for one in found.checklist.items if one.theme == theme.id]


def _picture(found: ChecklistResult) -> Iterator[Block]:
    corners = tuple(_corner(found, one) for one in found.checklist.themes)
    title = Text("Mandate, support and capacity: each mark is one question")
    kinds = tuple(Text("{state:capital}", state=STATE[one]) for one in STATES)
    if len(corners) == 3:
        yield Figure("triangle", Triangle(title, corners, kinds), review_table(found), on_paper=False)


def _corner(found: ChecklistResult, theme: Theme) -> Corner:
    states = corner_states(found, theme)
    counts = tuple(
        Text("{count} {state}", count=states.count(one), state=STATE[one]) for one in STATES if one in states
    )
    return Corner(Text(theme.title), Text("{parts:list}", parts=counts), tuple(map(STATES.index, states)))


def _gaps(found: ChecklistResult) -> Iterator[Block]:
    items = []
    for theme in found.checklist.themes:
        if found.theme_state(theme.id) == "in_place":
            continue
        missing = [
            one
            for one in found.checklist.items
            if one.theme == theme.id and found.state(one.id) in ("lacking", "promised")
        ]
        named = tuple(Text("{item:bare}", item=Text(one.statement)) for one in missing)
        parts: list[Inline] = [Span(Text("{corner}.", corner=Text(theme.title)), "strong")]
        if named:
            parts.append(Text("Not in place: {items:parts}.", items=named))
        told = Text(
            "{who:sentence} {step} Shown by: {indicator}",
            who=Text(theme.owner),
            step=Text(theme.step),
            indicator=Text(theme.indicator),
        )
        items.append(Item((*parts, told)))
    if items:
        yield Items(tuple(items))
    else:
        yield from said(Text("Every question is in place with its document."))


def review_table(found: ChecklistResult) -> Table:
    """Return each question with its answer and where it stands."""
    answers = {item.id: one for item, one in (*found.has, *found.lacks, *found.promises)}
    rows: list[tuple[Cell, ...]] = []
    titles = {one.id: one.title for one in found.checklist.themes}
    for item in found.checklist.items:
        one = answers.get(item.id)
        where = (one.document, one.page, one.strength) if one else ("", "", "")
        rows.append((Text(titles[item.theme]), Text(item.statement), STATE[found.state(item.id)], *where))
    columns = (Text("corner"), Text("question"), Text("answer"), Text("document"), Text("page"), Text("strength"))
    return Table("public_value", Text("Public value of the institution, question by question"), columns, tuple(rows))
