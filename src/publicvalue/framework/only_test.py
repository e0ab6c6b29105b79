"""Conditions in files have exactly one test each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from publicvalue.schema.reader import refuse
from publicvalue.words.text import Text, counted

T = TypeVar("T", bound=str)
V = TypeVar("V")


def only_test(of: str, tests: Mapping[T, V | None]) -> tuple[T, V]:
    """Return the one test that a condition has, with its value.

    Parameters
    ----------
    of
        What it is a condition on, for the message.
    tests
        Each test that it may have; None, or nothing in it, where it has not.

    Raises
    ------
    PydanticCustomError
        By which the reader tells that it has none or several.
    """
    found = [(test, value) for test, value in tests.items() if value is not None and value != ()]
    if len(found) == 1:
        return found[0]
    what = counted(
        len(found),
        "the condition on {of:quoted} has {number:count} test",
        "the condition on {of:quoted} has {number:count} tests",
        of=of,
    )
    expected = Text("exactly one of: {tests:list}", tests=tuple(tests))
    raise refuse(what, expected, Text("keep one test, and write further ones as conditions of their own"))
