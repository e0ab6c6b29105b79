"""The tables of an outcome: the same rows for the page, for its pictures and for the CSV files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publicvalue.findings.names import node_name
from publicvalue.framework.model import PUBLIC_VALUE
from publicvalue.measures.result import Detail, Number
from publicvalue.reports.factors import factor_name
from publicvalue.reports.ordering import order_components, order_indicators
from publicvalue.reports.table import Cell, Table
from publicvalue.results.model import AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver
from publicvalue.scores.sheet import Score

_SCORE_COLUMNS = (
    "score",
    "low (95 %)",
    "high (95 %)",
    "coverage (%)",
    "score if unknown were 0",
    "score if unknown were 100",
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
        drivers_table(outcome),
        next_evidence_table(outcome),
    )
    return {table.name: table for table in tables}


def scores_table(outcome: AssessmentResult) -> Table:
    """Return public value and its dimensions, each with its score and the words of the verdict."""
    judgements = {PUBLIC_VALUE: outcome.verdict.overall, **outcome.verdict.dimensions}
    rows = tuple(
        (
            _title(outcome, node),
            *_score_cells(outcome.scores[node]),
            outcome.scores[node].strength,
            judged.level.title,
            judged.leaning.title,
        )
        for node, judged in judgements.items()
    )
    columns = ("node", *_SCORE_COLUMNS, "strength (0 to 5)", "verdict", "evidence so far points to")
    return Table("scores", "Public value and its dimensions", columns, rows)


def components_table(outcome: AssessmentResult) -> Table:
    """Return every component with its place, score, coverage, bounds, strength and stage."""
    framework = outcome.framework
    stages = {stage.id: stage.title for stage in framework.stages}
    dimensions = {term.id: term.title for term in framework.dimensions}
    categories = {term.id: term.title for term in framework.categories}
    rows = tuple(
        (
            component.id,
            dimensions[component.dimension],
            categories[component.category],
            component.title,
            stages[component.stage],
            *_score_cells(outcome.scores[component.id]),
            outcome.scores[component.id].strength,
        )
        for component in order_components(framework)
    )
    columns = ("id", "dimension", "category", "component", "stage", *_SCORE_COLUMNS, "strength (0 to 5)")
    return Table("components", "Components", columns, rows)


def indicators_table(outcome: AssessmentResult) -> Table:
    """Return every indicator: its number, score and evidence where it was answered, and who can answer where not."""
    rows = tuple(
        (indicator.id, indicator.title, *_answer_cells(outcome, indicator.id), "; ".join(indicator.answered_by))
        for indicator in order_indicators(outcome.framework)
    )
    columns = (
        *("id", "indicator", "state", "estimate", "low (95 %)", "high (95 %)", "unit", "n"),
        *(
            "score",
            "score low (95 %)",
            "score high (95 %)",
            "strength (0 to 5)",
            "measure",
            "evidence",
            "who can answer",
        ),
    )
    return Table("indicators", "Indicators", columns, rows)


def _answer_cells(outcome: AssessmentResult, id: str) -> tuple[Cell, ...]:
    unit = outcome.framework.indicator(id).unit
    answered = outcome.answered.get(id)
    if answered is None:
        return ("unknown", None, None, None, unit, None, None, None, None, 0, None, None)
    named = (f"{answered.measure} {answered.version}", answered.answer.evidence)
    result, score = answered.result, outcome.scores[id]
    if not isinstance(result, Number):
        return (f"no number: {result.reason}", None, None, None, unit, None, None, None, None, 0, *named)
    number = (result.estimate, result.low, result.high, result.unit, result.n)
    return ("measured", *number, score.value, score.low, score.high, result.strength, *named)


def chain_table(outcome: AssessmentResult) -> Table:
    """Return the stages of the public value chain, in order."""
    titles = {f"stage.{stage.id}": stage.title for stage in outcome.framework.stages}
    rows = tuple((titles[s.node], *_score_cells(s), s.strength) for s in outcome.chain.stages)
    columns = ("stage", *_SCORE_COLUMNS, "strength (0 to 5)")
    return Table("chain", "The public value chain", columns, rows)


def profile_table(outcome: AssessmentResult) -> Table:
    """Return the categories within the dimensions."""
    framework, scores = outcome.framework, outcome.scores
    rows = tuple(
        (dimension.title, category.title, *_score_cells(scores[node]), scores[node].strength)
        for dimension in framework.dimensions
        for category in framework.categories
        if (node := f"{dimension.id}.{category.id}") in scores
    )
    columns = ("dimension", "category", *_SCORE_COLUMNS, "strength (0 to 5)")
    return Table("profile", "Dimensions and categories", columns, rows)


def recommendations_table(outcome: AssessmentResult) -> Table:
    """Return the advice, the most worthwhile first."""
    policies = {policy.id: policy.title for policy in outcome.framework.policies}
    rows = tuple(
        (
            place,
            policies[advice.recommendation.policy],
            advice.recommendation.title,
            advice.recommendation.action,
            "; ".join(advice.because),
            advice.recommendation.why,
            advice.recommendation.who,
            advice.recommendation.effort,
            advice.gain,
            100 * advice.coverage_gain,
            advice.recommendation.source,
        )
        for place, advice in enumerate(outcome.advice, 1)
    )
    columns = (
        *("rank", "policy", "recommendation", "action", "because", "why it matters", "who acts", "effort"),
        *("gain in points of public value", "gain in coverage (%)", "source"),
    )
    return Table("recommendations", "Recommendations", columns, rows)


def evidence_table(outcome: AssessmentResult) -> Table:
    """Return the evidence with its source, licence and hash."""
    rows: list[tuple[Cell, ...]] = []
    for item in outcome.assessment.evidence.values():
        mark = outcome.fingerprints.get(item.id)
        identity = (mark.sha256, mark.size) if mark else (None, None)
        published = "yes" if item.may_publish else "no"
        made_up = "yes" if item.made_up else "no"
        texts = (item.id, item.kind, item.title, item.file, item.source, item.url, item.licence)
        rows.append((*texts, item.collected, item.collected_by, made_up, published, *identity, item.note))
    columns = (
        *("id", "kind", "title", "file", "source", "address", "licence", "collected", "collected by"),
        *("made up", "may be published", "SHA-256", "bytes", "note"),
    )
    return Table("evidence", "Evidence", columns, tuple(rows))


def decisions_table(outcome: AssessmentResult) -> Table:
    """Return every node above the indicators under each decision of the method, with the proof that it was applied."""
    rows = tuple(
        (
            *(_title(outcome, d.node), d.node, d.title, d.id),
            *(d.value, d.low, d.high, d.bound_low, d.bound_high, d.change),
            "yes" if d.applied else "no",
        )
        for d in outcome.decisions
    )
    columns = (
        *("node", "node id", "decision", "decision id", "score", "low (95 %)", "high (95 %)"),
        *("score if unknown were 0", "score if unknown were 100", "change in points", "changed the simulation"),
    )
    return Table("decisions", "Every score under other decisions of the method", columns, rows)


def drivers_table(outcome: AssessmentResult, drivers: Sequence[Driver] | None = None) -> Table:
    """Return what drives the uncertainty, with the proof that each input varied.

    Drivers of public value and each dimension are given when none are named.
    """
    framework = outcome.framework
    rows = tuple(
        (
            _title(outcome, driver.node),
            "evidenced" if driver.over == "evidenced" else "all, the unknown drawn",
            factor_name(framework, driver.factor),
            driver.factor.id,
            *(driver.total, driver.total_half, driver.first, driver.first_half, driver.alone, driver.changed),
        )
        for driver in (outcome.drivers if drivers is None else drivers)
    )
    columns = (
        *("node", "over", "input", "id", "total order", "± (95 %)", "first order", "± (95 %) of first order"),
        *("standard deviation alone, in points", "share of runs in which exchanging it changed the score"),
    )
    return Table("drivers", "What drives the uncertainty: Sobol indices of each input", columns, rows)


def next_evidence_table(outcome: AssessmentResult) -> Table:
    """Return the next evidence worth collecting, the most worthwhile first."""
    framework = outcome.framework
    rows = tuple(
        (
            rank,
            one.indicator.id,
            one.indicator.title,
            node_name(framework, one.indicator.component),
            one.indicator.kind,
            ", ".join(one.indicator.answered_by),
            one.state,
            max(one.narrowing, 0.0),
            one.verdict_change,
            one.leaning_change,
            one.effort,
        )
        for rank, one in enumerate(outcome.next_evidence, 1)
    )
    columns = (
        *("rank", "id", "indicator", "component", "kind", "who can answer", "state"),
        *(
            "expected narrowing in points",
            "chance that the verdict changes",
            "chance that the leaning changes",
            "effort",
        ),
    )
    return Table("next-evidence", "The next evidence worth collecting", columns, rows)


def detail_table(detail: Detail, name: str) -> Table:
    """Return a measure's own table under a name."""
    return Table(name, detail.title, detail.columns, detail.rows)


def _title(outcome: AssessmentResult, node: str) -> str:
    name = node_name(outcome.framework, node)
    return name[:1].upper() + name[1:]


def _score_cells(score: Score) -> tuple[Cell, ...]:
    return (score.value, score.low, score.high, 100 * score.coverage, score.bound_low, score.bound_high)
