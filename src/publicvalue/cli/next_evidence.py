"""The command on the next evidence worth collecting."""

from __future__ import annotations

from pathlib import Path

import click

from publicvalue.cli.assessments import FOLDER
from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.limits import limit_options, limits_of
from publicvalue.cli.terminal.progress import working
from publicvalue.cli.terminal.say import say

SHOWN = 15
"""Indicators that are listed unless all are asked for."""


@click.command("next", cls=Command)
@click.argument("folder", type=FOLDER)
@click.option("--all", "every", is_flag=True, help=f"List every indicator, not the first {SHOWN}.")
@click.option("--csv", "as_csv", is_flag=True, help="Write the whole list as CSV.")
@click.option("--drivers", metavar="NODE", help="Say instead what drives the uncertainty of a node, or of all.")
@click.option("--pairs", is_flag=True, help="With --drivers of one node: pairs of inputs that act together, too.")
@limit_options
def next_evidence(folder: Path, drivers: str | None, max_file_size: float, **options: bool) -> None:
    """Rank the evidence that is worth collecting next.

    For each unknown or weakly known indicator: the expected narrowing of the result, the chance that the verdict
    changes, and a rough effort. With --drivers: which inputs make the score of a component, category, dimension, stage
    or public_value uncertain, by Sobol indices.

    Where FOLDER also holds a business case, what is worth knowing in money stands below what narrows in points.
    """
    from publicvalue.actions.before_go_live.beside import case_beside
    from publicvalue.actions.questions import find_uncertainty, rank_evidence
    from publicvalue.files.stores.bundle import open_store
    from publicvalue.reports.business_case.knowing import render_worth
    from publicvalue.reports.system.next_evidence.drivers_text import render_drivers
    from publicvalue.reports.system.next_evidence.text import render_next
    from publicvalue.reports.system.tables import drivers_table, next_evidence_table
    from publicvalue.reports.table import csv_text

    as_csv, pairs = options["as_csv"], options["pairs"]
    with working(limits_of(max_file_size)) as work, open_store(folder, limits=work.limits) as store:
        if drivers or pairs:
            found = find_uncertainty(store, drivers or "", work, pairs=pairs)
            table = drivers_table(found.result, found.drivers) if as_csv else None
            text = render_drivers(found.result, found.drivers, found.pairs, spoken())
        else:
            result = rank_evidence(store, work)
            table = next_evidence_table(result) if as_csv else None
            text = render_next(result, None if options["every"] else SHOWN, language=spoken())
            if (beside := case_beside(folder, work.limits)) is not None:
                text += "\n" + render_worth(beside.case, beside.result, spoken())
    say(csv_text(table, spoken()) if table else text, nl=False)
