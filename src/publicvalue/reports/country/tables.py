"""The tables of a country: the same rows for the page and for the CSV files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publicvalue.country.checklists import ChecklistResult
from publicvalue.country.model import CountryCase, ReadinessFramework
from publicvalue.country.readiness import IndexResult, Readiness, ReadinessScore
from publicvalue.reports.table import Cell, Table
from publicvalue.reports.wording import UNKNOWN, yes_no
from publicvalue.words.text import Text

BASIS = {True: Text("published interval"), False: Text("rounding and choices of method")}


def country_tables(
    framework: ReadinessFramework, case: CountryCase, readiness: Readiness, checklists: Sequence[ChecklistResult]
) -> Mapping[str, Table]:
    """Return a country's tables by name; empty ones are left out."""
    tables = (
        readiness_table(readiness),
        peers_table(framework, case, readiness),
        trend_table(readiness),
        checks_table(readiness),
        *(checklist_table(one) for one in checklists),
    )
    return {table.name: table for table in tables if table.rows}


def readiness_table(readiness: Readiness) -> Table:
    """Return readiness, each index and each pillar, 0 to 100."""
    rows: list[tuple[Cell, ...]] = [("readiness", "", Text("Readiness"), None, *_score_cells(readiness.score))]
    for index in readiness.indices:
        rows.append(
            (index.definition.id, "", Text(index.definition.title), _year(index.year), *_score_cells(index.score))
        )
        rows += [
            (
                index.definition.id,
                pillar.id,
                Text(pillar.title),
                _year(index.year),
                *_score_cells(index.pillars[pillar.id]),
            )
            for pillar in index.definition.pillars
        ]
    columns = (
        Text("index"),
        Text("pillar"),
        Text("title"),
        Text("edition"),
        Text("score"),
        Text("low (95 %)"),
        Text("high (95 %)"),
        Text("coverage (%)"),
    )
    ends = (
        Text("interval rests on"),
        Text("rank: median"),
        Text("rank: low (95 %)"),
        Text("rank: high (95 %)"),
        Text("ranked among"),
    )
    return Table("readiness", Text("Readiness, indices and pillars, 0 to 100"), (*columns, *ends), tuple(rows))


def _year(year: int | None) -> str:
    """Write a year as a name: it is no quantity."""
    return "" if year is None else str(year)


def _score_cells(score: ReadinessScore) -> tuple[Cell, ...]:
    low, middle, high = score.rank or (None, None, None)
    basis = BASIS[score.published_interval] if score.value is not None else ""
    ends = (score.value, score.low, score.high, 100 * score.coverage)
    return (*ends, basis, middle, low, high, score.ranked or None)


def peers_table(framework: ReadinessFramework, case: CountryCase, readiness: Readiness) -> Table:
    """Return every country with its score at readiness and each index; empty where it is not known."""
    rows = tuple(
        (
            code,
            framework.countries[code],
            readiness.peers.get(code),
            *(index.peers.get(code) for index in readiness.indices),
        )
        for code in (case.country, *case.peers)
    )
    columns = (Text("code"), Text("country"), Text("readiness"), *map(index_name, readiness.indices))
    return Table("peers", Text("The country and its peers, 0 to 100"), columns, rows)


def index_name(index: IndexResult) -> Text:
    """Return an index with its edition."""
    title = Text(index.definition.title)
    return Text("{index} {year}", index=title, year=str(index.year)) if index.year else title


def trend_table(readiness: Readiness) -> Table:
    """Return the total of each edition, on the publisher's scale, and whether it compares with the latest."""
    rows = tuple(
        (Text(index.definition.title), _year(one.year), one.total, one.series, yes_no(one.compares))
        for index in readiness.indices
        for one in index.trend
    )
    columns = (Text("index"), Text("edition"), Text("total"), Text("series"), Text("compares with the latest"))
    return Table("trend", Text("Totals by edition, on the publisher's scale"), columns, rows)


def checks_table(readiness: Readiness) -> Table:
    """Return each total as printed and as formed from its pillars."""
    rows = tuple(_check_row(index) for index in readiness.indices if index.formed is not None)
    columns = (
        Text("index"),
        Text("edition"),
        Text("total as published"),
        Text("total formed from pillars"),
        Text("equal within rounding"),
    )
    return Table("totals", Text("Totals formed again from their pillars"), columns, rows)


def _check_row(index: IndexResult) -> tuple[Cell, ...]:
    equal = Text("not published here") if index.agrees is None else yes_no(index.agrees)
    return (Text(index.definition.title), _year(index.year), index.printed, index.formed, equal)


def checklist_table(found: ChecklistResult) -> Table:
    """Return each item with its answer."""
    answers = {item.id: answer for item, answer in (*found.has, *found.lacks)}
    rows = []
    for item in found.checklist.items:
        answer = answers.get(item.id)
        state = UNKNOWN if answer is None else Text("in place") if answer.in_place else Text("lacking")
        document, note = (answer.document, answer.note) if answer else ("", "")
        rows.append(
            (item.id, Text(item.statement), state, document, note, Text("{sources:parts}", sources=item.sources))
        )
    columns = (Text("id"), Text("item"), Text("answer"), Text("document"), Text("note"), Text("asked for by"))
    return Table(found.checklist.id, Text(found.checklist.title), columns, tuple(rows))


def peers_of(index: IndexResult, title: Text) -> Table:
    """Return every country that is compared in an index."""
    return Table(f"peers-{index.definition.id}", title, (Text("code"), Text("score")), tuple(index.peers.items()))
