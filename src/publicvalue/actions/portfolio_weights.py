"""The file of weights of a portfolio: what each system, agency and country weighs among its siblings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from publicvalue.errors import InputError, Place, Problem
from publicvalue.files.tables.small import read_rows
from publicvalue.framework.fields import nearest
from publicvalue.schema.node import Row
from publicvalue.scores.portfolio.levels import agency_key
from publicvalue.scores.portfolio.member import Member
from publicvalue.scores.portfolio.systems import WeightKey

COLUMNS = ("level", "name", "weight")


def read_weights(path: Path, members: Sequence[Member]) -> Mapping[WeightKey, float]:
    """Read weights: one row for each system, agency or country that does not weigh 1.

    Raises
    ------
    InputError
        With every problem of the file: a level or name that the portfolio does not have, a weight that is no number of
        zero or more, a name twice, siblings that all weigh nothing.
    """
    known = _known(members)
    weights: dict[WeightKey, float] = {}
    problems: list[Problem] = []
    for row in read_rows(path, path.name, COLUMNS):
        found = list(_problems(row, known))
        key = cast(WeightKey, (row.cells["level"], _full_name(row, known)))
        if not found and key in weights:
            found = [
                Problem(
                    row.at("name"),
                    f"{key[0]} '{key[1]}' has a second weight",
                    "one row for each name",
                    "remove one of the two rows",
                )
            ]
        problems.extend(found)
        if not found:
            weights[key] = float(row.cells["weight"])
    problems = problems or list(_weightless(path.name, members, weights))
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
        yield Problem(
            row.at("level"), f"no level is called '{level}'", "system, organisation or country", "write one of these"
        )
    elif name not in known[level]:
        do = nearest(name, list(known[level]))
        yield Problem(row.at("name"), f"the portfolio has no {level} '{name}'", "a name as in its assessment", do)
    try:
        number = float(weight)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        yield Problem(row.at("weight"), f"'{weight}' is no weight", "a number, zero or more", "write such a number")


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
        ("the region", [("country", country) for country in dict.fromkeys(agencies.values())]),
    ]
    for name, keys in families:
        if all(weights.get(key, 1.0) == 0 for key in keys):
            yield Problem(
                Place(file),
                f"everything in {name} weighs nothing",
                "a weight above zero for one of them",
                "raise the weight of one of them",
            )
