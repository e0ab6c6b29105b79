"""The words of an event log that a mapping names: each must be one that the log has."""

# ruff: noqa: S608 - the SQL is put together from our own expressions
from __future__ import annotations

from dataclasses import replace

from publicvalue.errors import EvidenceError, Problem
from publicvalue.evidence.events.mapping import CaseMapping
from publicvalue.files.columns.chosen_values import NamedValues, find_values
from publicvalue.files.columns.near_values import near_notes
from publicvalue.files.engines.duckdb import Engine, RawTable
from publicvalue.words.text import Text


def with_words(engine: Engine, raw: RawTable, mapping: CaseMapping) -> tuple[CaseMapping, RawTable]:
    """Return a mapping whose activities and resources are written as the log has them, and the table with notes.

    Raises
    ------
    EvidenceError
        With every word that no event has.
    """
    columns = {column.name: column for column in raw.columns}
    found: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    notes: list[Text] = []
    advice = {"closed_by": Text("correct closed_by, or leave it out where the last event of a case ends it")}
    fields = (
        ("closed_by", "activity", mapping.closed_by),
        ("automated_activities", "activity", mapping.automated_activities),
        ("automated_resources", "resource", mapping.automated_resources),
    )
    for field, role, words in fields:
        place = mapping.places.get(field, mapping.place)
        if words and role not in mapping.columns:
            what = Text("cases: {field} is given, but no column is the {role}", field=field, role=role)
            expected, do = Text("a column under `{role}`", role=role), Text("name it, or remove {field}", field=field)
            problems.append(Problem(place, what, expected, do))
        elif words:
            title = mapping.columns[role]
            # A log has few activities and resources: each is looked at once.
            each = replace(raw, sql=engine.save(f"SELECT DISTINCT {columns[title].key} FROM ({raw.sql})"))
            named = NamedValues(title, words, place, field, advice.get(field))
            found[field], wrong = find_values(engine, each, named)
            problems += wrong
            notes += near_notes(engine, each, [named])
    if problems:
        raise EvidenceError(problems)
    return replace(mapping, **found), replace(raw, notes=(*raw.notes, *notes))  # type: ignore[arg-type]
