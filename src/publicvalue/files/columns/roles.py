"""Which of a file's columns plays which role of a measure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publicvalue.errors import EvidenceError, Place, Problem
from publicvalue.evidence.model import Answer, Column
from publicvalue.files.columns.cells import bytes_problems
from publicvalue.files.columns.typed import Wanted
from publicvalue.files.engines.duckdb import RawColumn, RawTable
from publicvalue.measures.breakdown import by_roles
from publicvalue.measures.definition import Role, Wants
from publicvalue.words.text import Text

KEY = Role("key", "category", Text("what tells the rows apart: no value may appear twice"), required=False)
UNIT = Role("unit", "category", Text("the unit of the row's figures"), required=False)
KINDS_WITH_UNITS = ("statistics", "forecast")


def choose_columns(raw: RawTable, answer: Answer, definition: Wants, kind: str) -> tuple[Wanted, ...]:
    """Find the file's columns for the first set of roles whose required roles all have one."""
    names = {column.name: column for column in raw.columns}
    chosen = next((roles for roles in definition.role_sets if all(is_played(r, answer, names) for r in roles)), None)
    beside = beside_roles(answer, kind, names)
    problems = [*unknown_roles(answer, definition, beside), *missing_columns(raw, answer)]
    played = [title for title in names if chosen and any(title == role.name for role in chosen)]
    asked = [column.name for columns in answer.columns.values() for column in columns]
    asked += [column.name for column in answer.by.values()]
    problems += bytes_problems(raw, (*asked, *answer.where, *played), answer.place)
    if chosen is None:
        problems.append(no_role_set(raw, answer, definition))
    if problems or chosen is None:
        raise EvidenceError(problems)
    own = {role.name for role in chosen}
    extra = [wanted for role in beside if role.name not in own for wanted in columns_of(role, answer, names)]
    kept = [wanted for role in chosen for wanted in columns_of(role, answer, names)]
    return (*kept, *columns_by(answer, names), *(replace(wanted, kept=False) for wanted in extra))


def notes_by_name(raw: RawTable, answer: Answer, definition: Wants, wanted: Sequence[Wanted]) -> Iterator[Text]:
    """Say which columns play a role that may be left out because of their names alone, and which do not though."""
    titles = {column.name for column in raw.columns}
    taken = [one.role.name for one in wanted if not one.role.required and one.role.name not in answer.columns]
    by = {role.name for role in by_roles(answer.each).values()}
    taken = [role for role in dict.fromkeys(taken) if role not in by]
    if taken:
        yield Text(
            "Taken by their own names, from {file}: {roles:list}. Name another column under `columns` where this is not"
            " meant.",
            file=raw.file,
            roles=tuple(taken),
        )
    named = {column.name for columns in answer.columns.values() for column in columns}
    for role in {role.name: role for roles in definition.role_sets for role in roles if role.only_named}.values():
        if role.name in titles - named and role.name not in answer.columns:
            yield Text(
                "A column of {file} is not used: {role:quoted}. Write `{role}: {role}` under `columns` where it holds"
                " {meaning}.",
                file=raw.file,
                role=role.name,
                meaning=role.text,
            )


def beside_roles(answer: Answer, kind: str, names: dict[str, RawColumn]) -> tuple[Role, ...]:
    """Return the roles that any measure may be given: they are checked, and the measure does not see them."""
    key = (KEY,) if KEY.name in answer.columns else ()
    unit = (UNIT,) if kind in KINDS_WITH_UNITS and (UNIT.name in answer.columns or UNIT.name in names) else ()
    return key + unit


def is_played(role: Role, answer: Answer, names: dict[str, RawColumn]) -> bool:
    by_name = role.name in names and not role.only_named
    return not role.required or role.name in answer.columns or by_name


def columns_of(role: Role, answer: Answer, names: dict[str, RawColumn]) -> Iterator[Wanted]:
    own_name = (Column(role.name),) if role.name in names and not role.only_named else ()
    for i, column in enumerate(answer.columns.get(role.name, own_name)):
        alias = f"{role.name}_{i + 1}" if role.repeated else role.name
        placed = replace(column, place=place_of(answer, column.place))
        yield Wanted(alias, role, placed, names[column.name])


def columns_by(answer: Answer, names: dict[str, RawColumn]) -> Iterator[Wanted]:
    """Return the columns of the period and group by which the number is asked for too."""
    roles = by_roles(answer.each)
    for name, column in answer.by.items():
        placed = replace(column, place=place_of(answer, column.place))
        yield Wanted(roles[name].name, roles[name], placed, names[column.name])


def unknown_roles(answer: Answer, definition: Wants, beside: Sequence[Role]) -> Iterator[Problem]:
    """Name the roles that the measure does not know, and those given more columns than they take."""
    roles = {role.name: role for role_set in definition.role_sets for role in role_set}
    roles |= {role.name: role for role in (KEY, *beside)}
    for role, columns in answer.columns.items():
        if role not in roles:
            yield Problem(
                place_of(answer, columns[0].place if columns else Place()),
                Text("the measure {measure:quoted} has no role {role:quoted}", measure=definition.id, role=role),
                Text("one of: {names:list}", names=tuple(roles)),
                nearest(role, list(roles)) or Text("remove the line"),
            )
        elif len(columns) > 1 and not roles[role].repeated:
            what = Text("the role {role:quoted} takes one column, not {columns}", role=role, columns=len(columns))
            yield Problem(place_of(answer, columns[0].place), what, roles[role].text, Text("name one column"))


def missing_columns(raw: RawTable, answer: Answer) -> Iterator[Problem]:
    names = [column.name for column in raw.columns]
    asked = [(column.name, column.place) for columns in answer.columns.values() for column in columns]
    asked += [(column.name, column.place) for column in answer.by.values()]
    otherwise = Text("name one of the file's columns")
    if len(names) == 1:
        otherwise = Text(
            "name one of the file's columns; where the first row is a title, delete all rows above the names of the"
            " columns"
        )
    for title, place in [*asked, *((title, Place()) for title in answer.where)]:
        if title not in names:
            yield Problem(
                place_of(answer, place),
                Text("{file} has no column {column:quoted}", file=raw.file, column=title),
                Text("one of: {names:list}", names=tuple(names)),
                nearest(title, names) or otherwise,
            )


def no_role_set(raw: RawTable, answer: Answer, definition: Wants) -> Problem:
    """Say what is missing in the set of roles that comes nearest."""
    names = {column.name: column for column in raw.columns}
    missing = min(([r for r in roles if not is_played(r, answer, names)] for roles in definition.role_sets), key=len)
    return Problem(
        place_of(answer, Place()),
        Text(
            "{file} has no column for: {roles:parts}",
            file=raw.file,
            roles=tuple(Text("{role} ({meaning})", role=role.name, meaning=role.text) for role in missing),
        ),
        Text("one of its columns in each role: {names:list}", names=tuple(names)),
        Text(
            "write under columns which column plays it, such as {role}: {column}",
            role=missing[0].name,
            column=raw.columns[0].name,
        ),
    )


def nearest(wrong: str, names: list[str]) -> Text | None:
    lower = {title.casefold(): title for title in names}
    found = difflib.get_close_matches(wrong.casefold(), list(lower), n=1)
    return Text("write {word:quoted}", word=lower[found[0]]) if found else None


def place_of(answer: Answer, place: Place) -> Place:
    return place if str(place) else answer.place
