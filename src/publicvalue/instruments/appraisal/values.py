"""What was answered to a question, and an appraisal with another answer: the same for every form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import TypeVar, cast

from publicvalue.evidence.stated import LineAnswer, RedLineAnswer
from publicvalue.framework.nodes import parent_of
from publicvalue.instruments.appraisal.model import Appraisal, CoreAnswer
from publicvalue.instruments.appraisal.questions import NOT_APPLICABLE, Question

T = TypeVar("T")
LINE_FIELDS = ("answer", "fact", "document", "mend_by")


def value_of(appraisal: Appraisal, question: Question) -> Mapping[str, str]:
    """Return what was filled in for a question: field -> as files hold it; fields that are blank are left out.

    Parameters
    ----------
    appraisal
        What was answered.
    question
        The question.
    """
    id = question.id
    if question.kind == "core":
        return _core_value(appraisal, id)
    if question.kind == "red_line":
        line = appraisal.red_lines.get(id)
        return _filled({name: getattr(line, name) for name in LINE_FIELDS} if line else {})
    return _filled({"answer": _one_value(appraisal, question)})


def _one_value(appraisal: Appraisal, question: Question) -> str:
    if question.kind == "head":
        return str(getattr(appraisal, question.id))
    if question.kind == "system":
        return appraisal.system.get(question.id, "")
    if question.kind == "profile":
        return appraisal.profile
    if question.kind == "facts":
        return "yes" if question.holds.items() <= appraisal.facts.items() else ""
    fact = appraisal.facts.get(question.id)
    return "" if fact is None else "yes" if fact else "no"


def _core_value(appraisal: Appraisal, id: str) -> Mapping[str, str]:
    if (found := appraisal.answers.get(id)) is not None:
        return _filled(asdict(found))
    why = appraisal.set_aside.get(parent_of(id))
    return {} if why is None else {"answer": NOT_APPLICABLE, "note": why}


def _filled(values: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in values.items() if value}


def with_value(appraisal: Appraisal, question: Question, given: Mapping[str, str]) -> Appraisal:
    """Return an appraisal in which a question is answered so; with nothing given it is open again.

    Parameters
    ----------
    appraisal
        What was answered so far.
    question
        The question.
    given
        Field -> what was filled in, as files hold it.
    """
    id, answer = question.id, given.get("answer", "")
    match question.kind:
        case "head":
            return replace(appraisal, **{id: answer})  # type: ignore[arg-type]
        case "system":
            return replace(appraisal, system=_with(appraisal.system, id, answer or None))
        case "profile":
            return replace(appraisal, profile=answer)
        case "facts":
            others = {fact: so for fact, so in appraisal.facts.items() if fact not in question.holds}
            facts = {**others, **(question.holds if answer == "yes" else {})}
            return replace(appraisal, facts=MappingProxyType(facts))
        case "fact":
            return replace(appraisal, facts=_with(appraisal.facts, id, answer == "yes" if answer else None))
        case "red_line":
            line = line_answer(answer, given) if answer else None
            return replace(appraisal, red_lines=_with(appraisal.red_lines, id, line))
        case _:
            return _with_core(appraisal, id, given)


def line_answer(answer: str, given: Mapping[str, str]) -> RedLineAnswer:
    """Return the answer to a red line with what was said beside it; `answer` is one that there is."""
    fact, document, mend_by = (given.get(name, "") for name in LINE_FIELDS[1:])
    return RedLineAnswer(cast(LineAnswer, answer), fact, document, mend_by)


def _with_core(appraisal: Appraisal, id: str, given: Mapping[str, str]) -> Appraisal:
    answer, component = given.get("answer", ""), parent_of(id)
    aside = _with(appraisal.set_aside, component, given.get("note", "") if answer == NOT_APPLICABLE else None)
    found = CoreAnswer(**given) if answer and answer != NOT_APPLICABLE else None
    return replace(appraisal, answers=_with(appraisal.answers, id, found), set_aside=aside)


def _with(values: Mapping[str, T], key: str, value: T | None) -> Mapping[str, T]:
    """Return a mapping in which a key has a value, or is not there where there is none; its order is kept."""
    if value is None:
        return MappingProxyType({name: one for name, one in values.items() if name != key})
    return MappingProxyType({**values, key: value})
