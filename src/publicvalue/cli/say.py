"""What commands show. Titles and cells come from others: none of them moves the cursor or changes what stands above."""

from __future__ import annotations

import click

KEPT = "\n\t"
"""Signs that are no letters and may pass: the ends of lines, and tabs."""


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Write text to the terminal, its control characters as `\\x1b` and the like."""
    click.echo(plain(str(text)), err=err, nl=nl)


def plain(text: str) -> str:
    """Return text in which every sign is seen."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in KEPT else repr(one)[1:-1] for one in text)
