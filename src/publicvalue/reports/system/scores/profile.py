"""The profile: categories within dimensions, and the components below them, each with its picture."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from publicvalue.framework.model import Component, Framework, Term
from publicvalue.reports.document.blocks import Cell, Grid, GridColumn, Legend, Paragraph, Row, Rows, Section, Span
from publicvalue.reports.ordering import order_components
from publicvalue.reports.system.scores.cells import bar_of, known, score_parts
from publicvalue.reports.system.tables import components_table, profile_table
from publicvalue.reports.wording import lowered, write_percent, write_strength
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text


def profile_section(outcome: AssessmentResult) -> Section:
    """Return the categories within each dimension."""
    framework = outcome.framework
    heads = (
        GridColumn(Text(category.title), note=_first_sentence(category), id=f"category.{category.id}")
        for category in framework.categories
    )
    grid = Grid(
        Text("profile"),
        Text("Score of 0 to 100 with its 95 % interval, by dimension and category"),
        (GridColumn(Text("Dimension")), *heads),
        (Rows(tuple(_dimension(outcome, term) for term in framework.dimensions)),),
        profile_table(outcome),
        "profile",
    )
    text = Text(
        "Each dimension by benefits realised, considerations met and risks contained. Higher is always better for the "
        "public."
    )
    return Section("profile", Text("Profile"), (Paragraph((text,)), Legend(), grid), contents=Text("Profile"))


def _first_sentence(term: Term) -> Text:
    """Return what a framework says first of a term, as a note under its title."""
    return lowered(Text("{text:first}", text=Text(term.text)))


def _dimension(outcome: AssessmentResult, term: Term) -> Row:
    nodes = [f"{term.id}.{category.id}" for category in outcome.framework.categories]
    asked = [node if node in outcome.scores else "" for node in nodes]
    cells = (
        _category(outcome, term, category, node) if node else (Span(Text("not asked"), "unknown"),)
        for category, node in zip(outcome.framework.categories, asked, strict=True)
    )
    return Row(((Text(term.title), Span(Text(term.text), "aside")), *cells), ids=("", *asked))


def _category(outcome: AssessmentResult, term: Term, category: Term, node: str) -> Cell:
    score = outcome.scores[node]
    name = Text("{dimension:lower} {category:lower}", dimension=Text(term.title), category=Text(category.title))
    return (*score_parts(score), bar_of(node, name, score), known(outcome.framework, score))


def components_section(outcome: AssessmentResult) -> Section:
    """Return the components in the framework's order, under their dimension and category."""
    framework, titles = outcome.framework, _titles(outcome.framework)
    groups = tuple(
        Rows(
            tuple(_component(outcome, component, titles) for component in members),
            Text("{dimension}: {category:lower}", dimension=titles[dimension], category=titles[category]),
        )
        for (dimension, category), members in groupby(
            order_components(framework), lambda component: (component.dimension, component.category)
        )
    )
    caption = Text(
        "The {number} components: score with its 95 % interval, coverage, bounds and strength of evidence",
        number=len(framework.components),
    )
    columns = (
        GridColumn(Text("Component")),
        GridColumn(Text("Stage")),
        GridColumn(Text("Score"), numeric=True),
        GridColumn(Text("0 to 100")),
        GridColumn(Text("Evidenced"), numeric=True),
        GridColumn(Text("If unknown were 0 / 100"), numeric=True),
        GridColumn(Text("Strength")),
    )
    grid = Grid(Text("components"), caption, columns, groups, components_table(outcome), "components")
    text = Text("What is hatched is open because it is unknown. An unknown component is neither good nor bad.")
    return Section("components", Text("Components"), (Paragraph((text,)), grid), contents=Text("Components"))


def _titles(framework: Framework) -> Mapping[str, Text]:
    terms = (*framework.dimensions, *framework.categories, *framework.stages)
    return {term.id: Text(term.title) for term in terms}


def _component(outcome: AssessmentResult, component: Component, titles: Mapping[str, Text]) -> Row:
    score = outcome.scores[component.id]
    title = Text(component.title)
    cells: tuple[Cell, ...] = (
        title,
        titles[component.stage],
        score_parts(score),
        (bar_of(component.id, title, score),),
        write_percent(score.coverage),
        Text("{low:whole} / {high:whole}", low=score.bound_low, high=score.bound_high),
        write_strength(outcome.framework, score.strength),
    )
    return Row(cells, component.id)
