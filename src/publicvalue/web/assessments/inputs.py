"""A question as a form of a page, and what was sent of it as files hold it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from publicvalue.framework.model import Framework
from publicvalue.instruments.appraisal.model import UNKNOWN
from publicvalue.instruments.appraisal.questions import NOT_APPLICABLE, Choice, Prompt, Question
from publicvalue.instruments.appraisal.read_book import find_contradictions
from publicvalue.instruments.appraisal.written import WrittenFault, read_written
from publicvalue.web.audit.writing import canonical
from publicvalue.web.design.inputs import Input, Option
from publicvalue.web.language.countries import countries_in
from publicvalue.web.language.spoken import spoken
from publicvalue.words.language import Language
from publicvalue.words.text import Text, joined, sentence

INSTEAD = "instead"
"""Name of the choice beside a number: unknown, or does not apply."""
KEPT_BESIDE = {
    UNKNOWN: {"answer", "note", "answered_by", "answered_on"},
    NOT_APPLICABLE: {"answer", "note"},
}
"""Answer -> what else is kept with it; all of it with others."""
ON_PAGES = {NOT_APPLICABLE: Text("does not apply here (say why below)")}
"""Choices that a page calls otherwise than the workbook, where the reason stands in a column of another name."""
LONG = {"fact", "note"}
LONG_ANSWERS = {"description", "goal"}
"""Fields that hold a sentence or more, and questions whose answer does."""
MOST = 5_000
"""Signs of one field."""

Errors = Mapping[str, tuple[str, ...]]


def seen_of(value: Mapping[str, str]) -> str:
    """Return what tells one answer from another, for the form in which it is changed."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:16]


def sent_of(question: Question, data: Mapping[str, str]) -> dict[str, str]:
    """Return what was sent for a question: field -> as it was written."""
    names = [one.field for one in question.prompts]
    sent = {name: data.get(name, "").strip()[:MOST] for name in (*names, INSTEAD)}
    return {name: text for name, text in sent.items() if text}


def read_sent(
    question: Question, sent: Mapping[str, str], framework: Framework, language: Language
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return what was sent as files hold it, and what is wrong with it by field."""
    given: dict[str, str] = {}
    errors: dict[str, tuple[str, ...]] = {}
    chosen = sent.get(INSTEAD, "")
    known = {one.id for one in question.prompt("answer").choices}
    for prompt in question.prompts:
        if prompt.field == "answer" and chosen in known:
            given["answer"] = chosen
            continue
        read = read_written(prompt, sent.get(prompt.field, ""), language)
        if isinstance(read, WrittenFault):
            errors[prompt.field] = (told(read),)
        elif read:
            given[prompt.field] = read
    kept = KEPT_BESIDE.get(given.get("answer", ""))
    if kept is not None:
        given = {name: one for name, one in given.items() if name in kept}
        errors = {name: one for name, one in errors.items() if name in kept}
    if not errors:
        for field, fault in find_contradictions(question, given, framework):
            errors[field] = (*errors.get(field, ()), told(fault))
    return given, errors


def told(fault: WrittenFault) -> Text:
    """Return a fault in a line."""
    return joined(sentence(fault.what), sentence(Text("expected: {expected}", expected=fault.expected)))


def inputs_of(
    question: Question, values: Mapping[str, str], say: Callable[[str], str], errors: Errors | None = None
) -> list[Input]:
    """Return the form of a question, filled in.

    Parameters
    ----------
    question
        The question.
    values
        Field -> what stands in it.
    say
        Writes a text in the language of the page, with the words of the framework.
    errors
        Field -> what is wrong with it.
    """
    wrong = errors or {}
    found: list[Input] = []
    for prompt in question.prompts:
        one = _input(prompt, values, say, wrong.get(prompt.field, ()))
        is_long = prompt.field in LONG or (prompt.field == "answer" and question.id in LONG_ANSWERS)
        found.append(replace(one, kind="textarea") if is_long and one.kind == "text" else one)
        if prompt.field == "answer" and prompt.form != "choice" and prompt.choices:
            found.append(_instead(prompt, values, say))
    return found


def _country(prompt: Prompt, value: str, asks: str, errors: tuple[str, ...]) -> Input:
    """Return the list of countries by name; what stands there stays, though the list may lack it."""
    known = countries_in(spoken().code)
    others = [(value, value)] if value and value not in dict(known) else []
    options = (
        Option("", Text("choose one"), not value),
        *(Option(code, name, code == value, as_is=True) for code, name in (*others, *known)),
    )
    return Input(prompt.field, asks, "select", value, options=options, errors=errors, needed=prompt.needed)


def _input(prompt: Prompt, values: Mapping[str, str], say: Callable[[str], str], errors: tuple[str, ...]) -> Input:
    value = values.get(prompt.field, "")
    if prompt.form == "country":
        return _country(prompt, value, say(prompt.asks), errors)
    instead = prompt.form != "choice" and value in {one.id for one in prompt.choices}
    kind = "radios" if prompt.form == "choice" else "text"
    options = (
        tuple(Option(one.id, say(_called(one)), one.id == value) for one in prompt.choices) if kind == "radios" else ()
    )
    return Input(
        prompt.field,
        say(prompt.asks),
        kind,
        "" if instead else value,
        options=options,
        errors=errors,
        needed=prompt.needed,
        rows=3,
        wide=prompt.form in {"text", "choice"},
    )


def _called(choice: Choice) -> str:
    return ON_PAGES.get(choice.id, choice.text)


def _instead(prompt: Prompt, values: Mapping[str, str], say: Callable[[str], str]) -> Input:
    chosen = values.get(INSTEAD) or values.get("answer", "")
    known = {one.id for one in prompt.choices}
    chosen = chosen if chosen in known else ""
    options = (
        Option("", say(Text("I give the number above")), not chosen),
        *(Option(one.id, say(_called(one)), one.id == chosen) for one in prompt.choices),
    )
    return Input(INSTEAD, say(Text("Or, instead of a number")), "radios", chosen, options=options, needed=False)
