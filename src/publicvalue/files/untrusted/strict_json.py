"""JSON from elsewhere, read so that it can mean one thing only."""

from __future__ import annotations

import json
from typing import NoReturn

from publicvalue.words.text import Text

MOST_DIGITS = 300
"""Digits of a whole number: beyond, it is no number that anything here counts with."""


class UnclearJsonError(ValueError):
    """The content is no JSON, or could mean two things; `reason` says why, as a clause about `it`."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


def read_strict_json(content: bytes) -> object:
    """Parse JSON; each key stands once in its object, and every number is finite.

    Raises
    ------
    UnclearJsonError
        Where it cannot be read or could mean two things.
    """
    try:
        return json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_distinct,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
    except UnicodeDecodeError:
        raise UnclearJsonError(Text("it is no UTF-8")) from None
    except json.JSONDecodeError as error:
        # The parser's own words are those of programs, and stay as they are.
        reason = Text("it is no JSON: {message} in line {line}", message=error.msg, line=error.lineno)
        raise UnclearJsonError(reason) from None
    except RecursionError:
        raise UnclearJsonError(Text("it is nested too deep")) from None


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise UnclearJsonError(Text("the key {key} stands twice", key=repr(twice)))
    return found


def _no_number(name: str) -> NoReturn:
    raise UnclearJsonError(Text("{number} is no number", number=name))


def _finite(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise UnclearJsonError(Text("{number} is too large a number", number=text[:20]))
    return number


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise UnclearJsonError(Text("{number}... has {digits:count} digits", number=digits[:20], digits=len(digits)))
    return int(digits)
