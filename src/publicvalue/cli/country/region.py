"""Commands on the region: what publishers say of its countries, and its report."""

from __future__ import annotations

from pathlib import Path

import click

from publicvalue.cli.country.readiness import brought_from, systems_option
from publicvalue.cli.terminal.help import CommandGroup
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.problems import show_problems, will_write
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text, counted

FILE = click.Path(path_type=Path)


@click.group(cls=CommandGroup)
def region() -> None:
    """The countries of a region side by side: what is known of each, and what is not."""


@region.command("figures")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--out", type=FILE, default=None, help="Write the figures of the region's countries there, as CSV.")
@click.pass_context
def region_figures(context: click.Context, files: tuple[Path, ...], out: Path | None) -> None:
    """Check publishers' own FILES of indices, and name every bad row.

    Which index a file holds is seen from its columns. Totals are held against the means of their parts, and files
    against each other. Exit code 2 when there is a bad row; the others are written all the same.
    """
    from publicvalue.actions.country.published_figures import describe_figures, figures_csv, read_figures
    from publicvalue.actions.country.references import load_reference
    from publicvalue.country.published.read import compare_readings
    from publicvalue.files.disk.write import write_text

    readings = [read_figures(path) for path in files]
    for line in (line for one in readings for line in describe_figures(one)):
        say(line)
    equal, unlike = compare_readings(readings)
    if equal:
        say(
            counted(
                equal,
                "One figure stands in two files, and is the same.",
                "{number:count} figures stand in two files, and are the same.",
            )
        )
    if out:
        will_write(out, out)
        write_text(out, figures_csv(readings, [one.code for one in load_reference().members]))
        say(Text("Wrote {path}", path=str(out)))
    problems = [*(problem for one in readings for problem in one.problems), *unlike]
    if problems:
        show_problems(problems)
        context.exit(2)


@region.command("report")
@click.option("--country", "countries", type=FILE, multiple=True, help="Folder of a country, with what it brought.")
@systems_option
@click.option("--out", type=FILE, default=Path("region"), show_default=True, help="Folder for the page.")
def region_report(countries: tuple[Path, ...], systems: tuple[Path, ...], out: Path) -> None:
    """Compare all countries of the region: what is published and known of each, ranks with intervals, advice.

    Countries that no index covers are shown as not covered, never as low.
    """
    from publicvalue.actions.country.profiles import REGION, profile_region, write_region
    from publicvalue.files.stores.folder import COUNTRY, FolderStore
    from publicvalue.files.stores.results_folder import ResultsFolder
    from publicvalue.reports.country.region import render_region

    results = ResultsFolder(out)
    found = profile_region([FolderStore(one, COUNTRY) for one in countries], brought_from(systems))
    results.check(REGION)
    will_write(out)
    write_region(found, results, spoken())
    say(render_region(found, spoken()))
    say(Text("Page:    {page}", page=str(out / "region.html")))
