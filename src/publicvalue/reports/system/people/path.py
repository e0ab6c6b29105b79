"""What people's answers say of the path to trust and legitimacy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from publicvalue.measures.result import Diagnostic, NotApplicable
from publicvalue.measures.survey.people.path_result import Lever, TrustPath
from publicvalue.reports.document.blocks import Figure
from publicvalue.reports.pictures.model import ImportanceMap, PathDiagram
from publicvalue.reports.system.people import tables
from publicvalue.reports.wording import NOTHING
from publicvalue.words.text import Text, joined

NAMED = 3
"""Constructs that a sentence names at most."""

EXPLAIN_PATH = (
    Text(
        "A number on an arrow is a standardised path: by how many standard deviations the right differs with one "
        "standard deviation more of the left, the others alike. A solid arrow lies clearly on one side of 0, a dashed "
        "one may be 0, a dotted one runs against expectation. R² is the share that is explained, level the mean on 0 "
        "to 100. In the maps, what stands right and low matters much and does badly: improve it first. Room is "
        "importance times what is missing to 100."
    ),
    Text(
        "In the tables: alpha, omega, rho A and rho C say how far the questions of one construct agree (0.7 or more "
        "will do). AVE is the share of their differences that the construct explains (0.5 or more). HTMT says whether "
        "two constructs can be told apart (0.9 or less)."
    ),
)


@dataclass(frozen=True)
class PeopleChapter:
    """One part of what people say: a heading, what it says, its pictures and tables, its checks.

    Parameters
    ----------
    id
        Anchor on the page.
    title
        Heading.
    sentences
        What is found, or the reason why there is nothing.
    figures
        Pictures with their tables, and tables alone.
    diagnostics
        Checks and caveats.
    notes
        How it was found, and what is left out.
    explained
        How its pictures and tables are read.
    """

    id: str
    title: Text
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: tuple[Text, ...] = ()
    explained: tuple[Text, ...] = ()


def path_part(path: TrustPath | NotApplicable) -> PeopleChapter:
    """Return what is to be improved to raise trust, or why nothing can be said."""
    head = ("trust-path", Text("The path to trust and legitimacy"))
    if isinstance(path, NotApplicable):
        return PeopleChapter(*head, (Text("No path can be estimated. {reason}", reason=path.reason),))
    figures = [
        Figure("path", PathDiagram(path), tables.links_table(path)),
        *_maps(path),
        Figure("path-constructs", None, tables.constructs_table(path)),
        Figure("path-pairs", None, tables.pairs_table(path)),
        Figure("path-items", None, tables.items_table(path)),
    ]
    if path.comparison and path.comparison.paths:
        figures.append(Figure("path-comparison", None, tables.comparison_table(path)))
    sentences, notes = tuple(path_sentences(path)), tuple(path_notes(path))
    return PeopleChapter(*head, sentences, tuple(figures), path.diagnostics, notes, EXPLAIN_PATH)


def _maps(path: TrustPath) -> Iterator[Figure]:
    titles = {one.id: one.title for one in path.constructs}
    for place, target in enumerate(path.targets, 1):
        levers = tuple(one for one in path.levers if one.target == target)
        if levers:
            title = Text("What to improve to raise: {target}", target=titles[target])
            table = replace(tables.levers_table(path, target), name=f"path-levers-{place}")
            yield Figure(f"importance-{place}", ImportanceMap(title, levers, titles), table)


def path_sentences(path: TrustPath) -> Iterator[Text]:
    """Say what to improve first, what is explained, and what runs against expectation."""
    titles = {one.id: one.title for one in path.constructs}
    for target in path.targets:
        levers = [one for one in path.levers if one.target == target]
        yield _first_lever(titles, target, levers)
    explained = tuple(
        Text(
            "{share:fixed0} % of the differences in {construct:lower}",
            share=100 * one.r_squared.value,
            construct=one.title,
        )
        for one in path.constructs
        if one.id in path.targets and one.r_squared
    )
    yield Text("The constructs before them explain {explained:and}.", explained=explained)
    against = tuple(f"{titles[one.source]} → {titles[one.target]}" for one in path.links if one.as_expected is False)
    if against:
        yield Text("Against what theory expects: {links:and}.", links=against)


def path_notes(path: TrustPath) -> Iterator[Text]:
    """Say how it was found, what could not take part, and what another model says."""
    yield joined(path.method, Text("It shows what goes together in this survey, not what causes what."))
    if path.left_out:
        yield Text(
            "Not in the model, because the survey asks too little of it: {constructs:and}.",
            constructs=tuple(path.left_out),
        )
    if path.comparison:
        yield _comparison_sentence(path)


def _first_lever(titles: dict[str, str], target: str, levers: list[Lever]) -> Text:
    clear = [one for one in levers if one.importance.low > 0]
    if not clear:
        return Text(
            "Nothing in the model can be told to raise {target}: every interval holds 0.", target=titles[target]
        )
    first = clear[0]
    text = Text(
        "To raise {target}, improve first: {construct}. It stands at {level:fixed0} of 100, and with 10 points more "
        "{target} is {gain:fixed1} points higher ({low:fixed1} to {high:fixed1}).",
        target=titles[target],
        construct=titles[first.construct],
        level=first.performance.value,
        gain=10 * first.importance.value,
        low=10 * first.importance.low,
        high=10 * first.importance.high,
    )
    others = tuple(titles[one.construct] for one in clear[1:NAMED])
    return joined(text, Text("Next: {others:and}.", others=others) if others else NOTHING)


def _comparison_sentence(path: TrustPath) -> Text:
    other = path.comparison
    if other is None or other.reason:
        return joined(Text("No covariance-based model beside it."), other.reason if other else NOTHING)
    return Text(
        "The same model with common factors (maximum likelihood, without survey weights) fits with CFI {fit:fixed3}, "
        "TLI {tucker:fixed3}, RMSEA {error:fixed3} (chi-square {square:fixed1}, {freedom:fixed0} degrees of freedom).",
        fit=other.fit_index,
        tucker=other.tucker_lewis,
        error=other.error_of_approximation,
        square=other.chi_square,
        freedom=other.freedom,
    )
