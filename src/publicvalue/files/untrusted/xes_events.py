"""Read the events of an XES log. It runs in the limited process of `event_log_process.py`.

The parser calls a function for each element that begins, and cells go into columns at once: a tree of elements, or a
dictionary for each event, takes half as long again. What ends is taken off a list without a call of ours, as the end of
an attribute says nothing: that saves a tenth.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Protocol
from xml.parsers import expat

from publicvalue.files.untrusted.ocel_items import NotReadError, shown
from publicvalue.words.text import Text

CHUNK = 1024 * 1024
MOST_COLUMNS = 5_000
VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})
NOWHERE = -1
DEEPEST = 1_000
TOO_DEEP = Text("it is nested too deep")
TRACE = "number of the trace"
"""Column with the place of an event's trace in its log."""
DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
PARSED = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "ascii"})
"""Encodings that the parser reads by itself."""

Cells = dict[str, list[str | None]]
Told = Callable[[str | None, int], None]
"""Called for each trace with its name and its number of events."""


class Stream(Protocol):
    """Bytes, some at a time."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, none at the end."""


class EventColumns:
    """The events of some traces, column by column; a column is filled up to the last event that has a value in it."""

    def __init__(self) -> None:
        self.events = 0
        self.own: Cells = {}
        self.of_trace: Cells = {}
        self.numbers: list[str | None] = []

    def put(self, name: str, value: str) -> None:
        """Put a value of the event that began last into its cell; the last of a name stays."""
        cells = self.own.get(name)
        if cells is None:
            cells = self.own[name] = []
            check_width(len(self.own) + len(self.of_trace))
        short = self.events - 1 - len(cells)
        if short < 0:
            cells[-1] = value
            return
        if short:
            cells += [None] * short
        cells.append(value)

    def put_all(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            self.put(name, value)

    def end_trace(self, number: int, attributes: dict[str, str]) -> int:
        """Give the attributes of their trace to the events since the one before, and return how many there are."""
        first = len(self.numbers)
        events = self.events - first
        for name, value in attributes.items() if events else ():
            cells = self.of_trace.setdefault(f"case:{name}", [])
            cells += [None] * (first - len(cells)) + [value] * events
        check_width(len(self.own) + len(self.of_trace))
        self.numbers += [str(number)] * events
        return events

    def filled(self) -> Cells:
        """Return all columns, each of the same length; what an event says itself goes before its trace."""
        columns = {**self.of_trace, **self.own, TRACE: self.numbers}
        for cells in (*self.of_trace.values(), *self.own.values()):
            cells.extend([None] * (self.events - len(cells)))
        for name in self.own.keys() & self.of_trace.keys():
            pairs = zip(self.own[name], self.of_trace[name], strict=True)
            columns[name] = [given if own is None else own for own, given in pairs]
        return columns


class XesReader:
    """What the parser calls: where in the file it is, and the columns that it fills.

    `open` holds the names of the elements that have begun and not ended; so many of them stand around one that begins.
    That an event or a trace has ended is seen where the next element begins outside of it.
    """

    def __init__(self, told: Told, batch: int) -> None:
        self.told, self.batch = told, batch
        self.columns = EventColumns()
        self.ready: list[EventColumns] = []
        self.attributes: dict[str, str] = {}
        self.open: list[str] = []
        self.trace = NOWHERE
        self.traces = 0

    def starter(self) -> Callable[[str, list[str]], None]:
        """Return the function that takes an element that begins; what is needed a million times is in its variables."""
        around = self.open
        columns, cells_of, in_event, event = self.columns, self.columns.own, NOWHERE, 0

        def start(tag: str, attributes: list[str]) -> None:
            nonlocal columns, cells_of, in_event, event
            depth = len(around)
            if depth == in_event:
                # The names without a prefix are looked for first, as they are met a million times.
                if tag in VALUES or holds_value(tag):
                    if len(attributes) == 4 and attributes[0] == "key" and attributes[2] == "value":
                        cells = cells_of.get(attributes[1])
                        if cells is not None and len(cells) == event:
                            cells.append(attributes[3])
                        else:
                            columns.put(attributes[1], attributes[3])
                    else:
                        columns.put_all(value_of(attributes))
            elif depth < in_event or in_event == NOWHERE:
                in_event = self.start_outside_events(tag, attributes)
                columns = self.columns
                cells_of, event = columns.own, columns.events - 1
            elif depth > DEEPEST:
                raise NotReadError(TOO_DEEP)
            around.append(tag)

        return start

    def start_outside_events(self, tag: str, attributes: list[str]) -> int:
        """Take an element that stands in no event, and return how many elements stand around what is in it."""
        depth, name = len(self.open), local(tag)
        if depth > DEEPEST:
            raise NotReadError(TOO_DEEP)
        if depth <= self.trace:
            self.end_trace()
        if depth == 0:
            check_root(name)
        elif self.trace == NOWHERE:
            self.start_outside_traces(name, depth)
        elif depth == self.trace + 1 and name == "event":
            self.columns.events += 1
            return depth + 1
        elif depth == self.trace + 1 and name in VALUES:
            self.attributes.update(value_of(attributes))
        return NOWHERE

    def start_outside_traces(self, name: str, depth: int) -> None:
        """Take an element that stands in no trace."""
        if name == "trace":
            self.trace, self.attributes = depth, {}
        elif depth == 1 and name == "event":
            raise NotReadError(Text("an event stands outside every trace, so its case is not known"))

    def end_trace(self) -> None:
        """Take the end of the trace that began last, if one did."""
        if self.trace == NOWHERE:
            return
        self.trace, self.traces = NOWHERE, self.traces + 1
        events = self.columns.end_trace(self.traces, self.attributes)
        self.told(self.attributes.get("concept:name"), events)
        if self.columns.events >= self.batch:
            self.finish()

    def finish(self) -> None:
        """Let go of the columns that were filled, and begin anew."""
        if self.columns.events:
            self.ready.append(self.columns)
            self.columns = EventColumns()

    def take(self) -> Iterator[Cells]:
        """Give the columns that are ready."""
        while self.ready:
            yield self.ready.pop(0).filled()


def xes_columns(stream: Stream, told: Told, batch: int) -> Iterator[Cells]:
    """Give the events in batches of columns, with the attributes of each event's trace, which are named `case:...`.

    Parameters
    ----------
    stream
        The log, unpacked.
    told
        What is told of each trace.
    batch
        Events from which a batch is given; traces are not parted.

    Raises
    ------
    NotReadError
        When it is no log, declares a document type, has too many attributes, or an event stands outside every trace.
    xml.parsers.expat.ExpatError
        When its XML is damaged.
    """
    first = stream.read(CHUNK)
    pieces = chain([first], iter(lambda: stream.read(CHUNK), b""))
    encoding = encoding_of(first)
    parser = expat.ParserCreate("utf-8" if encoding else None)
    reader = XesReader(told, batch)
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = reader.starter(), reader.open.remove
    for piece in in_utf8(pieces, encoding) if encoding else pieces:
        parser.Parse(piece, False)
        yield from reader.take()
    parser.Parse(b"", True)
    reader.end_trace()
    reader.finish()
    yield from reader.take()


def encoding_of(first: bytes) -> str:
    """Return the encoding that a file declares; empty where the parser reads it by itself.

    Raises
    ------
    NotReadError
        When nobody knows it.
    """
    declared = DECLARED.match(first)
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        known = codecs.lookup(name).name
    except LookupError as error:
        raise NotReadError(Text("its encoding {name:quoted} is not known", name=shown(name))) from error
    return "" if known in PARSED else known


def in_utf8(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Give a text of another encoding in UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for piece in pieces:
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", True).encode()


def refuse_doctype(*_: object) -> None:
    """Refuse a file that declares a document type."""
    raise NotReadError(Text("it declares a document type, which may hide entities that grow without end"))


def check_root(name: str) -> None:
    """Refuse a file that is no log."""
    if name != "log":
        raise NotReadError(Text("its first element is {name:quoted}, not 'log'", name=shown(name)))


def check_width(columns: int) -> None:
    """Refuse more columns than anybody looks at."""
    if columns > MOST_COLUMNS:
        raise NotReadError(Text("it has more than {most:count} attributes", most=MOST_COLUMNS))


def value_of(attributes: list[str]) -> dict[str, str]:
    """Return key -> value of an element that has both, else nothing; its attributes are names and texts in turn."""
    given = dict(zip(attributes[::2], attributes[1::2], strict=True))
    return {given["key"]: given["value"]} if "key" in given and "value" in given else {}


@cache
def local(tag: object) -> str:
    """Return the name of a tag without its namespace or its prefix; nothing for a comment."""
    return re.split("[}:]", tag)[-1] if isinstance(tag, str) else ""


@cache
def holds_value(tag: str) -> bool:
    """Whether an element is the value of an attribute."""
    return local(tag) in VALUES
