"""Two results side by side: as plain text, and as a part of a page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from publicvalue.reports.document.blocks import Block, Grid, GridColumn, Item, Items, Paragraph, Row, Rows, said
from publicvalue.reports.made_up import describe_made_up
from publicvalue.reports.system.judgement.headline import describe_coverage
from publicvalue.reports.wording import UNKNOWN, write_chance
from publicvalue.results.comparison import Comparison, Order, Pair
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.sheet import Score
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.text import Text, joined


def render_comparison(comparison: Comparison, language: Language = ENGLISH, width: int = 100) -> str:
    """Write a comparison as text."""
    return "\n".join(_lines(comparison, language, width)) + "\n"


def _lines(comparison: Comparison, language: Language, width: int) -> Iterator[str]:
    first, second = comparison.first, comparison.second
    write = language.write
    for letter, outcome in (("A", first), ("B", second)):
        yield f"{letter}  {outcome.assessment.title} ({outcome.framework.name})"
        yield f"   {write(joined(_verdict(outcome), describe_coverage(outcome)))}"
        warning = write(describe_made_up(outcome))
        yield from textwrap.wrap(warning, width, initial_indent="!! ", subsequent_indent="   ")
    yield ""
    yield f"{'':<46} {'A':>16} {'B':>16}  {write(Text('B higher'))}"
    for pair in comparison.pairs:
        yield _row(pair, comparison, language)
    yield from textwrap.wrap(write(_legend(comparison)), width)
    for letter, other, alone in (("A", "B", comparison.first_alone), ("B", "A", comparison.second_alone)):
        if alone:
            yield ""
            yield write(Text("Applies to {one} alone, and not to {other}:", one=letter, other=other))
            yield from (f"  {write(Text('{title}: {why}', title=one.title, why=one.why))}" for one in alone)
    if len(comparison.changes) > 0:
        names = (first.framework.name, second.framework.name)
        yield ""
        yield write(Text("The frameworks differ ({first} → {second}):", first=names[0], second=names[1]))
        yield from (f"  {write(change.describe())}" for change in comparison.changes)


def _verdict(outcome: AssessmentResult) -> Text:
    judged = outcome.verdict.overall
    return Text(
        "{direction}; claim: {claim:lower}; certainty {level:lower}.",
        direction=Text(judged.direction.title),
        claim=Text(judged.claim.title),
        level=Text(judged.certainty.level.title),
    )


def _row(pair: Pair, comparison: Comparison, language: Language) -> str:
    indent = "  " * min(2, pair.node.count("."))
    name = indent.replace(" ", "\u00a0") + language.write(pair.name)
    label = textwrap.shorten(name, 45, placeholder="…").replace("\u00a0", " ")
    first, second = (language.write(_cell(score)) for score in (pair.first, pair.second))
    return f"{label:<46} {first:>16} {second:>16}  {language.write(_note(pair, comparison))}"


ORDERS: Mapping[Order, Text] = MappingProxyType(
    {"above": Text("yes"), "below": Text("no"), "overlapping": Text("open")}
)
"""Whether the second scores higher, as far as two intervals say."""


def _note(pair: Pair, comparison: Comparison) -> Text:
    if not pair.compares:
        return Text("does not compare")
    if comparison.by_draws:
        chance = None if pair.higher is None else write_chance(pair.higher)
    else:
        chance = None if pair.order is None else ORDERS[pair.order]
    if chance is None:
        return Text("-")
    marks = ("" if pair.same_questions else "*") + ("" if pair.same_claim else "†")
    return Text("{chance} {marks}", chance=chance, marks=marks) if marks else chance


def _cell(score: Score) -> Text:
    if score.value is None:
        return UNKNOWN
    low, high = score.low or 0, score.high or 0
    return Text("{value:whole} [{low:whole}–{high:whole}]", value=score.value, low=low, high=high)


def _legend(comparison: Comparison) -> Text:
    text = Text(
        "Scores over what is evidenced, 0 to 100, with 95 % intervals. 'B higher': probability that B scores above A."
    )
    if not comparison.by_draws:
        text = Text(
            "Scores over what is evidenced, 0 to 100, with 95 % intervals. 'B higher': yes or no where the two"
            " intervals lie apart, open where they meet. Compare the folders or bundles for its probability."
        )
    marks = []
    if not all(pair.same_questions for pair in comparison.pairs):
        marks.append(Text("* The two rest on different indicators: read the difference with care."))
    if not all(pair.same_claim for pair in comparison.pairs if pair.first.value is not None):
        marks.append(
            Text(
                "† The two claim different things there: what is promised or stands on paper is no better than what is "
                "shown, however high it scores."
            )
        )
    return joined(text, *marks)


def comparison_blocks(comparison: Comparison) -> tuple[Block, ...]:
    """Return a comparison as blocks: what each is, score by score, what applies to one alone, what changed between."""
    first, second = comparison.first, comparison.second
    heads = (Text("A: {title}", title=first.assessment.title), Text("B: {title}", title=second.assessment.title))
    columns = (GridColumn(Text("What")), *(GridColumn(head) for head in heads), GridColumn(Text("B higher")))
    rows = tuple(
        Row((one.name, _cell(one.first), _cell(one.second), _note(one, comparison))) for one in comparison.pairs
    )
    grid = Grid(Text("comparison"), Text("Scores side by side"), columns, (Rows(rows),))
    told = tuple(
        Paragraph((Text("{letter}: {verdict}", letter=letter, verdict=joined(_verdict(one), describe_coverage(one))),))
        for letter, one in (("A", first), ("B", second))
    )
    return (*told, grid, *said(_legend(comparison)), *_alone_blocks(comparison), *_change_blocks(comparison))


def _alone_blocks(comparison: Comparison) -> Iterator[Block]:
    for letter, other, alone in (("A", "B", comparison.first_alone), ("B", "A", comparison.second_alone)):
        if alone:
            yield from said(Text("Applies to {one} alone, and not to {other}:", one=letter, other=other))
            yield Items(tuple(Item((Text("{title}: {why}", title=one.title, why=one.why),)) for one in alone))


def _change_blocks(comparison: Comparison) -> Iterator[Block]:
    if comparison.changes:
        names = (comparison.first.framework.name, comparison.second.framework.name)
        yield from said(Text("The frameworks differ ({first} → {second}):", first=names[0], second=names[1]))
        yield Items(tuple(Item((change.describe(),)) for change in comparison.changes))
