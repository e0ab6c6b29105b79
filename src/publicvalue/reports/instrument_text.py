"""A framework's questions and constructs as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from publicvalue.framework.questions.model import Construct, Instruments, Question, Texts, text_in
from publicvalue.words.language import Language
from publicvalue.words.text import Text, phrase

WIDTH = 100

TESTS = (phrase("is"), phrase("is not"), phrase("at least"), phrase("at most"))
"""How a question depends on the answers to another."""

Line = tuple[str, str]
"""How far a text is set in, and the text."""


def write_lines(lines: Iterable[Line], language: Language) -> str:
    """Write lines, folded at `WIDTH`; a text without words is an empty line."""
    folded = (_fold(indent, language.write(text)) for indent, text in lines)
    return "\n".join(line for some in folded for line in some) + "\n"


def _fold(indent: str, text: str) -> list[str]:
    folded = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return folded or [""]


def outline_instruments(instruments: Instruments, code: str) -> Iterator[Line]:
    """Yield the outline: for each audience its sections and questions, then the constructs; texts in a language."""
    for audience in instruments.audiences:
        asked = instruments.asked_of(audience.id)
        yield "", ""
        named = {"audience": audience.id, "title": text_in(audience.texts, code)}
        yield "", Text("Questions for {audience} ({count}): {title}", count=len(asked), **named)
        for section in instruments.sections:
            inside = [question for question in asked if question.section == section.id]
            if inside:
                yield "  ", text_in(section.texts, code)
                yield from (("      ", _outlined(question)) for question in inside)
    if instruments.constructs:
        yield "", ""
        yield "", Text("Constructs")
    for construct in instruments.constructs:
        yield "  ", _construct_line(instruments, construct)


def _construct_line(instruments: Instruments, construct: Construct) -> Text:
    line = Text(
        "{construct}  [{stage:word}]  {count} questions",
        construct=construct.id,
        stage=construct.stage,
        count=len(instruments.items(construct.id)),
    )
    ends = tuple(link.end for link in instruments.links if link.start == construct.id)
    return Text("{line}  → {ends:list}", line=line, ends=ends) if ends else line


def _outlined(question: Question) -> Text:
    owner = _owner(question)
    if owner:
        return Text("{id}  ({type}, {owner})", id=question.id, type=question.type, owner=owner)
    return Text("{id}  ({type})", id=question.id, type=question.type)


def _owner(question: Question) -> str:
    return question.construct or question.indicator or ("" if question.use == "answer" else question.use)


def instrument_ids(instruments: Instruments) -> list[str]:
    """Return the ids that `instrument_node_lines` knows."""
    return [question.id for question in instruments.questions] + [one.id for one in instruments.constructs]


def instrument_node_lines(instruments: Instruments, id: str, code: str) -> list[Line]:
    """Return the lines of one question or construct in full; none when nothing has that id."""
    for question in instruments.questions:
        if question.id == id:
            return list(_question(instruments, question, code))
    for construct in instruments.constructs:
        if construct.id == id:
            return list(_construct(instruments, construct, code))
    return []


def _texts(texts: Texts) -> Iterator[Line]:
    yield from (("  ", Text("{language}: {text}", language=language, text=text)) for language, text in texts.items())


def _source(source: str) -> Iterator[Line]:
    if source:
        yield "  ", Text("source: {source}", source=source)


def _question(instruments: Instruments, question: Question, code: str) -> Iterator[Line]:
    yield "", Text("{id}: asked of {audiences:list}", id=question.id, audiences=tuple(question.asked_of))
    yield from _texts(question.texts)
    kinds = (question.type, *filter(None, (_owner(question),)))
    if question.reversed:
        yield "  ", Text("type: {kinds:list}; reversed", kinds=kinds)
    else:
        yield "  ", Text("type: {kinds:list}", kinds=kinds)
    for condition in question.relevant:
        test = {"question": condition.question, "test": condition.test.replace("_", " ")}
        yield "  ", Text("asked when {question} {test:word} {values:list}", values=tuple(condition.values), **test)
    for choice in instruments.choices_of(question):
        said = {"code": choice.code, "text": text_in(choice.texts, code)}
        yield "  ", Text("{code} (no answer): {text}", **said) if choice.missing else Text("{code}: {text}", **said)
    yield from _source(
        question.source or (instruments.construct(question.construct).source if question.construct else "")
    )


def _construct(instruments: Instruments, construct: Construct, code: str) -> Iterator[Line]:
    yield "", Text("{id}: {title}", id=construct.id, title=text_in(construct.texts, code))
    stage = construct.stage
    if construct.mode == "A":
        yield "  ", Text("stage: {stage:word}; mode A: it shows in its items", stage=stage)
    else:
        yield "  ", Text("stage: {stage:word}; mode B: it is made up by its items", stage=stage)
    if construct.indicator:
        yield "  ", Text("answers {indicator}", indicator=construct.indicator)
    yield from _source(construct.source)
    for item in instruments.items(construct.id):
        said = {"id": item.id, "text": text_in(item.texts, code)}
        yield "  ", Text("- {id} (reversed): {text}", **said) if item.reversed else Text("- {id}: {text}", **said)
    for link in instruments.links:
        if construct.id in (link.start, link.end):
            ends = {"start": link.start, "end": link.end, "sign": link.sign, "why": link.why}
            yield "  ", Text("{start} → {end} ({sign}): {why:word}", **ends)
