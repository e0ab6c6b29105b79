"""The outline of a national strategy, from what a country lacks: what to write, who owns it, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publicvalue import __version__
from publicvalue.country.facts import STATE
from publicvalue.country.model import Theme
from publicvalue.country.profile import CountryProfile
from publicvalue.reports.document.blocks import (
    Block,
    Document,
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
from publicvalue.reports.render.forms import in_every_form
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, counted

UNIT = "AI unit"
"""An owner that a government has only once one body is named that carries the strategy out."""


def outline_document(profile: CountryProfile) -> Document:
    """Return the outline of a strategy: every theme in which something is lacking, promised or unknown."""
    themes = sorted(open_themes(profile), key=lambda one: one.months)
    return Document(
        id=f"{profile.member.code}-outline",
        title=Text("Outline of a national strategy for AI: {country}", country=Text(profile.name)),
        name=Text("{country}: outline of a strategy", country=Text(profile.name)),
        kicker=Text(
            "A draft to write on, from what is lacking or unknown · {vintage}", vintage=profile.reference.head.vintage
        ),
        notices=(),
        opening=(Section("sequence", Text("Sequence"), tuple(_sequence(profile, themes)), "answer"),),
        sections=tuple(_chapter(profile, theme) for theme in themes),
        foot=said(
            Text(
                "Made with publicvalue {version}. Owners, months and indicators are proposals; the questions of the "
                "budget are asked and not answered here.",
                version=__version__,
            )
        ),
        form="brief",
    )


def open_themes(profile: CountryProfile) -> list[Theme]:
    """Return the themes of which not everything is in place."""
    return [one for one in profile.strategy.checklist.themes if profile.strategy.theme_state(one.id) != "in_place"]


def _sequence(profile: CountryProfile, themes: list[Theme]) -> Iterator[Block]:
    if not themes:
        yield from said(Text("Every item of a strategy is in place with its document: nothing is left to outline."))
        return
    columns = (
        GridColumn(Text("Chapter")),
        GridColumn(Text("State")),
        GridColumn(Text("Owner")),
        GridColumn(Text("Within")),
    )
    rows = tuple(
        Row((Text(one.title), STATE[profile.strategy.theme_state(one.id)], owner_of(profile, one), _months(one)))
        for one in themes
    )
    title = Text("What to write, and by when")
    yield Grid(title, title, columns, (Rows(rows),))


def owner_of(profile: CountryProfile, theme: Theme) -> Text:
    """Return who would see to a theme; an office that is not known to exist is not named as its owner."""
    if theme.owner == UNIT and profile.strategy.state("owner") != "in_place":
        return Text("cabinet office, until an office for AI is named")
    return Text(theme.owner)


def _months(theme: Theme) -> Text:
    return counted(theme.months, "one month", "{number} months")


def _chapter(profile: CountryProfile, theme: Theme) -> Section:
    found = profile.strategy
    items = []
    for one in found.checklist.items:
        if one.theme != theme.id or found.state(one.id) == "in_place":
            continue
        promised = next((answer.where for item, answer in found.promises if item.id == one.id), "")
        state = STATE[found.state(one.id)]
        where = (Span(Text("Promised in: {where}.", where=promised), "aside"),) if promised else ()
        items.append(Item((Text(one.statement), Text("({state})", state=state), *where)))
    lines = (
        (Text("First:"), theme.step),
        (Text("Indicator:"), theme.indicator),
        (Text("Question for the first year's budget:"), theme.budget),
    )
    blocks: tuple[Block, ...] = (
        Paragraph((Span(Text("Owner:"), "strong"), Text("{owner:sentence}", owner=owner_of(profile, theme)))),
        *(Paragraph((Span(head, "strong"), Text(text))) for head, text in lines),
        Items(tuple(items)),
    )
    return Section(f"theme-{theme.id}", Text(theme.title), blocks)


def outline_files(profile: CountryProfile, language: Language = ENGLISH) -> Mapping[str, bytes]:
    """Return the outline in every form: name of the file -> content."""
    return in_every_form("outline", outline_document(profile), language)
