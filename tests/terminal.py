"""Somebody at a terminal, for tests of commands that ask."""

from __future__ import annotations

import os
import sys

import pexpect


class Person:
    """Somebody at a terminal who is asked questions."""

    def __init__(self, *words: object) -> None:
        program = ["-m", "publicvalue", *map(str, words)]
        environment = {**os.environ, "LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8", "PUBLICVALUE_LANG": "en"}
        self.terminal = pexpect.spawn(
            sys.executable, program, encoding="utf-8", timeout=60, env=environment, echo=False
        )
        self.heard = ""

    def answer(self, *lines: str) -> None:
        """Wait until something is asked, and answer; line by line."""
        for line in lines:
            self.terminal.expect_exact("> ")
            self.heard += self.terminal.before
            self.terminal.sendline(line)

    def end(self) -> int:
        """Wait for the end; returns the exit code."""
        self.terminal.expect(pexpect.EOF)
        self.heard += self.terminal.before
        self.terminal.close()
        return self.terminal.exitstatus
