"""What a plain scalar of a YAML file is: few kinds, so that codes, times and names stay the text that stands there."""

from __future__ import annotations

import datetime
import re

from publicvalue.words.text import Text

WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,299})")
DECIMAL = re.compile(r"[-+]?((0|[1-9][0-9]{0,299})\.[0-9]*|\.[0-9]+|0|[1-9][0-9]{0,299})([eE][-+]?[0-9]{1,4})?")
ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NOTHING = ("", "~", "null", "Null", "NULL")
TRUE = ("true", "True", "TRUE")
FALSE = ("false", "False", "FALSE")

MESSAGES = (
    ("mapping values are not allowed", Text("': ' stands within a value")),
    ("could not find expected ':'", Text("a line has no ':' after its name")),
    ("did not find expected key", Text("this line does not belong to the lines above it")),
    ("did not find expected '-' indicator", Text("this line is no entry of the list above it")),
    ("did not find expected ',' or", Text("a bracket is not closed, or a comma is missing")),
    ("did not find expected node content", Text("a value is missing")),
    ("did not find expected <document start>", Text("this line does not belong to the lines above it")),
    ("cannot start any token", Text("a sign stands here that no value begins with, or a tab")),
    ("found a tab character", Text("a tab stands where spaces must")),
    ("unexpected end of stream", Text("a quoted text is not closed")),
    ("undefined tag handle", Text("a tag stands here that is not known")),
    ("unknown escape character", Text("a text in double quotes holds a \\ that means nothing")),
    ("block sequence entries are not allowed", Text("an entry of a list stands where none can")),
    ("block mapping keys are not allowed", Text("a name stands where none can")),
    ("found duplicate anchor", Text("two values have the same anchor")),
)
"""Part of the parser's own message -> what a person is told."""


def read_scalar(written: str) -> object:
    """Return what an unquoted scalar stands for.

    A number has no leading zeros and no `_`, a day is written YYYY-MM-DD, yes and no are true and false: what else
    YAML 1.1 takes for a number, a time or a truth (`010`, `12:30`, `1_000`, `NO`, `on`) stays text.
    """
    if written in NOTHING:
        return None
    if written in TRUE or written in FALSE:
        return written in TRUE
    if WHOLE.fullmatch(written):
        return int(written)
    if DECIMAL.fullmatch(written):
        return float(written)
    if ENDLESS.fullmatch(written):
        return float(written.lower().replace(".", ""))
    if DAY.fullmatch(written):
        try:
            return datetime.date.fromisoformat(written)
        except ValueError:
            # A date that no calendar has stays the text that stands there: its reader says what it wants.
            return written
    return written


def said_plainly(message: str) -> Text:
    """Return the parser's message in words for the person who wrote the file."""
    return next((words for part, words in MESSAGES if part in message), Text("the text cannot be understood here"))
