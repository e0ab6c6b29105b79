"""Read an event log or an SQLite table into Parquet files. Run by `limited_start.py` as a program of its own.

Arguments: form (xes, ocel-json, ocel-xml, ocel-sqlite, sqlite), file, folder for the Parquet files, most bytes when
unpacked, table (for sqlite). Every column is text, under the keys c0, c1, ..., as names may differ in their case alone;
each Parquet file has the columns that its rows fill. It prints what it found as JSON, and ends with 0, or with NOT_READ
and a reason.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, count, islice
from typing import IO, TYPE_CHECKING, Any

from publicvalue.files.untrusted.limited_start import tell_reason
from publicvalue.files.untrusted.ocel_items import NotReadError, Row, item_of_1_0, ocel_rows, parse_ocel_json, shown
from publicvalue.files.untrusted.sqlite_rows import NoTableError, open_database, parse_ocel_sqlite, table_rows
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from lxml.etree import _Element

NOT_READ = 4
NO_TABLE = 3
BATCH = 50_000
CHUNK = 1024 * 1024
MOST_COLUMNS = 5_000
RATIO = 100
VIEW_FROM = 200 * 1024 * 1024
RATIO_FROM = 10_000_000
VALUES = frozenset({"string", "date", "int", "float", "boolean", "id"})

TRACE = "number of the trace"
"""Column with the place of an event's trace in its log."""


class Found:
    """What was found: the columns in order, those with cells of bytes, and what a reader must be told."""

    def __init__(self) -> None:
        self.columns: dict[str, str] = {}
        self.of_bytes: set[str] = set()
        self.traces = 0
        self.empty = 0
        self.names: set[str] = set()
        self.repeated: dict[str, None] = {}
        self.other_text = False

    def add_trace(self, name: str | None, events: int) -> None:
        """Count a trace, and whether one of the same name was there before."""
        self.traces += 1
        self.empty += not events
        if name is not None and name in self.names:
            self.repeated[name] = None
        self.names.add(name or "")

    def note_other_text(self) -> None:
        """Note that some text was not written in UTF-8."""
        self.other_text = True

    def told(self) -> dict[str, object]:
        return {
            "columns": list(self.columns),
            "bytes": sorted(self.of_bytes),
            "empty": self.empty,
            "repeated": list(self.repeated)[:3],
            "repeats": len(self.repeated),
            "other_text": self.other_text,
        }


class Bounded(io.RawIOBase):
    """A stream that refuses to give more bytes than it may, or more than a hundred times those that were packed."""

    def __init__(self, packed: IO[bytes], stream: IO[bytes] | gzip.GzipFile, most: int) -> None:
        self.packed, self.stream, self.most, self.given = packed, stream, most, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        found = self.stream.read(size if size >= 0 else CHUNK)
        self.given += len(found)
        if self.given > self.most:
            raise NotReadError(Text("it unpacks to more than {most:count} bytes", most=self.most))
        if self.packed is not self.stream and self.given > max(RATIO * self.packed.tell(), RATIO_FROM):
            raise NotReadError(Text("it unpacks to more than a hundred times its size"))
        return found


def main(arguments: list[str]) -> int:
    form, file, folder, most, table = arguments
    try:
        with open(file, "rb") as packed:
            stream = gzip.GzipFile(fileobj=packed) if packed.read(2) == b"\x1f\x8b" else packed
            packed.seek(0)
            found = Found()
            given = Bounded(packed, stream, int(most))
            write_parts(rows_of(form, file, given, (table, found)), folder, found, most_written(form, file, int(most)))
    except NoTableError as error:
        sys.stdout.write(json.dumps(error.tables))
        return NO_TABLE
    except Exception as error:
        if reason := why_not(error):
            tell_reason(reason)
            return NOT_READ
        raise
    sys.stdout.write(json.dumps(found.told()))
    return 0


def why_not(error: Exception) -> Text | None:
    """Say why a file cannot be read; None for an error that no file can be the reason of."""
    match error:
        case NotReadError():
            return error.reason
        case KeyError():
            return Text("{name} is missing", name=repr(shown(error.args[0])))
        case SyntaxError():
            return Text("its XML is damaged in line {line}", line=error.lineno or 1)
        case json.JSONDecodeError():
            return Text("its JSON is damaged in line {line}", line=error.lineno)
        case RecursionError():
            return Text("it is nested too deep")
        case OSError() | EOFError() | ValueError() | TypeError() | AttributeError() | sqlite3.Error() | zlib.error():
            # What a library says of it helps nobody who has to export the file again.
            return Text("it is damaged, or something else stands in it")
    return None


def rows_of(form: str, file: str, stream: Stream, told: tuple[str, Found]) -> Iterator[Row]:
    table, found = told
    if form == "xes":
        return xes_rows(stream, found)
    if form == "ocel-xml":
        return ocel_rows(*parse_ocel_xml(stream))
    if form == "ocel-json":
        return ocel_rows(*parse_ocel_json(json.loads(b"".join(iter(lambda: stream.read(CHUNK), b"")))))
    if form == "ocel-sqlite":
        return ocel_rows(*parse_ocel_sqlite(open_database(file, found.note_other_text)))
    return table_rows(open_database(file, found.note_other_text), table)


def most_written(form: str, file: str, most: int) -> int:
    """Return how many bytes of cells a file may give: a view of a small database may make up rows without end."""
    return min(most, max(VIEW_FROM, RATIO * os.path.getsize(file))) if form.endswith("sqlite") else most


def write_parts(rows: Iterable[Row], folder: str, found: Found, most: int) -> None:
    """Write the rows in batches, and note the columns in the order in which they were met."""
    written, rows = 0, iter(rows)
    for number in count():
        batch = list(islice(rows, BATCH))
        if not batch:
            return
        if written > most:
            raise NotReadError(Text("its rows have more than {most:count} bytes, far more than the file", most=most))
        names = list(dict.fromkeys(chain.from_iterable(batch)))
        for name in names:
            found.columns.setdefault(name, f"c{len(found.columns)}")
        if len(found.columns) > MOST_COLUMNS:
            raise NotReadError(Text("it has more than {most:count} attributes", most=MOST_COLUMNS))
        columns = {found.columns[name]: cells_of(batch, name, found) for name in names}
        written += write_part(columns, f"{folder}/part_{number:06}.parquet")


def cells_of(batch: list[Row], name: str, found: Found) -> list[str | None]:
    """Return the cells of a column; bytes are told, and not written."""
    cells: list[Any] = [row.get(name) for row in batch]
    if bytes in set(map(type, cells)):
        found.of_bytes.add(name)
    return ["bytes" if isinstance(cell, bytes) else cell for cell in cells]


def write_part(columns: dict[str, list[str | None]], path: str) -> int:
    """Write a batch, and return the bytes of its cells."""
    # Imported here: the folder of packages is known only when the program has started.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    pq.write_table(table, path, compression="snappy")
    return int(table.nbytes)


Stream = IO[bytes] | Bounded


def elements(stream: Stream, *tags: str) -> Iterator[_Element]:
    """Give the elements that end, without following anything they point to, nor any entity that the file declares."""
    # Imported here: the folder of packages is known only when the program has started.
    from lxml import etree  # noqa: PLC0415

    wanted = [f"{{*}}{tag}" for tag in ("log", *tags)]
    walk = etree.iterparse(
        stream, events=("end",), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    checked = False
    for _, element in walk:
        if not checked:
            # What stands before the first element that ends does not change later.
            check_start(element.getroottree())
            checked = True
        yield element
    if not checked:
        check_root(walk.root)


def check_start(tree: Any) -> None:
    if tree.docinfo.doctype:
        raise NotReadError(Text("it declares a document type, which may hide entities that grow without end"))
    check_root(tree.getroot())


def check_root(root: _Element) -> None:
    if local(root.tag) != "log":
        raise NotReadError(Text("its first element is {name:quoted}, not 'log'", name=shown(local(root.tag))))


@cache
def local(tag: object) -> str:
    """Return the name of a tag without its namespace; nothing for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def xes_rows(stream: Stream, found: Found) -> Iterator[Row]:
    """Give each event with its trace's attributes, which are named `case:...`."""
    for element in elements(stream, "trace"):
        if local(element.tag) != "trace":
            check_strays(element)
            continue
        trace = {f"case:{name}": value for name, value in attributes(element).items()}
        events = [child for child in element if local(child.tag) == "event"]
        found.add_trace(trace.get("case:concept:name"), len(events))
        for event in events:
            yield {**trace, **attributes(event), TRACE: str(found.traces)}
        element.clear()
        drop_before(element)


def drop_before(element: _Element) -> None:
    """Let go of what was read, so that the tree does not grow."""
    parent = element.getparent()
    if parent is not None:
        check_strays(parent)
        for before in parent[: parent.index(element)]:
            parent.remove(before)


def check_strays(log: _Element) -> None:
    if any(local(child.tag) == "event" for child in log):
        raise NotReadError(Text("an event stands outside every trace, so its case is not known"))


def attributes(element: _Element) -> dict[str, str]:
    found = {}
    for child in element:
        if holds_value(child.tag):
            name, value = child.get("key"), child.get("value")
            if name is not None and value is not None:
                found[name] = value
    return found


@cache
def holds_value(tag: object) -> bool:
    return local(tag) in VALUES


def parse_ocel_xml(stream: Stream) -> tuple[list[Any], list[Any]]:
    objects: list[Any] = []
    events: list[Any] = []
    for element in elements(stream, "event", "object"):
        first = {child.get("key"): child for child in element if child.get("key")}
        if "id" in first and "id" not in element.attrib:
            # OCEL 1.0 writes as values what 2.0 writes as attributes of the element.
            (events if "timestamp" in first else objects).append(item_of_1_0(first))
            element.clear()
        elif local(element.tag) == "event":
            events.append({**element.attrib, **parts(element)})
            element.clear()
        elif "type" in element.attrib and "id" in element.attrib:
            objects.append({**element.attrib, **parts(element)})
            element.clear()
    return objects, events


def parts(element: _Element) -> dict[str, list[dict[str, str]]]:
    """Return the attributes and relations of an event or object in the form that JSON has."""
    found: dict[str, list[dict[str, str]]] = {"attributes": [], "relationships": []}
    for child in element.iter():
        if local(child.tag) == "attribute" and "name" in child.attrib:
            found["attributes"].append({"name": child.attrib["name"], "value": child.text or ""})
        if local(child.tag) in {"relationship", "object"} and "object-id" in child.attrib:
            found["relationships"].append(
                {"objectId": child.attrib["object-id"], "qualifier": child.attrib.get("qualifier", "")}
            )
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
