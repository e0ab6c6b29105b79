"""A record of an AI system, and how it is made of what people wrote: the same way for forms, tables and imports."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from publicvalue.errors import Place, Problem
from publicvalue.interop.fields import FIELDS, MOMENTS, NONE, Field
from publicvalue.schema.spelling import nearest, one_of, shortened
from publicvalue.words.text import Text, counted

MOMENT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
CURRENCY = re.compile(r"[A-Z]{3}")
AMOUNT = re.compile(r"\d{1,15}(?:\.\d{1,2})?")
EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"'.]+(?:\.[^@\s<>\"'.]+)+")
BLANKS = re.compile(r"[^\S\n]+")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Signs that show nothing, and those by which text can be made to look like another."""

EARLIEST = 1950
NOWHERE = Place()


@dataclass(frozen=True)
class SystemRecord:
    """What a register says of one AI system.

    Parameters
    ----------
    values
        Id of a field (`fields.FIELDS`) -> what it says, without blank ones. Choices are codes, days and moments are
        written as ISO 8601, amounts in digits; `fields.NONE` where the answer is that there is none.
    """

    values: Mapping[str, str]

    def __getitem__(self, id: str) -> str:
        """Return what a field says; empty where it was not reported."""
        return self.values.get(id, "")

    def day(self, id: str) -> dt.date | None:
        """Return a field that is a whole day."""
        return dt.date.fromisoformat(self[id]) if self[id] else None


def read_record(
    values: Mapping[str, str], today: dt.date, place: Place = NOWHERE
) -> tuple[SystemRecord, list[Problem]]:
    """Make a record of what people wrote.

    Parameters
    ----------
    values
        Id of a field -> what was written.
    today
        The day on which it is read: what has happened cannot lie after it.
    place
        File and row, for the problems; the field is added.

    Returns
    -------
    tuple
        The record, without the fields that cannot be used; every problem, in the order of the fields.
    """
    written = {id: _clean(values.get(id, ""), field) for id, field in FIELDS.items()}
    problems: list[Problem] = []
    kept = {}
    for id, text in written.items():
        found = list(_faults(FIELDS[id], text, written, today))
        at = Place(place.file, place.line, place.row, id)
        problems.extend(Problem(at, what, expected, do) for what, expected, do in found)
        if text and not found:
            kept[id] = text
    return SystemRecord(MappingProxyType(kept)), problems


Fault = tuple[Text, str, str]


def _clean(text: str, field: Field) -> str:
    """Return a text without blanks that mean nothing, and codes in the form that they are kept in."""
    lines = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = lines if field.kind == "text" else lines.replace("\n", " ")
    text = "\n".join(BLANKS.sub(" ", line).strip() for line in lines.split("\n")).strip()
    if field.none and text.casefold() == NONE:
        return NONE
    if field.id == "currency":
        return text.upper()
    return text.lower() if field.kind == "choice" else text


def _faults(field: Field, text: str, written: Mapping[str, str], today: dt.date) -> Iterator[Fault]:
    if not text:
        yield from _missing(field, written)
        return
    if len(text) > field.longest:
        over = len(text) - field.longest
        what = counted(over, "it is one sign too long", "it is {number:count} signs too long")
        expected = counted(field.longest, "at most one sign", "at most {number:count} signs")
        yield what, expected, Text("shorten it")
        return
    if not (field.none and text == NONE):
        yield from _KINDS.get(field.kind, _no_faults)(field, text)
    if field.id == "currency" and not CURRENCY.fullmatch(text):
        expected = Text("three letters (ISO 4217), such as BBD")
        yield Text("{text:quoted} is no currency", text=shortened(text)), expected, Text("write its code")
    if field.id in MOMENTS and written[f"{field.id}_is"] == "actual" and _begins_after(text, today):
        do = Text("correct it, or say that it is intended")
        yield Text("{text} has not come yet", text=text), Text("a date up to today"), do


def _missing(field: Field, written: Mapping[str, str]) -> Iterator[Fault]:
    if field.needed:
        expected = one_of(tuple(field.choices)) if field.choices else Text("text")
        yield Text("{field:word} is missing", field=field.label), expected, Text("fill it in")
    if field.id.removesuffix("_is") in MOMENTS and field.kind == "choice" and written[field.id.removesuffix("_is")]:
        what = Text("it is not said whether this happened or is intended")
        yield what, one_of(tuple(field.choices)), Text("choose one of the two")
    if field.id == "currency" and written["cost"]:
        yield Text("the cost has no currency"), Text("three letters (ISO 4217), such as BBD"), Text("write its code")


def _no_faults(field: Field, text: str) -> Iterator[Fault]:
    del field, text
    yield from ()


def _choice(field: Field, text: str) -> Iterator[Fault]:
    if text not in field.choices:
        known = tuple(field.choices)
        yield Text("{value:quoted} is not a choice", value=shortened(text)), one_of(known), nearest(text, known)


def _moment(_: Field, text: str) -> Iterator[Fault]:
    if not is_moment(text):
        expected = Text("a year, a month or a day, such as 2026, 2026-03 or 2026-03-27")
        what = Text("{text:quoted} is no date", text=shortened(text))
        yield what, expected, Text("write what is known of it, the year first")


def _day(_: Field, text: str) -> Iterator[Fault]:
    if not (is_moment(text) and len(text) == len("2026-03-27")):
        what = Text("{text:quoted} is no day", text=shortened(text))
        yield what, Text("a day, YYYY-MM-DD"), Text("write a day that the calendar has, such as 2026-01-31")


def _amount(_: Field, text: str) -> Iterator[Fault]:
    if not AMOUNT.fullmatch(text):
        what = Text("{text:quoted} is no amount", text=shortened(text))
        yield what, Text("digits, with a point before cents"), Text("write it such as 250000 or 1999.90")


def _email(_: Field, text: str) -> Iterator[Fault]:
    if not EMAIL.fullmatch(text):
        what = Text("{text:quoted} is no e-mail address", text=shortened(text))
        yield what, Text("a name, @ and a domain, such as ai@ministry.example"), Text("correct it, or leave it blank")


def _web(_: Field, text: str) -> Iterator[Fault]:
    if not is_web_address(text):
        what = Text("{text:quoted} is no address on the web", text=shortened(text))
        yield what, Text("an address that begins with https:// or http://"), Text("copy it from the browser")


_KINDS = {"choice": _choice, "moment": _moment, "day": _day, "amount": _amount, "email": _email, "web": _web}


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address that a page may link to: no script, no file, no words."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not re.search(r"[\s<>\"'\\]", text)


def is_moment(text: str) -> bool:
    """Tell whether a text is a year, a month or a day that the calendar has, from 1950 to 2199."""
    found = MOMENT.fullmatch(text)
    if not found or not EARLIEST <= int(found[1]) < 2200:
        return False
    try:
        dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True


def _begins_after(text: str, today: dt.date) -> bool:
    """Tell whether a moment begins after a day: this year has come, though it has not ended."""
    return is_moment(text) and text > today.isoformat()[: len(text)]
