"""The tables of what people say beyond single indicators; only those for which there is something."""

from __future__ import annotations

from collections.abc import Iterator

from publicvalue.findings.names import node_name
from publicvalue.findings.people.mindsets import Mindset
from publicvalue.measures.survey.people.path_result import Interval, TrustPath
from publicvalue.measures.survey.people.priorities import Priorities
from publicvalue.measures.survey.people.readiness import Readiness
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import yes_no
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text

Cells = tuple[Cell, ...]
ENDS = (Text("low (95 %)"), Text("high (95 %)"))


def people_tables(outcome: AssessmentResult) -> tuple[Table, ...]:
    """Return the tables of the path to trust, of people's weights, of mindsets and of readiness."""
    return tuple(table for table in _tables(outcome) if table.rows)


def _tables(outcome: AssessmentResult) -> Iterator[Table]:
    voices = outcome.voices
    if isinstance(voices.path, TrustPath):
        yield constructs_table(voices.path)
        yield links_table(voices.path)
        yield levers_table(voices.path)
        yield pairs_table(voices.path)
        yield items_table(voices.path)
        yield comparison_table(voices.path)
    yield weights_table(outcome)
    yield groups_table(outcome)
    yield under_table(outcome)
    yield mindsets_table(outcome)
    yield reliance_table(outcome)
    if isinstance(voices.readiness, Readiness):
        yield readiness_table(voices.readiness)


def _ends(one: Interval | None, scale: float = 1.0) -> Cells:
    return (None, None, None) if one is None else (scale * one.value, scale * one.low, scale * one.high)


def _word(word: str) -> Text:
    """Return a word of the product that stands in a result."""
    return Text("{word:word}", word=word)


def constructs_table(path: TrustPath) -> Table:
    """Return each construct with its reliability, level and R squared."""
    columns: tuple[str, ...] = (
        Text("construct"),
        Text("items"),
        Text("alpha"),
        Text("omega"),
        Text("rho A"),
        Text("rho C"),
        Text("AVE"),
    )
    columns += (Text("level, 0 to 100"), *ENDS, Text("R²"), *ENDS, Text("adjusted R²"))
    rows = tuple(
        (
            *(one.title, one.items, one.alpha, one.omega, one.rho_a, one.rho_c, one.variance_extracted),
            *_ends(one.performance),
            *_ends(one.r_squared),
            one.adjusted,
        )
        for one in path.constructs
    )
    return Table("path-constructs", Text("Constructs: reliability, level and what is explained"), columns, rows)


def links_table(path: TrustPath) -> Table:
    """Return each link with its path, effect size and direction."""
    titles = {one.id: one.title for one in path.constructs}
    words = {True: Text("as expected"), False: Text("against expectation"), None: Text("cannot be told from 0")}
    columns = (
        Text("from"),
        Text("to"),
        Text("path"),
        *ENDS,
        Text("f²"),
        Text("variance inflation"),
        Text("expected sign"),
        Text("direction"),
    )
    rows = tuple(
        (
            *(titles[one.source], titles[one.target], *_ends(one.path)),
            *(one.f_squared, one.inflation, Text("plus") if one.sign == "+" else Text("minus"), words[one.as_expected]),
        )
        for one in path.links
    )
    return Table("path-links", Text("Links between constructs, standardised"), columns, rows)


def levers_table(path: TrustPath, target: str = "") -> Table:
    """Return what acts on the targets, or on one of them, the most room first."""
    titles = {one.id: one.title for one in path.constructs}
    columns = (
        Text("target"),
        Text("construct"),
        Text("importance"),
        *ENDS,
        Text("performance, 0 to 100"),
        *ENDS,
        Text("room, in points"),
        *ENDS,
    )
    rows = tuple(
        (
            *(titles[one.target], titles[one.construct]),
            *_ends(one.importance),
            *_ends(one.performance),
            *_ends(one.room),
        )
        for one in path.levers
        if target in ("", one.target)
    )
    title = Text("Importance and performance")
    if target:
        title = Text("Importance and performance: {target}", target=titles[target])
    return Table("path-levers", title, columns, rows)


def pairs_table(path: TrustPath) -> Table:
    """Return how far every two constructs can be told apart."""
    titles = {one.id: one.title for one in path.constructs}
    words = {True: Text("yes"), False: Text("no"), None: None}
    columns = (
        Text("construct"),
        Text("other construct"),
        Text("HTMT"),
        *ENDS,
        Text("correlation"),
        Text("Fornell-Larcker holds"),
    )
    rows = tuple(
        (titles[one.one], titles[one.other], *_ends(one.ratio), one.correlation, words[one.told_apart])
        for one in path.pairs
    )
    return Table("path-pairs", Text("Whether constructs differ: HTMT and Fornell-Larcker"), columns, rows)


def items_table(path: TrustPath) -> Table:
    """Return each item with its analysis, loading and weight."""
    titles = {one.id: one.title for one in path.constructs}
    columns: tuple[str, ...] = (
        Text("item"),
        Text("construct"),
        Text("text"),
        Text("mean"),
        Text("standard deviation"),
        Text("missing (%)"),
        Text("correlation with the rest"),
    )
    columns += (Text("alpha without it"), Text("loading"), *ENDS, Text("weight"), *ENDS)
    rows = tuple(
        (
            *(one.id, titles[one.construct], one.text, one.mean, one.deviation, 100 * one.missing),
            *(one.item_rest, one.alpha_without, *_ends(one.loading), *_ends(one.weight)),
        )
        for one in path.items
    )
    return Table("path-items", Text("Items of the constructs; reversed ones are turned"), columns, rows)


def comparison_table(path: TrustPath) -> Table:
    """Return the covariance-based model's paths beside those of the path model."""
    titles = {one.id: one.title for one in path.constructs}
    ours = {(one.source, one.target): one.path.value for one in path.links}
    columns = (
        Text("from"),
        Text("to"),
        Text("path model"),
        Text("covariance-based model"),
        Text("its unstandardised path"),
        Text("its standard error"),
    )
    rows = tuple(
        (
            *(titles[one.source], titles[one.target], ours[one.source, one.target]),
            *(one.standardised, one.value, one.error),
        )
        for one in (path.comparison.paths if path.comparison else ())
    )
    return Table("path-comparison", Text("The same links in a covariance-based model"), columns, rows)


def weights_table(outcome: AssessmentResult) -> Table:
    """Return the share that each set of people gives to each part."""
    columns = (
        Text("who"),
        Text("part"),
        Text("as asked"),
        Text("share (%)"),
        *ENDS,
        Text("plain check"),
        Text("counts"),
    )
    rows = tuple(
        (
            *(one.who, node_name(outcome.framework, part.node), part.title, *_ends(part.share, 100)),
            *(100 * part.check if one.kind in ("allocation", "pairs") else part.check, yes_no(one.counts)),
        )
        for one in outcome.voices.priorities
        if isinstance(one, Priorities)
        for part in one.parts
    )
    return Table("people-weights", Text("What people weigh more and less"), columns, rows)


def groups_table(outcome: AssessmentResult) -> Table:
    """Return the shares by group, and how far each group is away from all others."""
    columns: tuple[str, ...] = (
        Text("who"),
        Text("question"),
        Text("group"),
        Text("respondents"),
        Text("part"),
        Text("share (%)"),
        *ENDS,
    )
    columns += (Text("away from all others (points)"), *ENDS, Text("differs"))
    rows = tuple(
        (
            *(one.who, group.question, group.group, group.respondents, part.title),
            *_ends(group.shares[place], 100),
            *_ends(group.away[place], 100),
            yes_no(group.away[place].low > 0 or group.away[place].high < 0),
        )
        for one in outcome.voices.priorities
        if isinstance(one, Priorities)
        for group in one.groups
        for place, part in enumerate(one.parts)
    )
    return Table("people-weights-groups", Text("Whose value: weights by group"), columns, rows)


def under_table(outcome: AssessmentResult) -> Table:
    """Return public value and its dimensions under each set of weights."""
    columns = (Text("weights of"), Text("node"), Text("score"), *ENDS, Text("count in this assessment"))
    rows = tuple(
        (
            *(one.who, node_name(outcome.framework, node), score.value, score.low, score.high),
            yes_no(one.counts),
        )
        for one in outcome.voices.under
        for node, score in one.scores.items()
    )
    return Table("scores-under-weights", Text("Scores under each set of weights"), columns, rows)


def mindsets_table(outcome: AssessmentResult) -> Table:
    """Return what people expect beside what is measured."""
    columns: tuple[str, ...] = (
        Text("who"),
        Text("question"),
        Text("unit"),
        Text("expected"),
        *ENDS,
        Text("measured"),
        *ENDS,
        Text("expected less measured"),
        *ENDS,
    )
    columns += (
        Text("verdict"),
        Text("expect better than measured (%)"),
        Text("expect worse than measured (%)"),
        Text("respondents"),
    )
    rows = tuple(
        (
            *(one.who, one.text, one.unit, *_ends(one.expected), *_ends(one.measured), *_ends(one.gap)),
            *(_word(one.verdict), one.better, one.worse, one.respondents),
        )
        for one in outcome.voices.mindsets
        if isinstance(one, Mindset)
    )
    return Table("mindsets", Text("What people expect, beside what is measured"), columns, rows)


def reliance_table(outcome: AssessmentResult) -> Table:
    """Return what staff expect beside how they follow advice."""
    columns = (
        Text("who"),
        Text("mindset"),
        Text("wrong advice followed (%)"),
        *ENDS,
        Text("right advice overruled (%)"),
        *ENDS,
    )
    rows = tuple(
        (one.who, _word(one.mindset), *_ends(one.over), *_ends(one.under), _word(one.conduct), _yes_no(one.agree))
        for one in outcome.voices.reliance
    )
    title = Text("What staff expect, beside how they follow advice")
    return Table("reliance", title, (*columns, Text("conduct"), Text("points the same way")), rows)


def _yes_no(value: bool | None) -> Text:
    return Text("cannot be told") if value is None else yes_no(value)


def readiness_table(readiness: Readiness) -> Table:
    """Return the staff's competencies and attitudes."""
    columns = (
        Text("trait"),
        Text("kind"),
        Text("level, 0 to 100"),
        *ENDS,
        Text("reach the level of their role (%)"),
        *ENDS,
        Text("respondents"),
    )
    rows = tuple(
        (one.title, _word(one.kind), *_ends(one.level), *_ends(one.reached), one.respondents)
        for one in readiness.traits
    )
    return Table("readiness-to-change", Text("The staff's competencies and attitudes"), columns, rows)
