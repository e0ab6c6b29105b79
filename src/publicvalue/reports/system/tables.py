"""The tables of an outcome: the same rows for the page, for its pictures and for the CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import Detail, Number
from publicvalue.reports.factors import factor_name
from publicvalue.reports.ordering import order_components, order_indicators
from publicvalue.reports.system.ways import ways_table
from publicvalue.reports.system.weightings import weightings_table
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import yes_no
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver
from publicvalue.scores.sheet import Score
from publicvalue.words.text import Text, capital, phrase

_SCORE_COLUMNS = (
    Text("score"),
    Text("low (95 %)"),
    Text("high (95 %)"),
    Text("coverage (%)"),
    Text("score if unknown were 0"),
    Text("score if unknown were 100"),
)


def outcome_tables(outcome: AssessmentResult) -> Mapping[str, Table]:
    """Return an outcome's tables: scores, advice, evidence, and what drives and moves the scores."""
    tables = (
        scores_table(outcome),
        components_table(outcome),
        indicators_table(outcome),
        chain_table(outcome),
        profile_table(outcome),
        recommendations_table(outcome),
        evidence_table(outcome),
        decisions_table(outcome),
        weightings_table(outcome),
        drivers_table(outcome),
        next_evidence_table(outcome),
    )
    ways = ways_table(outcome)
    return {table.name: table for table in (*tables, *((ways,) if ways.rows else ()))}


def scores_table(outcome: AssessmentResult) -> Table:
    """Return public value and its dimensions, each with its score and the words of the verdict."""
    judgements = {PUBLIC_VALUE: outcome.verdict.overall, **outcome.verdict.dimensions}
    rows = tuple(
        (
            _title(outcome, node),
            *_score_cells(outcome.scores[node]),
            outcome.scores[node].strength,
            Text(judged.direction.title),
            Text(judged.claim.title),
            Text(judged.certainty.level.title),
        )
        for node, judged in judgements.items()
    )
    columns = (
        Text("node"),
        *_SCORE_COLUMNS,
        Text("strength (0 to 5)"),
        Text("direction"),
        Text("kind of claim"),
        Text("certainty"),
    )
    return Table("scores", Text("Public value and its dimensions"), columns, rows)


def components_table(outcome: AssessmentResult) -> Table:
    """Return every component with its place, score, coverage, bounds, strength and stage."""
    framework = outcome.framework
    stages = {stage.id: Text(stage.title) for stage in framework.stages}
    dimensions = {term.id: Text(term.title) for term in framework.dimensions}
    categories = {term.id: Text(term.title) for term in framework.categories}
    rows = tuple(
        (
            component.id,
            dimensions[component.dimension],
            categories[component.category],
            Text(component.title),
            stages[component.stage],
            *_score_cells(outcome.scores[component.id]),
            outcome.scores[component.id].strength,
        )
        for component in order_components(framework)
    )
    columns = (
        Text("id"),
        Text("dimension"),
        Text("category"),
        Text("component"),
        Text("stage"),
        *_SCORE_COLUMNS,
        Text("strength (0 to 5)"),
    )
    return Table("components", Text("Components"), columns, rows)


def indicators_table(outcome: AssessmentResult) -> Table:
    """Return every indicator: its number, score and evidence where it was answered, and who can answer where not."""
    rows = tuple(
        (indicator.id, Text(indicator.title), *_answer_cells(outcome, indicator.id), _words(indicator.answered_by))
        for indicator in order_indicators(outcome.framework)
    )
    columns = (
        *(
            Text("id"),
            Text("indicator"),
            Text("state"),
            Text("estimate"),
            Text("low (95 %)"),
            Text("high (95 %)"),
            Text("unit"),
            Text("n"),
        ),
        *(
            Text("score"),
            Text("score low (95 %)"),
            Text("score high (95 %)"),
            Text("strength (0 to 5)"),
            Text("measure"),
            Text("evidence"),
            Text("who can answer"),
        ),
    )
    return Table("indicators", Text("Indicators"), columns, rows)


def _answer_cells(outcome: AssessmentResult, id: str) -> tuple[Cell, ...]:
    unit = outcome.framework.indicator(id).unit
    answered = outcome.answered.get(id)
    if answered is None:
        return (Text("unknown"), None, None, None, unit, None, None, None, None, 0, None, None)
    named = (f"{answered.measure} {answered.version}", answered.answer.evidence)
    result, score = answered.result, outcome.scores[id]
    if not isinstance(result, Number):
        return (
            Text("no number: {reason}", reason=result.reason),
            None,
            None,
            None,
            unit,
            None,
            None,
            None,
            None,
            0,
            *named,
        )
    number = (result.estimate, result.low, result.high, result.unit, result.n)
    return (Text("measured"), *number, score.value, score.low, score.high, result.strength, *named)


def chain_table(outcome: AssessmentResult) -> Table:
    """Return the stages of the public value chain, in order."""
    titles = {f"stage.{stage.id}": Text(stage.title) for stage in outcome.framework.stages}
    rows = tuple((titles[s.node], *_score_cells(s), s.strength) for s in outcome.chain.stages)
    columns = (Text("stage"), *_SCORE_COLUMNS, Text("strength (0 to 5)"))
    return Table("chain", Text("The public value chain"), columns, rows)


def profile_table(outcome: AssessmentResult) -> Table:
    """Return the categories within the dimensions."""
    framework, scores = outcome.framework, outcome.scores
    rows = tuple(
        (Text(dimension.title), Text(category.title), *_score_cells(scores[node]), scores[node].strength)
        for dimension in framework.dimensions
        for category in framework.categories
        if (node := f"{dimension.id}.{category.id}") in scores
    )
    columns = (Text("dimension"), Text("category"), *_SCORE_COLUMNS, Text("strength (0 to 5)"))
    return Table("profile", Text("Dimensions and categories"), columns, rows)


def recommendations_table(outcome: AssessmentResult) -> Table:
    """Return the advice, the most worthwhile first."""
    policies = {policy.id: Text(policy.title) for policy in outcome.framework.policies}
    rows = tuple(
        (
            place,
            policies[advice.recommendation.policy],
            Text(advice.recommendation.title),
            Text(advice.recommendation.action),
            Text("{reasons:parts}", reasons=tuple(advice.because)),
            Text(advice.recommendation.why),
            Text(advice.recommendation.who),
            Text("{effort:word}", effort=advice.recommendation.effort),
            advice.gain,
            100 * advice.coverage_gain,
            advice.recommendation.source,
        )
        for place, advice in enumerate(outcome.advice, 1)
    )
    columns = (
        *(
            Text("rank"),
            Text("policy"),
            Text("recommendation"),
            Text("action"),
            Text("because"),
            Text("why it matters"),
            Text("who acts"),
            Text("effort"),
        ),
        *(Text("gain in points of public value"), Text("gain in coverage (%)"), Text("source")),
    )
    return Table("recommendations", Text("Recommendations"), columns, rows)


def evidence_table(outcome: AssessmentResult) -> Table:
    """Return the evidence with its source, licence and hash."""
    rows: list[tuple[Cell, ...]] = []
    for item in outcome.assessment.evidence.values():
        mark = outcome.fingerprints.get(item.id)
        identity = (mark.sha256, None if mark.keyed else mark.size) if mark else (None, None)
        published = yes_no(item.may_publish)
        made_up = yes_no(item.made_up)
        kind = Text("{kind:word}", kind=item.kind)
        texts = (item.id, kind, item.title, item.file, item.source, item.url, item.licence)
        rows.append((*texts, item.collected, item.collected_by, made_up, published, *identity, item.note))
    columns = (
        *(
            Text("id"),
            Text("kind"),
            Text("title"),
            Text("file"),
            Text("source"),
            Text("address"),
            Text("licence"),
            Text("collected"),
            Text("collected by"),
        ),
        *(Text("made up"), Text("may be published"), Text("SHA-256"), Text("bytes"), Text("note")),
    )
    return Table("evidence", Text("Evidence"), columns, tuple(rows))


def decisions_table(outcome: AssessmentResult) -> Table:
    """Return every node above the indicators under each decision of the method, with the proof that it was applied."""
    titles = {node: _title(outcome, node) for node in {d.node for d in outcome.decisions}}
    rows = tuple(
        (
            *(titles[d.node], d.node, d.title, d.id),
            *(d.value, d.low, d.high, d.bound_low, d.bound_high, d.change),
            yes_no(d.applied),
        )
        for d in outcome.decisions
    )
    columns = (
        *(
            Text("node"),
            Text("node id"),
            Text("decision"),
            Text("decision id"),
            Text("score"),
            Text("low (95 %)"),
            Text("high (95 %)"),
        ),
        *(
            Text("score if unknown were 0"),
            Text("score if unknown were 100"),
            Text("change in points"),
            Text("changed the simulation"),
        ),
    )
    return Table("decisions", Text("Every score under other decisions of the method"), columns, rows)


def drivers_table(outcome: AssessmentResult, drivers: Sequence[Driver] | None = None) -> Table:
    """Return what drives the uncertainty, with the proof that each input varied.

    Drivers of public value and each dimension are given when none are named.
    """
    framework = outcome.framework
    shown = outcome.drivers if drivers is None else drivers
    titles = {node: _title(outcome, node) for node in {driver.node for driver in shown}}
    rows = tuple(
        (
            titles[driver.node],
            Text("evidenced") if driver.over == "evidenced" else Text("all, the unknown drawn"),
            factor_name(framework, driver.factor),
            driver.factor.id,
            *(driver.total, driver.total_half, driver.first, driver.first_half, driver.alone, driver.changed),
        )
        for driver in shown
    )
    columns = (
        *(
            Text("node"),
            Text("over"),
            Text("input"),
            Text("id"),
            Text("total order"),
            Text("± (95 %)"),
            Text("first order"),
            Text("± (95 %) of first order"),
        ),
        *(Text("standard deviation alone, in points"), Text("share of runs in which exchanging it changed the score")),
    )
    return Table("drivers", Text("What drives the uncertainty: Sobol indices of each input"), columns, rows)


def next_evidence_table(outcome: AssessmentResult) -> Table:
    """Return the next evidence worth collecting, the most worthwhile first."""
    framework = outcome.framework
    rows = tuple(
        (
            rank,
            one.indicator.id,
            Text(one.indicator.title),
            node_name(framework, one.indicator.component),
            Text("{kind:word}", kind=one.indicator.kind),
            Text("{words:list}", words=tuple(Text(word) for word in one.indicator.answered_by)),
            Text("{state:word}", state=one.state),
            max(one.narrowing, 0.0),
            one.verdict_change,
            one.leaning_change,
            Text("{effort:word}", effort=one.effort),
        )
        for rank, one in enumerate(outcome.next_evidence, 1)
    )
    columns = (
        *(
            Text("rank"),
            Text("id"),
            Text("indicator"),
            Text("component"),
            Text("kind"),
            Text("who can answer"),
            Text("state"),
        ),
        *(
            Text("expected narrowing in points"),
            Text("chance that the verdict changes"),
            Text("chance that the leaning changes"),
            Text("effort"),
        ),
    )
    return Table("next-evidence", Text("The next evidence worth collecting"), columns, rows)


def detail_table(detail: Detail, name: str) -> Table:
    """Return a measure's own table under a name."""
    return Table(name, detail.title, detail.columns, detail.rows)


STATES = (phrase("unknown"), phrase("no number"), phrase("weak"))
"""What is known of an indicator that more evidence is asked for."""


def _words(words: Iterable[str]) -> Text:
    return Text("{words:parts}", words=tuple(Text(word) for word in words))


def _title(outcome: AssessmentResult, node: str) -> Text:
    return capital(node_name(outcome.framework, node))


def _score_cells(score: Score) -> tuple[Cell, ...]:
    return (score.value, score.low, score.high, 100 * score.coverage, score.bound_low, score.bound_high)
