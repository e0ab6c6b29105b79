"""The file of weights of a portfolio: what each system, agency and country weighs among its siblings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.node import Row
from publicvalue.schema.spelling import nearest
from publicvalue.scores.portfolio.levels import agency_key
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.systems import WeightKey
from publicvalue.words.text import Text, either, phrase

COLUMNS = ("level", "name", "weight")
LEVELS = (phrase("system"), phrase("organisation"), phrase("country"))


def find_member_weights(rows: Sequence[Row], members: Sequence[Member]) -> Mapping[WeightKey, float]:
    """Find the weights that the rows of a table give: one for each system, agency or country that does not weigh 1.

    Raises
    ------
    InputError
        With every problem of the rows: a level or name that the portfolio does not have, a weight that is no number of
        zero or more, a name twice, siblings that all weigh nothing.
    """
    known = _known(members)
    weights: dict[WeightKey, float] = {}
    problems: list[Problem] = []
    for row in rows:
        found = list(_problems(row, known))
        key = cast(WeightKey, (row.cells["level"], _full_name(row, known)))
        if not found and key in weights:
            what = Text("{level:word} {name:quoted} has a second weight", level=key[0], name=key[1])
            found = [Problem(row.at("name"), what, Text("one row for each name"), Text("remove one of the two rows"))]
        problems.extend(found)
        if not found:
            weights[key] = float(row.cells["weight"])
    if rows and not problems:
        problems = list(_weightless(rows[0].file, members, weights))
    if problems:
        raise InputError(problems)
    return weights


def _known(members: Sequence[Member]) -> Mapping[str, Mapping[str, str]]:
    """Return level -> name as it may be written -> key. An agency may leave out its country when no other has one."""
    agencies = {agency_key((one.country, one.organisation)): one.organisation for one in members}
    names = list(agencies.values())
    alone = {name: key for key, name in agencies.items() if names.count(name) == 1}
    return {
        "system": {one.id: one.id for one in members},
        "organisation": {**alone, **{key: key for key in agencies}},
        "country": {one.country: one.country for one in members},
    }


def _full_name(row: Row, known: Mapping[str, Mapping[str, str]]) -> str:
    return known.get(row.cells["level"], {}).get(row.cells["name"], row.cells["name"])


def _problems(row: Row, known: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    level, name, weight = (row.cells[column] for column in COLUMNS)
    if level not in known:
        what = Text("no level is called {level:quoted}", level=level)
        yield Problem(row.at("level"), what, either(LEVELS), Text("write one of these"))
    elif name not in known[level]:
        do = nearest(name, list(known[level]))
        what = Text("the portfolio has no {level:word} {name:quoted}", level=level, name=name)
        yield Problem(row.at("name"), what, Text("a name as in its assessment"), do)
    try:
        number = float(weight)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        what = Text("{weight:quoted} is no weight", weight=weight)
        yield Problem(row.at("weight"), what, Text("a number, zero or more"), Text("write such a number"))


def _weightless(file: str, members: Sequence[Member], weights: Mapping[WeightKey, float]) -> Iterator[Problem]:
    """Find siblings whose weights add up to nothing."""
    agencies = {agency_key((one.country, one.organisation)): one.country for one in members}
    families: list[tuple[str, list[WeightKey]]] = [
        *(
            (agency, [("system", one.id) for one in members if agency_key((one.country, one.organisation)) == agency])
            for agency in agencies
        ),
        *(
            (country, [("organisation", agency) for agency, own in agencies.items() if own == country])
            for country in dict.fromkeys(agencies.values())
        ),
        (Text("the region"), [("country", country) for country in dict.fromkeys(agencies.values())]),
    ]
    for name, keys in families:
        if all(weights.get(key, 1.0) == 0 for key in keys):
            what = Text("everything in {name} weighs nothing", name=name)
            expected, do = Text("a weight above zero for one of them"), Text("raise the weight of one of them")
            yield Problem(Place(file), what, expected, do)
