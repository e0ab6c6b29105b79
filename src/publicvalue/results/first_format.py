"""Results as format 1 had them: bundles of version 0.1 hold such, and a re-run is compared with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass

from publicvalue import __version__
from publicvalue.evidence.model import Evidence
from publicvalue.findings.judgement import Judgement
from publicvalue.findings.next_evidence import NextEvidence
from publicvalue.findings.recommendations import Advice
from publicvalue.findings.voices import Voices
from publicvalue.measures.picture import Picture
from publicvalue.measures.result import Detail, NotApplicable, Number
from publicvalue.results.codec import Data
from publicvalue.results.model import Answered, AssessmentResult
from publicvalue.scores.drivers.sensitivity import Driver
from publicvalue.scores.simulation.convergence import Convergence

FORMAT = 1


def first_format_data(result: AssessmentResult) -> Data:
    """Return a result as dictionaries, lists, texts and finite numbers. Scores are 0 to 100, shares 0 to 1."""
    framework, assessment = result.framework, result.assessment
    return {
        "format": FORMAT,
        "software": {"name": "publicvalue", "version": __version__},
        "assessment": {
            "id": assessment.id,
            "title": assessment.title,
            "system": _system(result),
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
        "evidence": [_evidence(result, item) for item in assessment.evidence.values()],
        "measures": [_measure(id, answered) for id, answered in result.answered.items()],
        "scores": {id: asdict(score) for id, score in result.scores.items()},
        "convergence": [_convergence(one) for one in result.convergence],
        "chain": {"lost_at": result.chain.lost_at, "fall": result.chain.fall},
        "verdict": {
            "public_value": _judgement(result.verdict.overall),
            "dimensions": {id: _judgement(judged) for id, judged in result.verdict.dimensions.items()},
            "broken_floors": [],
        },
        "recommendations": [_advice(advice) for advice in result.advice],
        "decisions": [asdict(decision) for decision in result.decisions],
        "drivers": [_driver(driver) for driver in result.drivers],
        "next_evidence": [_next_evidence(one) for one in result.next_evidence],
        **_people(result.voices),
    }


def _system(result: AssessmentResult) -> Data:
    system = result.assessment.system
    names = ("name", "description", "organisation", "country", "phase")
    return {**{name: getattr(system, name) for name in names}, **system.other}


def _evidence(result: AssessmentResult, item: Evidence) -> Data:
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
    fingerprint = result.fingerprints[item.id]
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
    return {"level": judged.direction.id, "leaning": judged.leaning.id, "reasons": list(judged.reasons)}


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


def _convergence(one: Convergence) -> dict[str, object]:
    """Return the errors of a node as plain data."""
    return {
        "node": one.node,
        "over": one.over,
        "mean": one.mean,
        "low": one.low,
        "high": one.high,
        "probabilities": [{"score": score, "error": error} for score, error in one.probabilities.items()],
    }


def _people(voices: Voices) -> dict[str, object]:
    """Return what people say under the key `people`; nothing where nothing was asked for."""
    found = {
        "path": voices.path,
        "readiness": voices.readiness,
        "weights": voices.priorities,
        "scores_under_weights": voices.under,
        "expectations": voices.mindsets,
        "reliance": voices.reliance,
    }
    asked = {name: _plain(part) for name, part in found.items() if part not in (None, ())}
    return {"people": asked} if asked else {}


def _plain(value: object) -> object:
    """Return a value as dictionaries, lists, texts and finite numbers, without draws."""
    if isinstance(value, NotApplicable):
        return {"not_applicable": value.reason}
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: getattr(value, field.name) for field in fields(value) if field.compare}
        return {name: _plain(one) for name, one in named.items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
