"""Small evidence for every measure whose rows can come in any order: fractions, tied values, tied keys."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

ROWS = 240
START = datetime.date(2021, 1, 1)
Columns = dict[str, list]


@dataclass(frozen=True)
class Rows:
    """Evidence and the settings under which a measure reads it."""

    columns: Columns
    unit: str = "days"
    options: dict[str, object] = field(default_factory=dict)


def records(*names: str, rows: int = ROWS) -> Columns:
    """Draw records whose values are fractions, with ties in every column."""
    rng = np.random.default_rng(11)
    chance = np.round(rng.uniform(0.02, 0.98, rows), 2)
    drawn = {
        "value": np.round(np.exp(rng.normal(3, 1, rows)), 1) / 3,
        "event": rng.random(rows) < 0.3,
        "truth": rng.random(rows) < chance,
        "prediction": rng.random(rows) < chance,
        "advice": rng.random(rows) < chance,
        "decision": rng.random(rows) < chance,
        "probability": chance,
        "score": np.round(chance, 1) / 3,
        "group": np.array(["north", "south", "east"])[rng.integers(0, 3, rows)],
        "officer": np.array([f"officer {i}" for i in range(12)])[rng.integers(0, 12, rows)],
        "cluster": np.array([f"office {i}" for i in range(12)])[rng.integers(0, 12, rows) ** 2 // 11],
        "stratum": np.array(["a", "b"])[np.arange(rows) % 2],
        "experience": np.array(["new", "old"])[rng.integers(0, 2, rows)],
        "count": np.round(rng.uniform(0.5, 4, rows), 1),
        "weight": np.round(rng.uniform(0.5, 4, rows), 2),
        "drawn": rng.random(rows) < 0.5,
        "threshold_score": np.round(rng.uniform(0, 10, rows), 1),
        "date": [START + datetime.timedelta(days=int(day)) for day in rng.integers(0, 60, rows)],
        "period": [START + datetime.timedelta(days=int(day)) for day in rng.integers(0, 700, rows)],
        "found": rng.random(rows) < chance,
    }
    drawn["with_system"] = np.array([day >= datetime.date(2022, 1, 1) for day in drawn["period"]])
    drawn["population"] = np.where(drawn["stratum"] == "a", 4000.0, 9000.0)
    drawn["still_open"] = rng.random(rows) < 0.3
    return {name: np.asarray(drawn[name]).tolist() for name in names}


def with_several(columns: Columns, role: str, *names: str) -> Columns:
    """Let several columns play one role."""
    return {**columns, role: [records(name)[name] for name in names]}


def panel(adopters: int = 4, units: int = 10, months: int = 24, cases: int = 2, **more: list) -> Columns:
    """Draw cases of units over months, some of which adopt in the second year, one month after the other."""
    rng = np.random.default_rng(12)
    columns: Columns = {name: [] for name in ("value", "adopter", "period", "adopted")}
    for unit in range(units):
        month = 12 + unit if unit < adopters else None
        for place in range(months):
            for _ in range(cases):
                level = 10 + unit / 3 + place / 7 - 2 * (month is not None and place >= month)
                columns["value"].append(round(level + rng.normal(), 1) / 3)
                columns["adopter"].append(f"unit {unit}")
                columns["period"].append(datetime.date(2020 + place // 12, 1 + place % 12, 1))
                columns["adopted"].append(month if month is None else datetime.date(2021, 1 + month - 12, 1))
    return columns | more


def flows() -> Columns:
    """Draw amounts of two kinds, several on a day."""
    rng = np.random.default_rng(13)
    amounts = np.round(rng.uniform(1, 900, 60), 1) / 3
    days = [datetime.date(2021 + int(day) // 12, 1 + int(day) % 12, 1) for day in rng.integers(0, 24, 60)]
    kinds = np.array(["benefit", "cost"])[np.arange(60) % 2].tolist()
    return {"date": days, "flow": kinds, "amount": amounts.tolist()}


def forecasts() -> Columns:
    """Draw forecast amounts, several on a day under one name."""
    given = flows()
    likely = given.pop("amount")
    parts = {"low": [0.8 * x for x in likely], "likely": likely, "high": [1.3 * x for x in likely]}
    return {**given, **parts, "label": [f"item {i % 7}" for i in range(len(likely))]}


def ratings() -> Columns:
    """Let raters rate items, some of them not."""
    rng = np.random.default_rng(14)
    pairs = [(f"i{item}", f"rater {rater}") for item in range(5) for rater in range(6) if rng.random() < 0.9]
    items, raters = zip(*pairs, strict=True)
    return {"item": list(items), "rater": list(raters), "rating": rng.integers(1, 6, len(pairs)).astype(float).tolist()}


PERIODS = {"period_size": "month"}
SURVEY = ("weight", "stratum", "cluster")
COSTS = {"discount_rate": 0.05, "base_date": datetime.date(2021, 1, 1)}
ADVICE = ("advice", "decision", "truth", "officer", "experience", "group")
ITEMS = {"items": [{"id": f"i{item}", "text": f"item {item}"} for item in range(5)]}
STATES = ["yes", "no", "partly", "yes", "no"]


def of_adoption() -> list[Rows]:
    return [
        Rows(panel(), options=PERIODS),
        Rows(panel(adopters=1, units=14), options={**PERIODS, "design": "synthetic_control"}),
        Rows(records("value", "drawn", "cluster", "stratum")),
    ]


def of_periods() -> list[Rows]:
    return [Rows(records("value", "period", "with_system", "count"), options=PERIODS)]


def of_lots() -> list[Rows]:
    return [Rows(records("value", "drawn", *more)) for more in ((), ("cluster",), ("stratum",), ("count",))]


def of_survey(*names: str, **options: object) -> Callable[[], list[Rows]]:
    return lambda: [
        Rows(records(*names, *more), options=options) for more in ((), ("weight",), SURVEY, ("stratum", "population"))
    ]


def of_percent(*names: str, **options: object) -> Callable[[], list[Rows]]:
    return lambda: [Rows(records(*names), unit="percent", options=options)]


COUNTED = {"question": "a", "form": "count"}
WORLDS: dict[str, Callable[[], list[Rows]]] = {
    "adoption_effect": of_adoption,
    "appropriate_reliance": of_percent(*ADVICE),
    "before_after": of_periods,
    "benefit_cost_ratio": lambda: [Rows(rows, "ratio", COSTS) for rows in (flows(), forecasts())],
    "calibration": lambda: [Rows(records("truth", "probability", *more)) for more in ((), ("count",))],
    "checklist_share": lambda: [Rows({"item": ["i0", "i1", "i2", "i3", "i4"], "state": STATES}, "percent", ITEMS)],
    "classification_rate": of_percent("truth", "prediction", "count", rate="balanced_accuracy"),
    "closed_within": of_percent("value", "still_open", "count", within=7),
    "completeness": lambda: [Rows(with_several(records("count"), "fields", "group", "officer"), "percent")],
    "core_answer": lambda: [
        Rows({"question": ["a", "b", "c"], "answer": ["7", "x", "9"], "of": [9.0, 1.0, 10.0]}, "percent", COUNTED)
    ],
    "discrimination": lambda: [Rows(records("truth", "score", *more), "index") for more in ((), ("count",))],
    "effect_disparity": lambda: [Rows(records("value", "drawn", "group"), options={"effect": "in its unit"})],
    "error_disparity": of_percent("truth", "prediction", "group", "count", rate="accuracy"),
    "forecast": lambda: [Rows({"low": [1.1], "likely": [2.2], "high": [3.3]})],
    "interrupted_series": of_periods,
    "level_drift": lambda: [Rows(records("value", "period", "count"), options=PERIODS)],
    "mean": lambda: [Rows(records("value", *more)) for more in ((), ("count",), ("cluster",), ("count", "cluster"))],
    "median": lambda: [Rows(records("value", *more)) for more in ((), ("count",), ("still_open", "count"))],
    "net_present_value": lambda: [Rows(rows, "USD", COSTS) for rows in (flows(), forecasts())],
    "outcome_disparity": of_percent("event", "group", "count"),
    "over_reliance": of_percent(*ADVICE),
    "percentile": lambda: [Rows(records("value", *more), options={"percent": 80}) for more in ((), ("count",))],
    "prioritisation_early": of_percent("date", "found", "score"),
    "prioritisation_time": of_percent("date", "found", "score"),
    "published_figure": lambda: [Rows({"value": [1.1], "low": [0.9], "high": [1.4]})],
    "randomised_difference": of_lots,
    "rating_mean": lambda: [Rows(ratings(), "points", {**ITEMS, "low": 1, "high": 5})],
    "share": lambda: [
        Rows(records("event", *more), "percent") for more in ((), ("count",), ("cluster",), ("count", "cluster"))
    ],
    "staggered_adoption": lambda: [Rows(panel(), options=PERIODS)],
    "survey_construct": lambda: [
        Rows(with_several(records(*more), "items", "value", "score", "weight"), "points") for more in ((), ("stratum",))
    ],
    "survey_difference": of_survey("value", "group", group="north", reference="south"),
    "survey_mean": of_survey("value"),
    "survey_quantile": of_survey("value", quantile=0.7),
    "survey_share": of_survey("event"),
    "survey_total": of_survey("value", "weight"),
    "synthetic_control": lambda: [Rows(panel(adopters=1, units=14), options=PERIODS)],
    "threshold_discontinuity": lambda: [
        Rows(records(outcome, "threshold_score"), options={"threshold": 5}) for outcome in ("value", "event")
    ],
    "under_reliance": of_percent(*ADVICE),
    "value_disparity": lambda: [Rows(records("value", "group", *more)) for more in ((), ("count",))],
}
"""Measure id -> evidence for it."""
