"""Somebody at a terminal, for tests of commands that ask.

The command runs in a process of its own, with a terminal of its own, that is forked from one which has loaded the
package already: loading takes longer than all that is asked.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import pty
import signal
import sys
import termios

import pexpect
from pexpect.fdpexpect import fdspawn

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "babel.dates",
        "babel.numbers",
        "publicvalue.actions.bringing.appraisals",
        "publicvalue.cli.terminal.interview",
        "publicvalue.cli.main",
        "publicvalue.files.stores.folder",
        "publicvalue.measures.definitions",
    ]
)


class Person:
    """Somebody at a terminal who is asked questions."""

    def __init__(self, *words: object) -> None:
        master, slave = pty.openpty()
        settings = termios.tcgetattr(slave)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        environment = {**os.environ, "LANG": "C.UTF-8", "PUBLICVALUE_LANG": "en"}
        arguments = (os.ttyname(slave), environment, os.getcwd(), [str(word) for word in words])
        self.process = FORKS.Process(target=_run, args=arguments, daemon=True)
        self.process.start()
        self.terminal = fdspawn(master, encoding="utf-8", timeout=60)
        # Held until the command has opened it: a terminal that nobody holds is at its end.
        self._slave = slave
        self.heard = ""

    def hear(self, text: str) -> None:
        """Wait until something is said."""
        self.terminal.expect_exact(text)
        self.heard += self.terminal.before
        if self._slave is not None:
            os.close(self._slave)
            self._slave = None

    def answer(self, *lines: str) -> None:
        """Wait until something is asked, and answer; line by line."""
        for line in lines:
            self.hear("> ")
            self.terminal.send(line + "\n")

    def press_ctrl_c(self) -> None:
        """Press Ctrl-C where something is asked."""
        self.hear("> ")
        self.terminal.send("\x03")

    def end(self) -> int:
        """Wait for the end; returns the exit code."""
        with contextlib.suppress(pexpect.EOF):
            self.terminal.expect(pexpect.EOF)
        self.heard += self.terminal.before
        self.terminal.close()
        self.process.join()
        assert self.process.exitcode is not None
        return self.process.exitcode


def _run(terminal: str, environment: dict[str, str], folder: str, words: list[str]) -> None:
    """Run the command at a terminal, as a shell starts it: leader of a session, with the terminal as all it has."""
    os.setsid()
    for place in (0, 1, 2):
        os.dup2(os.open(terminal, os.O_RDWR), place)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdin = io.TextIOWrapper(io.FileIO(0), encoding="utf-8")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(place, "w"), encoding="utf-8", write_through=True) for place in (1, 2)
    )
    from publicvalue.cli.main import main  # noqa: PLC0415 - only where it runs

    main(words, prog_name="publicvalue")
