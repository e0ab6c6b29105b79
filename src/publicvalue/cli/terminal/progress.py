"""How far a command is, on one line of a terminal that is written over; elsewhere nothing is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

import click

from publicvalue.cli.terminal.language import speak_own, spoken
from publicvalue.cli.terminal.say import plain
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from publicvalue.actions.work import Work
    from publicvalue.files.untrusted.guards import Limits


class Steps:
    """Shows the step that a command is at, and clears the line at the end of the `with` block."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._step = Text("reading the evidence")

    def __enter__(self) -> Steps:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._show(Text(""))

    def step(self, step: Text) -> None:
        """Show what an assessment is at."""
        self._step = step
        self._show(step)

    def share(self, percent: float) -> None:
        """Show how far the step's query is."""
        self._show(Text("{step}: {percent:.0f} % (Ctrl-C stops it)", step=self._step, percent=percent))

    def reading(self, place: int, of: int, name: str) -> None:
        """Show which of several assessments is read."""
        self._step = Text("assessing {place} of {of}: {name}", place=place, of=of, name=name)
        self._show(self._step)

    def drawing(self, done: int, of: int) -> None:
        """Show how far the draws are."""
        self._show(Text("drawn {done} of {of} parts", done=done, of=of))

    def _show(self, text: Text) -> None:
        if self._shown:
            click.echo(f"\r\033[K{plain(spoken().write(text))}", nl=False, err=True)


@contextmanager
def working(limits: Limits) -> Iterator[Work]:
    """Give what a command's work may take, and show how far it is."""
    from publicvalue.actions.work import Work

    with Steps() as steps:
        yield Work(limits, steps.step, steps.share, speak_own, spoken())
