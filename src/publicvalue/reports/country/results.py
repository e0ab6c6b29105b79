"""A country as plain data: what its JSON holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from publicvalue import __version__
from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.readiness import IndexResult, Readiness
from publicvalue.reports.table import Data

FORMAT = 1


def country_data(
    framework: ReadinessFramework, case: CountryCase, readiness: Readiness, checklists: Sequence[ChecklistResult]
) -> Data:
    """Return a country as dictionaries, lists, texts and finite numbers. Scores are 0 to 100, shares 0 to 1."""
    return {
        "format": FORMAT,
        "software": {"name": "publicvalue", "version": __version__},
        "framework": framework.name,
        "country": {"code": case.country, "name": framework.countries[case.country], "title": case.title},
        "settings": {"seed": case.seed, "draws": case.draws},
        "readiness": {**asdict(readiness.score), "bounds": list(readiness.bounds)},
        "indices": [_index(index) for index in readiness.indices],
        "peers": {code: readiness.peers.get(code) for code in (case.country, *case.peers)},
        "checklists": [_checklist(one) for one in checklists],
    }


def _index(index: IndexResult) -> Data:
    return {
        "id": index.definition.id,
        "title": index.definition.title,
        "publisher": index.definition.publisher,
        "source": index.definition.source,
        "licence": index.definition.licence,
        "year": index.year,
        "score": asdict(index.score),
        "pillars": {name: asdict(score) for name, score in index.pillars.items()},
        "printed": index.printed,
        "formed": index.formed,
        "agrees": index.agrees,
        "peers": dict(index.peers),
        "trend": [asdict(one) for one in index.trend],
        "figures_from": list(index.sources),
    }


def _checklist(found: ChecklistResult) -> Data:
    return {
        "id": found.checklist.id,
        "coverage": found.coverage,
        "share_in_place_bounds": list(found.bounds),
        "has": [{"item": item.id, "document": answer.document, "note": answer.note} for item, answer in found.has],
        "lacks": [{"item": item.id, "document": answer.document, "note": answer.note} for item, answer in found.lacks],
        "unknown": [item.id for item in found.unknown],
    }
