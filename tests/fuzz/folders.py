"""Small folders that are right, one for each measure and kind of evidence, to be spoilt."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path

HEAD = {
    "assessment": {
        "id": "small",
        "title": "Small",
        "framework": "public-value/1.0",
        "period": {"from": "2024-01-01", "to": "2024-12-31"},
    },
    "system": {
        "name": "S",
        "description": "d",
        "organisation": "o",
        "country": "XXX",
        "phase": "production",
    },
    "settings": {"seed": 1, "draws": 1000},
}


@dataclass(frozen=True)
class Small:
    """Evidence and the answer that it gives."""

    indicator: str
    kind: str
    rows: str
    answer: dict[str, object] = field(default_factory=dict)
    evidence: dict[str, object] = field(default_factory=dict)
    more: dict[str, object] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def tree(self) -> dict[str, object]:
        """Return what stands in assessment.yaml."""
        item = {"id": "e", "kind": self.kind, "title": "T", "file": "evidence/e.csv", "source": "made up"}
        others = [
            {"id": name, "kind": "statistics", "title": "T", "file": f"evidence/{name}.csv", "source": "made up"}
            for name in self.files
        ]
        answer = {"indicator": self.indicator, "evidence": "e", **self.answer}
        return copy.deepcopy({**HEAD, "evidence": [item | self.evidence, *others], "answers": [answer], **self.more})

    def write(self, folder: Path) -> None:
        """Write the files of evidence."""
        (folder / "evidence").mkdir(parents=True, exist_ok=True)
        (folder / "evidence" / "e.csv").write_text(self.rows, encoding="utf-8")
        for name, rows in self.files.items():
            (folder / "evidence" / f"{name}.csv").write_text(rows, encoding="utf-8")


def _cases(count: int = 60) -> str:
    """Cases of two groups with days, advice, truth, a score and dates."""
    lines = ["id,group,office,days,score,flag,truth,decision,kind,day,people,NAME"]
    for i in range(count):
        group, office = "ab"[i % 2], f"0{i % 4}0"
        day = f"2024-{1 + i % 12:02d}-{1 + i % 27:02d}"
        lines.append(
            f"{i},{group},{office},{i * 7 % 23}.5,{i % 10},{'yes' if i % 3 else 'no'},{i % 2},{int(i % 5 > 1)},"
            f"{'NA' if i % 7 else 'granted'},{day},{1 + i % 3},x{i % 5}"
        )
    return "\n".join(lines) + "\n"


def _panel() -> str:
    lines = ["unit,month,value,adopted,control"]
    for u in range(6):
        for m in range(12):
            after = u < 3 and m >= 6
            adopted = "2024-07-01" if u < 3 else ""
            lines.append(f"u{u},2024-{m + 1:02d}-01,{20 + u + (m * 5 + u) % 4 - 3 * after},{adopted},{10 + m % 3}")
    return "\n".join(lines) + "\n"


def _survey() -> str:
    lines = ["respondent,happy,q1,q2,q3,w,region,place,sex"]
    for i in range(48):
        answers = ",".join(str(1 + (i * k + k) % 5) for k in (1, 3, 7))
        lines.append(f"r{i},{int(i % 3 > 0)},{answers},{1 + i % 3}.5,{'NS'[i % 2]},p{i % 8},{'mf'[i % 3 == 0]}")
    return "\n".join(lines) + "\n"


EVENTS = "id,step,at,who\n" + "".join(
    f"c{i},in,2024-03-{1 + i % 20:02d} 09:00,w\nc{i},out,2024-04-{1 + i % 27:02d} 15:30,{'bot' if i % 2 else 'w'}\n"
    for i in range(12)
)
COSTS = "date,flow,amount\n2024-01-01,cost,100\n2024-06-01,benefit,150\n"
FORECAST = "date,flow,low,likely,high\n2024-01-01,cost,90,100,120\n2025-06-01,benefit,100,150,190\n"
STATISTICS = "figure,value,low,high,basis\nfirst,12,10,14,measured\nsecond,20,,,asserted\n"
MARGINS = "margin,category,people\nsex,m,1000\nsex,f,1200\n"
CONTROLS = "item,state,document\nregister_entry,yes,d1\n"

SMALL: dict[str, Small] = {
    "share": Small(
        "economic.benefit.efficiencies.within_service_standard",
        "records",
        _cases(),
        {
            "columns": {"event": {"column": "kind", "equals": ["granted"]}, "count": "people", "key": "id"},
            "where": {"group": ["a", "b"], "office": "010"},
            "by": {"period": {"column": "day", "date_format": "%Y-%m-%d"}, "each": "quarter", "group": "group"},
            "target": 90,
            "baseline": 50.5,
            "note": "n",
        },
        {"not_blank": {"kind": ["NA"]}, "collected": "2024", "may_publish": True, "made_up": True},
    ),
    "percentile": Small(
        "administrative.risk.security.repair_time",
        "records",
        _cases(),
        {"columns": {"value": {"column": "days", "unit": "days"}}},
    ),
    "completeness": Small(
        "administrative.consideration.data_availability.completeness",
        "records",
        _cases(),
        {"columns": {"fields": ["day", "kind", "days"]}},
    ),
    "classification": Small(
        "administrative.benefit.security_accuracy.balanced_accuracy",
        "records",
        _cases(),
        {"columns": {"prediction": {"column": "score", "at_least": 5, "at_most": 9}, "truth": "truth"}},
    ),
    "discrimination": Small(
        "administrative.benefit.security_accuracy.discrimination",
        "records",
        _cases(),
        {"columns": {"score": "score", "truth": "truth"}},
    ),
    "reliance": Small(
        "democratic.risk.trust.over_reliance",
        "records",
        _cases(),
        {"columns": {"advice": "flag", "decision": "decision", "truth": "truth", "officer": "office"}},
    ),
    "disparity": Small(
        "citizen.benefit.accessibility.in_time_gap",
        "records",
        _cases(160),
        {
            "columns": {"event": "flag", "group": ["group", "office"]},
            "options": {"reference": "a, 000", "groups": ["b, 010"], "minimum_group": 5},
        },
    ),
    "errors": Small(
        "economic.risk.economic_harm.false_positive_gap",
        "records",
        _cases(160),
        {"columns": {"prediction": "flag", "truth": "truth", "group": "group"}, "options": {"reference": "a"}},
    ),
    "drift": Small(
        "administrative.risk.integrity.performance_drift",
        "records",
        _cases(200),
        {"columns": {"event": "flag", "period": "day"}, "options": {"latest": 2, "reference": 3}},
    ),
    "adoption": Small(
        "economic.benefit.efficiencies.waiting_time_change",
        "records",
        _panel(),
        {
            "columns": {
                "adopter": "unit",
                "period": "month",
                "value": "value",
                "adopted": "adopted",
                "before": ["control"],
            },
            "options": {"period_size": "month", "controls": "not yet", "anticipation": 1, "better": "lower"},
        },
    ),
    "series": Small(
        "economic.benefit.efficiencies.waiting_time_change",
        "records",
        _panel(),
        {
            "columns": {"period": "month", "value": "value", "control": "control"},
            "options": {"design": "interrupted_series", "adoption": "2024-07-01", "season": 1, "trend": True},
        },
    ),
    "threshold": Small(
        "economic.benefit.efficiencies.waiting_time_change",
        "records",
        _cases(120),
        {
            "columns": {"threshold_score": "days", "value": "score"},
            "options": {"design": "threshold_discontinuity", "threshold": 11.5, "side": "below"},
        },
    ),
    "costs": Small(
        "economic.benefit.costs.benefit_cost_ratio",
        "costs",
        COSTS,
        {
            "options": {
                "discount_rate": 0.035,
                "discount_rate_low": 0.01,
                "discount_rate_high": 0.05,
                "base_date": "2024-01-01",
                "correlation": 0.5,
            }
        },
    ),
    "forecast": Small("economic.benefit.costs.benefit_cost_ratio", "forecast", FORECAST, {"options": {}}),
    "statistics": Small(
        "economic.consideration.costs.cost_overrun", "statistics", STATISTICS, {"options": {"figure": "first"}}
    ),
    "checklist": Small("democratic.consideration.accountability.disclosure_controls", "checklist", CONTROLS),
    "survey": Small(
        "economic.benefit.efficiencies.staff_time_saved",
        "survey",
        _survey(),
        {
            "columns": {"event": "happy", "weight": "w", "stratum": "region", "cluster": "place", "margins": "sex"},
            "options": {"margins": {"sex": {"m": 1000, "f": 1200}}, "census": False},
        },
    ),
    "margins": Small(
        "economic.benefit.efficiencies.staff_time_saved",
        "survey",
        _survey(),
        {"columns": {"event": "happy", "margins": ["sex"]}, "options": {"margins": {"evidence": "known"}}},
        files={"known": MARGINS},
    ),
    "construct": Small(
        "democratic.risk.trust.trust_in_agency",
        "survey",
        _survey(),
        {"columns": {"items": ["q1", "q2", "q3"], "weight": "w"}, "options": {"reversed": ["q2"]}},
    ),
    "events": Small(
        "administrative.risk.security.repair_time",
        "records",
        EVENTS,
        {"columns": {"value": "duration"}},
        {
            "cases": {
                "case": "id",
                "activity": "step",
                "time": "at",
                "resource": "who",
                "keep": ["who"],
                "where": {"step": ["in", "out"]},
                "unit": "days",
                "rows": "cases",
                "closed_by": ["out"],
                "automated_resources": ["bot"],
                "office_hours": "08:30-17:00",
                "working_days": ["monday", "friday"],
                "country": "BRB",
                "holidays": ["2024-03-05"],
                "time_zone": "America/Barbados",
            }
        },
    ),
}
