"""Values read from text files that still know the line or row they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publicvalue.errors import Place


@dataclass(frozen=True)
class Node:
    """One value of a parsed file.

    Parameters
    ----------
    value
        A mapping of text to nodes, a sequence of nodes, or a plain scalar (text, number, true/false, date, None).
    place
        File and line of the value.
    written
        The text of a scalar as the file has it, without quotes: `010` where the value is 10 or a text. None for a
        mapping, a sequence and a value that was made.
    """

    value: object
    place: Place
    written: str | None = None

    def at(self, field: str) -> Place:
        """Return this node's place, with the name of a field in it."""
        return Place(self.place.file, self.place.line, self.place.row, field)

    def get(self, key: str) -> Node | None:
        """Return the node under a key, or None when this is no mapping or has no such key."""
        return self.value.get(key) if isinstance(self.value, Mapping) else None

    def items(self) -> Sequence[Node]:
        """Return the nodes of a list; an empty sequence when this is no list."""
        return self.value if isinstance(self.value, list | tuple) else ()


@dataclass(frozen=True)
class Row:
    """A row of a small table: its file, its number (the header is row 1), its cells by column, as text."""

    file: str
    number: int
    cells: Mapping[str, str]

    def at(self, column: str) -> Place:
        """Return the place of a cell."""
        return Place(self.file, row=self.number, field=column)


def plain(node: Node) -> object:
    """Return the node's value with every place stripped: dictionaries, lists and scalars."""
    if isinstance(node.value, Mapping):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list | tuple):
        return [plain(child) for child in node.value]
    return node.value


def as_node(value: object, place: Place) -> Node:
    """Return a plain value as a node, with all that is in it at one place."""
    if isinstance(value, Mapping):
        return Node({str(key): as_node(child, place) for key, child in value.items()}, place)
    if isinstance(value, list | tuple):
        return Node([as_node(child, place) for child in value], place)
    return Node(value, place)
