"""Archetypes of assessments, each built for real: evidence in tables, read, measured and judged as any other is.

`good` is a score of 85, `bad` one of 15, whatever the curve of the indicator.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.files.frameworks import load_framework
from publicvalue.files.stores.folder import FolderStore
from publicvalue.framework.model import Framework, Indicator
from publicvalue.results.model import AssessmentResult

NAME = "public-value/1.0"
GOOD, BAD = 85.0, 15.0
PERIOD = ("2024-01-01", "2024-12-31")
Rows = list[dict[str, object]]


@cache
def shipped() -> Framework:
    return load_framework(NAME).framework


def core_indicators() -> list[Indicator]:
    """The indicators that carry the core questions, in the framework's order."""
    return [one for component in shipped().components if (one := component.core)]


def value_at(indicator: Indicator, score: float) -> float:
    """The value of an indicator that scores so much."""
    anchors = sorted(indicator.goalposts.anchors, key=lambda anchor: anchor[1])
    return float(np.interp(score, [score for _, score in anchors], [value for value, _ in anchors]))


def is_outcome(indicator: Indicator) -> bool:
    """Whether an indicator speaks of an outcome of the people served."""
    stage = shipped().stage_of(indicator)
    return stage in ("outcomes", "effects") and indicator.shows == "people"


@dataclass
class Archetype:
    """An assessment that is put together piece by piece."""

    phase: str = "production"
    collected: str = "2024-12-31"
    days: dict[str, str] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    red_lines: dict[str, dict[str, str]] = field(default_factory=dict)
    evidence: dict[str, tuple[str, Rows]] = field(default_factory=dict)
    answers: list[dict[str, object]] = field(default_factory=list)

    def add(self, kind: str, indicator: str, rows: Rows, **more: Mapping[str, object]) -> Archetype:
        """Bring a table of its own for an indicator; `more` are further fields of the answer."""
        id = f"e{len(self.evidence)}"
        self.evidence[id] = (kind, rows)
        self.answers.append({"indicator": indicator, "evidence": id, **more})
        return self

    def lines(self, answer: str = "yes", document: str = "D 1", but: Iterable[str] = ()) -> Archetype:
        """Answer every red line alike, but some."""
        given = {"answer": answer, **({"document": document} if document else {})}
        self.red_lines |= {line.id: dict(given) for line in shipped().red_lines if line.id not in set(but)}
        return self

    def core(
        self, score: float = GOOD, only: Iterable[Indicator] | None = None, n: int = 400, document: str = "D 2"
    ) -> Archetype:
        """Answer core questions so that each scores about so much: counts of n cases drawn at random."""
        asked = list(core_indicators() if only is None else only)
        id = f"e{len(self.evidence)}"
        self.evidence[id] = ("appraisal", [core_row(indicator, score, n, document) for indicator in asked])
        self.answers += [{"indicator": indicator.id, "evidence": id} for indicator in asked]
        return self

    def checklists(self, state: str = "yes", document: str = "D 3") -> Archetype:
        """Answer every item of every checklist alike."""
        for indicator in (one for one in shipped().indicators if one.kind == "checklist"):
            items: Any = indicator.options["items"]
            self.add(
                "checklist",
                indicator.id,
                [{"item": item["id"], "state": state, "document": document} for item in items],
            )
        return self

    def forecast(self, score: float = 80.0) -> Archetype:
        """Answer every core question by a forecast."""
        for indicator in core_indicators():
            likely, spread = value_at(indicator, score), 0.02 * abs(value_at(indicator, score)) + 0.01
            self.add("forecast", indicator.id, [{"low": likely - spread, "likely": likely, "high": likely + spread}])
        return self

    def figure(
        self, id: str, value: float, interval: tuple[float, float] | None = None, basis: str = "measured"
    ) -> Archetype:
        """Bring a published figure."""
        low, high = interval or (value * 0.98 - 0.01, value * 1.02 + 0.01)
        self.add("statistics", id, [{"value": value, "low": min(low, high), "high": max(low, high), "basis": basis}])
        return self

    def figures(self, score: float, ids: Iterable[str], basis: str = "measured") -> Archetype:
        """Bring published figures that score so much."""
        for id in ids:
            self.figure(id, value_at(shipped().indicator(id), score), basis=basis)
        return self

    def lots(self, id: str, score: float) -> Archetype:
        """Bring the effect of a randomised trial: 400 cases in each arm, no cases lost."""
        change = value_at(shipped().indicator(id), score)
        rng = np.random.default_rng(7)
        without, with_system = rng.normal(20, 2, 400), rng.normal(20 * (1 + change / 100), 2, 400)
        rows: Rows = [{"value": float(one), "drawn": "no"} for one in without]
        rows += [{"value": float(one), "drawn": "yes"} for one in with_system]
        self.add("records", id, rows)
        return self

    def survey(self, id: str, score: float, n: int, probability: bool = True) -> Archetype:
        """Bring the answers of n people, of a probability sample or of those who came."""
        share = value_at(shipped().indicator(id), score) / 100
        yes = round(share * n)
        weighed = {"weight": 1.0} if probability else {}
        rows: Rows = [{"event": "yes" if i < yes else "no", **weighed} for i in range(n)]
        self.add("survey", id, rows)
        return self

    def gap(self, id: str, rates: Mapping[str, float], cases: int = 3500) -> Archetype:
        """Bring records of which each group has so many cases, half of them true, and such a false positive rate."""
        rows: Rows = []
        for group, rate in rates.items():
            false = round(cases / 2 * rate)
            for prediction, truth, count in (
                ("yes", "no", false),
                ("no", "no", cases // 2 - false),
                ("yes", "yes", cases // 4),
                ("no", "yes", cases // 4),
            ):
                rows.append({"prediction": prediction, "truth": truth, "group": group, "cases": count})
        return self.add("records", id, rows, columns={"count": "cases"})

    def share(self, id: str, events: int, n: int, drawn: str = "") -> Archetype:
        """Bring records of which so many of n are the event."""
        rows: Rows = [{"event": "yes" if i < events else "no"} for i in range(n)]
        return self.add("records", id, rows, **({"options": {"drawn": drawn}} if drawn else {}))

    def without(self, *ids: str) -> Archetype:
        """Take the answers to some indicators away."""
        self.answers = [one for one in self.answers if one["indicator"] not in ids]
        return self

    def run(self, folder: Path) -> AssessmentResult:
        """Write everything as an agency would, and assess it."""
        (folder / "evidence").mkdir(parents=True, exist_ok=True)
        for id, (_, rows) in self.evidence.items():
            with (folder / "evidence" / f"{id}.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
                writer.writeheader()
                writer.writerows(rows)
        (folder / "assessment.yaml").write_text(yaml.safe_dump(self._settings(), sort_keys=False, allow_unicode=True))
        return run_assessment(load_assessment(FolderStore(folder)), depth="core")

    def _settings(self) -> dict[str, object]:
        used = {answer["evidence"] for answer in self.answers}
        return {
            "assessment": {
                "id": "archetype",
                "title": "An archetype",
                "framework": NAME,
                "period": {"from": PERIOD[0], "to": PERIOD[1]},
            },
            "system": {
                "name": "S",
                "description": "Made up.",
                "organisation": "O",
                "country": "BRB",
                "phase": self.phase,
            },
            "settings": {"seed": 1, "draws": 1000},
            **({"profile": self.profile} if self.profile else {}),
            **({"red_lines": self.red_lines} if self.red_lines else {}),
            "evidence": [
                {
                    "id": id,
                    "kind": kind,
                    "title": f"Table {id}",
                    "file": f"evidence/{id}.csv",
                    "source": "made up",
                    "collected": self.days.get(id, self.collected),
                    "made_up": True,
                }
                for id, (kind, _) in self.evidence.items()
                if id in used
            ],
            "answers": self.answers,
        }


def core_row(indicator: Indicator, score: float, n: int, document: str) -> dict[str, object]:
    """A row of an appraisal that answers a core question so that it scores about so much."""
    assert indicator.core
    row: dict[str, object] = {"question": indicator.id, "document": document}
    value = value_at(indicator, score)
    if indicator.core.form == "grade":
        best = min(indicator.core.grades, key=lambda grade: abs((grade.low + grade.high) / 2 - value))
        return {**row, "answer": best.id}
    if indicator.core.form == "count":
        return {**row, "answer": round(value * n / 100), "of": n, "drawn": "random"}
    return {**row, "answer": value, "low": value - 0.1, "high": value + 0.1, "basis": "measured"}
