"""Turn the files of a country into core values, or into the list of everything that is wrong with them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publicvalue.country.model import (
    TOTAL,
    Checklist,
    CountryCase,
    Figure,
    IndexDefinition,
    ItemAnswer,
    Part,
    ReadinessFramework,
)
from publicvalue.country.published.numbers import half_unit
from publicvalue.country.service_rows import parse_services
from publicvalue.country.shapes import STAFF_TABLES, CountryFile, CountryHead, ReadinessFile
from publicvalue.country.staff.model import StaffBrought
from publicvalue.country.staff.parse import parse_staff
from publicvalue.errors import InputError, Place, Problem
from publicvalue.schema.node import Node, Row
from publicvalue.schema.reader import read
from publicvalue.schema.spelling import nearest, one_of
from publicvalue.words.text import Text

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
WORDS = {"yes": True, "no": False}
PROMISED = "promised"
STRENGTHS = ("stated", "dated", "funded", "binding")
"""How firmly a document says something: it says so; with an owner and a date; with money; by law."""
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def parse_readiness(node: Node) -> ReadinessFramework:
    """Build a readiness framework from its file's nodes; raises InputError with every problem."""
    found = read(node, ReadinessFile)
    head = found.readiness
    return ReadinessFramework(
        id=head.id,
        version=head.version,
        title=head.title,
        citation=head.citation,
        indices=found.indices,
        checklists=found.checklists,
        countries=found.countries,
        formerly=found.formerly,
        layouts=found.layouts,
        also=found.also,
        levels=found.levels,
        features=found.features,
        services=found.services,
        policies=found.policies,
        rules=found.rules,
        agency_rules=found.agency_rules,
        region_rules=found.region_rules,
        staff=found.staff,
    )


def read_case(node: Node) -> CountryHead:
    """Read `country.yaml`; raises InputError with every problem of its shape."""
    return read(node, CountryFile).country


@dataclass(frozen=True)
class CountryTables:
    """The rows of a country's tables.

    Parameters
    ----------
    figures, services
        Of the table of figures, and of services.
    answers
        Checklist -> rows of its table.
    staff
        `posts`, `survey`, `tests`, `systems` -> rows.
    """

    figures: Sequence[Row]
    answers: Mapping[str, Sequence[Row]]
    services: Sequence[Row] = ()
    staff: Mapping[str, Sequence[Row]] = dataclasses.field(default_factory=dict)


def parse_case(head: CountryHead, framework: ReadinessFramework, tables: CountryTables) -> CountryCase:
    """Build a country's case.

    Parameters
    ----------
    head
        `country.yaml`, as `read_case` gives it.
    framework
        What is asked.
    tables
        What was brought.

    Raises
    ------
    InputError
        With every problem: unknown codes, indices, parts, editions and items; figures out of range or twice; pillars
        that are missing; items in place without a document.
    """
    problems = list(_head_problems(head, framework))
    read = [_figure(line, framework, problems) for line in tables.figures]
    known = [figure for figure in read if figure]
    problems.extend(_set_problems(known, framework))
    # A country that no publisher covers has no figures at all; figures of its peers alone are a slip.
    if known and not problems and not any(figure.country == head.country for figure in known):
        what = Text("there is no figure of {country}", country=head.country)
        problems.append(
            Problem(
                head.places["figures"],
                what,
                Text("a row for each published figure"),
                Text("copy the figures of its publications into that table, one row each"),
            )
        )
    listed = parse_services(tables.services, framework, problems)
    found = {name: _answers(name, lines, framework, problems) for name, lines in tables.answers.items()}
    staff = parse_staff(tables.staff, framework.staff, problems) if framework.staff else StaffBrought()
    if problems:
        raise InputError(problems)
    return CountryCase(
        id=head.id,
        title=head.title,
        country=head.country,
        peers=tuple(code for code in head.peers if code != head.country),
        seed=head.seed,
        draws=head.draws,
        figures=tuple(known),
        answers=found,
        services=listed,
        framework=framework.name,
        staff=staff,
    )


def _head_problems(head: CountryHead, framework: ReadinessFramework) -> Iterator[Problem]:
    if not ID.fullmatch(head.id):
        what = Text("{id:quoted} is no id", id=head.id)
        yield Problem(head.places["id"], what, Text("small letters, digits, - and _"), Text("rename it"))
    for field, codes in (("country", (head.country,)), ("peers", head.peers)):
        for code in codes:
            yield from _code_problems(code, head.places[field], framework)
    for code in dict.fromkeys(head.peers):
        if head.peers.count(code) > 1:
            what = Text("{code} stands twice among the peers", code=code)
            yield Problem(head.places["peers"], what, Text("each country once"), Text("remove one of them"))
    yield from _table_problems(head, framework)


def _table_problems(head: CountryHead, framework: ReadinessFramework) -> Iterator[Problem]:
    lists, tables = [one.id for one in framework.checklists], list(STAFF_TABLES)
    for name in (one for one in head.checklists if one not in lists):
        what = Text("no checklist is called {name:quoted}", name=name)
        yield Problem(head.places["checklists"], what, one_of(lists), nearest(name, lists))
    for name in (one for one in head.staff if one not in tables):
        what = Text("no table of staff is called {name:quoted}", name=name)
        yield Problem(head.places["staff"], what, one_of(tables), nearest(name, tables))


def _code_problems(code: str, place: Place, framework: ReadinessFramework) -> Iterator[Problem]:
    if code not in framework.countries:
        same = framework.formerly.get(code) or next(
            (one for one, name in framework.countries.items() if name.casefold() == code.casefold()), ""
        )
        do = Text("write {code}", code=same) if same else nearest(code, list(framework.countries))
        expected = Text("an ISO 3166-1 alpha-3 code, such as BRB")
        yield Problem(place, Text("{code:quoted} is no country", code=code), expected, do)


def _figure(line: Row, framework: ReadinessFramework, problems: list[Problem]) -> Figure | None:
    found = [*_code_problems(line.cells["country"], line.at("country"), framework), *_index_problems(line, framework)]
    numbers = {name: _number(line, name, found) for name in ("value", "low", "high")}
    index = next((one for one in framework.indices if one.id == line.cells["index"]), None)
    if index:
        found.extend(_range_problems(line, index, numbers))
    if not line.cells["source"]:
        found.append(
            Problem(
                line.at("source"),
                Text("the source is missing"),
                Text("where the figure was published"),
                Text("name the publication, with its address"),
            )
        )
    problems.extend(found)
    if found or numbers["value"] is None:
        return None
    cells = line.cells
    return Figure(
        index=cells["index"],
        country=cells["country"],
        year=int(cells["year"]),
        part=cells["part"],
        value=numbers["value"],
        half_unit=half_unit(cells["value"], index.decimals if index else 0),
        source=cells["source"],
        low=numbers["low"],
        high=numbers["high"],
        place=line.at("value"),
    )


def _number(line: Row, name: str, problems: list[Problem]) -> float | None:
    text = line.cells[name]
    if not text and name != "value":
        return None
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    problems.append(
        Problem(
            line.at(name),
            Text("{text:quoted} is no number", text=text),
            Text("digits with a point, such as 45.2"),
            Text("write the number alone, without a unit or a sign for thousands"),
        )
    )
    return None


def _index_problems(line: Row, framework: ReadinessFramework) -> Iterator[Problem]:
    name, year, part = (line.cells[column] for column in ("index", "year", "part"))
    known = [one.id for one in framework.indices]
    if name not in known:
        what = Text("no index is called {name:quoted}", name=name)
        yield Problem(line.at("index"), what, one_of(known), nearest(name, known))
        return
    index = framework.indices[known.index(name)]
    if part not in index.part_ids:
        what = Text("{index} has no part {part:quoted}", index=index.title, part=part)
        yield Problem(line.at("part"), what, one_of(index.part_ids), nearest(part, index.part_ids))
    usable = one_of([str(one.year) for one in index.editions if not one.refused])
    edition = index.edition(int(year)) if year.isdigit() else None
    if edition is None:
        what = Text("{index} has no edition {year:quoted}", index=index.title, year=year)
        yield Problem(line.at("year"), what, usable, Text("write the year of an edition that is listed"))
    elif edition.refused:
        what = Text(
            "the edition {year} of the {index} does not compare: {why:word}",
            year=year,
            index=index.title,
            why=edition.refused,
        )
        yield Problem(line.at("year"), what, usable, Text("leave the row out"))


def _range_problems(line: Row, index: IndexDefinition, numbers: Mapping[str, float | None]) -> Iterator[Problem]:
    for name, number in numbers.items():
        if number is not None and not index.low <= number <= index.high:
            what = Text("{figure} is outside the {index}", figure=line.cells[name], index=index.title)
            expected = Text("{low:g} to {high:g}", low=index.low, high=index.high)
            yield Problem(line.at(name), what, expected, Text("check the figure against its publication"))
    value, low, high = numbers["value"], numbers["low"], numbers["high"]
    if (low is None) != (high is None):
        yield Problem(
            line.at("low" if low is None else "high"),
            Text("one end of the interval is missing"),
            Text("both or none"),
            Text("give the other end too, or leave both empty"),
        )
    elif value is not None and low is not None and high is not None and not low <= value <= high:
        yield Problem(
            line.at("value"),
            Text("{value:g} is outside its interval {low:g} to {high:g}", value=value, low=low, high=high),
            Text("low, value, high"),
            Text("check the three numbers against their publication"),
        )


def _set_problems(figures: Sequence[Figure], framework: ReadinessFramework) -> Iterator[Problem]:
    """Find figures that stand twice, and editions of a country with some of their pillars but not all."""
    seen: dict[tuple[str, str, int, str], Figure] = {}
    for figure in figures:
        key = (figure.index, figure.country, figure.year, figure.part)
        if key in seen:
            named = " ".join(map(str, key))
            what = Text("{figure} stands in row {row} too", figure=named, row=seen[key].place.row)
            yield Problem(figure.place, what, Text("each figure once"), Text("remove one of the two rows"))
        seen.setdefault(key, figure)
    indices = {index.id: index for index in framework.indices}
    for index, country, year in dict.fromkeys((one.index, one.country, one.year) for one in figures):
        parts = {part for one, code, when, part in seen if (one, code, when) == (index, country, year)} - {TOTAL}
        lacking = [pillar.id for pillar in indices[index].pillars if not _has(pillar, parts)]
        if parts and lacking:
            place = next(one.place for one in figures if (one.index, one.country, one.year) == (index, country, year))
            named = f"{index} {country} {year}"
            what = Text("{figures}: {pillars:list} is missing", figures=named, pillars=tuple(lacking))
            do = Text("add the figures, or leave the total alone of this edition")
            yield Problem(Place(place.file), what, Text("all pillars of an edition, or its total alone"), do)


def _has(pillar: Part, parts: set[str]) -> bool:
    below = {f"{pillar.id}.{one.id}" for one in pillar.parts}
    return pillar.id in parts or (bool(below) and below <= parts)


def _answers(
    name: str, lines: Sequence[Row], framework: ReadinessFramework, problems: list[Problem]
) -> tuple[ItemAnswer, ...]:
    checklist = next((one for one in framework.checklists if one.id == name), None)
    if checklist is None:
        return ()
    answers: dict[tuple[str, str], ItemAnswer] = {}
    for line in lines:
        found = list(_answer_problems(line, checklist, answers))
        problems.extend(found)
        if not found and line.cells["in_place"] in (*WORDS, PROMISED):
            cells = line.cells
            answers[cells["item"], cells["date"]] = ItemAnswer(
                cells["item"],
                WORDS.get(cells["in_place"], False),
                cells["document"],
                cells["note"],
                cells["in_place"] == PROMISED,
                page=cells["page"],
                passage=cells["passage"],
                date=cells["date"],
                strength=cells["strength"],
                place=line.at("item"),
            )
    return tuple(answers.values())


def _answer_problems(
    line: Row, checklist: Checklist, answers: Mapping[tuple[str, str], ItemAnswer]
) -> Iterator[Problem]:
    item, in_place, date = (line.cells[name] for name in ("item", "in_place", "date"))
    known, words = [one.id for one in checklist.items], (*WORDS, *((PROMISED,) if checklist.themes else ()))
    if item not in known:
        what = Text("{checklist} has no item {item:quoted}", checklist=checklist.title, item=item)
        yield Problem(line.at("item"), what, Text("an id of the list"), nearest(item, known))
    if (item, date) in answers:
        what = Text("{item:quoted} stands in row {row} too", item=item, row=answers[item, date].place.row)
        do = Text("remove one of the two rows, or give each document its date")
        yield Problem(line.at("item"), what, Text("each item once for a document"), do)
    if in_place not in (*words, ""):
        what, expected = (
            Text("{value:quoted} stands here", value=in_place),
            Text("{words:list}, or nothing where it is unknown", words=words),
        )
        yield Problem(line.at("in_place"), what, expected, Text("write one of these"))
    # A review says of every answer where it stands; a checklist without themes asks it of what is in place alone.
    if in_place in (words if checklist.themes else ("yes",)) and not line.cells["document"]:
        what = Text("{item:quoted} is answered without a document", item=item)
        do = Text("name the document and the page, or leave in_place empty")
        yield Problem(line.at("document"), what, Text("its proof"), do)
    yield from _passage_problems(line)


def _passage_problems(line: Row) -> Iterator[Problem]:
    date, strength = line.cells["date"], line.cells["strength"]
    if date and not DATE.fullmatch(date):
        what, expected = Text("{date:quoted} is no date", date=date), Text("YYYY-MM-DD, YYYY-MM or YYYY")
        yield Problem(line.at("date"), what, expected, Text("write the date of the document"))
    if strength and strength not in STRENGTHS:
        what = Text("{value:quoted} stands here", value=strength)
        yield Problem(line.at("strength"), what, one_of(STRENGTHS), nearest(strength, STRENGTHS))
