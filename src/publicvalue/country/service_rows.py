"""Turn the table of a country's services into answers, or into the list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.country.model import ReadinessFramework, ServiceAnswer
from publicvalue.country.published.numbers import NUMBER
from publicvalue.errors import Problem
from publicvalue.schema.node import Row
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text

ABSENT = "n/a"
"""Said of a service that the country does not have, and of a feature that a service does not need."""
STATES = ("yes", "no", ABSENT)


def parse_services(
    rows: Sequence[Row], framework: ReadinessFramework, problems: list[Problem]
) -> tuple[ServiceAnswer, ...]:
    """Return the services that can be read; adds what is wrong with the others."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        wrong = list(_problems(row, framework, seen))
        problems += wrong
        seen.setdefault(row.cells["service"], row.number)
        if not wrong:
            found.append(_answer(row, framework))
    return tuple(found)


def _problems(row: Row, framework: ReadinessFramework, seen: dict[str, int]) -> Iterator[Problem]:
    cells, listed = row.cells, [one.id for one in framework.services]
    service, level = cells["service"], cells["level"]
    if service in seen:
        what = Text("{item:quoted} stands in row {row} too", item=service, row=seen[service])
        yield Problem(row.at("service"), what, Text("each service once"), Text("remove one of the two rows"))
    if service not in listed and not cells["title"]:
        what = Text("{service:quoted} is no service of the list, and has no title", service=service)
        do = nearest(service, listed, Text("give a service of your own a title"))
        yield Problem(row.at("service"), what, one_of(listed), do)
    words = [str(one.value) for one in framework.levels] + [one.id for one in framework.levels] + [ABSENT]
    if level and level not in words:
        what = Text("{value:quoted} stands here", value=level)
        yield Problem(row.at("level"), what, one_of(words), Text("write one of these, or nothing where it is unknown"))
    if level not in ("", ABSENT) and not cells["source"]:
        what, do = Text("the level has no source"), Text("name the page or the document that shows it")
        yield Problem(row.at("source"), what, Text("its proof"), do)
    for one in framework.features:
        if cells[one.id] not in (*STATES, ""):
            what = Text("{value:quoted} stands here", value=cells[one.id])
            do = Text("write one of these, or nothing where it is unknown")
            yield Problem(row.at(one.id), what, one_of(STATES), do)
    if cells["users"] and not (NUMBER.fullmatch(cells["users"]) and float(cells["users"]) > 0):
        what = Text("{text:quoted} is no number of users", text=cells["users"])
        do = Text("write the number alone, without a sign for thousands; leave it empty where it is unknown")
        yield Problem(row.at("users"), what, Text("users in a year, more than 0"), do)


def _answer(row: Row, framework: ReadinessFramework) -> ServiceAnswer:
    cells = row.cells
    named = {one.id: one.value for one in framework.levels} | {str(one.value): one.value for one in framework.levels}
    titles = {one.id: one.title for one in framework.services}
    return ServiceAnswer(
        cells["service"],
        cells["title"] or titles[cells["service"]],
        named.get(cells["level"]),
        {one.id: cells[one.id] for one in framework.features if cells[one.id]},
        cells["source"],
        float(cells["users"]) if cells["users"] else None,
        cells["level"] == ABSENT,
    )
