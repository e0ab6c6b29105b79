"""Folders of assessments with small made-up surveys."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

TRUST = "democratic.risk.trust.trust_in_agency"
EASE = "citizen.benefit.accessibility.ease_of_use"

Columns = Mapping[str, Sequence[object]]


def folder_of(path: Path, answers: list[dict], tables: Mapping[str, Columns], **kinds: str) -> Path:
    """Write an assessment with made-up tables; a table is a survey unless its kind is given."""
    (path / "evidence").mkdir(parents=True)
    for name, columns in tables.items():
        with (path / "evidence" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
    evidence = [
        {
            "id": name,
            "kind": kinds.get(name, "survey"),
            "title": f"Made-up table {name}",
            "file": f"evidence/{name}.csv",
            "source": "made up by a test",
            "made_up": True,
        }
        for name in tables
    ]
    data = {
        "assessment": {
            "id": "few",
            "title": "Few people",
            "framework": "public-value/1.0",
            "period": {"from": "2026-01-01", "to": "2026-06-30"},
        },
        "system": {
            "name": "Made up",
            "description": "Made up",
            "organisation": "Nobody",
            "country": "XXX",
            "phase": "production",
        },
        "settings": {"seed": 1, "draws": 1000},
        "evidence": evidence,
        "answers": answers,
    }
    (path / "assessment.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path
