"""Which constructs there are, which items measure them, and which construct acts on which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from publicvalue.errors import MethodError, Place, Problem
from publicvalue.words.choices import check_name
from publicvalue.words.text import Text

Mode = Literal["A", "B"]
T = TypeVar("T")


@dataclass(frozen=True)
class Construct:
    """Something that is not seen itself, such as trust, with the items that show it.

    Parameters
    ----------
    id
        Its name.
    items
        Names of its items.
    mode
        A: the items reflect the construct and so correlate; B: they form it, each adding its part.
    single
        Whether one item is meant to stand for the construct. Otherwise a construct with one item is refused.

    Raises
    ------
    MethodError
        When there is no such mode.
    """

    id: str
    items: tuple[str, ...]
    mode: Mode = "A"
    single: bool = False

    def __post_init__(self) -> None:
        """Refuse names that are not known."""
        check_name(self.mode, Mode, "mode of a construct")


Link = tuple[str, str]
"""Ids of the construct that acts, and of the one that is acted on."""


@dataclass(frozen=True)
class PathSpec:
    """A path model.

    Parameters
    ----------
    constructs
        In any order.
    links
        Pairs (from, to); they must not run in a circle.

    Raises
    ------
    MethodError
        With everything that is wrong: unknown or twice named constructs, items used twice, a construct with one item,
        without items or without links, a circle.
    """

    constructs: tuple[Construct, ...]
    links: tuple[Link, ...]

    def __post_init__(self) -> None:
        """Refuse a model that cannot be estimated, whatever the data."""
        if problems := [Problem(Place(), what, expected, do) for what, expected, do in _faults(self)]:
            raise MethodError(problems)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the constructs, in the order of all arrays."""
        return tuple(construct.id for construct in self.constructs)

    @property
    def items(self) -> tuple[str, ...]:
        """Names of all items, construct by construct: the order of the columns of the answers."""
        return tuple(item for construct in self.constructs for item in construct.items)

    @property
    def blocks(self) -> tuple[NDArray[np.intp], ...]:
        """Places of each construct's items among all."""
        ends = np.cumsum([len(construct.items) for construct in self.constructs])
        return tuple(np.arange(end - len(c.items), end) for c, end in zip(self.constructs, ends, strict=True))

    @property
    def arrows(self) -> NDArray[np.bool_]:
        """Whether the row acts on the column, shape (constructs, constructs)."""
        found = np.zeros((len(self.ids), len(self.ids)), dtype=bool)
        for source, target in self.links:
            found[self.ids.index(source), self.ids.index(target)] = True
        return found


def _faults(spec: PathSpec) -> Iterator[tuple[str, str, str]]:
    ids = [construct.id for construct in spec.constructs]
    for id in _twice(ids):
        yield Text("two constructs are called '{name}'", name=id), Text("each id once"), ""
    for item in _twice([item for construct in spec.constructs for item in construct.items]):
        yield Text("item '{item}' belongs to two constructs", item=item), Text("each item in one construct"), ""
    for construct in spec.constructs:
        yield from _construct_faults(construct)
    yield from _link_faults(spec, ids)


def _construct_faults(construct: Construct) -> Iterator[tuple[str, str, str]]:
    if not construct.items:
        yield Text("construct '{name}' has no items", name=construct.id), Text("two or more"), ""
    elif len(construct.items) == 1 and not construct.single:
        do = Text("add items, or state that one item is meant to stand for it")
        what = Text("construct '{name}' has one item, so its reliability cannot be known", name=construct.id)
        yield what, Text("two items or more"), do
    if construct.mode not in ("A", "B"):
        yield Text("construct '{name}' has mode '{mode}'", name=construct.id, mode=construct.mode), Text("A or B"), ""


def _link_faults(spec: PathSpec, ids: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    named = {id for link in spec.links for id in link}
    for id in sorted(named - set(ids)):
        yield (
            Text("a link names '{name}', which is no construct", name=id),
            Text("one of: {ids:list}", ids=tuple(ids)),
            "",
        )
    for source, target in _twice(spec.links):
        yield (
            Text("the link from '{source}' to '{target}' is named twice", source=source, target=target),
            Text("each link once"),
            "",
        )
    for id in ids:
        if id not in named:
            yield (
                Text("construct '{name}' has no link to any other", name=id),
                Text("a link to or from each"),
                Text("link it, or leave it out"),
            )
    sources: dict[str, list[str]] = {}
    for source, target in spec.links:
        sources.setdefault(target, []).append(source)
    try:
        TopologicalSorter(sources).prepare()
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        yield (
            Text("the links run in a circle: {circle}", circle=circle),
            Text("links that never return to where they began"),
            Text("leave one out"),
        )


def _twice(values: Sequence[T]) -> list[T]:
    return [value for place, value in enumerate(values) if value in values[:place]]
