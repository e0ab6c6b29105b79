"""Events and objects of an object-centric log (OCEL), as JSON, XML and SQLite hold them, as rows.

It runs in the limited process of `event_log_process.py`, and imports texts alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from publicvalue.words.text import Text

Row = dict[str, str | bytes]


class NotReadError(Exception):
    """The file is not what it should be; `reason` says why, as a clause about `it`."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


class Value(Protocol):
    """An element of XML that holds a key and a value, or further ones."""

    def get(self, key: str, /) -> str | None:
        """Return an attribute."""

    def __iter__(self) -> Iterator[Value]:
        """Return the elements in it."""


OF_1_0 = {"id": "id", "activity": "type", "timestamp": "time", "type": "type"}
LISTS_OF_1_0 = ("omap", "vmap", "ovmap")


def parse_ocel_json(log: Any) -> tuple[list[Any], list[Any]]:
    if "ocel:events" not in log:
        return log["objects"], log["events"]
    objects = [
        {"id": id, "type": one["ocel:type"], "attributes": named(one.get("ocel:ovmap"))}
        for id, one in log["ocel:objects"].items()
    ]
    events = [
        {
            "id": id,
            "type": one["ocel:activity"],
            "time": one["ocel:timestamp"],
            "attributes": named(one.get("ocel:vmap")),
            "relationships": [{"objectId": touched} for touched in one.get("ocel:omap") or ()],
        }
        for id, one in log["ocel:events"].items()
    ]
    return objects, events


def named(values: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in (values or {}).items()]


def ocel_rows(objects: Iterable[Any], events: Iterable[Any]) -> Iterator[Row]:
    """Give a row for each event and each object that it touches."""
    known: dict[str, Row] = {}
    for item in objects:
        row: Row = {"object": str(item["id"]), "object_type": str(item["type"])}
        if known.get(str(item["id"]), row)["object_type"] != row["object_type"]:
            raise NotReadError(Text("two objects of different types are called {name}", name=shown(item["id"])))
        for attribute in item.get("attributes") or ():
            row.setdefault(f"object:{attribute['name']}", cell(attribute["value"]))
        known[str(item["id"])] = {**row, **known.get(str(item["id"]), {})}
    for event in events:
        base: Row = {"event": str(event["id"]), "activity": str(event["type"]), "time": str(event["time"])}
        base |= {f"event:{one['name']}": cell(one["value"]) for one in event.get("attributes") or ()}
        for relation in event.get("relationships") or ():
            touched = known.get(str(relation["objectId"]))
            if touched is None:
                reason = Text(
                    "event {event} names an object {object} that is not there",
                    event=shown(event["id"]),
                    object=shown(relation["objectId"]),
                )
                raise NotReadError(reason)
            yield {**base, **touched, "qualifier": str(relation.get("qualifier") or "")}


def shown(name: object) -> str:
    """Write what a file calls something for a message: on one line, and short."""
    return " ".join(str(name).split())[:100]


def cell(value: object) -> str | bytes:
    return value if isinstance(value, bytes) else str(value)


def item_of_1_0(values: Mapping[str | None, Value]) -> dict[str, Any]:
    """Return an event or object of OCEL 1.0 in XML in the form that 2.0 has."""
    item: dict[str, Any] = {OF_1_0.get(key, key): one.get("value") for key, one in values.items() if key in OF_1_0}
    lists = {key: [(one.get("key"), one.get("value")) for one in values.get(key, ())] for key in LISTS_OF_1_0}
    own = lists["vmap"] + lists["ovmap"]
    item["attributes"] = [{"name": name, "value": value} for name, value in own if name and value is not None]
    item["relationships"] = [{"objectId": value} for _, value in lists["omap"]]
    return item
