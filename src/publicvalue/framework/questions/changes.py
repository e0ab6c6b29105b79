"""What changed between the questions of two frameworks, and what of two sets of answers still compares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from publicvalue.framework.questions.model import Instruments, Question
from publicvalue.words.text import Text

MEANING = ("type", "choices", "construct", "indicator", "item", "reversed", "total", "tasks", "dealt_by", "unit")
"""Fields of a question that the meaning of its answers depends on; the others are wording or order."""


def find_instrument_changes(old: Instruments, new: Instruments) -> Iterator[tuple[str, Text, bool]]:
    """Yield (id, what changed, whether answers stop comparing) for questions, choices, constructs and links."""
    yield from _question_changes(old, new)
    for id in sorted(old.choice_lists.keys() | new.choice_lists.keys()):
        yield from _list_change(id, old, new)
    olds, news = ({construct.id: construct for construct in one.constructs} for one in (old, new))
    for id in sorted(olds.keys() ^ news.keys()):
        yield id, Text("new construct") if id in news else Text("construct no longer measured"), False
    for id in sorted(olds.keys() & news.keys()):
        before, after = ({item.id for item in one.items(id)} for one in (old, new))
        if before != after or olds[id].mode != news[id].mode:
            yield id, Text("items or mode of the construct changed"), True
    if {(link.start, link.end) for link in old.links} != {(link.start, link.end) for link in new.links}:
        yield "construct_links", Text("links between constructs changed"), False


def _question_changes(old: Instruments, new: Instruments) -> Iterator[tuple[str, Text, bool]]:
    olds, news = ({question.id: question for question in one.questions} for one in (old, new))
    for id in sorted(olds.keys() - news.keys()):
        yield id, Text("question no longer asked"), False
    for id, question in news.items():
        if id not in olds:
            yield id, Text("new question"), False
            continue
        for field in fields(Question):
            if field.compare and getattr(olds[id], field.name) != getattr(question, field.name):
                what = Text("{field} of the question reworded or moved", field=field.name)
                if field.name in MEANING:
                    what = Text("{field} of the question changed", field=field.name)
                yield id, what, field.name in MEANING


def _list_change(id: str, old: Instruments, new: Instruments) -> Iterator[tuple[str, Text, bool]]:
    before, after = old.choice_lists.get(id), new.choice_lists.get(id)
    if before is None or after is None:
        yield id, Text("new choice list") if before is None else Text("choice list no longer used"), False
    elif (before.codes, before.missing) != (after.codes, after.missing):
        yield id, Text("codes {old:list} → {new:list}", old=before.codes, new=after.codes), True
    elif before != after:
        yield id, Text("choices reworded"), False
