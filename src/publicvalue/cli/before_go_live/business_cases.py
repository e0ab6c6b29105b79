"""Commands before go-live: the business case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.limits import limit_options, limits_of
from publicvalue.cli.terminal.problems import tell_written, will_write
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text

FOLDER = click.Path(path_type=Path)


@click.command("case", cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--out", type=FOLDER, default=None, help="Folder for the report.  [default: FOLDER/report]")
@limit_options
def business_case(folder: Path, out: Path | None, max_file_size: float) -> None:
    """Value a business case before go-live: answer here; page, text, JSON and tables in FOLDER/report.

    FOLDER is what `publicvalue new --before-go-live` made, with its workbook filled in.
    """
    from publicvalue.actions.before_go_live.business_cases import REPORT, WORKBOOK, value_workbook, write_case
    from publicvalue.actions.before_go_live.gate_records import checked_record
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.business_case.document import FORECAST, answer_text, warnings

    target = out or folder / "report"
    results = ResultsFolder(target)
    results.check(REPORT)
    will_write(target)
    checked_record(folder, dt.datetime.now(dt.UTC).date())
    valued = value_workbook(folder / WORKBOOK, limits_of(max_file_size))
    for note in valued.notes:
        say(Text("Note: {note}", note=note))
    write_case(valued, results, spoken())
    tell_written(target)
    say(FORECAST)
    say()
    say(answer_text(valued.case, valued.result))
    for one in warnings(valued.case, valued.result):
        say(Text("- {warning}", warning=one))
    say(Text("Report: {page}, and as Markdown, text, JSON and tables", page=str(target / "business-case.html")))


def started(folder: Path, title: str) -> None:
    """Start the folder of a business case, and say what comes next."""
    from publicvalue.actions.before_go_live.business_cases import WORKBOOK, start_case
    from publicvalue.files.stores.folder import FolderStore

    start_case(FolderStore(folder), title, spoken())
    workbook = str(folder / WORKBOOK)
    say(Text("Started {folder}: fill in {workbook}, save it, then", folder=str(folder), workbook=workbook))
    say(f"  publicvalue case {folder}")
