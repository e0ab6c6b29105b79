"""Turn the tables of a country's public servants and systems into values, or into all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from publicvalue.country.staff.model import PHASES, Person, PlannedSystem, Post, StaffAsked, StaffBrought
from publicvalue.errors import Problem
from publicvalue.schema.node import Row
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text

POST_COLUMNS, POST_OPTIONAL = ("agency", "role", "people"), ("vacant", "left")
PERSON_COLUMNS = ("agency", "role")
SYSTEM_COLUMNS = ("system", "title", "agency", "phase")
SYSTEM_OPTIONAL = ("starts", "topic", "purpose", "data", "needs", "right", "right_low", "right_high", "source")
EXPECTED = "expected_"
"""Before the name of a system: the column in which staff say in how many of 100 cases they expect it to be right."""
NUMBER = re.compile(r"\d+(\.\d+)?")
WHOLE = re.compile(r"\d+")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")
PERCENT = (0.0, 100.0)

Tables = Mapping[str, Sequence[Row]]
"""`posts`, `survey`, `tests` and `systems` -> rows."""


def parse_staff(tables: Tables, asked: StaffAsked, problems: list[Problem]) -> StaffBrought:
    """Return what can be read of a country's public servants; adds what is wrong with the rest."""
    roles = [one.id for one in asked.roles]
    systems = tuple(_systems(tables.get("systems", ()), roles, problems))
    levels = {one.id: (float(asked.lowest), float(asked.highest)) for one in asked.competencies}
    said = {one.id: (float(asked.lowest), float(asked.highest)) for one in asked.mindsets}
    expected = {f"{EXPECTED}{one.id}": PERCENT for one in systems}
    survey, tests = tables.get("survey", ()), tables.get("tests", ())
    problems += _unknown_systems(survey, expected)
    return StaffBrought(
        tuple(_posts(tables.get("posts", ()), roles, problems)),
        tuple(_people(survey, roles, levels | said | expected, problems)),
        tuple(_people(tests, roles, levels, problems)),
        systems,
    )


def _role_problems(row: Row, roles: list[str]) -> Iterator[Problem]:
    if not row.cells["agency"]:
        what = Text("the agency is missing")
        yield Problem(row.at("agency"), what, Text("its name, written alike in every row"), Text("fill it in"))
    if row.cells["role"] not in roles:
        what = Text("there is no role {role:quoted}", role=row.cells["role"])
        yield Problem(row.at("role"), what, one_of(roles), nearest(row.cells["role"], roles))


def _posts(rows: Sequence[Row], roles: list[str], problems: list[Problem]) -> Iterator[Post]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        cells, found = row.cells, list(_role_problems(row, roles))
        key = (cells["agency"], cells["role"])
        if key in seen:
            what = Text("{agency}, {role} stand in row {row} too", agency=key[0], role=key[1], row=seen[key])
            found.append(Problem(row.at("role"), what, Text("each role once an agency"), Text("add the two up")))
        seen.setdefault(key, row.number)
        for name in ("people", "vacant", "left"):
            if not WHOLE.fullmatch(cells[name]) and (cells[name] or name == "people"):
                what = Text("{text:quoted} is no number of people", text=cells[name])
                do = Text("write digits alone; leave it empty where it is unknown")
                found.append(Problem(row.at(name), what, Text("a whole number of 0 or more"), do))
        problems += found
        if not found:
            vacant, left = (int(cells[name]) if cells[name] else None for name in ("vacant", "left"))
            yield Post(*key, int(cells["people"]), vacant, left)


def _unknown_systems(rows: Sequence[Row], expected: Mapping[str, object]) -> Iterator[Problem]:
    """Yield columns that name a system which is not in the table of systems."""
    for column in (name for name in (rows[0].cells if rows else ()) if name.startswith(EXPECTED)):
        if column not in expected:
            name, known = column.removeprefix(EXPECTED), [one.removeprefix(EXPECTED) for one in expected]
            what = Text("there is no system {name:quoted}", name=name)
            yield Problem(rows[0].at(column), what, one_of(known), nearest(name, known))


def _people(
    rows: Sequence[Row], roles: list[str], ends: Mapping[str, tuple[float, float]], problems: list[Problem]
) -> Iterator[Person]:
    for row in rows:
        found, values = list(_role_problems(row, roles)), {}
        for name, (low, high) in ends.items():
            text = row.cells.get(name, "")
            if not text:
                continue
            if NUMBER.fullmatch(text) and low <= float(text) <= high:
                values[name] = float(text)
                continue
            what, expected = (
                Text("{value:quoted} stands here", value=text),
                Text("{low:g} to {high:g}", low=low, high=high),
            )
            do = Text("write one of these, or nothing where there is no answer")
            found.append(Problem(row.at(name), what, expected, do))
        problems += found
        if not found:
            yield Person(row.cells["agency"], row.cells["role"], values)


def _systems(rows: Sequence[Row], roles: list[str], problems: list[Problem]) -> Iterator[PlannedSystem]:
    seen: dict[str, int] = {}
    for row in rows:
        needs: dict[str, int] = {}
        found = [*_system_problems(row, seen), *_needs(row, roles, needs), *_right_problems(row)]
        problems += found
        seen.setdefault(row.cells["system"], row.number)
        if not found:
            yield _system(row, needs)


def _system_problems(row: Row, seen: Mapping[str, int]) -> Iterator[Problem]:
    cells = row.cells
    for name in ("system", "title", "agency"):
        if not cells[name]:
            what = Text("{name} is missing", name=name)
            yield Problem(row.at(name), what, Text("text"), Text("fill it in"))
    if cells["system"] in seen:
        what = Text("{item:quoted} stands in row {row} too", item=cells["system"], row=seen[cells["system"]])
        yield Problem(row.at("system"), what, Text("each system once"), Text("remove one of the two rows"))
    if cells["phase"] not in PHASES:
        what = Text("{value:quoted} stands here", value=cells["phase"])
        yield Problem(row.at("phase"), what, one_of(tuple(PHASES)), nearest(cells["phase"], tuple(PHASES)))
    if cells["starts"] and not MONTH.fullmatch(cells["starts"]):
        what = Text("{date:quoted} is no date", date=cells["starts"])
        yield Problem(row.at("starts"), what, Text("YYYY-MM or YYYY-MM-DD"), Text("write the month in which it starts"))


def _needs(row: Row, roles: list[str], needs: dict[str, int]) -> Iterator[Problem]:
    """Read `role:people` with semicolons between them into `needs`; yields what cannot be read."""
    for part in filter(None, (one.strip() for one in row.cells["needs"].split(";"))):
        role, _, number = (one.strip() for one in part.partition(":"))
        if role in roles and WHOLE.fullmatch(number):
            needs[role] = needs.get(role, 0) + int(number)
            continue
        what, expected = (
            Text("{text:quoted} is no role with its people", text=part),
            Text("a role, a colon and a number"),
        )
        do = Text("write it such as case_handler:12; roles are {roles:list}", roles=tuple(roles))
        yield Problem(row.at("needs"), what, expected, do)


def _right_problems(row: Row) -> Iterator[Problem]:
    names = ("right", "right_low", "right_high")
    given = [row.cells[name] for name in names]
    if not any(given):
        return
    whole = all(NUMBER.fullmatch(one) for one in given)
    numbers = [float(one) for one in given] if whole else []
    if not whole or not 0 <= numbers[1] <= numbers[0] <= numbers[2] <= 100:
        what = Text("{values:list} are no share with its interval", values=tuple(one or "–" for one in given))
        do = Text("copy the three numbers from the assessment, or leave all three empty")
        yield Problem(row.at("right"), what, Text("three numbers of 0 to 100, the share between its ends"), do)
    if not row.cells["source"]:
        what, do = Text("the measured share has no source"), Text("name the assessment and its day")
        yield Problem(row.at("source"), what, Text("its proof"), do)


def _system(row: Row, needs: Mapping[str, int]) -> PlannedSystem:
    cells = row.cells
    numbers = [float(cells[name]) for name in ("right", "right_low", "right_high") if cells[name]]
    return PlannedSystem(
        cells["system"],
        cells["title"],
        cells["agency"],
        cells["phase"],
        starts=cells["starts"],
        topic=cells["topic"],
        purpose=cells["purpose"],
        data=tuple(one.strip() for one in cells["data"].split(";") if one.strip()),
        needs=dict(needs),
        right=(numbers[0], numbers[1], numbers[2]) if numbers else None,
        source=cells["source"],
        place=row.at("system"),
    )
