"""Commands on instruments: write the questions of a framework as forms."""

from __future__ import annotations

from pathlib import Path

import click

from publicvalue.cli.terminal.help import CommandGroup
from publicvalue.cli.terminal.problems import will_write
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text

FOLDER = click.Path(path_type=Path)


@click.group(cls=CommandGroup)
def instrument() -> None:
    """Put a framework's questions to people: citizens, public servants, experts."""


@instrument.command("write")
@click.argument("folder", type=FOLDER)
@click.option("--framework", "name", default="public-value/1.0", show_default=True, help="Name, or your own file.")
@click.option("--audience", "audiences", multiple=True, help="Who is asked; may be repeated.  [default: all]")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["xlsform", "workbook", "json"]),
    help="XLSForm for KoboToolbox and ODK, workbook for officials, data for a web form.  [default: all]",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice(["en", "es", "fr", "nl"]),
    help="Languages, the form's own first; may be repeated.  [default: all]",
)
@click.option("--replace", is_flag=True, help="Replace files of the same names.")
def write(folder: Path, name: str, replace: bool, **chosen: tuple[str, ...]) -> None:
    """Write questionnaires into FOLDER, all or none."""
    from publicvalue.actions.bringing.instruments import FORMATS, render_instruments, write_forms
    from publicvalue.files.stores.folder import FolderStore

    files = render_instruments(name, chosen["audiences"], chosen["formats"] or FORMATS, chosen["languages"])
    will_write(folder)
    write_forms(FolderStore(folder), files, replace=replace)
    for file in files:
        say(Text("Wrote {path}", path=str(folder / file)))
