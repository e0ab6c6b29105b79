"""Commands on the region: what publishers say of its countries, and its report."""

from __future__ import annotations

from pathlib import Path

import click

from publicvalue.cli.help import Group
from publicvalue.cli.problems import show_problems, will_write
from publicvalue.cli.say import say
from publicvalue.words.text import Text, counted

FILE = click.Path(path_type=Path)


@click.group(cls=Group)
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
    from publicvalue.actions.published_figures import describe_figures, figures_csv, read_figures
    from publicvalue.actions.references import load_reference
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
