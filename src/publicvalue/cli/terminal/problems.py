"""How errors reach the user: every problem with its place, exit code 2, no traceback for a user's mistake."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from publicvalue.cli.terminal.help import CommandGroup
from publicvalue.cli.terminal.language import find_language, speak, spoken, take_language
from publicvalue.cli.terminal.say import say
from publicvalue.cli.terminal.usage import usage_problem
from publicvalue.errors import Place, Problem, PublicValueError
from publicvalue.words.problems import problem_text
from publicvalue.words.text import Text, counted, joined

BAD_INPUT = 2
"""Exit code for input that cannot be used, as click's own."""

DEFECT = 3
"""Exit code for what the product did not foresee: a defect, whatever the input was."""

CANNOT_RUN = 4
"""Exit code for a bundle of another version, which holds what its manifest says and cannot be run again by this one."""

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""

ENDED, PIPE_CLOSED = 128 + 15, 128 + 13
"""Exit codes after SIGTERM, and when nobody reads the output any more, as shells have them."""

SHOWN = 200
"""Problems that are shown one by one."""

WRITTEN, WATCHED = "publicvalue.written", "publicvalue.watched"
WRITING = (
    "new",
    "import",
    "export",
    "add",
    "assess",
    "report",
    "published",
    "portfolio",
    "country",
    "region",
    "instrument",
    "answers",
    "brief",
    "case",
    "citizens",
    "gate",
    "keys",
    "sign",
)
"""Commands that write files."""


class ReportsProblems(CommandGroup):
    """A group of commands that shows the product's errors as lists of problems, in the language that is asked for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the language first: what is wrong with the other words is told in it."""
        named, others = take_language(args)
        with _told(ctx):
            speak(ctx, find_language(named, os.environ))
            return super().parse_args(ctx, others)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; show problems and end with exit code 2."""
        with _told(ctx):
            return super().invoke(ctx)


@contextmanager
def _told(ctx: click.Context) -> Iterator[None]:
    """Show what ends a command before its time, and end it with its exit code."""
    try:
        with _shown(ctx):
            yield
    except BrokenPipeError:
        # Of the command, or of its problems: whoever read them reads no more.
        _read_no_more()
        ctx.exit(PIPE_CLOSED)


@contextmanager
def _shown(ctx: click.Context) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        say(err=True)
        say(joined(Text("Stopped."), _outcome()), err=True)
        ctx.exit(STOPPED)
    except (BrokenPipeError, click.exceptions.NoArgsIsHelpError, click.exceptions.Exit, click.Abort):
        raise
    except (PublicValueError, OSError, click.UsageError) as error:
        show_problems(_problems(error))
        ctx.exit(BAD_INPUT)
    except Exception as error:  # noqa: BLE001 - what nobody foresaw must not reach the user as a traceback
        _show_defect(error)
        ctx.exit(DEFECT)


def _problems(error: PublicValueError | OSError | click.UsageError) -> Sequence[Problem]:
    """Return the problems of an error; what the system refuses is told in its own words."""
    match error:
        case PublicValueError():
            return error.problems
        case click.UsageError():
            return [usage_problem(error)]
    what, do = error.strerror or str(error), Text("check the path and the free space")
    return [Problem(Place(str(error.filename or "")), what, do=do)]


def _show_defect(error: Exception) -> None:
    from publicvalue.files.defect_reports import write_defect_report

    path = write_defect_report(error, sys.argv)
    what = Text("publicvalue met something that it did not foresee, which is a defect of the program")
    do = (
        Text("send the report {path} to those who keep the product", path=str(path))
        if path
        else Text("send the lines above to those who keep it")
    )
    show_problems([Problem(Place(), what, Text("a result, or a plain word on what to mend"), do)])


EXIT_CODES = (
    (0, "the command did what was asked"),
    (1, "`verify`: a value, the report or the signature is not what was published; `audit`: the trail does not hold"),
    (BAD_INPUT, "input that cannot be used, or a wrong option: each problem is told with its place"),
    (DEFECT, "a defect of the program: the message names a file with the report to send"),
    (
        CANNOT_RUN,
        "`verify`: another version made the bundle, and this one cannot run it again; its hashes hold, no number was"
        " compared",
    ),
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
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def will_write(place: Path, *files: Path) -> None:
    """Remember how files stand before a command writes: what became of them is told should it end early.

    Parameters
    ----------
    place
        What is named in the message.
    files
        The files that tell; all those in the place, and in its folders, where none is named.
    """
    context = click.get_current_context()
    context.meta.setdefault(WATCHED, {})[str(place)] = (place, files, _states(place, files))


def _states(place: Path, files: Sequence[Path]) -> frozenset[object]:
    from publicvalue.files.disk.leftovers import is_leftover
    from publicvalue.files.disk.unchanged import state_of

    found = files or [*place.glob("*"), *place.glob("*/*")]
    kept = (one for one in found if one.is_file() and not any(map(is_leftover, one.parts)))
    return frozenset((one, state_of(one)) for one in kept)


def tell_written(path: object) -> None:
    """Remember what a command has written, for the message should it fail afterwards."""
    click.get_current_context().meta[WRITTEN] = str(path)


def _outcome() -> Text:
    """Say what a command that writes files has written, where it ended early; empty for other commands."""
    context = click.get_current_context()
    watched = context.meta.get(WATCHED, {}).values()
    written = [str(place) for place, files, before in watched if _states(place, files) != before]
    if written := [*written, *filter(None, [context.meta.get(WRITTEN)])]:
        return Text("Written before: {paths:list}.", paths=tuple(written))
    return Text("Nothing was written.") if context.find_root().invoked_subcommand in WRITING else Text("")


def show_problems(problems: Sequence[Problem]) -> None:
    """Write problems to standard error, with their number; after a command that writes, what it wrote."""
    for problem in problems[:SHOWN]:
        say(problem_text(problem, spoken()), err=True)
    if len(problems) > SHOWN:
        say(Text("... and {left:count} more.", left=len(problems) - SHOWN), err=True)
    say(joined(counted(len(problems), "{number} problem.", "{number:count} problems."), _outcome()), err=True)
