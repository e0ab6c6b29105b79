"""The command on many assessments at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publicvalue.cli.assessments import FOLDER
from publicvalue.cli.publishing.handed_out import handed_out_option, today_if
from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.limits import limit_options, limits_of
from publicvalue.cli.terminal.problems import will_write
from publicvalue.cli.terminal.progress import Steps
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.actions.portfolio.reading import Asked
    from publicvalue.files.untrusted.guards import Limits


@click.command(cls=Command)
@click.argument("folders", type=FOLDER, nargs=-1, required=True)
@click.option("--out", type=FOLDER, default=None, help="Folder for portfolio.html, portfolio.json and CSV files.")
@click.option(
    "--minimum-group", "minimum", type=click.IntRange(2), default=5, show_default=True, help="Smallest group shown."
)
@click.option(
    "--by",
    type=click.Choice(["country", "organisation", "phase"]),
    default="country",
    show_default=True,
    help="What systems are grouped by.",
)
@click.option(
    "--mean",
    type=click.Choice(["arithmetic", "geometric", "harmonic"]),
    default="arithmetic",
    show_default=True,
    help="Forms agencies from systems, countries from agencies, the region from countries.",
)
@click.option(
    "--weights", type=FOLDER, default=None, help="CSV file of weights: level, name, weight.  [default: equal]"
)
@click.option(
    "--weights-of",
    "weights_of",
    type=FOLDER,
    default=None,
    help="Assessment whose people weigh all systems.  [default: each system's framework]",
)
@click.option(
    "--country",
    "countries",
    type=FOLDER,
    multiple=True,
    help="Folder of a country's readiness, shown beside its score.  [may be given again]",
)
@click.option("--region", default="Region", show_default=True, help="What all countries together are called.")
@click.option(
    "--draws", type=click.IntRange(1000, 1_000_000), default=10_000, show_default=True, help="Size of the Monte Carlo."
)
@click.option(
    "--seed", type=click.IntRange(0), default=None, help="Start of the random numbers.  [default: made from the ids]"
)
@handed_out_option
@limit_options
def portfolio(folders: tuple[Path, ...], out: Path | None, max_file_size: float, **options: Any) -> None:
    """Set many systems side by side: ranks with their uncertainty, agencies, countries, region, groups, spread.

    FOLDERS are assessments' folders or bundles. With --out, a run that was stopped goes on where it stopped.
    """
    from publicvalue.actions.country.readiness import load_contexts
    from publicvalue.actions.portfolio.reading import PORTFOLIO, Watchers, assess_portfolio, write_portfolio
    from publicvalue.actions.work import Work
    from publicvalue.files.stores.bundle import StoreAt
    from publicvalue.files.stores.folder import COUNTRY, FolderStore
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.portfolio.terminal import render_portfolio

    results, limits = ResultsFolder(out) if out else None, limits_of(max_file_size)
    if results:
        results.check(PORTFOLIO)
        will_write(results.folder, results.folder / "portfolio.json")
    contexts = load_contexts([FolderStore(one, COUNTRY) for one in options.pop("countries")])
    kept = [StoreAt(folder, limits) for folder in folders]
    with Steps() as steps:
        work, watchers = Work(limits, share=steps.share), Watchers(steps.reading, steps.drawing)
        formed = assess_portfolio(kept, _asked(limits, **options), results, work, watchers)
    if results:
        write_portfolio(formed, results, contexts, spoken())
    say(render_portfolio(formed, spoken()))
    for context in contexts.values():
        say(Text("Context: {name}, {text}", name=context.name, text=context.text))
    if out:
        say(Text("Page:    {page}", page=str(out / "portfolio.html")))
        say(Text("Numbers: {numbers}, {tables}", numbers=str(out / "portfolio.json"), tables=str(out / "tables")))
    else:
        say(Text("Add --out FOLDER to write the page, JSON and CSV files."))


def _asked(limits: Limits, weights: Path | None, weights_of: Path | None, *, handed_out: bool, **choices: Any) -> Asked:
    from publicvalue.actions.portfolio.reading import Asked
    from publicvalue.actions.portfolio.weights import COLUMNS
    from publicvalue.files.stores.bundle import StoreAt
    from publicvalue.files.tables.small import read_rows

    rows = read_rows(weights, weights.name, COLUMNS) if weights else ()
    kept = StoreAt(weights_of, limits) if weights_of else None
    return Asked(weights=rows, weights_of=kept, handed_out=today_if(handed_out=handed_out), **choices)
