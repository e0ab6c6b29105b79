"""The command on promise and delivery."""

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


@click.command(cls=Command)
@click.argument("folders", type=FOLDER, nargs=-1, required=True)
@click.option("--next", "following", type=FOLDER, default=None, help="Folder of a next case to correct.")
@click.option("--out", type=FOLDER, default=None, help="Folder for the report.  [default: delivery, in the first one]")
@limit_options
def delivery(folders: tuple[Path, ...], following: Path | None, out: Path | None, max_file_size: float) -> None:
    """Set what came beside what was promised, for everybody to read; over several systems, how good forecasts were.

    Each of FOLDERS is what `publicvalue new --before-go-live` made, with a gate on record and its sheet of results.
    """
    from publicvalue.actions.before_go_live.deliveries import REPORT, compare_deliveries, write_deliveries
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.business_case.delivery import answer_text, delivery_texts, stop_text

    target = out or folders[0] / "delivery"
    results = ResultsFolder(target)
    results.check(REPORT)
    will_write(target)
    found = compare_deliveries(folders, following, limits_of(max_file_size), dt.datetime.now(dt.UTC).date())
    write_deliveries(found, results, spoken())
    tell_written(target)
    say(answer_text([promise for one in found.systems for promise in one.promises]))
    for one in found.systems:
        for text in (*delivery_texts(one), *map(stop_text, one.stops)):
            say(Text("- {text}", text=text))
    say(Text("Report: {page}, and as Markdown, text, JSON and tables", page=str(target / "delivery.html")))
