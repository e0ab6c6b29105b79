"""What can go wrong, said for the person who must repair it.

One base class, four families: the user's input, the evidence, the method, permission. The core raises
these and nothing else; the command line and the web decide how to show them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """Where a problem is: a file, and in it a line (text files), a row (tables) or a field."""

    file: str = ""
    line: int | None = None
    row: int | None = None
    field: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.field:
            parts.append(self.field)
        return ", ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One thing to repair: where it is, what it is, what was expected, what to do."""

    place: Place
    what: str
    expected: str = ""
    do: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.what}" if str(self.place) else self.what
        for label, part in (("expected", self.expected), ("do", self.do)):
            if part:
                text += f"\n    {label}: {part}"
        return text


class PublicValueError(Exception):
    """Base of every error that the product raises on purpose. Carries all problems found, not the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(PublicValueError):
    """A file or setting that the user wrote cannot be used as it is."""


class EvidenceError(PublicValueError):
    """A piece of evidence cannot be read, or is not what the assessment says it is."""


class TimeUpError(EvidenceError):
    """Reading and counting took longer than it may: nothing further is tried."""


class MethodError(PublicValueError):
    """A method was asked for something that it cannot compute."""


class NotPermittedError(PublicValueError):
    """This user, or this state of the assessment, does not allow the action."""


def method_error(what: str, expected: str = "", do: str = "") -> MethodError:
    """Build the error for a method that was used outside its conditions."""
    return MethodError([Problem(Place(), what, expected, do)])
