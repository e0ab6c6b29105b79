"""Ids of nodes: names parted by dots, from the dimension down to the indicator."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=10_000)
def parts_of(node: str) -> tuple[str, ...]:
    """Return the names that an id is made of, from the widest to its own."""
    return tuple(node.split("."))


def parent_of(node: str, depth: int = 0) -> str:
    """Return the id above a node's, or the id of so many names that it stands within.

    Parameters
    ----------
    node
        Id of a node, such as `economic.benefit.costs.saved`.
    depth
        1 for its dimension, 2 for its category within it, 3 for its component; 0 for the node right above. A name alone
        stands within itself.
    """
    return ".".join(parts_of(node)[: depth or -1]) or node


def name_of(node: str) -> str:
    """Return a node's own name: the last part of its id."""
    return parts_of(node)[-1]
