"""Write all that an assessment produces into one folder, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from publicvalue.files.assessments import AssessmentFolder
from publicvalue.files.bundles import bundle_bytes, json_bytes
from publicvalue.files.write import write_folder
from publicvalue.findings.model import Outcome
from publicvalue.reports.html import render_html
from publicvalue.reports.results import results_data
from publicvalue.reports.tables import csv_text, report_tables


def write_report(loaded: AssessmentFolder, outcome: Outcome, target: Path) -> Path:
    """Write the report, the results, the tables and the bundle; a former report in the same folder is replaced."""
    files = {
        "report.html": render_html(outcome).encode(),
        "results.json": json_bytes(results_data(outcome)),
        "bundle.zip": bundle_bytes(loaded, outcome),
    }
    for name, table in report_tables(outcome).items():
        files[f"tables/{name}.csv"] = csv_text(table).encode("utf-8-sig")
    write_folder(target, files)
    return target
