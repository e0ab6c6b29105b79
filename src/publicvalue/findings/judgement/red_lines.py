"""Red lines: the worst that anything says of each counts, and nothing that is added mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from publicvalue.evidence.stated import RedLineAnswer
from publicvalue.findings.judgement.known import Found, Known
from publicvalue.findings.judgement.model import NOTHING, LineState, RedLineFinding
from publicvalue.framework.judgement.red_lines import MeasuredLine, RedLine
from publicvalue.framework.profiles import facts_hold
from publicvalue.measures.options import DrawnOptions
from publicvalue.measures.result import ChecklistItem, ItemState, Measured
from publicvalue.words.text import Text, interval, quantity, sentence

WORST: tuple[LineState, ...] = ("broken", "partly", "kept", "claimed", "unanswered")
"""Which of several answers to one line counts. A proof stands above a claim: the claim adds nothing to it."""

STATES: tuple[ItemState, ...] = ("no", "partly", "yes", "not_applicable", "unknown")
"""States of an item, the worst first."""

MEASURED = 2
"""Least strength at which a value says something of a line: below it nobody measured or documented anything."""

APPEALS = "appeals"
"""How the cases of a share were drawn that speaks only of those who appealed."""

DRAWN = "drawn"
"""The option that says how cases were drawn, and the check of a count that tells whether they were at random."""


@dataclass(frozen=True)
class _Source:
    """What one source says of a line."""

    state: LineState
    fact: Text
    document: str
    by: str
    mend_by: str = ""


def find_red_lines(known: Known) -> tuple[RedLineFinding, ...]:
    """Return what is known of each red line, in the framework's order."""
    return tuple(_find(known, line) for line in known.framework.red_lines)


def _find(known: Known, line: RedLine) -> RedLineFinding:
    sources = [*_stated(known, line), *_items(known, line), *_measured(known, line)]
    found = min(sources, key=lambda one: WORST.index(one.state), default=None)
    if line.exempt and facts_hold(line.exempting_facts, known.facts) and (found is None or found.state != "broken"):
        found = _Source("not_applicable", Text(line.exempt.why), "", "facts")
    found = found or _Source("unanswered", NOTHING, "", "")
    return RedLineFinding(
        line=line.id,
        title=Text(line.title),
        question=Text(line.question),
        state=found.state,
        fact=found.fact,
        document=found.document,
        mend_by=found.mend_by or (_mend_by(known, line) if found.state == "partly" else ""),
        by=found.by,
        advice=(line.advice_partly or line.advice) if found.state == "partly" else line.advice,
        beside=_beside(known, line),
        caps=line.caps,
    )


def _mend_by(known: Known, line: RedLine) -> str:
    answer = known.assessment.red_lines.get(line.id)
    return answer.mend_by if answer else ""


def _stated(known: Known, line: RedLine) -> Iterator[_Source]:
    answer = known.assessment.red_lines.get(line.id)
    if answer is None or answer.answer == "unknown":
        return
    state: LineState = "broken" if answer.answer == "no" else "partly"
    if answer.answer == "yes":
        state = "kept" if answer.document else "claimed"
    yield _Source(state, _stated_fact(line, answer), answer.document, "stated", answer.mend_by)


def _stated_fact(line: RedLine, answer: RedLineAnswer) -> Text:
    """Return the writer's own words with their document; without words the document, or the question's answer."""
    fact = answer.fact.strip().rstrip(".")
    if fact and answer.document:
        return Text("{fact} ({document})", fact=fact, document=answer.document)
    if fact:
        return Text("{fact}", fact=fact)
    said = Text("{question:quoted} is answered {answer:word}", question=Text(line.question), answer=answer.answer)
    return Text("{said} ({document})", said=said, document=answer.document) if answer.document else said


def _items(known: Known, line: RedLine) -> Iterator[_Source]:
    """Yield what the items of checklists say together: a no or partly by itself, a yes only where all are answered."""
    found = [(id, _item(known, id)) for id in line.items]
    for id, item in found:
        if item and item.state in ("no", "partly"):
            state: LineState = "broken" if item.state == "no" else "partly"
            yield _Source(state, _item_fact(item), item.document, id)
    answered = [(id, item) for id, item in found if item and item.state == "yes"]
    if answered and len(answered) == len(found):
        claimed = [(id, item) for id, item in answered if item.claimed]
        id, item = (claimed or answered)[0]
        yield _Source("claimed" if claimed else "kept", _item_fact(item), item.document, id)


def _item(known: Known, name: str) -> ChecklistItem | None:
    indicator, _, id = name.partition("/")
    answered = [item for item in known.items.get(indicator, ()) if item.id == id]
    # Several ways may have asked it: the worst answer counts.
    return min(answered, key=lambda item: STATES.index(item.state), default=None)


def _item_fact(item: ChecklistItem) -> Text:
    said = Text("{item:quoted} is answered {answer:word}", item=Text(item.text), answer=item.state)
    return Text("{said} ({document})", said=said, document=item.document) if item.document else said


def _measured(known: Known, line: RedLine) -> Iterator[_Source]:
    """Yield what each number says that speaks of all decisions, whichever of them counts for the score."""
    for found in _numbers(known, line):
        if line.measured and not _part(found):
            yield _of_number(known, line.measured, found)


def _of_number(known: Known, limit: MeasuredLine, found: Found) -> _Source:
    over = float(np.mean(found.number.draws > limit.above))
    if over >= limit.probability:
        state: LineState = "broken"
    elif found.number.estimate > limit.partly_above:
        state = "partly"
    else:
        state = "kept" if 1 - over >= limit.probability else "claimed"
    return _Source(state, _value(known, limit, found.number), _document(known, found), limit.indicator)


def _numbers(known: Known, line: RedLine) -> tuple[Found, ...]:
    found = known.found(line.measured.indicator) if line.measured else ()
    return tuple(one for one in found if one.number.strength >= MEASURED)


def _part(found: Found) -> Literal["", "appeals", "chosen"]:
    """Return of which part alone a number speaks: of those who appealed, or of cases that were not drawn at random."""
    if DrawnOptions.in_todays_words(found.answer.options).get(DRAWN) == APPEALS:
        return "appeals"
    chosen = any(one.id == DRAWN and one.passed is False for one in found.number.diagnostics)
    return "chosen" if chosen else ""


def _document(known: Known, found: Found) -> str:
    item = known.assessment.evidence.get(found.answer.evidence)
    return item.title if item else ""


def _value(known: Known, limit: MeasuredLine, number: Measured) -> Text:
    return Text(
        "{title}: {value} (95 % interval {interval})",
        title=Text(known.indicator(limit.indicator).title),
        value=quantity(number.estimate, number.unit),
        interval=interval(number.low, number.high),
    )


def _beside(known: Known, line: RedLine) -> Text:
    """Say a share of a part of the decisions: it breaks no line and keeps none."""
    for found in _numbers(known, line):
        part = _part(found)
        if line.measured and part:
            value = _value(known, line.measured, found.number)
            if part == "appeals":
                return sentence(Text("{value}, of those alone who appealed", value=value))
            return sentence(Text("{value}, of cases that were not drawn at random", value=value))
    return NOTHING
