"""The command on the next evidence worth collecting."""

from __future__ import annotations

from pathlib import Path

import click

from publicvalue.cli.assessments import FOLDER, GIBIBYTE, size_option
from publicvalue.cli.problems import Steps


@click.command("next")
@click.argument("folder", type=FOLDER)
@click.option("--csv", "as_csv", is_flag=True, help="Write the list as CSV.")
@size_option
def next_evidence(folder: Path, as_csv: bool, max_file_size: float) -> None:
    """Rank the evidence that is worth collecting next.

    For each unknown or weakly known indicator: the expected narrowing of the result, the chance that the verdict
    changes, and a rough effort.
    """
    from publicvalue.files.assessments import load_assessment, run_assessment
    from publicvalue.files.guards import Limits
    from publicvalue.reports.next_section import render_next
    from publicvalue.reports.tables import csv_text, next_evidence_table

    steps = Steps()
    try:
        limits = Limits(file_bytes=int(max_file_size * GIBIBYTE))
        outcome = run_assessment(load_assessment(folder), limits, steps)
    finally:
        steps.done()
    text = csv_text(next_evidence_table(outcome)) if as_csv else render_next(outcome)
    click.echo(text, nl=False)
