"""The example of a business case reads as it was written: two years later, promise beside delivery."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from publicvalue.actions.before_go_live.deliveries import compare_deliveries
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.reports.business_case.delivery import delivery_document
from publicvalue.reports.render.markdown import render_markdown
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
