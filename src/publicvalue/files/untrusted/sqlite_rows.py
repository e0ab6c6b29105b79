"""Tables of an SQLite file, and the object-centric logs that such files hold, as rows.

It runs in the limited process of `event_log_process.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from publicvalue.files.untrusted.ocel_items import NotReadError, Row, shown
from publicvalue.words.text import Text


class NoTableError(Exception):
    """There is no table of that name."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__()
        self.tables = tables


def open_database(file: str, note_other_text: Callable[[], None]) -> sqlite3.Connection:
    """Open a database so that nothing but reading tables can happen in it; it is told of text that is no UTF-8."""
    address = file.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    database = sqlite3.connect(f"file:{address}?mode=ro&immutable=1", uri=True)
    # What a view sorts stays within the limit of memory: there is none for a file that has no name any more.
    for setting in ("trusted_schema = off", "query_only = on", "cell_size_check = on", "temp_store = memory"):
        database.execute(f"PRAGMA {setting}")
    allowed = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
    database.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY)

    def decode(data: bytes) -> str:
        try:
            return data.decode()
        except UnicodeDecodeError:
            # As text files are read: signs that are no UTF-8 must not become one and the same.
            note_other_text()
            return data.decode("cp1252", "replace")

    database.text_factory = decode
    return database


def table_rows(database: sqlite3.Connection, table: str) -> Iterator[Row]:
    tables = [
        name
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_'"
            " ORDER BY name"
        )
    ]
    if {"EVENTS", "OBJECTS", "RELATIONS"} <= {name.upper() for name in tables} and not table:
        raise NotReadError(Text("it is an OCEL 1.0 log, which is read from JSON and XML alone"))
    chosen = table or (tables[0] if len(tables) == 1 else "")
    if chosen not in tables:
        raise NoTableError(tables)
    found = database.execute(f"SELECT * FROM {quoted(chosen)}")  # noqa: S608 - quoted
    names = [column[0] for column in found.description]
    if len(set(names)) < len(names):
        raise NotReadError(Text("it has two columns of the same name"))
    for values in found:
        # Every column is there in the first row, also one that is empty throughout.
        yield {name: "" if value is None else write(value) for name, value in zip(names, values, strict=True)}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def write(value: object) -> str | bytes:
    if isinstance(value, bytes):
        return b""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if not isinstance(value, float):
        return str(value)
    # 1.234 could be taken for a number whose point parts thousands, as a person writes it.
    whole, _, rest = (text := repr(value)).partition(".")
    return f"{whole}{rest}e-3" if len(rest) == 3 and rest.isdigit() and whole.strip("-") != "0" else text


def parse_ocel_sqlite(database: sqlite3.Connection) -> tuple[list[Any], list[Any]]:
    relations: dict[str, list[Any]] = {}
    for event, touched, qualifier in database.execute(
        "SELECT ocel_event_id, ocel_object_id, ocel_qualifier FROM event_object"
    ):
        relations.setdefault(str(event), []).append({"objectId": touched, "qualifier": qualifier})
    objects, events = (list(ocel_items(database, kind)) for kind in ("object", "event"))
    for event in events:
        event["relationships"] = relations.pop(str(event["id"]), [])
    if relations:
        raise NotReadError(Text("event {event} stands in no table of its type", event=shown(min(relations))))
    return objects, sorted(events, key=lambda event: str(event["time"]))


def ocel_items(database: sqlite3.Connection, kind: str) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    maps = list(database.execute(f"SELECT ocel_type, ocel_type_map FROM {kind}_map_type"))  # noqa: S608 - our own word
    for title, suffix in maps:
        found = database.execute(f"SELECT * FROM {quoted(f'{kind}_{suffix}')}")  # noqa: S608 - quoted
        names = [column[0] for column in found.description]
        for values in found:
            row = dict(zip(names, values, strict=True))
            if row["ocel_id"] in seen:
                continue
            seen.add(row["ocel_id"])
            filled = {name: value for name, value in row.items() if value is not None}
            own = [
                {"name": name, "value": write(value)} for name, value in filled.items() if not name.startswith("ocel_")
            ]
            yield {"id": row["ocel_id"], "type": title, "time": row.get("ocel_time"), "attributes": own}
