"""The command by which an agency says what it has handed out: published."""

from __future__ import annotations

from pathlib import Path

import click

from publicvalue.cli.terminal.help import Command
from publicvalue.cli.terminal.problems import tell_written, will_write
from publicvalue.cli.terminal.say import say
from publicvalue.words.message import Value
from publicvalue.words.text import Text

PATH = click.Path(path_type=Path)


@click.command(cls=Command)
@click.argument("folder", type=PATH)
@click.option(
    "--results", type=PATH, default=None, help="A results.json, a bundle or a report.  [default: FOLDER/report]"
)
@click.option("--forget", is_flag=True, help="Nobody outside has it after all.")
def published(folder: Path, results: Path | None, *, forget: bool) -> None:
    """Say that somebody outside has a report of FOLDER: later reports tell of nobody beside it.

    Which people each number rests on is kept in FOLDER/handed-out.ledger. Keep that file as you keep the evidence, and
    never publish it. Copy it into the folder of the next year's assessment, where the same people may answer.
    """
    from publicvalue.actions.publishing.handed_out import find_told_already, mark_handed_out
    from publicvalue.files.results_file import hash_results
    from publicvalue.files.stores.folder import FolderStore
    from publicvalue.files.stores.ledgers import FILE

    store = FolderStore(folder)
    store.mend()
    path = folder / FILE
    will_write(folder, path)
    marked = hash_results(results or store.report)
    ledger = mark_handed_out(store, marked, is_handed_out=not forget)
    tell_written(path)
    say(Text("{ledger} holds:", ledger=str(path)))
    for run in ledger.runs:
        said: dict[str, Value] = {"day": run.day or "?", "results": run.results[:12], "numbers": len(run.entries)}
        if run.is_handed_out:
            say(Text("  {day}  {results}  {numbers:count} numbers of people  handed out", **said))
        else:
            say(Text("  {day}  {results}  {numbers:count} numbers of people  not handed out", **said))
    if titles := find_told_already(ledger, marked):
        what = Text(
            "! A few people can be told from it together with what was handed out before, by {titles:list}: call it"
            " back where you can.",
            titles=titles,
        )
        say(what)
