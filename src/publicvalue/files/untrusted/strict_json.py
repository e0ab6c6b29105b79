"""JSON from elsewhere, read so that it can mean one thing only, and within bounds whatever stands in it."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import NoReturn

from publicvalue.words.text import Text

MOST_DIGITS = 300
"""Digits of a whole number: beyond, it is no number that anything here counts with."""

MOST_VALUES = 2_000_000
"""Values in one file, a hundred times those of a large result: each takes up to half a kilobyte of memory."""

DEEPEST = 100
"""Groups within groups: whoever walks through them calls himself for each."""


NUL_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

HALF_A_SIGN = Text("a text in it holds half a sign")

SHOWN = 100
"""Letters of a key that are shown."""


class UnclearJsonError(ValueError):
    """The content is no JSON, or could mean two things; `reason` says why, as a clause about `it`."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


def read_strict_json(content: bytes) -> object:
    """Parse JSON; each key stands once in its object, every number is finite, and every text can be written.

    Raises
    ------
    UnclearJsonError
        Where it cannot be read, could mean two things, or holds more than anything that is read here.
    """
    _check_size(content)
    try:
        data = json.loads(
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
    _check_depth(data)
    if _holds_half_a_sign(content, data):
        raise UnclearJsonError(HALF_A_SIGN)
    return data


def sign_no_text_holds(content: bytes, data: object) -> Text | None:
    """Return what is wrong with the signs of JSON: half a sign, or NUL, which databases refuse; None if nothing is."""
    if NUL_ESCAPE.search(content):
        return Text("a text in it holds the sign NUL")
    return HALF_A_SIGN if _holds_half_a_sign(content, data) else None


def _holds_half_a_sign(content: bytes, data: object) -> bool:
    # Written as an escape alone, it is in no text: whoever writes it on ends there.
    if b"\\u" not in content:
        return False
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _check_size(content: bytes) -> None:
    values = sum(content.count(mark) for mark in (b",", b"{", b"["))
    if values > MOST_VALUES:
        raise UnclearJsonError(Text("it holds more than {most:count} values", most=MOST_VALUES))


def _check_depth(data: object) -> None:
    level = [data]
    for _ in range(DEEPEST):
        level = [
            inner
            for group in level
            if isinstance(group, dict | list)
            for inner in (group.values() if isinstance(group, dict) else group)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise UnclearJsonError(Text("it is nested too deep"))


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise UnclearJsonError(Text("the key {key} stands twice", key=repr(twice[:SHOWN])))
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
