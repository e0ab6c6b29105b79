"""Commands on registers of AI systems."""

from __future__ import annotations

from pathlib import Path

import click

from publicvalue.cli.terminal.help import CommandGroup
from publicvalue.cli.terminal.language import spoken
from publicvalue.cli.terminal.problems import will_write
from publicvalue.cli.terminal.say import say
from publicvalue.words.text import Text

FILE = click.Path(path_type=Path)


@click.group(cls=CommandGroup)
def register() -> None:
    """Read registers of AI systems that others published."""


@register.command("read")
@click.argument("file", type=FILE)
@click.option("--errors", type=FILE, default=None, help="Write FILE there again, with a column of what is wrong.")
def read(file: Path, errors: Path | None) -> None:
    """Say what of FILE a register can take: rows that are refused, cells that are lost, columns without a place.

    The formats of the United States (2024), the Netherlands, the United Kingdom and Public Sector Tech Watch are seen
    from their columns, and so is the register's own table.
    """
    import datetime as dt

    from publicvalue.actions.registers import describe_reading, errors_file, read_published
    from publicvalue.files.disk.write import write_bytes

    table, found = read_published(file, dt.datetime.now(tz=dt.UTC).date())
    for line in describe_reading(found):
        say(line)
    if errors:
        will_write(errors)
        write_bytes(errors, errors_file(table, found, spoken()))
        say(Text("Wrote {path}", path=str(errors)))
