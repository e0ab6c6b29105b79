from __future__ import annotations

import csv
import io

import pytest

from outcomes import empty_outcome, framework, full_outcome, hostile_outcome, partial_outcome
from publicvalue.reports.system.tables import outcome_tables
from publicvalue.reports.table import Table, csv_text, neutralise

NAMES = [
    *("scores", "components", "indicators", "chain", "profile", "recommendations", "evidence"),
    *("decisions", "weightings", "drivers", "next-evidence"),
]


def test_outcome_tables_have_their_names_and_rows() -> None:
    tables = outcome_tables(partial_outcome())
    assert list(tables) == NAMES
    sizes = {name: len(table.rows) for name, table in tables.items()}
    assert {name: sizes[name] for name in ("scores", "components", "indicators", "chain", "profile")} == {
        "scores": 5,
        "components": 26,
        "indicators": len(framework().indicators),
        "chain": 6,
        "profile": 12,
    }


@pytest.mark.parametrize("outcome", [partial_outcome(), empty_outcome(), full_outcome(), hostile_outcome()])
def test_outcome_tables_are_as_wide_as_their_headings(outcome: object) -> None:
    tables = outcome_tables(outcome)  # type: ignore[arg-type]
    assert any(table.rows for table in tables.values())
    for table in tables.values():
        assert {len(row) for row in table.rows} <= {len(table.columns)}, table.name


def test_components_table_follows_dimensions_and_categories() -> None:
    table = outcome_tables(empty_outcome())["components"]
    places = list(dict.fromkeys(row[1] for row in table.rows))
    assert places == ["Economic", "Administrative", "Democratic", "Citizen"]


def test_components_table_leaves_unknown_scores_blank() -> None:
    table = outcome_tables(empty_outcome())["components"]
    score = table.columns.index("score")
    assert {row[score] for row in table.rows} == {None}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum(a1)", "\tx", "\rx"])
def test_neutralise_text_that_begins_like_a_formula(text: str) -> None:
    assert neutralise(text) == "'" + text


def test_neutralise_leaves_other_text() -> None:
    assert [neutralise(text) for text in ("a=1", "", "1-2", "'x")] == ["a=1", "", "1-2", "'x"]


def test_csv_text_neutralises_text_and_keeps_numbers() -> None:
    table = Table("t", "T", ("=name", "value"), (("=HYPERLINK(1)", -1.5), ('a "b", c', 3), (None, None)))
    text = csv_text(table)
    assert text == '\'=name,value\r\n\'=HYPERLINK(1),-1.5\r\n"a ""b"", c",3\r\n,\r\n'
    assert list(csv.reader(io.StringIO(text)))[2] == ['a "b", c', "3"]


def test_csv_text_of_hostile_evidence_is_neutralised() -> None:
    assert ",'=1+1," in csv_text(outcome_tables(hostile_outcome())["evidence"])
