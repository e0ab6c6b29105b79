"""The command on a plan to know."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.limits import limit_options, limits_of
from publicvalue.cli.terminal.problems import tell_written, will_write
from publicvalue.cli.terminal.progress import Steps
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text

FOLDER = click.Path(path_type=Path)
RUNS = 1000


@click.command(cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--runs", type=click.IntRange(100, 100_000), default=RUNS, show_default=True, help="Simulated roll-outs.")
@click.option("--out", type=FOLDER, default=None, help="Folder for the report.  [default: FOLDER/plan]")
@limit_options
def plan(folder: Path, runs: int, out: Path | None, max_file_size: float) -> None:
    """Plan how to know: what is measured by whom, which design can show it, and who starts when, drawn by lot.

    FOLDER is what `publicvalue new --before-go-live` made, with its sheets "Plan to know" and "Roll-out". What the
    months of the units did before stands in FOLDER/past-records.csv, with the columns unit, month and value.
    """
    from publicvalue.actions.before_go_live.plans import REPORT, make_plan, write_plan
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.business_case.plan import plan_texts

    today = dt.datetime.now(dt.UTC).date()
    target = out or folder / "plan"
    results = ResultsFolder(target)
    results.check(REPORT)
    will_write(target)
    with Steps() as steps:
        steps.step(Text("simulating the roll-out"))
        planned = make_plan(folder, limits_of(max_file_size), today, runs, lambda share: steps.share(100 * share))
    write_plan(planned, results, spoken())
    tell_written(target)
    for text in plan_texts(planned):
        say(text)
    say(Text("Report: {page}, and as Markdown, text, JSON and tables", page=str(target / "plan.html")))
