"""The profile: categories within dimensions, and the components below them, each with its picture."""

from __future__ import annotations

from dataclasses import dataclass

from publicvalue.framework.model import Component, Term
from publicvalue.reports.ordering import order_components
from publicvalue.reports.pictures.drawing import draw_score_bar
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score


@dataclass(frozen=True)
class Cell:
    """A score and its picture."""

    score: Score
    bar: str


@dataclass(frozen=True)
class ProfileRow:
    """A dimension with one cell per category; None where the framework asks nothing."""

    term: Term
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class ComponentRow:
    """A component with its score and the titles of its dimension, category and stage."""

    component: Component
    cell: Cell
    dimension: str
    category: str
    stage: str


def describe_profile(outcome: AssessmentResult) -> tuple[ProfileRow, ...]:
    """Return the categories within each dimension."""
    return tuple(
        ProfileRow(term, tuple(_group(outcome, term, category) for category in outcome.framework.categories))
        for term in outcome.framework.dimensions
    )


def describe_components(outcome: AssessmentResult) -> tuple[ComponentRow, ...]:
    """Return the components in the framework's order."""
    framework = outcome.framework
    titles = {term.id: term.title for term in (*framework.dimensions, *framework.categories, *framework.stages)}
    return tuple(
        ComponentRow(
            component,
            _cell(outcome, component.id, component.title),
            titles[component.dimension],
            titles[component.category],
            titles[component.stage],
        )
        for component in order_components(framework)
    )


def _group(outcome: AssessmentResult, dimension: Term, category: Term) -> Cell | None:
    node = f"{dimension.id}.{category.id}"
    if node not in outcome.scores:
        return None
    return _cell(outcome, node, f"{dimension.title.lower()} {category.title.lower()}")


def _cell(outcome: AssessmentResult, node: str, name: str) -> Cell:
    score = outcome.scores[node]
    return Cell(score, draw_score_bar(f"bar-{node.replace('.', '-').replace('_', '-')}", name, score, (170, 20)))
