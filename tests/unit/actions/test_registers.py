"""What is said of a register's file that was read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from publicvalue.actions.registers import describe_reading, errors_file, read_published
from publicvalue.errors import EvidenceError
from publicvalue.words.languages import language_of

TODAY = dt.date(2026, 3, 15)
TABLE = (
    "doel,juridische_basis,organisatie,status,title,toegevoegd\n"
    "Goal,,Town,nieuw,One,2026-01-01\n"
    ",,Town,in_gebruik,Two,\n"
    ",,Town,in_gebruik,Three,\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "nl.csv"
    path.write_text(TABLE)
    return path


def test_all_that_became_of_a_file_is_said(file: Path) -> None:
    _, found = read_published(file, TODAY)
    assert list(describe_reading(found)) == [
        "nl.csv: Dutch algorithm register, list of records. Licence: CC0 1.0.",
        "One record can be taken.",
        "One cell of them is not taken as it stands.",
        "2 rows are refused:",
        "- 2 rows: summary: What it does is missing",
        "One column has no place in a record: toegevoegd (1).",
    ]


def test_the_file_comes_back_in_the_language_that_is_spoken(file: Path) -> None:
    table, found = read_published(file, TODAY)
    lines = errors_file(table, found, language_of("es")).decode().removeprefix("\ufeff").splitlines()
    assert lines[0].endswith(",Errores")
    assert lines[1].endswith(",2026-01-01,")
    assert lines[2].endswith(",summary: falta: Qué hace")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as error:
        read_published(tmp_path / "none.csv", TODAY)
    assert [one.what for one in error.value.problems] == ["there is no such file"]
