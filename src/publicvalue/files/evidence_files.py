"""From a file to the rows that answer one indicator."""

# ruff: noqa: S608 - the SQL is put together from our own expressions and quoted values
from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.model import Answer, Column, Evidence, Scalar
from publicvalue.evidence.table import EvidenceTable
from publicvalue.files.cells import SHOWN, as_text, cleaned
from publicvalue.files.columns import Wanted, check_counts, check_keys, read_columns
from publicvalue.files.dates import check_date_format
from publicvalue.files.engine import Engine, RawColumn, RawTable
from publicvalue.files.guards import CHUNK
from publicvalue.files.raw_tables import open_raw, unreadable
from publicvalue.files.row_units import convert_rows
from publicvalue.files.yes_no import is_one_of
from publicvalue.measures.definition import Definition, Role

FIGURE = "figure"
KEY = Role("key", "category", "what tells the rows apart: no value may appear twice", required=False)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def open_evidence(
    engine: Engine, evidence: Evidence, answer: Answer, definition: Definition, unit: str
) -> EvidenceTable:
    """Return the rows of a file that answer an indicator, or raise with all that is wrong in them."""
    raw = open_raw(engine, evidence)
    wanted = choose_columns(raw, answer, definition)
    check_formats(engine, wanted)
    try:
        where = where_sql(engine, raw, answer, wanted)
        read = read_columns(engine, raw, wanted, where, unit)
        read, unit_problems = convert_rows(read, unit)
        problems = (*read.problems, *unit_problems, *check_counts(read), *check_keys(read))
        if problems:
            raise EvidenceError(with_row_hint(raw, problem) for problem in problems)
        rows = engine.table(engine.save(read.sql))
    except duckdb.Error as error:
        raise unreadable(raw.file, error) from error
    roles = {one.role.name: tuple(w.column.name for w in wanted if w.role == one.role) for one in wanted}
    return EvidenceTable(rows, roles, read.count, (*raw.notes, *read.notes))


def with_row_hint(raw: RawTable, problem: Problem) -> Problem:
    hint = " (row numbers leave out blank lines)" if raw.blank_lines and problem.place.row is not None else ""
    return replace(problem, do=problem.do + hint)


def check_formats(engine: Engine, wanted: Sequence[Wanted]) -> None:
    stated = [one.column for one in wanted if one.column.date_format]
    found = [check_date_format(engine, column.date_format, column.place) for column in stated]
    problems = [problem for problem in found if problem]
    if problems:
        raise EvidenceError(problems)


def choose_columns(raw: RawTable, answer: Answer, definition: Definition) -> tuple[Wanted, ...]:
    """Find the file's columns for the first set of roles whose required roles all have one."""
    names = {column.name: column for column in raw.columns}
    chosen = next((roles for roles in definition.role_sets if all(is_played(r, answer, names) for r in roles)), None)
    problems = [*unknown_roles(answer, definition), *missing_columns(raw, answer)]
    if chosen is None:
        problems.append(no_role_set(raw, answer, definition))
    if problems or chosen is None:
        raise EvidenceError(problems)
    if "key" in answer.columns and all(role.name != "key" for role in chosen):
        chosen = (*chosen, KEY)
    return tuple(wanted for role in chosen for wanted in columns_of(role, answer, names))


def is_played(role: Role, answer: Answer, names: dict[str, RawColumn]) -> bool:
    return not role.required or role.name in answer.columns or role.name in names


def columns_of(role: Role, answer: Answer, names: dict[str, RawColumn]) -> Iterator[Wanted]:
    own_name = (Column(role.name),) if role.name in names else ()
    for i, column in enumerate(answer.columns.get(role.name, own_name)):
        alias = f"{role.name}_{i + 1}" if role.repeated else role.name
        placed = replace(column, place=place_of(answer, column.place))
        yield Wanted(alias, role, placed, names[column.name])


def unknown_roles(answer: Answer, definition: Definition) -> Iterator[Problem]:
    """Name the roles that the measure does not know, and those given more columns than they take."""
    roles = {role.name: role for role_set in definition.role_sets for role in role_set} | {"key": KEY}
    for role, columns in answer.columns.items():
        if role not in roles:
            yield Problem(
                place_of(answer, columns[0].place if columns else Place()),
                f"the measure '{definition.id}' has no role '{role}'",
                "one of: " + ", ".join(roles),
                nearest(role, list(roles)) or "remove the line",
            )
        elif len(columns) > 1 and not roles[role].repeated:
            what = f"the role '{role}' takes one column, not {len(columns)}"
            yield Problem(place_of(answer, columns[0].place), what, roles[role].text, "name one column")


def missing_columns(raw: RawTable, answer: Answer) -> Iterator[Problem]:
    names = [column.name for column in raw.columns]
    asked = [(column.name, column.place) for columns in answer.columns.values() for column in columns]
    for title, place in [*asked, *((title, Place()) for title in answer.where)]:
        if title not in names:
            yield Problem(
                place_of(answer, place),
                f"{raw.file} has no column '{title}'",
                "one of: " + ", ".join(names),
                nearest(title, names) or "name one of the file's columns",
            )


def no_role_set(raw: RawTable, answer: Answer, definition: Definition) -> Problem:
    """Say what is missing in the set of roles that comes nearest."""
    names = {column.name: column for column in raw.columns}
    missing = min(([r for r in roles if not is_played(r, answer, names)] for roles in definition.role_sets), key=len)
    return Problem(
        place_of(answer, Place()),
        f"{raw.file} has no column for: " + "; ".join(f"{role.name} ({role.text})" for role in missing),
        "one of its columns in each role: " + ", ".join(names),
        f"write under columns which column plays it, such as {missing[0].name}: {raw.columns[0].name}",
    )


def nearest(wrong: str, names: list[str]) -> str:
    lower = {title.casefold(): title for title in names}
    found = difflib.get_close_matches(wrong.casefold(), list(lower), n=1)
    return f"write '{lower[found[0]]}'" if found else ""


def place_of(answer: Answer, place: Place) -> Place:
    return place if str(place) else answer.place


def where_sql(engine: Engine, raw: RawTable, answer: Answer, wanted: Sequence[Wanted]) -> str:
    """Return the condition that keeps the rows an answer asks for; refuse one that keeps none."""
    names = {column.name: column for column in raw.columns}
    asked = dict(answer.where)
    figure = next((one.column.name for one in wanted if one.role.name == FIGURE), "")
    if figure and isinstance(answer.options.get(FIGURE), str):
        # A file of figures holds many, each in its own unit: only the one that is named is read.
        asked[figure] = (str(answer.options[FIGURE]),)
    conditions = []
    for title, values in asked.items():
        cell = as_text(f"({cleaned(names[title])})", names[title])
        conditions.append(f"coalesce({is_one_of(cell, values)}, false)")
        check_condition(engine, raw, answer, (title, values, cell))
    return " AND ".join(conditions) or "true"


def check_condition(
    engine: Engine, raw: RawTable, answer: Answer, condition: tuple[str, tuple[Scalar, ...], str]
) -> None:
    title, values, cell = condition
    if engine.query(f"SELECT 1 FROM ({raw.sql}) WHERE {is_one_of(cell, values)} LIMIT 1"):
        return
    common = engine.query(
        f"SELECT {cell}, count(*) FROM ({raw.sql}) WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        f" LIMIT {2 * SHOWN}"
    )
    wanted = " or ".join(f"'{value}'" for value in values)
    raise EvidenceError(
        [
            Problem(
                place_of(answer, Place()),
                f"{raw.file} has no row where {title} is {wanted}",
                "values of the column, such as " + ", ".join(f"'{value}'" for value, _ in common),
                "correct the values under where",
            )
        ]
    )
