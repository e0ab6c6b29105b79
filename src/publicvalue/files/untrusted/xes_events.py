"""Read the events of an XES log. It runs in the limited process of `event_log_process.py`.

The parser calls a function for each element, and cells go into columns at once: a tree of elements, or a dictionary for
each event, takes half as long again.
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

    def put(self, name: str | None, value: str | None) -> None:
        """Put a value of the event that is being read into its cell, if it has both; the last of a name stays."""
        if name is None or value is None:
            return
        cells = self.own.get(name)
        if cells is None:
            cells = self.own[name] = []
            check_width(len(self.own) + len(self.of_trace))
        short = self.events - len(cells)
        if short < 0:
            cells[-1] = value
            return
        if short:
            cells += [None] * short
        cells.append(value)

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
    """What the parser calls: where in the file it is, and the columns that it fills."""

    def __init__(self, told: Told, batch: int) -> None:
        self.told, self.batch = told, batch
        self.columns = EventColumns()
        self.ready: list[EventColumns] = []
        self.attributes: dict[str, str] = {}
        self.depth = self.trace = self.event = self.traces = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element that begins."""
        self.depth = depth = self.depth + 1
        if self.event:
            # The names without a prefix are looked for first, as they are met a million times.
            if depth == self.event + 1 and (tag in VALUES or holds_value(tag)):
                self.columns.put(attributes.get("key"), attributes.get("value"))
        elif self.trace:
            if depth == self.trace + 1:
                self.start_in_trace(tag, attributes)
        else:
            self.start_outside(local(tag))

    def start_in_trace(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element right below a trace."""
        if local(tag) == "event":
            self.event = self.depth
        elif holds_value(tag) and "key" in attributes and "value" in attributes:
            self.attributes[attributes["key"]] = attributes["value"]

    def start_outside(self, name: str) -> None:
        """Take an element that stands in no trace."""
        if self.depth == 1:
            check_root(name)
        elif name == "trace":
            self.trace, self.attributes = self.depth, {}
        elif self.depth == 2 and name == "event":
            raise NotReadError(Text("an event stands outside every trace, so its case is not known"))

    def end(self, _: str) -> None:
        """Take the end of an element."""
        if self.depth == self.event:
            self.event = 0
            self.columns.events += 1
        elif self.depth == self.trace:
            self.trace, self.traces = 0, self.traces + 1
            events = self.columns.end_trace(self.traces, self.attributes)
            self.told(self.attributes.get("concept:name"), events)
            if self.columns.events >= self.batch:
                self.finish()
        self.depth -= 1

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
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    for piece in in_utf8(pieces, encoding) if encoding else pieces:
        parser.Parse(piece, False)
        yield from reader.take()
    parser.Parse(b"", True)
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


@cache
def local(tag: object) -> str:
    """Return the name of a tag without its namespace or its prefix; nothing for a comment."""
    return re.split("[}:]", tag)[-1] if isinstance(tag, str) else ""


@cache
def holds_value(tag: str) -> bool:
    """Whether an element is the value of an attribute."""
    return local(tag) in VALUES
