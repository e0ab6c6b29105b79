"""What a field of a file expects, and what to do where something else stands: in words."""

from __future__ import annotations

import datetime as dt

from publicvalue.schema.spelling import one_of
from publicvalue.schema.statement import Statement
from publicvalue.words.text import Text


def expected_of(wanted: Statement) -> str:
    """Return what a field expects."""
    if wanted.is_list:
        return Text("a list")
    if wanted.is_shape or wanted.is_named:
        return Text("a group of fields")
    if wanted.choices:
        return one_of(wanted.choices)
    match wanted.type:
        case _ if wanted.type is bool:
            return Text("true or false")
        case _ if wanted.type in (int, float):
            return _number(wanted)
        case _ if wanted.type is dt.date:
            return Text("a day, YYYY-MM-DD")
    return Text("a value that cells have") if wanted.is_cell else Text("text")


def do_of(wanted: Statement) -> str:
    """Return what to do where a field holds something of another kind."""
    if wanted.is_list:
        return Text("begin each entry on a line of its own with `- `")
    if wanted.is_shape or wanted.is_named:
        return Text("write lines of `name: value`")
    if wanted.choices:
        return Text("write one of these")
    match wanted.type:
        case _ if wanted.type is bool:
            return Text("write one of the two")
        case _ if wanted.type in (int, float):
            return Text("write it in digits, such as 1000 or 0.5")
        case _ if wanted.type is dt.date:
            return Text("write a day that the calendar has, such as 2026-01-31")
    if wanted.is_cell:
        return Text("write one value; leave the line out where all rows are meant")
    return Text("write a text")


def _number(wanted: Statement) -> str:
    low, high, above, below = wanted.low, wanted.high, wanted.above, wanted.below
    whole = wanted.type is int
    if above is not None and below is not None:
        return Text("a number above {above:g} and below {below:g}", above=above, below=below)
    if low is not None and high is not None:
        if whole:
            return Text("a whole number from {low:g} to {high:g}", low=low, high=high)
        return Text("a number from {low:g} to {high:g}", low=low, high=high)
    if above is not None:
        if whole:
            return Text("a whole number above {above:g}", above=above)
        return Text("a number above {above:g}", above=above)
    if low is not None:
        return Text("a whole number, {low:g} or more", low=low) if whole else Text("a number, {low:g} or more", low=low)
    return Text("a whole number") if whole else Text("a number")
