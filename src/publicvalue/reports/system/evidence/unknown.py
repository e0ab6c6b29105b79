"""What is unknown: the indicators that nobody answered, with who can answer and what good evidence looks like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publicvalue.findings.names import node_name
from publicvalue.framework.model import Component, Indicator, Term
from publicvalue.measures.result import Number
from publicvalue.reports.document.blocks import (
    Block,
    Download,
    Folded,
    Grid,
    GridColumn,
    Inline,
    Paragraph,
    Row,
    Rows,
    Section,
    Span,
)
from publicvalue.reports.ordering import order_components
from publicvalue.reports.system.judgement.headline import find_headline
from publicvalue.reports.table import Table
from publicvalue.reports.wording import capitalise
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, counted


@dataclass(frozen=True)
class UnknownComponent:
    """A component and its indicators without a number."""

    component: Component
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class UnknownDimension:
    """A dimension, its components with something unknown, and how many indicators that makes."""

    term: Term
    components: tuple[UnknownComponent, ...]

    @property
    def count(self) -> int:
        """Return the number of indicators."""
        return sum(len(component.indicators) for component in self.components)


def unknown_section(outcome: AssessmentResult) -> Section:
    """Return what is unknown, dimension by dimension."""
    return Section("unknown", Text("What is unknown"), tuple(_blocks(outcome)), contents=Text("What is unknown"))


def _blocks(outcome: AssessmentResult) -> Iterator[Block]:
    found = find_unknown(outcome)
    if not found:
        yield Paragraph((Text("Every indicator of the framework has a number."),))
        return
    words: list[Inline] = [text] if (text := find_headline(outcome).unknown) else []
    yield Paragraph(
        (
            *words,
            Text(
                "An unknown indicator is an open question, not a bad mark. Who can answer it, and with what, stands "
                "beside it."
            ),
            Download(open_questions_table(outcome), Text("all as CSV")),
        )
    )
    paper = Text(
        "Who can answer, and with what, is in the page itself and in {file}.", file="tables/open-questions.csv"
    )
    yield Paragraph((paper,), "paper")
    for dimension in found:
        yield _dimension(outcome, dimension)


def _dimension(outcome: AssessmentResult, dimension: UnknownDimension) -> Section:
    title = Text(dimension.term.title)
    questions = counted(dimension.count, "{number} open question", "{number} open questions")
    components = counted(len(dimension.components), "{number} component", "{number} components")
    folded = Folded(
        Text("{questions} in {components}", questions=questions, components=components),
        (_questions(outcome, dimension),),
        paper=tuple(_on_paper(outcome, part) for part in dimension.components),
    )
    return Section(f"unknown-{dimension.term.id}", title, (folded,), "part")


def _on_paper(outcome: AssessmentResult, part: UnknownComponent) -> Paragraph:
    name = Text("{component:capital}:", component=node_name(outcome.framework, part.component.id))
    titles = tuple(Text(indicator.title) for indicator in part.indicators)
    return Paragraph((Span(name, "strong"), Text("{titles:parts}.", titles=titles)), "small")


def _questions(outcome: AssessmentResult, dimension: UnknownDimension) -> Grid:
    groups = tuple(
        Rows(
            tuple(_question(outcome, indicator) for indicator in part.indicators),
            capitalise(node_name(outcome.framework, part.component.id)),
        )
        for part in dimension.components
    )
    title = Text(dimension.term.title)
    heads = (Text("Question"), Text("Who can answer"), Text("What good evidence looks like"))
    return Grid(
        Text("unknown, {dimension}", dimension=title),
        Text("Unanswered indicators of the {dimension:lower} dimension", dimension=title),
        tuple(map(GridColumn, heads)),
        groups,
        role="open-questions",
    )


def _question(outcome: AssessmentResult, indicator: Indicator) -> Row:
    who = tuple(Text(one) for one in indicator.answered_by)
    cells = (
        (Text(indicator.title), Span(Text(indicator.statement), "aside")),
        capitalise(Text("{who:or}", who=who)),
        Text(indicator.good_evidence),
    )
    # An indicator with evidence but no number has its place among what was measured.
    return Row(cells, "" if indicator.id in outcome.answered else indicator.id)


def find_unknown(outcome: AssessmentResult) -> tuple[UnknownDimension, ...]:
    """Return what is unknown, by dimension and component; dimensions with nothing unknown are left out."""
    found = (UnknownDimension(term, _components(outcome, term)) for term in outcome.framework.dimensions)
    return tuple(dimension for dimension in found if dimension.components)


def open_questions_table(outcome: AssessmentResult) -> Table:
    """Return every unknown indicator with who can answer it, and with what."""
    framework = outcome.framework
    rows = tuple(
        (
            indicator.id,
            Text(indicator.title),
            Text(indicator.statement),
            node_name(framework, part.component.id),
            Text("{kind:word}", kind=indicator.kind),
            listed_plainly(indicator.answered_by),
            Text(indicator.good_evidence),
        )
        for dimension in find_unknown(outcome)
        for part in dimension.components
        for indicator in part.indicators
    )
    columns = (
        Text("id"),
        Text("indicator"),
        Text("statement"),
        Text("component"),
        Text("kind"),
        Text("who can answer"),
        Text("what good evidence looks like"),
    )
    return Table("open-questions", Text("Indicators that are unknown"), columns, rows)


def listed_plainly(words: tuple[str, ...]) -> Text:
    """Return a framework's words with commas between them."""
    return Text("{words:list}", words=tuple(Text(word) for word in words))


def _components(outcome: AssessmentResult, term: Term) -> tuple[UnknownComponent, ...]:
    found = (
        UnknownComponent(component, tuple(i for i in component.indicators if not _has_number(outcome, i.id)))
        for component in order_components(outcome.framework)
        if component.dimension == term.id
    )
    return tuple(component for component in found if component.indicators)


def _has_number(outcome: AssessmentResult, id: str) -> bool:
    return id in outcome.answered and isinstance(outcome.answered[id].result, Number)
