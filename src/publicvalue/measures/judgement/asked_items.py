"""The items that an indicator asks about: the controls of a checklist, the questions of a rubric."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from publicvalue.errors import Place, Problem, method_error
from publicvalue.measures.definition import Context, Option
from publicvalue.schema.shape import Shape
from publicvalue.schema.values import Many, Written, said
from publicvalue.words.text import Text, phrase

FORM = "{id, text}"


@dataclass(frozen=True)
class Item(Shape):
    """An item that is asked about."""

    called: ClassVar[str] = phrase("item")

    id: Annotated[Written, said(phrase("its name in files"))]
    text: Annotated[Written, said(phrase("its words for people"))] = ""


def items_option(text: Text) -> Option:
    """Return the option `items` with a text for the user."""
    return Option("items", text, "framework", required=True, kind=Annotated[Many[Item], said("", min_length=1)])


def read_items(context: Context) -> dict[str, str]:
    """Read option `items`: a list of mappings with `id` and `text`.

    Parameters
    ----------
    context
        The measure's context.

    Returns
    -------
    dict
        Identifier -> text, in the framework's order.

    Raises
    ------
    MethodError
        When the option is no such list, is empty, or names an item twice.
    """
    listed = context.options.get("items")
    if not isinstance(listed, Iterable) or isinstance(listed, str | Mapping):
        raise method_error(Text("Option items is missing or no list"), Text("a list of {form}", form=FORM))
    items: dict[str, str] = {}
    for item in listed:
        if not isinstance(item, Mapping) or not item.get("id") or str(item["id"]) in items:
            raise method_error(
                Text("Option items holds {item}", item=repr(item)), Text("a mapping {form}, each id once", form=FORM)
            )
        items[str(item["id"])] = str(item.get("text", item["id"]))
    if not items:
        raise method_error(Text("Option items is empty"), Text("at least one item"))
    return items


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
