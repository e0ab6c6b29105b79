"""How errors reach the user: every problem with its place, exit code 2, no traceback for a user's mistake."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from publicvalue.errors import Place, Problem, PublicValueError

BAD_INPUT = 2
"""Exit code for input that cannot be used, as click's own."""

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""

NOTHING = " Nothing was written."
WRITING = ("new", "assess", "portfolio", "country", "instrument", "answers")
"""Commands that write files."""


class ReportsProblems(click.Group):
    """A group of commands that shows the product's errors as lists of problems."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; show problems and end with exit code 2."""
        try:
            return super().invoke(ctx)
        except PublicValueError as error:
            show_problems(error.problems, ctx.invoked_subcommand or "")
            ctx.exit(BAD_INPUT)
        except KeyboardInterrupt:
            click.echo("\nStopped." + (NOTHING if ctx.invoked_subcommand in WRITING else ""), err=True)
            ctx.exit(STOPPED)
        except OSError as error:
            place, what = Place(str(error.filename or "")), error.strerror or str(error)
            problem = Problem(place, what, do="check the path and the free space")
            show_problems([problem], ctx.invoked_subcommand or "")
            ctx.exit(BAD_INPUT)


def show_problems(problems: Sequence[Problem], command: str = "") -> None:
    """Write problems to standard error, with their number; after a command that writes, that it wrote nothing."""
    for problem in problems:
        click.echo(str(problem), err=True)
    noun = "problem" if len(problems) == 1 else "problems"
    nothing = NOTHING if command in WRITING else ""
    click.echo(f"{len(problems)} {noun}.{nothing}", err=True)


class Steps:
    """Shows which indicator is being measured, and how far a long query is, on a terminal only."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._step = "reading the evidence"

    def __call__(self, indicator: str) -> None:
        """Show one step."""
        self._step = f"measuring {indicator}"
        self._show(self._step)

    def share(self, percent: float) -> None:
        """Show how far the step's query is."""
        self._show(f"{self._step}: {percent:.0f} % (Ctrl-C stops it)")

    def _show(self, text: str) -> None:
        if self._shown:
            click.echo(f"\r\033[K{text}", nl=False, err=True)

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)
