"""Read an event log or an SQLite table into Parquet files. Run by `limited_start.py` as a program of its own.

Arguments: form (xes, ocel-json, ocel-xml, ocel-sqlite, sqlite), file, folder for the Parquet files, most bytes when
unpacked, table (for sqlite). Every column is text, under the keys c0, c1, ..., as names may differ in their case alone;
each Parquet file has the columns that its rows fill. It prints what it found as JSON, and ends with 0, or with NOT_READ
and a reason.
"""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

from publicvalue.files.untrusted.limited_start import tell_reason
from publicvalue.files.untrusted.ocel_items import NotReadError, Row, item_of_1_0, ocel_rows, parse_ocel_json, shown
from publicvalue.files.untrusted.sqlite_rows import NoTableError, open_database, parse_ocel_sqlite, table_rows
from publicvalue.files.untrusted.xes_events import check_root, check_width, local, refuse_doctype, xes_columns
from publicvalue.words.text import Text

if TYPE_CHECKING:
    from lxml.etree import _Element

NOT_READ = 4
NO_TABLE = 3
BATCH = 50_000
CHUNK = 1024 * 1024
RATIO = 100
VIEW_FROM = 200 * 1024 * 1024
RATIO_FROM = 10_000_000


class FoundEvents:
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
            found = FoundEvents()
            given = Bounded(packed, stream, int(most))
            batches = columns_of(form, file, given, (table, found))
            write_parts(batches, folder, found, most_written(form, file, int(most)))
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
        case SyntaxError() | expat.ExpatError():
            return Text("its XML is damaged in line {line}", line=error.lineno or 1)
        case json.JSONDecodeError():
            return Text("its JSON is damaged in line {line}", line=error.lineno)
        case RecursionError():
            return Text("it is nested too deep")
        case OSError() | EOFError() | ValueError() | TypeError() | AttributeError() | sqlite3.Error() | zlib.error():
            # What a library says of it helps nobody who has to export the file again.
            return Text("it is damaged, or something else stands in it")
    return None


def columns_of(form: str, file: str, stream: Stream, told: tuple[str, FoundEvents]) -> Iterator[Columns]:
    """Give the rows in batches of columns."""
    if form == "xes":
        return xes_columns(stream, told[1].add_trace, BATCH)
    return in_batches(rows_of(form, file, stream, told))


def rows_of(form: str, file: str, stream: Stream, told: tuple[str, FoundEvents]) -> Iterator[Row]:
    table, found = told
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


def in_batches(rows: Iterable[Row]) -> Iterator[Columns]:
    """Give rows as batches of columns, which stand in the order in which their names were met."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        names = dict.fromkeys(chain.from_iterable(batch))
        check_width(len(names))
        yield {name: [row.get(name) for row in batch] for name in names}


def write_parts(batches: Iterable[Columns], folder: str, found: FoundEvents, most: int) -> None:
    """Write the batches, and note the columns in the order in which they were met."""
    written = 0
    for number, columns in enumerate(batches):
        if written > most:
            raise NotReadError(Text("its rows have more than {most:count} bytes, far more than the file", most=most))
        for name in columns:
            found.columns.setdefault(name, f"c{len(found.columns)}")
        check_width(len(found.columns))
        cells = {found.columns[name]: without_bytes(name, own, found) for name, own in columns.items()}
        written += write_part(cells, f"{folder}/part_{number:06}.parquet")


def without_bytes(name: str, cells: list[Any], found: FoundEvents) -> list[str | None]:
    """Return the cells of a column; bytes are told, and not written."""
    if bytes not in set(map(type, cells)):
        return cells
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
Columns = Mapping[str, list[Any]]


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
        check_root(local(walk.root.tag))


def check_start(tree: Any) -> None:
    if tree.docinfo.doctype:
        refuse_doctype()
    check_root(local(tree.getroot().tag))


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
    # Arrow does without these, and what is read has no circles: together a tenth of the time of 200,000 events.
    sys.modules.update({"numpy": None, "pandas": None})  # type: ignore[dict-item]
    gc.disable()
    sys.exit(main(sys.argv[1:]))
