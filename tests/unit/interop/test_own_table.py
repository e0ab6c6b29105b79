"""The register's own table is read as it was downloaded; tables of others are recognised by their columns."""

from __future__ import annotations

import datetime as dt

import pytest

from publicvalue.errors import InputError
from publicvalue.interop.reading import FORMATS, read_register, recognise
from publicvalue.schema.node import Row

TODAY = dt.date(2026, 3, 15)


def rows(*cells: dict[str, str]) -> list[Row]:
    return [Row("systems.csv", number, one) for number, one in enumerate(cells, start=2)]


def test_a_row_of_its_own_table_names_agency_and_address() -> None:
    header = ["id", "agency", "country", "name", "summary", "phase"]
    cells = {"id": "claims", "agency": "Care", "country": "BRB", "name": "Claims", "summary": "Sorts.", "phase": "use"}
    found = read_register("systems.csv", header, rows(cells), TODAY)
    (one,) = found.taken
    assert (one.row, one.known_as, one.agency, one.country) == (2, "claims", "Care", "BRB")
    assert dict(one.record.values) == {"name": "Claims", "summary": "Sorts.", "phase": "use"}
    assert found.columns == {"name", "summary", "phase"}


def test_a_row_of_its_own_table_is_refused_for_every_fault() -> None:
    cells = {"name": "Claims", "summary": "", "phase": "usse", "contact": "x"}
    found = read_register("systems.csv", list(cells), rows(cells), TODAY)
    (one,) = found.refused
    assert [(problem.place.row, problem.place.field) for problem in one.problems] == [
        (2, "summary"),
        (2, "phase"),
        (2, "contact"),
    ]


def test_a_text_that_was_exported_behind_an_apostrophe_is_itself_again() -> None:
    cells = {"name": "'=Claims", "summary": "'tis", "phase": "use"}
    (one,) = read_register("systems.csv", list(cells), rows(cells), TODAY).taken
    assert (one.record["name"], one.record["summary"]) == ("=Claims", "'tis")


def test_columns_that_nobody_knows_are_refused_with_the_formats_that_are_read() -> None:
    with pytest.raises(InputError) as error:
        recognise("x.csv", ["a", "b"])
    (problem,) = error.value.problems
    assert problem.what == "these columns belong to no known register"
    assert all(str(form.title) in problem.expected for form in FORMATS.values())


def test_a_column_without_a_place_is_counted_where_it_says_something() -> None:
    header = ["doel", "juridische_basis", "organisatie", "status", "title", "toegevoegd"]
    first = dict(zip(header, ("Goal", "", "Town", "in_gebruik", "One", "2026-01-01"), strict=True))
    found = read_register("nl.csv", header, rows(first, {**first, "toegevoegd": " "}), TODAY)
    assert dict(found.unused) == {"toegevoegd": 1}


def test_of_another_register_a_field_that_does_not_fit_is_lost_and_the_row_stays() -> None:
    header = ["doel", "juridische_basis", "organisatie", "status", "title", "url"]
    cells = dict(zip(header, ("Goal", "", "Town", "nieuw", "One", "no address"), strict=True))
    (one,) = read_register("nl.csv", header, rows(cells), TODAY).taken
    assert [(lost.column, lost.value) for lost in one.losses] == [("status", "nieuw"), ("source_url", "no address")]
    assert one.record["source_url"] == ""
