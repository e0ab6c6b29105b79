"""The command by which an agency says what it has handed out: published."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.problems import tell_written, will_write
from publicvalue.cli.terminal.say import say
from publicvalue.words.message import Value
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.results.handed_out import Ledger

PATH = click.Path(path_type=Path)
DIGITS = re.compile("[0-9a-f]{64}")


handed_out_option = click.option(
    "--handed-out",
    is_flag=True,
    help="Somebody outside gets it: the ledger of each folder remembers whom its numbers of people rest on.",
)


def today_if(*, handed_out: bool) -> str:
    """Return today's date for the ledgers; empty where nothing is handed out."""
    return dt.datetime.now(tz=dt.UTC).date().isoformat() if handed_out else ""


@click.command(cls=Command)
@click.argument("folder", type=PATH)
@click.option(
    "--results",
    type=PATH,
    default=None,
    help="A results.json, a bundle, a report, or its digits as they are listed.  [default: FOLDER/report]",
)
@click.option("--forget", is_flag=True, help="Nobody outside has it after all.")
@click.option(
    "--after",
    type=PATH,
    default=None,
    help="Folder of last year's assessment, or of another that the same people answered: FOLDER goes on after it.",
)
@click.option("--nothing-before", is_flag=True, help="Nobody outside has what was written before the ledger begins.")
def published(folder: Path, results: Path | None, after: Path | None, *, forget: bool, nothing_before: bool) -> None:
    """Say that somebody outside has a report of FOLDER: later reports tell of nobody beside it.

    Which people each number rests on is kept in FOLDER/handed-out.ledger. Keep that file as you keep the evidence, and
    never publish it. Name it in the next year's folder by --after, where the same people may answer.
    """
    from publicvalue.actions.publishing.handed_out import (
        find_run,
        find_told_already,
        follow,
        forget_before,
        mark_handed_out,
    )
    from publicvalue.files.results_file import hash_results
    from publicvalue.files.stores.folder import FolderStore
    from publicvalue.files.stores.ledgers import FILE

    store = FolderStore(folder)
    store.mend()
    path = folder / FILE
    will_write(folder, path)
    marked = ""
    if after is not None:
        ledger = follow(store, FolderStore(after))
    elif nothing_before:
        ledger = forget_before(store)
    else:
        named = "" if results is None or results.exists() else find_run(store, str(results))
        marked = named if DIGITS.fullmatch(named) else hash_results(results or store.report)
        ledger = mark_handed_out(store, marked, is_handed_out=not forget)
    tell_written(path)
    _say_ledger(path, ledger)
    if titles := find_told_already(ledger, marked):
        what = Text(
            "! A few people can be told from it together with what was handed out before, by {titles:list}: call it"
            " back where you can.",
            titles=titles,
        )
        say(what)


def _say_ledger(path: Path, ledger: Ledger) -> None:
    """Say which runs a ledger holds."""
    say(Text("{ledger} holds:", ledger=str(path)))
    for run in ledger.runs:
        said: dict[str, Value] = {"day": run.day or "?", "results": run.results[:12], "numbers": len(run.entries)}
        if run.is_handed_out:
            say(Text("  {day}  {results}  {numbers:count} numbers of people  handed out", **said))
        else:
            say(Text("  {day}  {results}  {numbers:count} numbers of people  not handed out", **said))
    if ledger.is_late:
        say(Text("! Results were written before it begins, and it does not say of whom those tell."))
