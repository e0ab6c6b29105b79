"""Turn the files of a region into its reference, or into the list of everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publicvalue.country.model import Figure, ReadinessFramework
from publicvalue.country.published.numbers import half_unit, number_problem
from publicvalue.country.reference import PublishedFigure, Reference, ReferenceFile
from publicvalue.errors import InputError, Problem
from publicvalue.schema.node import Node, Row
from publicvalue.schema.reader import read
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text

FIGURE_COLUMNS = ("index", "country", "year", "part", "value", "rank", "ranked", "file")


def parse_reference(node: Node, framework: ReadinessFramework, rows: Sequence[Row]) -> Reference:
    """Build a reference from its file's nodes and the rows of its figures; raises InputError with every problem."""
    found = read(node, ReferenceFile)
    problems: list[Problem] = []
    publications = {one.file: one for one in found.publications}
    codes = [one.code for one in found.members]
    figures = []
    for row in rows:
        if wrong := list(_problems(row, framework, (codes, list(publications)))):
            problems += wrong
            continue
        figures.append(_figure(row, framework, publications[row.cells["file"]].title))
    for step in found.steps:
        if step.country not in codes:
            what = Text("{code:quoted} is no country of the region", code=step.country)
            problems.append(Problem(node.place, what, one_of(codes), nearest(step.country, codes)))
    problems += _map_problems(found, node)
    if problems:
        raise InputError(problems)
    parts = (found.reference, found.members, publications, found.steps, found.regional, tuple(figures))
    return Reference(*parts, found.map)


def _map_problems(found: ReferenceFile, node: Node) -> Iterator[Problem]:
    """Yield what is wrong with a map: a country without a place, a place that is none, a line that is none."""
    if found.map is None:
        return
    expected = Text("longitude from -180 to 180 and latitude from -90 to 90")
    for one in found.members:
        place = found.map.places.get(one.code)
        if place is None or not _is_place(place):
            what = Text("the map has no place for {code}", code=one.code)
            yield Problem(node.place, what, expected, Text("make the map again from all of its members"))
    for number, line in enumerate(found.map.coasts, 1):
        if not is_line(line):
            what = Text("line {number} of the coasts cannot be drawn", number=number)
            yield Problem(node.place, what, expected, Text("close the line, or leave it out"))


def is_line(line: str) -> bool:
    """Return whether a text is a closed line of places."""
    points = [point.split(",") for point in line.split()]
    try:
        places = [[float(number) for number in point] for point in points]
    except ValueError:
        return False
    return len(places) > 3 and places[0] == places[-1] and all(map(_is_place, places))


def _is_place(place: Sequence[float]) -> bool:
    return len(place) == 2 and abs(place[0]) <= 180 and abs(place[1]) <= 90


def _problems(row: Row, framework: ReadinessFramework, known: tuple[list[str], list[str]]) -> Iterator[Problem]:
    cells, (codes, files) = row.cells, known
    index = next((one for one in framework.indices if one.id == cells["index"]), None)
    checks = [("country", codes), ("file", files), ("index", [one.id for one in framework.indices])]
    if index:
        checks += [("part", list(index.part_ids)), ("year", [str(one.year) for one in index.editions])]
    for column, names in checks:
        if cells[column] not in names:
            what = Text("{word:quoted} is not known", word=cells[column])
            yield Problem(row.at(column), what, one_of(names), nearest(cells[column], names))
    if index and (problem := number_problem(row, "value", (index.low, index.high))):
        yield problem


def _figure(row: Row, framework: ReadinessFramework, source: str) -> PublishedFigure:
    cells = row.cells
    index = next(one for one in framework.indices if one.id == cells["index"])
    unit = half_unit(cells["value"], index.decimals)
    figure = Figure(
        index.id,
        cells["country"],
        int(cells["year"]),
        cells["part"],
        float(cells["value"]),
        unit,
        source,
        place=row.at("value"),
    )
    rank, ranked = (int(cells[name]) if cells[name].isdigit() else None for name in ("rank", "ranked"))
    return PublishedFigure(figure, rank, ranked)
