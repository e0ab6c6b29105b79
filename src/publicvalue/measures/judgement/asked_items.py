"""The items that an indicator asks about: the controls of a checklist, the questions of a rubric."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from publicvalue.errors import Place, Problem
from publicvalue.framework.terms import Id
from publicvalue.measures.options import OF_INDICATOR, Fault, Options
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import Many, Written, said
from publicvalue.words.text import Text, phrase

FORM = Text("a list of items, each with an id of its own and its text")


@dataclass(frozen=True)
class Item(Shape):
    """An item that is asked about."""

    called: ClassVar[str] = phrase("item")

    id: Id
    text: Annotated[Written, said(phrase("its words for people"))] = ""
    otherwise: Annotated[Written, said(phrase("what is said where it is not so, as a sentence"))] = ""


@dataclass(frozen=True, kw_only=True)
class ItemsOptions(Options):
    """The items that are asked about."""

    items: Annotated[
        Many[Item], OF_INDICATOR, said(phrase("the items asked about, each with id and text"), min_length=1)
    ]

    @property
    def texts(self) -> dict[str, str]:
        """Identifier -> text, in the framework's order."""
        return {item.id: item.text or item.id for item in self.items}

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between them: an item without a name, or twice."""
        yield from super().faults()
        times = Counter(item.id for item in self.items)
        for id, number in times.items():
            if number > 1 or not id:
                yield Fault("items", Text("the item {id:quoted} stands more than once, or has no id", id=id), FORM)


def unknown_item_problems(found: Iterable[str | None], items: Mapping[str, str]) -> list[Problem]:
    """Find answers to items that are not asked.

    Parameters
    ----------
    found
        Item of each row, None where blank.
    items
        Identifier -> text of the items that are asked.

    Returns
    -------
    list of Problem
        One per unknown item, and one when rows name no item.
    """
    unknown = sorted({item for item in found if item is not None and item not in items})
    expected = Text("one of {names:list}", names=tuple(items))
    problems = [
        Problem(Place(field="item"), Text("{item:quoted} is not asked", item=item), expected, Text("correct the id"))
        for item in unknown
    ]
    if any(item is None for item in found):
        problems.append(
            Problem(Place(field="item"), Text("a row names no item"), expected, Text("fill the item or drop the row"))
        )
    return problems
