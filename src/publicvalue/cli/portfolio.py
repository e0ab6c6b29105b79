"""The command on many assessments at once."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from publicvalue.cli.assessments import FOLDER
from publicvalue.cli.help import Command
from publicvalue.cli.limits import limit_options, limits_of
from publicvalue.cli.problems import tell_written
from publicvalue.cli.progress import Steps
from publicvalue.cli.say import say
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.framework.model import Mean
    from publicvalue.scores.portfolio.member import By
from publicvalue.scores.portfolio.systems import Choices, Portfolio


@click.command(cls=Command)
@click.argument("folders", type=FOLDER, nargs=-1, required=True)
@click.option("--out", type=FOLDER, default=None, help="Folder for portfolio.html, portfolio.json and CSV files.")
@click.option("--minimum-group", type=click.IntRange(2), default=5, show_default=True, help="Smallest group shown.")
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
@limit_options
def portfolio(folders: tuple[Path, ...], out: Path | None, **options: object) -> None:
    """Set many systems side by side: ranks with their uncertainty, agencies, countries, region, groups, spread.

    FOLDERS are assessments' folders or bundles. With --out, a run that was stopped goes on where it stopped.
    """
    from publicvalue.actions.countries import load_contexts
    from publicvalue.actions.portfolios import PORTFOLIO, write_portfolio
    from publicvalue.files.stores.marked import check_target
    from publicvalue.reports.portfolio.terminal import render_portfolio

    if out:
        check_target(out, PORTFOLIO)
    contexts = load_contexts(cast("tuple[Path, ...]", options["countries"]))
    formed = _form(folders, out, options)
    if out:
        write_portfolio(formed, out, contexts)
        tell_written(out)
    say(render_portfolio(formed))
    for context in contexts.values():
        say(Text("Context: {name}, {text}", name=context.name, text=context.text))
    if out:
        say(Text("Page:    {page}", page=str(out / "portfolio.html")))
        say(Text("Numbers: {numbers}, {tables}", numbers=str(out / "portfolio.json"), tables=str(out / "tables")))
    else:
        say(Text("Add --out FOLDER to write the page, JSON and CSV files."))


def _form(folders: tuple[Path, ...], out: Path | None, options: dict[str, object]) -> Portfolio:
    from publicvalue.actions.portfolio_weights import read_weights
    from publicvalue.actions.portfolios import keep_in, load_members, load_weights
    from publicvalue.scores.portfolio.systems import form_portfolio

    limits = limits_of(cast(float, options["max_file_size"]))
    with Steps() as steps:
        asked = cast("Path | None", options["weights_of"])
        priorities = load_weights(asked, limits) if asked else None
        members = load_members(folders, limits, steps.reading, priorities)
        weights = read_weights(cast("Path", options["weights"]), members) if options["weights"] else {}
        choices = replace(_choices([member.id for member in members], options), weights=weights)
        if priorities:
            who = Text("{who} ({answers:count} answers)", who=priorities.who, answers=priorities.respondents)
            choices = replace(choices, weighed_by=who)
        return form_portfolio(members, choices, keep_in(out) if out else None, steps.drawing)


def _choices(ids: list[str], options: dict[str, object]) -> Choices:
    from publicvalue.scores.portfolio.systems import Choices

    seed = options["seed"]
    # The same systems give the same numbers, in whichever order they are named.
    start = zlib.crc32("\n".join(sorted(ids)).encode()) if seed is None else cast(int, seed)
    by, minimum = cast("By", options["by"]), cast(int, options["minimum_group"])
    mean, region = cast("Mean", options["mean"]), cast(str, options["region"])
    return Choices(start, cast(int, options["draws"]), by=by, minimum=minimum, mean=mean, region=region)
