"""Made-up answers of citizens and staff to the framework's own questions, with a known structure."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from publicvalue.files.frameworks import load_framework
from publicvalue.framework.model import Framework

# How the constructs of citizens hang together: each is this much of those before it, and the rest its own.
STRUCTURE = {
    "perceived_quality": {},
    "perceived_usefulness": {"perceived_quality": 0.3},
    "perceived_transparency": {"perceived_quality": 0.2},
    "ai_attitude": {},
    "satisfaction": {"perceived_quality": 0.5, "perceived_usefulness": 0.3},
    "procedural_justice": {"perceived_transparency": 0.6},
    "trust_in_agency": {"satisfaction": 0.35, "procedural_justice": 0.4, "ai_attitude": 0.15},
    "trust_in_government": {"trust_in_agency": 0.6},
    "legitimacy": {"procedural_justice": 0.3, "trust_in_agency": 0.4},
}
SHARES = np.array([0.15, 0.2, 0.3, 0.35])


def framework() -> Framework:
    return load_framework("public-value/1.0", Path()).framework


def citizens(people: int, rng: np.random.Generator) -> dict[str, list[str]]:
    """Answers of citizens: column -> cells."""
    instruments = framework().instruments
    scores: dict[str, np.ndarray] = {}
    for id, parts in STRUCTURE.items():
        common = sum((share * scores[one] for one, share in parts.items()), np.zeros(people))
        own = np.sqrt(max(0.2, 1 - float(np.var(common))))
        scores[id] = common + own * rng.standard_normal(people)
    columns: dict[str, list[str]] = {}
    for question in instruments.questions:
        if question.construct in scores:
            low, high = instruments.choice_lists[question.choices].ends()
            latent = 0.8 * scores[question.construct] + 0.6 * rng.standard_normal(people)
            value = np.clip(np.round((low + high) / 2 + (high - low) / 5 * latent), low, high)
            value = low + high - value if question.reversed else value
            columns[question.id] = [str(int(one)) for one in value]
    columns |= allocation(people, rng)
    columns |= best_worst(people, rng)
    columns["expected_right"] = [f"{one:.0f}" for one in np.clip(rng.normal(70, 12, people), 0, 100)]
    columns["age_group"] = rng.choice(instruments.choice_lists["age_group"].answers, people).tolist()
    columns["weight"] = [f"{one:.3f}" for one in rng.uniform(0.5, 2, people)]
    return columns


def allocation(people: int, rng: np.random.Generator) -> dict[str, list[str]]:
    """Share out 100 points in whole points, about SHARES of them."""
    instruments = framework().instruments
    question = instruments.question("points")
    wanted = SHARES * np.exp(0.4 * rng.standard_normal((people, 4)))
    points = np.floor(100 * wanted / wanted.sum(axis=1, keepdims=True))
    points[:, 0] += 100 - points.sum(axis=1)
    names = question.columns(instruments.choice_lists)
    return {name: [f"{one:.0f}" for one in points[:, place]] for place, name in enumerate(names)}


def best_worst(people: int, rng: np.random.Generator) -> dict[str, list[str]]:
    """Pick the best and the worst of each task; the later a thing stands in the list, the better it is liked."""
    instruments = framework().instruments
    question = instruments.question("matters")
    codes = instruments.choice_lists[question.choices].answers
    dealt = rng.choice(instruments.choice_lists[instruments.question(question.dealt_by).choices].answers, people)
    columns = {question.dealt_by: dealt.tolist()}
    for n, (task, place) in enumerate(zip(question.tasks, instruments.task_places(question), strict=True), 1):
        liked = np.array([codes.index(code) / len(codes) for code in task]) + rng.gumbel(0, 0.5, (people, len(task)))
        for end, chosen in (("best", liked.argmax(axis=1)), ("worst", liked.argmin(axis=1))):
            picks = zip(chosen, dealt, strict=True)
            columns[f"matters_{n}_{end}"] = [task[one] if code == place.code else "" for one, code in picks]
    return columns


def staff(people: int, rng: np.random.Generator) -> dict[str, list[str]]:
    """Answers of staff: roles, competencies, attitudes, points and expectations."""
    instruments = framework().instruments
    columns = {"role": rng.choice([role.id for role in instruments.staff_roles], people).tolist()}
    for question in instruments.questions:
        if "public_servants" in question.asked_of and question.construct:
            low, high = instruments.choice_lists[question.choices].ends()
            columns[question.id] = [f"{one:.0f}" for one in rng.integers(int(low), int(high) + 1, people)]
    columns |= allocation(people, rng)
    columns["expected_right"] = [f"{one:.0f}" for one in np.clip(rng.normal(92, 5, people), 0, 100)]
    return columns


def write(columns: dict[str, list[str]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


EVIDENCE = """
  - {id: citizens, kind: survey, title: Citizens, file: evidence/citizens.csv, source: made up}
  - {id: staff, kind: survey, title: Staff, file: evidence/staff.csv, source: made up}
"""
PEOPLE = """
people:
  path: {evidence: citizens, replicates: 500}
  weights:
    - {evidence: citizens, question: points, who: citizens, groups: age_group, count: true}
    - {evidence: citizens, question: matters, who: citizens (best and worst)}
    - {evidence: staff, question: points, who: public servants}
  expectations:
    - {evidence: citizens, question: expected_right, who: citizens, indicator: INDICATOR}
  readiness: {evidence: staff}
"""
