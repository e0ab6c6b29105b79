"""What commands show. Titles and cells come from others: none of them moves the cursor or changes what stands above."""

from __future__ import annotations

import click

from publicvalue.cli.terminal.language import spoken

KEPT = "\n\t"
"""Signs that are no letters and may pass: the ends of lines, and tabs."""


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Write a text in the language of the command, control characters in it as `\\x1b` and the like."""
    click.echo(plain(spoken().write(text)), err=err, nl=nl)


def plain(text: str) -> str:
    """Return text in which every sign is seen."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in KEPT else repr(one)[1:-1] for one in text)
