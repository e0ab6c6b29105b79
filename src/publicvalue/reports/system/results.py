"""The result as plain data: what JSON holds, what two runs are compared by."""

from __future__ import annotations

import math
from dataclasses import asdict

from publicvalue import __version__
from publicvalue.evidence.model import Evidence
from publicvalue.findings.next_evidence import NextEvidence
from publicvalue.findings.recommendations import Advice
from publicvalue.findings.verdict import Judgement
from publicvalue.measures.picture import Picture
from publicvalue.measures.result import Detail, NotApplicable, Number
from publicvalue.reports.precision import convergence_data
from publicvalue.reports.system.people_results import people_data
from publicvalue.reports.table import Data
from publicvalue.results.model import Answered, AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver

FORMAT = 1


def results_data(outcome: AssessmentResult) -> Data:
    """Return an outcome as dictionaries, lists, texts and finite numbers. Scores are 0 to 100, shares 0 to 1."""
    framework, assessment = outcome.framework, outcome.assessment
    return {
        "format": FORMAT,
        "software": {"name": "publicvalue", "version": __version__},
        "assessment": {
            "id": assessment.id,
            "title": assessment.title,
            "system": _system(outcome),
            "period": {"from": assessment.period_from, "to": assessment.period_to},
        },
        "framework": {
            "name": framework.name,
            "extends": framework.extends,
            "weights": dict(framework.weights),
            "alternatives": {
                "means": {level: list(means) for level, means in framework.alternatives.means.items()},
                "weights": list(framework.alternatives.weights),
            },
        },
        "settings": {"seed": assessment.settings.seed, "draws": assessment.settings.draws},
        "evidence": [_evidence(outcome, item) for item in assessment.evidence.values()],
        "measures": [_measure(id, answered) for id, answered in outcome.answered.items()],
        "scores": {id: asdict(score) for id, score in outcome.scores.items()},
        "convergence": [convergence_data(one) for one in outcome.convergence],
        "chain": {"lost_at": outcome.chain.lost_at, "fall": outcome.chain.fall},
        "verdict": {
            "public_value": _judgement(outcome.verdict.overall),
            "dimensions": {id: _judgement(judged) for id, judged in outcome.verdict.dimensions.items()},
            "broken_floors": [
                {"component": broken.floor.component, "below": broken.floor.below, "probability": broken.probability}
                for broken in outcome.verdict.broken
            ],
        },
        "recommendations": [_advice(advice) for advice in outcome.advice],
        "decisions": [asdict(decision) for decision in outcome.decisions],
        "drivers": [_driver(driver) for driver in outcome.drivers],
        "next_evidence": [_next_evidence(one) for one in outcome.next_evidence],
        **people_data(outcome.voices),
    }


def _system(outcome: AssessmentResult) -> Data:
    system = outcome.assessment.system
    names = ("name", "description", "organisation", "country", "phase")
    return {**{name: getattr(system, name) for name in names}, **system.other}


def _evidence(outcome: AssessmentResult, item: Evidence) -> Data:
    names = (
        "id",
        "kind",
        "title",
        "file",
        "source",
        "url",
        "licence",
        "collected",
        "collected_by",
        "may_publish",
        "made_up",
        "note",
    )
    fingerprint = outcome.fingerprints[item.id]
    return {**{name: getattr(item, name) for name in names}, "sha256": fingerprint.sha256, "size": fingerprint.size}


def _measure(id: str, answered: Answered) -> Data:
    head: Data = {
        "indicator": id,
        "evidence": answered.answer.evidence,
        "measure": answered.measure,
        "version": answered.version,
        "rows": answered.rows,
    }
    match answered.result:
        case NotApplicable(reason):
            return {**head, "not_applicable": reason}
        case Number() as found:
            names = ("estimate", "low", "high", "n", "unit", "strength", "method")
            return {
                **head,
                **{name: getattr(found, name) for name in names},
                "diagnostics": [
                    {"name": one.name, "passed": one.passed, "text": one.text} for one in found.diagnostics
                ],
                "details": [_table_rows(detail) for detail in found.details],
                "pictures": [_table_rows(picture) for picture in found.pictures],
            }


def _table_rows(table: Detail | Picture) -> Data:
    return {
        "title": table.title,
        "columns": list(table.columns),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
    }


def _cell(cell: str | float | int | None) -> str | float | int | None:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _judgement(judged: Judgement) -> Data:
    return {"level": judged.level.id, "leaning": judged.leaning.id, "reasons": list(judged.reasons)}


def _advice(advice: Advice) -> Data:
    return {
        "id": advice.recommendation.id,
        "because": list(advice.because),
        "gain": advice.gain,
        "coverage_gain": advice.coverage_gain,
    }


def _driver(driver: Driver) -> Data:
    names = ("first", "first_half", "total", "total_half", "alone", "changed")
    head: Data = {"node": driver.node, "over": driver.over, "input": driver.factor.kind, "id": driver.factor.id}
    return {**head, **{name: _cell(getattr(driver, name)) for name in names}}


def _next_evidence(one: NextEvidence) -> Data:
    names = ("state", "narrowing", "verdict_change", "leaning_change", "effort")
    return {"indicator": one.indicator.id, **{name: getattr(one, name) for name in names}}
