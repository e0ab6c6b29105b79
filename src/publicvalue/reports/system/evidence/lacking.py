"""What checklists found not to be in place: each item that is answered no or partly, as a sentence.

An item is a finding of its own: it is said whether or not enough was answered for a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publicvalue.framework.model import Indicator
from publicvalue.measures.result import ChecklistItem, ItemState
from publicvalue.reports.document.blocks import Block, Folded, Item, Items, Section
from publicvalue.reports.table import Table
from publicvalue.results.model import AssessmentResult
from publicvalue.words.text import Text, counted, joined, sentence

FRONT = 8
"""Sentences that stand in front; the rest folds."""

LACKING: tuple[ItemState, ...] = ("no", "partly")
"""States that are said, the worse first."""


@dataclass(frozen=True)
class Lacking:
    """An item that is not in place, or only partly.

    Parameters
    ----------
    indicator, item
        Which checklist asks it, and which item it is.
    state
        `no` or `partly`.
    text
        The sentence.
    document
        What proves it; empty where nothing does.
    """

    indicator: str
    item: str
    state: ItemState
    text: Text
    document: str


def find_lacking(outcome: AssessmentResult) -> tuple[Lacking, ...]:
    """Return what is not in place, then what is only partly so, each in the framework's order."""
    found = tuple(_found(outcome))
    return tuple(one for state in LACKING for one in found if one.state == state)


def _found(outcome: AssessmentResult) -> Iterator[Lacking]:
    for indicator in outcome.framework.indicators:
        if indicator.id in outcome.answered:
            otherwise = _otherwise(indicator)
            worst: dict[str, ChecklistItem] = {}
            for item in outcome.answered[indicator.id].items:
                held = worst.get(item.id)
                if item.state in LACKING and (held is None or held.state == "partly"):
                    worst[item.id] = item
            for item in worst.values():
                text = _sentence(item, otherwise.get(item.id, ""))
                yield Lacking(indicator.id, item.id, item.state, text, item.document)


def _otherwise(indicator: Indicator) -> Mapping[str, str]:
    """Return what the framework says of the items of a checklist that are not in place; id -> sentence."""
    listed = indicator.options.get("items", ())
    items = listed if isinstance(listed, list | tuple) else ()
    return {str(one["id"]): str(one.get("otherwise", "")) for one in items if isinstance(one, Mapping)}


def _sentence(item: ChecklistItem, otherwise: str) -> Text:
    if item.state == "partly":
        said = Text("Only partly so: {item:lower}", item=Text(item.text))
    elif otherwise:
        said = Text(otherwise)
    else:
        said = Text("Not so: {item:lower}", item=Text(item.text))
    return joined(sentence(said), Text("({document})", document=item.document)) if item.document else sentence(said)


def lacking_section(outcome: AssessmentResult) -> tuple[Section, ...]:
    """Return the sentences; nothing where no item is answered no or partly."""
    found = find_lacking(outcome)
    if not found:
        return ()
    blocks: list[Block] = [_items(found[:FRONT])]
    if rest := found[FRONT:]:
        more = counted(len(rest), "{number} more finding", "{number} more findings")
        blocks.append(Folded(more, (_items(rest),), of=Text("What is not in place")))
    heading = Text("What is not in place")
    return (Section("lacking", heading, tuple(blocks), contents=heading),)


def _items(found: tuple[Lacking, ...]) -> Items:
    return Items(tuple(Item((one.text,)) for one in found))


def lacking_table(outcome: AssessmentResult) -> Table:
    """Return every item that is answered no or partly."""
    rows = tuple(
        (one.indicator, one.item, Text("{state:word}", state=one.state), one.text, one.document or None)
        for one in find_lacking(outcome)
    )
    columns = (Text("indicator"), Text("item"), Text("state"), Text("finding"), Text("document"))
    return Table("not-in-place", Text("What is not in place"), columns, rows)
