"""A framework's questions and constructs as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from publicvalue.framework.questions.model import LANGUAGES, Construct, Instruments, Question, Texts, text_in

WIDTH = 100
ENGLISH = LANGUAGES[0]


def outline_instruments(instruments: Instruments) -> Iterator[str]:
    """Yield the outline: for each audience its sections and questions, then the constructs."""
    for audience in instruments.audiences:
        asked = instruments.asked_of(audience.id)
        yield ""
        yield f"Questions for {audience.id} ({len(asked)}): {text_in(audience.texts, ENGLISH)}"
        for section in instruments.sections:
            inside = [question for question in asked if question.section == section.id]
            if inside:
                yield f"  {text_in(section.texts, ENGLISH)}"
                yield from (f"      {question.id}  ({question.type}{_owner(question)})" for question in inside)
    if instruments.constructs:
        yield ""
        yield "Constructs"
    for construct in instruments.constructs:
        ends = [link.end for link in instruments.links if link.start == construct.id]
        leads = f"  → {', '.join(ends)}" if ends else ""
        yield f"  {construct.id}  [{construct.stage}]  {len(instruments.items(construct.id))} questions{leads}"


def _owner(question: Question) -> str:
    owner = question.construct or question.indicator or ("" if question.use == "answer" else question.use)
    return f", {owner}" if owner else ""


def instrument_ids(instruments: Instruments) -> list[str]:
    """Return the ids that `render_instrument_node` knows."""
    return [question.id for question in instruments.questions] + [one.id for one in instruments.constructs]


def render_instrument_node(instruments: Instruments, id: str) -> list[str]:
    """Return the lines of one question or construct in full; none when nothing has that id."""
    for question in instruments.questions:
        if question.id == id:
            return list(_question(instruments, question))
    for construct in instruments.constructs:
        if construct.id == id:
            return list(_construct(instruments, construct))
    return []


def _texts(texts: Texts, indent: str) -> Iterator[str]:
    for language, text in texts.items():
        yield from textwrap.wrap(f"{language}: {text}", WIDTH, initial_indent=indent, subsequent_indent=indent + "    ")


def _source(source: str) -> list[str]:
    line = f"source: {source}" if source else ""
    return textwrap.wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _question(instruments: Instruments, question: Question) -> Iterator[str]:
    yield f"{question.id}: asked of {', '.join(question.asked_of)}"
    yield from _texts(question.texts, "  ")
    yield f"  type: {question.type}{_owner(question)}{'; reversed' if question.reversed else ''}"
    for condition in question.relevant:
        yield f"  asked when {condition.question} {condition.test.replace('_', ' ')} {', '.join(condition.values)}"
    for choice in instruments.choices_of(question):
        missing = " (no answer)" if choice.missing else ""
        yield f"  {choice.code}{missing}: {text_in(choice.texts, ENGLISH)}"
    source = question.source or (instruments.construct(question.construct).source if question.construct else "")
    yield from _source(source)


def _construct(instruments: Instruments, construct: Construct) -> Iterator[str]:
    yield f"{construct.id}: {text_in(construct.texts, ENGLISH)}"
    shows = "shows in its items" if construct.mode == "A" else "is made up by its items"
    yield f"  stage: {construct.stage}; mode {construct.mode}: it {shows}"
    if construct.indicator:
        yield f"  answers {construct.indicator}"
    yield from _source(construct.source)
    for item in instruments.items(construct.id):
        yield f"  - {item.id}{' (reversed)' if item.reversed else ''}: {text_in(item.texts, ENGLISH)}"
    for link in instruments.links:
        if construct.id in (link.start, link.end):
            yield f"  {link.start} → {link.end} ({link.sign}): {link.why}"
