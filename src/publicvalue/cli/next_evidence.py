"""The command on the next evidence worth collecting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publicvalue.cli.assessments import FOLDER
from publicvalue.cli.help import Command
from publicvalue.cli.limits import limit_options, limits_of
from publicvalue.cli.progress import Steps
from publicvalue.cli.say import say
from publicvalue.errors import InputError, Place, Problem
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.results.draws import Assessed
    from publicvalue.results.model import Depth


SHOWN = 15
"""Indicators that are listed unless all are asked for."""


@click.command("next", cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--all", "every", is_flag=True, help=f"List every indicator, not the first {SHOWN}.")
@click.option("--csv", "as_csv", is_flag=True, help="Write the whole list as CSV.")
@click.option("--drivers", metavar="NODE", help="Say instead what drives the uncertainty of a node, or of all.")
@click.option("--pairs", is_flag=True, help="With --drivers of one node: pairs of inputs that act together, too.")
@limit_options
def next_evidence(folder: Path, drivers: str | None, pairs: bool, max_file_size: float, **options: bool) -> None:
    """Rank the evidence that is worth collecting next.

    For each unknown or weakly known indicator: the expected narrowing of the result, the chance that the verdict
    changes, and a rough effort. With --drivers: which inputs make the score of a component, category, dimension, stage
    or public_value uncertain, by Sobol indices.
    """
    if pairs and drivers in {None, "all"}:
        what, expected = Text("--pairs needs --drivers with one node"), Text("the id of one node")
        raise InputError([Problem(Place(), what, expected, Text("name it behind --drivers"))])
    from publicvalue.actions.assessments import load_assessment, run_with_draws
    from publicvalue.reports.system.next_text import render_next
    from publicvalue.reports.system.tables import next_evidence_table
    from publicvalue.reports.table import csv_text

    with Steps() as steps:
        depth: Depth = "core" if drivers else "full"
        assessed = run_with_draws(load_assessment(folder), limits_of(max_file_size), depth, steps.step, steps.share)
    if drivers:
        say(_drivers(assessed, drivers, options["as_csv"], pairs), nl=False)
        return
    outcome = assessed.result
    most = None if options["every"] else SHOWN
    text = csv_text(next_evidence_table(outcome)) if options["as_csv"] else render_next(outcome, most)
    say(text, nl=False)


def _drivers(assessed: Assessed, node: str, as_csv: bool, pairs: bool) -> str:
    from publicvalue.reports.system.drivers_text import drivers_of, render_drivers
    from publicvalue.reports.system.tables import drivers_table
    from publicvalue.reports.table import csv_text

    found = drivers_of(assessed.draws, node)
    if as_csv:
        return csv_text(drivers_table(assessed.result, found))
    return render_drivers(assessed.result, found, assessed.draws.find_interactions(node) if pairs else ())
