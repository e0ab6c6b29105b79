"""The record of an appraisal in `assessment.yaml` and tables of evidence: what stands there, and what must change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import TypeVar, cast, get_args

from publicvalue.errors import InputError, Place, Problem
from publicvalue.evidence.stated import LineAnswer, RedLineAnswer
from publicvalue.framework.model import Framework
from publicvalue.framework.nodes import name_of
from publicvalue.instruments.appraisal.asked import core_indicators, money_indicators, rated_indicators
from publicvalue.instruments.appraisal.model import (
    SYSTEM_FIELDS,
    Appraisal,
    CoreAnswer,
    Flow,
    NamedDocument,
    Rating,
)
from publicvalue.instruments.appraisal.values import LINE_FIELDS, line_answer
from publicvalue.instruments.appraisal.written import number_text
from publicvalue.schema.node import Row
from publicvalue.words.text import Text

Known = TypeVar("Known", Flow, NamedDocument)
Rows = Callable[[str, Sequence[str], Sequence[str]], tuple[Row, ...]]
"""Reads a small table: its name, columns that it must have, columns that it may have. Empty where there is none."""

CORE, COSTS, RATINGS = "core-answers", "appraised-costs", "appraised-ratings"
"""Ids of the evidence that an appraisal brings; each indicator that is rated has an item of its own."""
DOCUMENTS = "evidence/documents.csv"
MOVE = Text("give it another name, in the settings too: the questions keep a table of their own under this one")
"""What is to be done where somebody's own table has the name of one of an appraisal."""


def file_of(evidence: str) -> str:
    """Return the file of an item of evidence that an appraisal brings."""
    return f"evidence/{evidence}.csv"


def ratings_id(indicator: str) -> str:
    """Return the id of the evidence that holds the ratings of an indicator."""
    return f"{RATINGS}-{name_of(indicator).replace('_', '-')}"


def columns_of(kind: type) -> tuple[str, ...]:
    """Return the columns of a table whose rows are values of a kind."""
    return tuple(one.name for one in fields(kind))


CORE_COLUMNS = ("question", *columns_of(CoreAnswer))
RATING_COLUMNS = ("item", "rater", "rating")


def read_record(data: Mapping[str, object], rows: Rows, framework: Framework) -> Appraisal:
    """Return the appraisal that stands in an assessment; what it does not ask for is passed over.

    Parameters
    ----------
    data
        The settings as plain values; parts may be missing.
    rows
        Reads a table of evidence.
    framework
        The framework that the assessment names.

    Raises
    ------
    InputError
        When a table of the appraisal has not its columns.
    """
    head, system, profile = (_group(data, name) for name in ("assessment", "system", "profile"))
    period = _group(head, "period")
    answers = _core_answers(rows)
    components = {one.component for one in core_indicators(framework)} - {
        framework.indicator(id).component for id in answers if id in {one.id for one in framework.indicators}
    }
    return Appraisal(
        title=_text(head.get("title")),
        framework=_text(head.get("framework")),
        period_from=_text(period.get("from")),
        period_to=_text(period.get("to")),
        system=MappingProxyType({name: found for name in SYSTEM_FIELDS if (found := _text(system.get(name)))}),
        profile=_text(profile.get("id")),
        facts=MappingProxyType(_facts(_group(profile, "facts"), framework)),
        red_lines=MappingProxyType(_red_lines(_group(data, "red_lines"), framework)),
        answers=MappingProxyType(answers),
        set_aside=MappingProxyType(_set_aside(profile.get("not_applicable"), components)),
        discount_rate=_rate(data),
        flows=_values(rows, file_of(COSTS), Flow, 2),
        ratings=tuple(sorted(_ratings(rows, framework))),
        documents=_values(rows, DOCUMENTS, NamedDocument, 1),
    )


def _values(rows: Rows, file: str, kind: type[Known], needed: int) -> tuple[Known, ...]:
    """Return the rows of a table as values of a kind, whose first columns are needed.

    A table with further columns is somebody's own under the same name: it would be written over.
    """
    columns = columns_of(kind)
    read = rows(file, columns[:needed], columns[needed:])
    strange = dict.fromkeys(name for row in read for name in row.cells if name not in columns)
    if strange:
        expected = Text("{names:list}", names=columns)
        what = Text("the table of the questions has no such column")
        raise InputError(Problem(Place(file, row=1, field=name), what, expected, MOVE) for name in strange)
    return tuple(kind(**row.cells) for row in read)


def _group(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = data.get(key)
    return cast(Mapping[str, object], found) if isinstance(found, Mapping) else {}


def _text(value: object) -> str:
    """Return a value of the settings as a text; empty where there is none, or it holds several."""
    if value is None or isinstance(value, Mapping | list | tuple):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    return number_text(value) if isinstance(value, float) else str(value).strip()


def _facts(stated: Mapping[str, object], framework: Framework) -> dict[str, bool]:
    known = {fact.id for fact in framework.facts}
    return {id: answer for id, answer in stated.items() if id in known and isinstance(answer, bool)}


def _red_lines(stated: Mapping[str, object], framework: Framework) -> dict[str, RedLineAnswer]:
    found: dict[str, RedLineAnswer] = {}
    for line in framework.red_lines:
        given = _group(stated, line.id)
        answer = {"true": "yes", "false": "no"}.get(_text(given.get("answer")), _text(given.get("answer")))
        if answer in get_args(LineAnswer):
            found[line.id] = line_answer(answer, {name: _text(given.get(name)) for name in LINE_FIELDS})
    return found


def _core_answers(rows: Rows) -> dict[str, CoreAnswer]:
    read = rows(file_of(CORE), CORE_COLUMNS[:2], CORE_COLUMNS[2:])
    known = {row.cells["question"]: {name: row.cells[name] for name in CORE_COLUMNS[1:]} for row in read}
    return {id: CoreAnswer(**cells) for id, cells in known.items() if cells["answer"]}


def _set_aside(listed: object, components: set[str]) -> dict[str, str]:
    """Return the components whose core question a person set aside, with the reasons."""
    found = {}
    for entry in listed if isinstance(listed, list | tuple) else ():
        of = _text(entry.get("of")) if isinstance(entry, Mapping) else ""
        if of in components:
            found[of] = _text(entry.get("why"))
    return found


def _answers(data: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    listed = data.get("answers")
    yield from (one for one in (listed if isinstance(listed, list | tuple) else ()) if isinstance(one, Mapping))


def _rate(data: Mapping[str, object]) -> str:
    for answer in _answers(data):
        if answer.get("evidence") == COSTS:
            return _text(_group(answer, "options").get("discount_rate"))
    return ""


def _ratings(rows: Rows, framework: Framework) -> Iterator[Rating]:
    for indicator in rated_indicators(framework):
        for row in rows(file_of(ratings_id(indicator.id)), RATING_COLUMNS, ()):
            yield Rating(indicator.id, *(row.cells[name] for name in RATING_COLUMNS))


# ---- what must change


@dataclass(frozen=True)
class ListEntry:
    """An entry of a list, known by what it holds under some keys."""

    known_by: Mapping[str, str]


Path = tuple[str | ListEntry, ...]


@dataclass(frozen=True)
class Edit:
    """A value at a place of the settings; None takes away what stands there."""

    path: Path
    value: object


def find_edits(old: Appraisal, new: Appraisal, framework: Framework, source: str) -> tuple[Edit, ...]:
    """Return what must change in the settings so that they hold another appraisal; all else stays as it is.

    Parameters
    ----------
    old, new
        What the settings hold, and what they are to hold.
    framework
        The framework.
    source
        Where the answers come from, for the evidence that is new.
    """
    return (
        *_head_edits(old, new),
        *_mapping_edits(("system",), old.system, new.system),
        *_one(("profile", "id"), old.profile, new.profile),
        *_mapping_edits(("profile", "facts"), old.facts, new.facts),
        *_line_edits(old, new),
        *_aside_edits(old, new),
        *_evidence_edits(old, new, framework, source),
        *_answer_edits(old, new, framework),
    )


def _one(path: Path, old: object, new: object) -> Iterator[Edit]:
    if old != new:
        yield Edit(path, new if new not in ("", None) else None)


def _head_edits(old: Appraisal, new: Appraisal) -> Iterator[Edit]:
    head: dict[Path, str] = {
        ("assessment", "title"): "title",
        ("assessment", "period", "from"): "period_from",
        ("assessment", "period", "to"): "period_to",
    }
    for path, name in head.items():
        yield from _one(path, getattr(old, name), getattr(new, name))


def _mapping_edits(path: Path, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Edit]:
    for key in dict.fromkeys((*old, *new)):
        yield from _one((*path, key), old.get(key), new.get(key))


def _line_edits(old: Appraisal, new: Appraisal) -> Iterator[Edit]:
    for id in dict.fromkeys((*old.red_lines, *new.red_lines)):
        before, after = old.red_lines.get(id), new.red_lines.get(id)
        if after is None:
            yield Edit(("red_lines", id), None)
            continue
        for name in LINE_FIELDS:
            yield from _one(("red_lines", id, name), getattr(before, name, ""), getattr(after, name))


def _aside_edits(old: Appraisal, new: Appraisal) -> Iterator[Edit]:
    for of in dict.fromkeys((*old.set_aside, *new.set_aside)):
        path: Path = ("profile", "not_applicable", ListEntry({"of": of}))
        why = new.set_aside.get(of)
        if of in old.set_aside and why is not None:
            yield from _one((*path, "why"), old.set_aside[of], why)
        elif why != old.set_aside.get(of):
            yield Edit(path, None if why is None else {"of": of, "why": why})


def brought(appraisal: Appraisal, framework: Framework) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Return the evidence that an appraisal brings: its id -> its kind, and the indicators that it answers."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    if appraisal.answers:
        found[CORE] = ("appraisal", tuple(appraisal.answers))
    if appraisal.flows:
        found[COSTS] = ("costs", tuple(one.id for one in money_indicators(framework)))
    rated = {one.indicator for one in appraisal.ratings}
    found |= {ratings_id(one.id): ("ratings", (one.id,)) for one in rated_indicators(framework) if one.id in rated}
    return found


TITLES = {"appraisal": "Answers to the core questions", "costs": "Money, by day", "ratings": "Ratings"}
"""Titles of evidence, as the settings hold them."""


def _evidence_edits(old: Appraisal, new: Appraisal, framework: Framework, source: str) -> Iterator[Edit]:
    before, after = brought(old, framework), brought(new, framework)
    for id in dict.fromkeys((*before, *after)):
        path: Path = ("evidence", ListEntry({"id": id}))
        if id not in after:
            yield Edit(path, None)
        elif id not in before:
            kind = after[id][0]
            entry = {"id": id, "kind": kind, "title": TITLES[kind], "file": file_of(id), "source": source}
            yield Edit(path, entry)


def _answer_edits(old: Appraisal, new: Appraisal, framework: Framework) -> Iterator[Edit]:
    before, after = (
        {(indicator, id) for id, (_, ids) in brought(one, framework).items() for indicator in ids} for one in (old, new)
    )
    for indicator, id in sorted(before | after):
        path: Path = ("answers", ListEntry({"indicator": indicator, "evidence": id}))
        if (indicator, id) not in after:
            yield Edit(path, None)
            continue
        rate = {"discount_rate": float(new.discount_rate)} if id == COSTS and new.discount_rate else {}
        if (indicator, id) not in before:
            yield Edit(path, {"indicator": indicator, "evidence": id, **({"options": rate} if rate else {})})
        elif rate and old.discount_rate != new.discount_rate:
            yield Edit((*path, "options", "discount_rate"), rate["discount_rate"])


Columns = tuple[str, ...]
Cells = tuple[tuple[str, ...], ...]


def tables_of(appraisal: Appraisal, framework: Framework) -> Mapping[str, tuple[Columns, Cells]]:
    """Return the tables of an appraisal: name of the file -> columns and rows; a table without rows is left out."""
    tables = {
        file_of(CORE): (CORE_COLUMNS, tuple((id, *asdict(one).values()) for id, one in appraisal.answers.items())),
        file_of(COSTS): (columns_of(Flow), tuple(tuple(asdict(one).values()) for one in appraisal.flows)),
        DOCUMENTS: (columns_of(NamedDocument), tuple(tuple(asdict(one).values()) for one in appraisal.documents)),
    }
    for indicator in rated_indicators(framework):
        rows = tuple((one.item, one.rater, one.rating) for one in appraisal.ratings if one.indicator == indicator.id)
        tables[file_of(ratings_id(indicator.id))] = (RATING_COLUMNS, rows)
    return {name: table for name, table in tables.items() if table[1]}
