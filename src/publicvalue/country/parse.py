"""Turn the files of a country into core values, or into the list of everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from publicvalue.country.model import (
    TOTAL,
    Checklist,
    CountryCase,
    Edition,
    Figure,
    IndexDefinition,
    Item,
    ItemAnswer,
    Part,
    ReadinessFramework,
)
from publicvalue.country.shapes import COUNTRY_FILE, READINESS
from publicvalue.errors import InputError, Place, Problem
from publicvalue.framework.fields import Record, nearest, read_shape
from publicvalue.framework.model import Mean
from publicvalue.framework.node import Node, Row

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
WORDS = {"yes": True, "no": False}


def parse_readiness(node: Node) -> ReadinessFramework:
    """Build a readiness framework from its file's nodes; raises InputError with every problem."""
    problems: list[Problem] = []
    record = read_shape(node, READINESS, problems)
    if record is None or problems:
        raise InputError(problems)
    head = cast(Record, record.record("readiness"))
    return ReadinessFramework(
        id=head.text("id"),
        version=head.text("version"),
        title=head.text("title"),
        citation=head.text("citation"),
        indices=tuple(_index(item) for item in record.records("indices")),
        checklists=tuple(_checklist(item) for item in record.records("checklists")),
        countries={code: str(name) for code, name in record.map("countries").items()},
        formerly={code: str(name) for code, name in record.map("formerly").items()},
    )


def _index(record: Record) -> IndexDefinition:
    return IndexDefinition(
        id=record.text("id"),
        title=record.text("title"),
        publisher=record.text("publisher"),
        low=record.number("low", 0),
        high=record.number("high", 1),
        decimals=int(record.number("decimals", 0)),
        mean=cast(Mean, record.text("mean")),
        ranked=bool(record.get("ranked")),
        pillars=tuple(_part(item) for item in record.records("parts")),
        editions=tuple(
            Edition(int(one.number("year", 0)), one.text("series"), one.text("refused"))
            for one in record.records("editions")
        ),
        source=record.text("source"),
        url=record.text("url"),
        licence=record.text("licence"),
        note=record.text("note"),
    )


def _part(record: Record) -> Part:
    return Part(record.text("id"), record.text("title"), tuple(_part(item) for item in record.records("parts")))


def _checklist(record: Record) -> Checklist:
    items = (Item(one.text("id"), one.text("statement"), one.texts("sources")) for one in record.records("items"))
    return Checklist(record.text("id"), record.text("title"), record.text("text"), tuple(items))


def read_case(node: Node) -> Record:
    """Read `country.yaml`; raises InputError with every problem of its shape."""
    problems: list[Problem] = []
    record = read_shape(node, COUNTRY_FILE, problems)
    if record is None or problems:
        raise InputError(problems)
    return cast(Record, record.record("country"))


def parse_case(
    head: Record, framework: ReadinessFramework, figures: Sequence[Row], answers: Mapping[str, Sequence[Row]]
) -> CountryCase:
    """Build a country's case.

    Parameters
    ----------
    head
        `country.yaml`, as `read_case` gives it.
    framework
        What is asked.
    figures, answers
        Rows of the table of figures, and of each checklist's table by the checklist's name.

    Raises
    ------
    InputError
        With every problem: unknown codes, indices, parts, editions and items; figures out of range or twice; pillars
        that are missing; items in place without a document.
    """
    problems = list(_head_problems(head, framework))
    read = [_figure(line, framework, problems) for line in figures]
    known = [figure for figure in read if figure]
    problems.extend(_set_problems(known, framework))
    if not problems and not any(figure.country == head.text("country") for figure in known):
        what = f"there is no figure of {head.text('country')}"
        problems.append(
            Problem(
                head.place_of("figures"),
                what,
                "a row for each published figure",
                "copy the figures of its publications into that table, one row each",
            )
        )
    found = {name: _answers(name, lines, framework, problems) for name, lines in answers.items()}
    if problems:
        raise InputError(problems)
    return CountryCase(
        id=head.text("id"),
        title=head.text("title"),
        country=head.text("country"),
        peers=tuple(code for code in head.texts("peers") if code != head.text("country")),
        seed=int(head.number("seed", 0)),
        draws=int(head.number("draws", 10_000)),
        figures=tuple(known),
        answers=found,
        framework=framework.name,
    )


def _head_problems(head: Record, framework: ReadinessFramework) -> Iterator[Problem]:
    if not ID.fullmatch(head.text("id")):
        yield Problem(
            head.place_of("id"), f"'{head.text('id')}' is no id", "small letters, digits, - and _", "rename it"
        )
    for field, codes in (("country", (head.text("country"),)), ("peers", head.texts("peers"))):
        for code in codes:
            yield from _code_problems(code, head.place_of(field), framework)
    for code in dict.fromkeys(head.texts("peers")):
        if head.texts("peers").count(code) > 1:
            yield Problem(
                head.place_of("peers"),
                f"{code} stands twice among the peers",
                "each country once",
                "remove one of them",
            )
    for name in head.map("checklists"):
        known = [one.id for one in framework.checklists]
        if name not in known:
            place = head.place_of("checklists")
            yield Problem(
                place, f"no checklist is called '{name}'", f"one of: {', '.join(known)}", nearest(name, known)
            )


def _code_problems(code: str, place: Place, framework: ReadinessFramework) -> Iterator[Problem]:
    if code not in framework.countries:
        same = framework.formerly.get(code) or next(
            (one for one, name in framework.countries.items() if name.casefold() == code.casefold()), ""
        )
        do = f"write {same}" if same else nearest(code, list(framework.countries))
        yield Problem(place, f"'{code}' is no country", "an ISO 3166-1 alpha-3 code, such as BRB", do)


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
                "the source is missing",
                "where the figure was published",
                "name the publication, with its address",
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


def half_unit(text: str, decimals: int) -> float:
    """Return half of the last digit that carries: 0.005 for 1.25, unless fewer than two decimals of it carry."""
    printed = len(text.partition(".")[2])
    return float(0.5 * 10.0 ** -min(printed, decimals))


def _number(line: Row, name: str, problems: list[Problem]) -> float | None:
    text = line.cells[name]
    if not text and name != "value":
        return None
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    problems.append(
        Problem(
            line.at(name),
            f"'{text}' is no number",
            "digits with a point, such as 45.2",
            "write the number alone, without a unit or a sign for thousands",
        )
    )
    return None


def _index_problems(line: Row, framework: ReadinessFramework) -> Iterator[Problem]:
    name, year, part = (line.cells[column] for column in ("index", "year", "part"))
    known = [one.id for one in framework.indices]
    if name not in known:
        expected = f"one of: {', '.join(known)}"
        yield Problem(line.at("index"), f"no index is called '{name}'", expected, nearest(name, known))
        return
    index = framework.indices[known.index(name)]
    if part not in index.part_ids:
        expected, do = f"one of: {', '.join(index.part_ids)}", nearest(part, index.part_ids)
        yield Problem(line.at("part"), f"{index.title} has no part '{part}'", expected, do)
    usable = ", ".join(str(one.year) for one in index.editions if not one.refused)
    edition = index.edition(int(year)) if year.isdigit() else None
    if edition is None:
        yield Problem(
            line.at("year"),
            f"{index.title} has no edition '{year}'",
            f"one of: {usable}",
            "write the year of an edition that is listed",
        )
    elif edition.refused:
        what = f"the edition {year} of the {index.title} does not compare: {edition.refused}"
        yield Problem(line.at("year"), what, f"one of: {usable}", "leave the row out")


def _range_problems(line: Row, index: IndexDefinition, numbers: Mapping[str, float | None]) -> Iterator[Problem]:
    for name, number in numbers.items():
        if number is not None and not index.low <= number <= index.high:
            what = f"{line.cells[name]} is outside the {index.title}"
            yield Problem(
                line.at(name), what, f"{index.low:g} to {index.high:g}", "check the figure against its publication"
            )
    value, low, high = numbers["value"], numbers["low"], numbers["high"]
    if (low is None) != (high is None):
        yield Problem(
            line.at("low" if low is None else "high"),
            "one end of the interval is missing",
            "both or none",
            "give the other end too, or leave both empty",
        )
    elif value is not None and low is not None and high is not None and not low <= value <= high:
        yield Problem(
            line.at("value"),
            f"{value:g} is outside its interval {low:g} to {high:g}",
            "low, value, high",
            "check the three numbers against their publication",
        )


def _set_problems(figures: Sequence[Figure], framework: ReadinessFramework) -> Iterator[Problem]:
    """Find figures that stand twice, and editions of a country with some of their pillars but not all."""
    seen: dict[tuple[str, str, int, str], Figure] = {}
    for figure in figures:
        key = (figure.index, figure.country, figure.year, figure.part)
        if key in seen:
            what = f"{' '.join(map(str, key))} stands in row {seen[key].place.row} too"
            yield Problem(figure.place, what, "each figure once", "remove one of the two rows")
        seen.setdefault(key, figure)
    indices = {index.id: index for index in framework.indices}
    for index, country, year in dict.fromkeys((one.index, one.country, one.year) for one in figures):
        parts = {part for one, code, when, part in seen if (one, code, when) == (index, country, year)} - {TOTAL}
        lacking = [pillar.id for pillar in indices[index].pillars if not _has(pillar, parts)]
        if parts and lacking:
            place = next(one.place for one in figures if (one.index, one.country, one.year) == (index, country, year))
            what = f"{index} {country} {year}: {', '.join(lacking)} is missing"
            do = "add the figures, or leave the total alone of this edition"
            yield Problem(Place(place.file), what, "all pillars of an edition, or its total alone", do)


def _has(pillar: Part, parts: set[str]) -> bool:
    below = {f"{pillar.id}.{one.id}" for one in pillar.parts}
    return pillar.id in parts or (bool(below) and below <= parts)


def _answers(
    name: str, lines: Sequence[Row], framework: ReadinessFramework, problems: list[Problem]
) -> tuple[ItemAnswer, ...]:
    checklist = next((one for one in framework.checklists if one.id == name), None)
    if checklist is None:
        return ()
    answers: dict[str, ItemAnswer] = {}
    for line in lines:
        found = list(_answer_problems(line, checklist, answers))
        problems.extend(found)
        if not found and line.cells["in_place"] in WORDS:
            cells = line.cells
            answers[cells["item"]] = ItemAnswer(
                cells["item"], WORDS[cells["in_place"]], cells["document"], cells["note"], line.at("item")
            )
    return tuple(answers.values())


def _answer_problems(line: Row, checklist: Checklist, answers: Mapping[str, ItemAnswer]) -> Iterator[Problem]:
    item, in_place = line.cells["item"], line.cells["in_place"]
    known = [one.id for one in checklist.items]
    if item not in known:
        yield Problem(
            line.at("item"), f"{checklist.title} has no item '{item}'", "an id of the list", nearest(item, known)
        )
    if item in answers:
        yield Problem(
            line.at("item"),
            f"'{item}' stands in row {answers[item].place.row} too",
            "each item once",
            "remove one of the two rows",
        )
    if in_place not in (*WORDS, ""):
        yield Problem(
            line.at("in_place"),
            f"'{in_place}' stands here",
            "yes, no, or nothing where it is unknown",
            "write one of these",
        )
    if in_place == "yes" and not line.cells["document"]:
        do = "name the document and the page, or leave in_place empty"
        yield Problem(line.at("document"), f"'{item}' is said to be in place without a document", "its proof", do)
