"""The example of a business case reads as it was written: two years later, promise beside delivery."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from examples import outcome
from publicvalue.actions.before_go_live.beside import case_beside
from publicvalue.actions.before_go_live.deliveries import compare_deliveries
from publicvalue.actions.before_go_live.gate_reports import gate_report
from publicvalue.actions.before_go_live.gates import decide_gate
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.reports.business_case.delivery import delivery_document
from publicvalue.reports.business_case.knowing import render_worth
from publicvalue.reports.business_case.tables import short
from publicvalue.reports.render.markdown import render_markdown
from publicvalue.results.codec import write_result
from publicvalue.words.language import ENGLISH

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "complaints-case"


def test_delivery_of_the_example_is_what_its_page_says(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(EXAMPLE, folder)
    found = compare_deliveries([folder], None, DEFAULT_LIMITS, dt.date(2026, 7, 13))
    page = render_markdown(delivery_document(found.systems, found.calibration), ENGLISH)
    assert page == (EXAMPLE / "delivery.md").read_text(), "Run: python scripts/example_case.py examples/complaints-case"
    (delivered,) = found.systems
    assert [gate.decision for gate in delivered.record.gates] == ["go", "go", "conditions", "conditions", "conditions"]
    # What was promised is the forecast of go-live, after the pilot: the pool of both forecasters.
    hours = next(one for one in delivered.promises if one.title == "Hours of clerks")
    assert (hours.forecast.low, hours.forecast.high, hours.result) == (2_750, 18_000, 12_500)


def test_money_of_the_case_stands_beside_points_of_the_assessment_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(EXAMPLE, folder)
    assessed = outcome("robodebt")
    (folder / "report").mkdir()
    (folder / "report" / "results.json").write_bytes(write_result(assessed))
    decided = decide_gate(folder, "yearly", DEFAULT_LIMITS, dt.date(2026, 7, 13))
    told = " ".join(render_markdown(gate_report(decided), ENGLISH).split())
    money = max(decided.result.drivers, key=lambda one: one.worth)
    assert money.worth > 0
    assert f"DOP {short(money.worth):,.0f}" in told
    first = assessed.next_evidence[0]
    assert f"| {first.narrowing:.1f} |" in told
    assert first.indicator.title in told
    # The same on a terminal, behind the next evidence.
    beside = case_beside(folder, DEFAULT_LIMITS)
    assert beside is not None
    assert f"at most DOP {short(money.worth):,.0f}" in render_worth(beside.case, beside.result, ENGLISH)
