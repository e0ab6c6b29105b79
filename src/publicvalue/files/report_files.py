"""Write all that an assessment produces into one folder, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.assessments import AssessmentFolder
from publicvalue.files.bundles import bundle_bytes, json_bytes
from publicvalue.files.write import write_folder
from publicvalue.findings.model import Outcome
from publicvalue.reports.every_table import every_table
from publicvalue.reports.html import render_html
from publicvalue.reports.results import results_data
from publicvalue.reports.tables import csv_text

if TYPE_CHECKING:
    from publicvalue.reports.country_context import CountryContext

REPORT = frozenset({"report.html", "results.json", "bundle.zip", "tables"})


def write_report(
    loaded: AssessmentFolder, outcome: Outcome, target: Path, context: CountryContext | None = None
) -> Path:
    """Write the report, the results, the tables and the bundle; a former report in the same folder is replaced.

    The country's readiness, where it is given, stands in the report alone: results and bundle do not depend on it.

    Raises
    ------
    InputError
        When the folder holds anything that is no report: nothing else is ever replaced.
    """
    check_target(target)
    files = {
        "report.html": render_html(outcome, context).encode(),
        "results.json": json_bytes(results_data(outcome)),
        "bundle.zip": bundle_bytes(loaded, outcome),
    }
    for name, table in every_table(outcome).items():
        files[f"tables/{name}.csv"] = csv_text(table).encode("utf-8-sig")
    write_folder(target, files)
    return target


def check_target(target: Path) -> None:
    """Refuse a folder that holds anything but a former report."""
    held = {path.name for path in target.iterdir()} if target.is_dir() else set()
    if target.is_file() or not held <= REPORT:
        found = ", ".join(sorted(held - REPORT)[:3]) or "a file"
        what = f"the folder for the report holds something else ({found})"
        raise InputError(
            [Problem(Place(str(target)), what, "a new or empty folder, or a former report", "choose another folder")]
        )
