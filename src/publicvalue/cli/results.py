"""Commands on stored results."""

from __future__ import annotations

from pathlib import Path

import click

from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.problems import tell_written
from publicvalue.cli.terminal.say import say
from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text

FILE = click.Path(path_type=Path)


@click.command(cls=Command)
@click.argument("results", type=FILE)
@click.option("--out", type=FILE, default=Path("report"), show_default=True, help="Folder for the report.")
@click.option("--annexes", is_flag=True, help="Print the annexes too; a screen opens them when asked for.")
def report(results: Path, out: Path, annexes: bool) -> None:
    """Make report and tables again from RESULTS, a results.json, without the evidence."""
    from publicvalue.actions.publishing.report_files import write_report_again
    from publicvalue.files.results_file import load_results
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.system.terminal import render_summary

    result = load_results(results)
    if out.resolve() == results.resolve().parent:
        what = Text("the report would replace the folder that the results are in, and with it their bundle")
        raise InputError([Problem(Place(str(out)), what, Text("another folder"), Text("name one with --out"))])
    write_report_again(result, ResultsFolder(out), spoken(), annexes_on_paper=annexes)
    tell_written(out)
    say(render_summary(result, language=spoken()))
    say(Text("Report:  {page}", page=str(out / "report.html")))
    say(Text("Numbers: {numbers}, {tables}", numbers=str(out / "results.json"), tables=str(out / "tables")))
