"""How errors reach the user: every problem with its place, exit code 2, no traceback for a user's mistake."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from publicvalue.cli.say import plain, say
from publicvalue.errors import Place, Problem, PublicValueError

BAD_INPUT = 2
"""Exit code for input that cannot be used, as click's own."""

DEFECT = 3
"""Exit code for what the product did not foresee: a defect, whatever the input was."""

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""

ENDED, PIPE_CLOSED = 128 + 15, 128 + 13
"""Exit codes after SIGTERM, and when nobody reads the output any more, as shells have them."""

SHOWN = 200
"""Problems that are shown one by one."""

WRITTEN = "publicvalue.written"
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
            show_problems(error.problems)
            ctx.exit(BAD_INPUT)
        except KeyboardInterrupt:
            say("\nStopped." + _outcome(), err=True)
            ctx.exit(STOPPED)
        except BrokenPipeError:
            _read_no_more()
            ctx.exit(PIPE_CLOSED)
        except OSError as error:
            place, what = Place(str(error.filename or "")), error.strerror or str(error)
            show_problems([Problem(place, what, do="check the path and the free space")])
            ctx.exit(BAD_INPUT)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - what nobody foresaw must not reach the user as a traceback
            _show_defect(error)
            ctx.exit(DEFECT)


def _show_defect(error: Exception) -> None:
    from publicvalue.files.defect_reports import write_defect_report

    path = write_defect_report(error, sys.argv)
    what = "publicvalue met something that it did not foresee, which is a defect of the program"
    do = (
        f"send the report {path} to those who keep the product" if path else "send the lines above to those who keep it"
    )
    show_problems([Problem(Place(), what, "a result, or a plain word on what to mend", do)])


EXIT_CODES = (
    (0, "the command did what was asked"),
    (1, "`verify`: a value differs from the bundle"),
    (BAD_INPUT, "input that cannot be used, or a wrong option: each problem is told with its place"),
    (DEFECT, "a defect of the program: the message names a file with the report to send"),
    (STOPPED, "stopped by Ctrl-C"),
    (PIPE_CLOSED, "whoever read the output reads no more"),
    (ENDED, "told to end by another program"),
)
"""Exit codes, with what each means."""


def end_in_order() -> None:
    """Let a command that is told to end (SIGTERM) remove what it has not finished, as after Ctrl-C."""
    listens = threading.current_thread() is threading.main_thread()
    if listens and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _end)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(ENDED)


def _read_no_more() -> None:
    """Send what is still to be shown nowhere: whoever read it, `head` say, has enough, and nothing is wrong."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def tell_written(path: object) -> None:
    """Remember what a command has written, for the message should it fail afterwards."""
    click.get_current_context().meta[WRITTEN] = str(path)


def _outcome() -> str:
    """Say what a command that writes files has written, where it ended early; empty for other commands."""
    context = click.get_current_context()
    if written := context.meta.get(WRITTEN):
        return f" Written before: {written}."
    return NOTHING if context.find_root().invoked_subcommand in WRITING else ""


def show_problems(problems: Sequence[Problem]) -> None:
    """Write problems to standard error, with their number; after a command that writes, what it wrote."""
    for problem in problems[:SHOWN]:
        say(str(problem), err=True)
    if len(problems) > SHOWN:
        say(f"... and {len(problems) - SHOWN:,} more.", err=True)
    noun = "problem" if len(problems) == 1 else "problems"
    say(f"{len(problems)} {noun}.{_outcome()}", err=True)


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
            click.echo(f"\r\033[K{plain(text)}", nl=False, err=True)

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)
