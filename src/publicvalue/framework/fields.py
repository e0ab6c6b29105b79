"""Read text files against a stated shape: every field, its type, and all problems at once.

One statement of each shape serves the parser here, the JSON Schema (`schema.py`) and the reference pages.
"""

from __future__ import annotations

import datetime
import difflib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from publicvalue.errors import Place, Problem
from publicvalue.framework.field_types import (
    Anything,
    Cell,
    Day,
    Field,
    ListOf,
    MapOf,
    Number,
    Shape,
    Text,
    Type,
    Written,
    YesNo,
    number_text,
)
from publicvalue.schema.node import Node, plain

SHOWN = 60
"""Characters of a value that a message shows."""

LARGEST = sys.float_info.max
TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""How yes and no may be written where a field asks for one of them."""


class Record(Mapping[str, object]):
    """The values of a shape or of a map that was read, by name, with the place of each."""

    def __init__(self, values: Mapping[str, object], place: Place, places: Mapping[str, Place]) -> None:
        self._values = dict(values)
        self.place = place
        self._places = dict(places)

    def __getitem__(self, name: str) -> object:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def place_of(self, name: str) -> Place:
        """Return the place of a field, or of the record when the field is not there."""
        return self._places.get(name, self.place)

    def places_in(self, *fields: str) -> Mapping[str, Place]:
        """Return the place of each name that the writer chose in some map fields, as `field.name`."""
        maps = {field: self.map(field) for field in fields}
        return {f"{field}.{name}": found.place_of(name) for field, found in maps.items() for name in found}

    def text(self, name: str, default: str = "") -> str:
        """Return a text field; the default where it is not there or cannot be used."""
        found = self._values.get(name)
        return default if found is None else str(found)

    def number(self, name: str, default: float) -> float:
        """Return a number field."""
        value = self._values.get(name, default)
        return float(value) if isinstance(value, int | float) else default

    def optional_number(self, name: str) -> float | None:
        """Return a number field, or None when it is not there."""
        return self.number(name, 0.0) if name in self._values else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list field of texts."""
        return tuple(str(item) for item in self.list(name) if item is not None)

    def chosen(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return a map field of lists of texts, without what could not be read."""
        found = self.map(name)
        texts = {key: found.texts(key) for key in found}
        return {key: values for key, values in texts.items() if values}

    def list(self, name: str) -> Sequence[object]:
        """Return a list field."""
        value = self._values.get(name, ())
        return value if isinstance(value, list | tuple) else ()

    def records(self, name: str) -> Sequence[Record]:
        """Return a list field of records, without those that could not be read."""
        return [item for item in self.list(name) if isinstance(item, Record)]

    def record(self, name: str) -> Record | None:
        """Return a field that is itself a record."""
        value = self._values.get(name)
        return value if isinstance(value, Record) else None

    def map(self, name: str) -> Record:
        """Return a field of writer-chosen names."""
        value = self._values.get(name)
        return value if isinstance(value, Record) else Record({}, self.place, {})


def nearest(word: str, known: Sequence[str], otherwise: str = "write one that is expected") -> str:
    """Return 'did you mean ...?' for the nearest known word; what else to do where none is near."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean '{found[0]}'?" if found else otherwise


def find_test(entry: Record, tests: Sequence[str], named: str, problems: list[Problem]) -> str | None:
    """Return the one test that a condition has; None, with a problem, where it has none or several."""
    found = [test for test in tests if test in entry]
    if len(found) == 1:
        return found[0]
    expected = "exactly one of: " + ", ".join(tests)
    do = "keep one test, and write further ones as conditions of their own"
    problems.append(Problem(entry.place, f"{named} has {len(found)} tests", expected, do))
    return None


def read_shape(node: Node, shape: Shape, problems: list[Problem]) -> Record | None:
    """Read a node against a shape. Adds every problem found; returns None when a required field cannot be used."""
    if shape.short and isinstance(node.value, str | int | float):
        node = Node({shape.short: node}, node.place)
    if not isinstance(node.value, Mapping):
        do = "write lines of `name: value`"
        problems.append(Problem(node.place, f"{shape.name}: {_described(node)} stands here", "a group of fields", do))
        return None
    before = len(problems)
    _check_unknown(node, shape, problems)
    values: dict[str, object] = {}
    places: dict[str, Place] = {}
    for field in shape.fields:
        child = node.get(field.name)
        if child is None or child.value is None:
            if field.required:
                what, do = f"{shape.name}: '{field.name}' is missing", f"add the line `{field.name}:` with its value"
                problems.append(Problem(node.at(field.name), what, _wanted(field), do))
            continue
        places[field.name] = Place(child.place.file, child.place.line, None, field.name)
        values[field.name] = _read(replace(child, place=places[field.name]), field.type, problems)
    unusable = len(problems) > before and any(values.get(f.name) is None for f in shape.fields if f.required)
    return None if unusable else Record(values, node.place, places)


def _check_unknown(node: Node, shape: Shape, problems: list[Problem]) -> None:
    names = [field.name for field in shape.fields]
    for name, child in dict(node.value).items() if isinstance(node.value, Mapping) else ():
        if name not in names:
            place = Place(child.place.file, child.place.line, None, str(name))
            guess = nearest(str(name), names)
            problems.append(
                Problem(place, f"{shape.name}: no field is called '{name}'", "one of: " + ", ".join(names), guess)
            )


def _wanted(field: Field) -> str:
    if isinstance(field.type, Text) and field.type.choices:
        return "one of: " + ", ".join(field.type.choices)
    return field.text


def _read(node: Node, kind: Type, problems: list[Problem]) -> object:
    match kind:
        case Shape():
            return read_shape(node, kind, problems)
        case ListOf():
            return _read_list(node, kind, problems)
        case MapOf():
            return _read_map(node, kind, problems)
        case Anything() | Written():
            return plain(node) if isinstance(kind, Anything) else node
        case Cell():
            return _read_cell(node, problems)
        case _:
            return _read_scalar(node, kind, problems)


def read_value(node: Node, kind: Type, problems: list[Problem]) -> object:
    """Read one value; adds every problem found, and returns None where it cannot be used."""
    before = len(problems)
    found = _read(node, kind, problems)
    return found if len(problems) == before else None


def _read_list(node: Node, kind: ListOf, problems: list[Problem]) -> object:
    if kind.or_one and not isinstance(node.value, list | tuple):
        node = Node([node], node.place)
    if not isinstance(node.value, list | tuple):
        problems.append(
            Problem(
                node.place,
                f"{_described(node)} stands here",
                "a list",
                "begin each entry on a line of its own with `- `",
            )
        )
        return None
    if len(node.value) < kind.least:
        problems.append(
            Problem(node.place, f"the list has {len(node.value)} entries", f"at least {kind.least}", "add an entry")
        )
    field = node.place.field
    places = [Place(child.place.file, child.place.line, None, child.place.field or field) for child in node.value]
    return tuple(
        _read(replace(child, place=place), kind.item, problems) for child, place in zip(node.value, places, strict=True)
    )


def _read_map(node: Node, kind: MapOf, problems: list[Problem]) -> object:
    if not isinstance(node.value, Mapping):
        problems.append(
            Problem(node.place, f"{_described(node)} stands here", "a group of fields", "write lines of `name: value`")
        )
        return None
    places = {str(key): Place(child.place.file, child.place.line, None, str(key)) for key, child in node.value.items()}
    children = {str(key): replace(child, place=places[str(key)]) for key, child in node.value.items()}
    values = {name: _read(child, kind.item, problems) for name, child in children.items()}
    return Record(values, node.place, places)


def _read_cell(node: Node, problems: list[Problem]) -> str | None:
    """Return the text that stands for a cell."""
    if not isinstance(node.value, str | int | float | datetime.date):
        do = "write one value; leave the line out where all rows are meant"
        problems.append(Problem(node.place, f"{_described(node)} stands here", "a value that cells have", do))
        return None
    text = _text_of(node)
    if not text:
        do = "leave it out: blank cells are unknown, and are not chosen by a value"
        problems.append(Problem(node.place, "an empty text stands here", "a value that cells have", do))
        return None
    return text


def _text_of(node: Node) -> str:
    return (str(node.value) if node.written is None else node.written).strip()


def _read_scalar(node: Node, kind: Text | Number | YesNo | Day, problems: list[Problem]) -> object:
    value = node.value
    if isinstance(kind, Text) and isinstance(value, str | int | float | datetime.date):
        return _read_text(node, kind, problems)
    if isinstance(kind, Number) and isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(node, value, kind, problems)
    if isinstance(kind, Day) and (day := _day_of(value)) is not None:
        return day
    if isinstance(kind, YesNo) and (isinstance(value, bool) or str(value).lower() in TRUTHS):
        return TRUTHS[str(value).lower()]
    expected, do = _scalar_wanted(kind)
    problems.append(Problem(node.place, f"{_described(node)} stands here", expected, do))
    return None


def _day_of(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    try:
        return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))
    except ValueError:
        return None


def _scalar_wanted(kind: Text | Number | YesNo | Day) -> tuple[str, str]:
    """Return what is expected, and what to do."""
    if isinstance(kind, Number):
        return number_text(kind), "write it in digits, such as 1000 or 0.5"
    if isinstance(kind, YesNo):
        return "true or false", "write one of the two"
    if isinstance(kind, Day):
        return "a day, YYYY-MM-DD", "write a day that the calendar has, such as 2026-01-31"
    return ("one of: " + ", ".join(kind.choices), "write one of these") if kind.choices else ("text", "write a text")


def _read_text(node: Node, kind: Text, problems: list[Problem]) -> str | None:
    text = _text_of(node)
    if kind.choices and text not in kind.choices:
        expected, do = "one of: " + ", ".join(kind.choices), nearest(text, kind.choices)
        problems.append(Problem(node.place, f"'{shortened(text)}' is not a choice", expected, do))
        return None
    return text


def _read_number(node: Node, value: float, kind: Number, problems: list[Problem]) -> float | None:
    # A whole number of hundreds of digits is no float: it is compared first.
    finite = -LARGEST <= value <= LARGEST
    within = finite and kind.low <= value <= kind.high and not (kind.above and value == kind.low)
    if within and (not kind.whole or float(value).is_integer()):
        return int(value) if kind.whole else value
    what = f"{shortened(str(value))} cannot be used"
    problems.append(Problem(node.place, what, number_text(kind), "write such a number"))
    return None


def _described(node: Node) -> str:
    match node.value:
        case Mapping():
            return "a group of fields"
        case list() | tuple():
            return "a list"
        case None:
            return "nothing"
        case bool():
            return "true" if node.value else "false"
        case _:
            return f"'{shortened(_text_of(node))}'"


def shortened(text: str) -> str:
    """Return a text for a message, cut where it is long."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


NAMED = (
    Field("id", Text(), "its name in files", required=True),
    Field("title", Text(), "its name for people", required=True),
)
"""What an entry has that is named in files and for people."""
