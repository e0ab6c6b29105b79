"""A file's nodes as groups, lists and single values, each of which knows its place and the name of its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from publicvalue.errors import Place
from publicvalue.schema.node import Node

Key = str | int


class Group(dict[str, "Tree"]):
    """Named values, with the place where they begin."""

    def __init__(self, values: Iterable[tuple[str, Tree]], place: Place) -> None:
        super().__init__(values)
        self.place = place


class Items(list["Tree"]):
    """A list, with the place where it begins."""

    def __init__(self, values: Iterable[Tree], place: Place) -> None:
        super().__init__(values)
        self.place = place


Tree = Node | Group | Items


def unfold(node: Node, field: str | None = None) -> Tree:
    """Return a node as a tree; what stands in a list carries the name of the list's field.

    Parameters
    ----------
    node
        A value of a file.
    field
        The field that it stands in; its own when None.
    """
    file, line, row = node.place.file, node.place.line, node.place.row
    place = node.place if field is None else Place(file, line, row, field)
    if isinstance(node.value, Mapping):
        return Group(((str(name), unfold(child, str(name))) for name, child in node.value.items()), place)
    if isinstance(node.value, list | tuple):
        return Items((unfold(child, child.place.field or place.field) for child in node.value), place)
    return Node(node.value, place, node.written)


def folded(tree: Tree) -> Node:
    """Return a tree as the node that it was."""
    if isinstance(tree, Group):
        return Node({name: folded(child) for name, child in tree.items()}, tree.place)
    if isinstance(tree, Items):
        return Node([folded(child) for child in tree], tree.place)
    return tree


def along(tree: Tree, way: Iterable[Key]) -> Iterator[Tree]:
    """Yield what stands on a way of names and positions, from the whole on, as far as there is something.

    A single value stands for a list of it, and for a group whose one field it is: the way may lead into it.
    """
    yield tree
    for key in way:
        found = _within(tree, key)
        if found is None and not isinstance(tree, Node):
            return
        tree = tree if found is None else found
        yield tree


def _within(tree: Tree, key: Key) -> Tree | None:
    if isinstance(tree, Group):
        return tree.get(str(key))
    if isinstance(tree, Items) and isinstance(key, int) and key < len(tree):
        return tree[key]
    return None


def take_out(tree: Tree, way: tuple[Key, ...]) -> bool:
    """Take out of a tree what stands on a way, or the last before it that can be taken out; False where none can."""
    steps = list(along(tree, way[:-1]))
    return any(_without(above, key) for above, key in reversed(list(zip(steps, way, strict=False))))


def _without(tree: Tree, key: Key) -> bool:
    if isinstance(tree, Group) and isinstance(key, str):
        return tree.pop(key, None) is not None
    if isinstance(tree, Items) and isinstance(key, int) and key < len(tree):
        tree.pop(key)
        return True
    return False
