"""The tree of a composite index: indicators, groups of them, groups of groups, and one index at the top."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from publicvalue.errors import InputError, Place, Problem
from publicvalue.scores.tree import Floats, Indices
from publicvalue.words.text import Text


@dataclass(frozen=True)
class Indicator:
    """A leaf of the tree.

    Parameters
    ----------
    code
        Its name, once in the index.
    parent
        Code of its group.
    direction
        1 where more is better, -1 where less is better.
    weight
        Its weight among its siblings, zero or more, any scale.
    """

    code: str
    parent: str
    direction: int = 1
    weight: float = 1.0


@dataclass(frozen=True)
class Group:
    """A node that is formed from its children; the one without a parent is the index itself."""

    code: str
    parent: str = ""
    weight: float = 1.0


Item = Indicator | Group


@dataclass(frozen=True)
class Index:
    """A composite index.

    Parameters
    ----------
    indicators
        The leaves, in the order of the data's columns.
    groups
        All other nodes, in any order.

    Raises
    ------
    InputError
        All problems at once: an item with two parents, a parent that is not there, a loop, several tops or none, a
        group with nothing in it, a direction other than 1 and -1, weights that are negative or add up to nothing.
    """

    indicators: tuple[Indicator, ...]
    groups: tuple[Group, ...]

    def __post_init__(self) -> None:
        # Places in the tree only make sense once its items are sound.
        if problems := list(_item_problems(self)) or list(_tree_problems(self)):
            raise InputError(problems)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Indicators, then groups from the lowest level up to the index."""
        return (*self.indicators, *sorted(self.groups, key=lambda group: self.level(group.code)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes of all items, in the order of the columns of scores."""
        return tuple(item.code for item in self.items)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Column of each item."""
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def _levels(self) -> Mapping[str, int]:
        levels = {indicator.code: 1 for indicator in self.indicators}
        parents = {group.code: group.parent for group in self.groups}
        for indicator in self.indicators:
            code, level = indicator.parent, 2
            while code:
                levels[code] = max(level, levels.get(code, 0))
                code, level = parents[code], levels[code] + 1
        return levels

    def level(self, code: str) -> int:
        """Return an item's level: 1 for an indicator, else one more than the highest level of its children."""
        return self._levels[code]

    @property
    def height(self) -> int:
        """Level of the index at the top."""
        return self.level(self.top)

    @cached_property
    def top(self) -> str:
        """Code of the index at the top."""
        return next(group.code for group in self.groups if not group.parent)

    @cached_property
    def children(self) -> Mapping[str, Indices]:
        """Columns of each group's children; groups from the lowest level up."""
        members: dict[str, list[int]] = {item.code: [] for item in self.items[len(self.indicators) :]}
        for place, item in enumerate(self.items):
            if item.parent:
                members[item.parent].append(place)
        return {code: np.array(places, dtype=np.intp) for code, places in members.items()}

    @cached_property
    def directions(self) -> Floats:
        """Direction of each indicator, shape (indicators,)."""
        return np.array([indicator.direction for indicator in self.indicators], dtype=np.float64)

    @cached_property
    def weights(self) -> Floats:
        """Weight of each item among its siblings as given, shape (items,)."""
        return np.array([item.weight for item in self.items], dtype=np.float64)


def remove_item(index: Index, code: str) -> Index:
    """Return the index without an item, what lies below it, and the groups above it that hold nothing else."""
    gone = {code}
    for group in reversed(index.items[len(index.indicators) :]):
        gone |= {group.code} if group.parent in gone else set()
    indicators = tuple(one for one in index.indicators if one.code not in gone and one.parent not in gone)
    parents = {item.code: item.parent for item in index.items}
    held: set[str] = set()
    for indicator in indicators:
        above = indicator.parent
        while above:
            held.add(above)
            above = parents[above]
    return Index(indicators, tuple(group for group in index.groups if group.code in held))


def _item_problems(index: Index) -> Iterator[Problem]:
    items: tuple[Item, ...] = (*index.indicators, *index.groups)
    for code, times in Counter(item.code for item in items).items():
        if times > 1:
            parents = sorted({item.parent for item in items if item.code == code})
            what = Text("{code} stands {times} times in the index", code=code, times=times)
            if len(parents) > 1:
                what = Text("{what}, with parents {parents:list}", what=what, parents=tuple(parents))
            yield _problem(
                code,
                what,
                Text("each item once, with one parent"),
                Text("keep one"),
            )
    groups = sorted(group.code for group in index.groups)
    for item in items:
        yield from _one_item(item, groups)


def _one_item(item: Item, groups: list[str]) -> Iterator[Problem]:
    """Yield what is wrong with an item by itself: its code, parent, weight and direction."""
    kind = Text("indicator") if isinstance(item, Indicator) else Text("group")
    if not item.code:
        yield Problem(
            Place(),
            Text("an item below {parent} has no code", parent=repr(item.parent)),
            Text("a name"),
            Text("give it one"),
        )
    if (item.parent or isinstance(item, Indicator)) and item.parent not in groups:
        what = Text("{code}: its parent {parent} is not a group of the index", code=item.code, parent=repr(item.parent))
        yield _problem(item.code, what, Text("one of: {groups:list}", groups=tuple(groups)), Text("name its group"))
    if not _weighs(item.weight):
        what = Text("{kind} {code}: its weight is {weight}", kind=kind, code=item.code, weight=str(item.weight))
        yield _problem(item.code, what, Text("a finite number, zero or more"), Text("correct it"))
    if isinstance(item, Indicator) and item.direction not in {1, -1}:
        what = Text("indicator {code}: its direction is {direction}", code=item.code, direction=item.direction)
        yield _problem(item.code, what, Text("1 where more is better, -1 where less is better"), Text("write one"))


def _weighs(weight: object) -> bool:
    return isinstance(weight, int | float | np.number) and 0 <= float(weight) < math.inf


def _tree_problems(index: Index) -> Iterator[Problem]:
    parents = {group.code: group.parent for group in index.groups}
    tops = [code for code, parent in parents.items() if not parent]
    if len(tops) > 1:
        yield _problem(
            tops[1],
            Text("{tops:and} have no parent", tops=tuple(tops)),
            Text("one index at the top"),
            Text("name a parent"),
        )
    looped = [code for code in parents if _loops(code, parents)]
    if looped:
        yield _problem(
            looped[0],
            Text("{looped:list}: going up from parent to parent never ends", looped=tuple(looped)),
            Text("a tree without loops"),
            Text("change one of these parents"),
        )
    elif not tops:
        top = Text("one group without a parent, the index itself")
        yield Problem(Place(), Text("the index has no group"), top, Text("add it"))
    items: tuple[Item, ...] = (*index.indicators, *index.groups)
    for group in index.groups:
        weights = {item.code: item.weight for item in items if item.parent == group.code}
        if not weights:
            yield _problem(
                group.code,
                Text("group {code} has nothing in it", code=group.code),
                Text("at least one indicator or group"),
                Text("remove it"),
            )
        elif sum(weights.values()) <= 0:
            what = Text(
                "the weights in group {code} add up to nothing: those of {weights:list} are 0",
                code=group.code,
                weights=tuple(weights),
            )
            yield _problem(group.code, what, Text("a sum above zero"), Text("raise one"))


def _loops(code: str, parents: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while code and code not in seen:
        seen.add(code)
        code = parents[code]
    return bool(code)


def _problem(code: str, what: str, expected: str, do: str) -> Problem:
    return Problem(Place(field=code), what, expected, do)
