from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from publicvalue.errors import Place
from publicvalue.evidence.model import Column
from publicvalue.files.columns import typed
from publicvalue.measures.definition import COUNT, Role


def test_the_words_for_yes_and_no_are_read(cells):
    yes = ["true", "Yes", "y", "1", "sí", "si", "oui", "ja", "x", "X"]
    no = ["false", "NO", "n", "0", "non", "nee"]
    assert cells("event", *yes, *no, "", "-") == [True] * 10 + [False] * 6 + [None, None]


def test_other_words_are_not_yes_or_no(refused):
    assert refused("event", "yes", "maybe", "2") == (
        "cases.csv, row 3, x: 2 cells are not a yes or a no: row 3 'maybe', row 4 '2'\n"
        "    expected: true or false, yes or no, y or n, 1 or 0, sí, oui, ja, non, nee, or x for yes\n"
        "    do: correct the cells, or leave them blank where the value is not known"
    )


def test_thresholds_turn_numbers_into_yes_and_no(cells):
    assert cells("event", "4", "5", "6,5", "", at_least=5) == [False, True, True, None]
    assert cells("event", "4", "5", "6", at_most=5) == [True, True, False]
    assert cells("event", "4", "5", "6", at_least=5, at_most=5) == [False, True, False]


def test_listed_values_are_yes_and_every_other_filled_cell_is_no(cells):
    assert cells("event", "Fail", "Pass", "", "Pass w/ conditions", equals=("Pass", "Pass w/ conditions")) == [
        False,
        True,
        None,
        True,
    ]
    assert cells("event", "1", "1.0", "2", "yes", equals=(1,)) == [True, True, False, False]
    assert cells("event", "true", "false", equals=(True,)) == [True, False]


@pytest.mark.parametrize(
    ("value", "cells_of_column", "taken"),
    [
        ("010", ("010", "8", "008", "10"), ["010"]),
        ("12:30", ("12:30", "750"), ["12:30"]),
        ("1_000", ("1_000", "1000"), ["1_000"]),
        ("NO", ("NO", "no", "N", "0", "false"), ["NO"]),
        ("1.10", ("1.10", "1.1"), ["1.10"]),
        ("0x1F", ("0x1F", "31"), ["0x1F"]),
        ("1e3", ("1e3", "1000", "1000.0"), ["1e3"]),
        ("2024-01-05", ("2024-01-05", "2024-01-05 10:00"), ["2024-01-05"]),
        ("1", ("1", "1.0", "01", "1.00", "true"), ["1", "1.0"]),
        ("1.0", ("1", "1.0", "1.00"), ["1", "1.0"]),
        ("true", ("true", "yes", "1"), ["true"]),
    ],
)
def test_values_take_the_cells_that_are_written_as_they_are(reader, value, cells_of_column, taken):
    file = reader.write("code,value\n" + "".join(f"{cell},{i}\n" for i, cell in enumerate(cells_of_column)))
    rows = reader.read(file, where={"code": (value,)})
    assert rows.columns["value"] == [cells_of_column.index(one) for one in taken]


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        ("BIGINT", "010", [10]),
        ("BIGINT", "9007199254740993", [9007199254740993]),
        ("BIGINT", "10.0", [10]),
        ("BIGINT", "10.5", None),
        ("BIGINT", "1_0", None),
        ("DECIMAL(5,2)", "1.10", [1.1]),
        ("DECIMAL(5,2)", "1.105", None),
        ("DOUBLE", "1.10", [1.1]),
        ("DOUBLE", "10", [10.0]),
        ("FLOAT", "1.1", [1.1]),
        ("BOOLEAN", "yes", [True]),
        ("BOOLEAN", "NO", [False]),
        ("BOOLEAN", "2", None),
        ("DATE", "2024-01-05", ["2024-01-05"]),
        ("TIMESTAMP", "2024-01-05", ["2024-01-05 10:00:00", "2024-01-05 11:00:00"]),
        ("TIMESTAMP", "2024-01-05 10:00:00", ["2024-01-05 10:00:00"]),
    ],
)
def test_values_are_compared_as_the_type_of_the_column_says(reader, kind, value, taken):
    cells_of_kind = {
        "BIGINT": "10, 8, 9007199254740992, 9007199254740993",
        "DECIMAL(5,2)": "1.1, 1.11, 10",
        "DOUBLE": "1.1, 1.11, 10",
        "FLOAT": "1.1, 1.11, 10",
        "BOOLEAN": "true, false",
        "DATE": "'2024-01-05', '2024-01-06'",
        "TIMESTAMP": "'2024-01-05 10:00', '2024-01-05 11:00', '2024-01-06 10:00'",
    }[kind]
    path = reader.folder / "cases.parquet"
    source = f"SELECT unnest([{cells_of_kind}])::{kind} AS code"
    duckdb.sql(f"COPY (SELECT *, code::VARCHAR AS shown FROM ({source})) TO '{path}'")  # noqa: S608
    if taken is None:
        assert f"has no row where code is '{value}'" in reader.refusal(path.name, where={"code": (value,)})
        return
    wanted = duckdb.sql(f"SELECT unnest({taken!r})::{kind}::VARCHAR").fetchall()
    rows = reader.read(path.name, where={"code": (value,)}, columns={"group": (Column("shown"),)})
    assert [(one,) for one in rows.columns["group"]] == wanted


def test_every_value_that_no_cell_has_is_told_at_once(reader):
    file = reader.write("value,kind\n1,a\n2,b\n")
    columns = {"event": (Column("kind", equals=("a", "A b", "zz")),)}
    found = reader.refusal(file, where={"value": ("3", "1")}, columns=columns)
    assert "has no row where value is '3'\n" in found
    assert "has no row where kind is 'A b' or 'zz'\n" in found


def test_equals_is_looked_for_in_the_whole_file_and_not_in_the_rows_of_where(reader):
    file = reader.write("office,kind\nN,granted\nN,refused\nS,refused\n")
    columns = {"event": (Column("kind", equals=("granted",)),)}
    assert reader.read(file, where={"office": ("S",)}, columns=columns).columns["event"] == [False]


def test_categories_are_trimmed_text(cells):
    assert cells("group", " a ", "\u00a0b", "1", "N/A") == ["a", "b", "1", None]


def test_a_repeated_role_takes_columns_in_their_order(reader):
    file = reader.write("a,b\n1,\n,2\n")
    rows = reader.read(file, {"fields": (Column("b"), Column("a"))})
    assert rows.columns == {"fields_1": [None, "2"], "fields_2": ["1", None]}
    assert rows.roles == {"fields": ("b", "a")}


def test_roles_left_out_are_looked_for_under_their_own_name_and_told(reader):
    rows = reader.read(reader.write("value,days,group\n1,5,a\n"), {"value": Column("days")})
    assert (rows.columns, rows.roles) == ({"value": [5.0], "group": ["a"]}, {"value": ("days",), "group": ("group",)})
    assert rows.by_name == (
        "Taken by their own names, from cases.csv: group. Name another column under `columns` where this is not meant.",
    )


def test_a_column_called_count_counts_only_where_it_is_named(reader):
    file = reader.write("days,count\n5,2\n")
    rows = reader.read(file, {"value": Column("days")})
    assert (rows.columns, rows.by_name) == (
        {"value": [5.0]},
        (
            "A column of cases.csv is not used: 'count'. Write `count: count` under `columns` where it holds how many"
            " cases the row stands for, when cases are already counted.",
        ),
    )
    rows = reader.read(file, {"value": Column("days"), "count": Column("count")})
    assert (rows.columns, rows.by_name) == ({"value": [5.0], "count": [2.0]}, ())


def test_words_that_mean_blank_elsewhere_are_values_where_the_evidence_says_so(reader):
    file = reader.write("value,iso\n1,NA\n2,na\n3,-\n4,BW\nNA,BW\n")
    columns = {"value": Column("value"), "group": Column("iso")}
    assert reader.read(file, columns).columns["group"] == [None, None, None, "BW", "BW"]
    rows = reader.read(file, columns, not_blank={"iso": ("NA",)})
    assert rows.columns == {"value": [1.0, 2.0, 3.0, 4.0, None], "group": ["NA", "na", None, "BW", "BW"]}
    assert reader.read(file, columns, where={"iso": ("NA",)}, not_blank={"iso": ("NA",)}).rows_read == 1
    assert "has no column 'ISO'" in reader.refusal(file, columns, not_blank={"ISO": ("NA",)})


def test_yes_and_no_of_data_frames_with_gaps(cells):
    assert cells("event", "1.0", "0.0", "", "1.0") == [True, False, None, True]


def test_the_first_role_set_with_all_its_columns_is_used(reader):
    sets = (
        (Role("low", "number", "the lowest"), Role("high", "number", "the highest")),
        (Role("value", "number", "v"),),
    )
    assert reader.read(reader.write("value,low\n1,2\n"), roles=sets).columns == {"value": [1.0]}


def test_a_missing_role_lists_the_columns_of_the_file(reader):
    roles = (Role("start", "date", "when the case began"), Role("end", "date", "when it was closed"), COUNT)
    assert reader.refusal(reader.write("begun,end\n2014-09-02,2014-09-03\n"), roles=roles) == (
        "assessment.yaml, line 7: cases.csv has no column for: start (when the case began)\n"
        "    expected: one of its columns in each role: begun, end\n"
        "    do: write under columns which column plays it, such as start: begun"
    )


def test_a_missing_column_comes_with_the_nearest_name(reader):
    place = Place("assessment.yaml", line=9, field="value")
    assert reader.refusal(reader.write("Value,event\n1,yes\n"), {"value": Column("vlaue", place=place)}) == (
        "assessment.yaml, line 9, value: cases.csv has no column 'vlaue'\n"
        "    expected: one of: Value, event\n"
        "    do: write 'Value'"
    )


def test_an_unknown_role_is_refused(reader):
    assert reader.refusal(reader.write("a,b\n1,yes\n"), {"grup": Column("a")}) == (
        "assessment.yaml, line 7: the measure 'mean' has no role 'grup'\n"
        "    expected: one of: value, date, event, group, fields, count, key\n"
        "    do: write 'group'"
    )


def test_all_problems_of_an_answer_come_at_once(reader):
    file = reader.write("value,date,count\na,x,1\n2,2014-09-02,-1\n")
    assert reader.refusal(file, {"count": Column("count")}).splitlines()[::3] == [
        "cases.csv, row 2, value: 1 cell is not a number: row 2 'a'",
        "cases.csv, row 2, date: 1 cell is not a date: row 2 'x'",
        "cases.csv, row 3, count: 1 count is blank, negative or no whole number: row 3 '-1'",
    ]


def test_a_count_of_two_fifths_of_a_case_is_refused(reader):
    file = reader.write("event,count\nyes,3\nno,2.4\nno,2.0\n")
    assert "1 count is blank, negative or no whole number: row 3 '2.4'" in reader.refusal(
        file, {"count": Column("count")}
    )


def test_counts_are_neither_blank_nor_negative(reader):
    file = reader.write("event,count\nyes,3\nno,\nno,-2\n")
    assert reader.refusal(file, {"count": Column("count")}) == (
        "cases.csv, row 3, count: 2 counts are blank, negative or no whole number: row 3 '', row 4 '-2'\n"
        "    expected: a whole number of cases, 0 or more, in each row\n"
        "    do: correct the counts, or delete the rows; what weighs people in a survey is a weight, not a count"
    )


def test_a_key_that_appears_twice_is_refused(reader):
    file = reader.write("id,value\nA1,1\nA2,2\nA1,3\n,4\n,5\nA3,6\nA3,7\n")
    assert reader.refusal(file, {"key": Column("id")}) == (
        "cases.csv, row 2, id: 2 keys appear more than once: 'A1' in rows 2, 4; 'A3' in rows 7, 8\n"
        "    expected: a different key in each row\n"
        "    do: delete the rows that are there twice, or name the column that tells the rows apart"
    )


def test_a_key_is_checked_and_left_out(reader):
    rows = reader.read(reader.write("id,value\nA1,1\nA2,2\n"), {"key": Column("id")})
    assert (rows.columns, rows.roles) == ({"value": [1.0, 2.0]}, {"value": ("value",)})


def test_a_stated_unit_is_converted(reader):
    file = reader.write("hours\n48\n\n12\n")
    assert reader.read(file, {"value": Column("hours", unit="hours")}).columns["value"] == [2.0, 0.5]


def test_a_wrong_unit_is_refused(reader):
    file = reader.write("cost\n48\n12\n")
    assert reader.refusal(file, {"value": Column("cost", unit="percent")}) == (
        "assessment.yaml, line 7: values in 'percent' cannot be turned into 'days'\n"
        "    expected: one of the units: milliseconds, seconds, minutes, hours, days, weeks\n"
        "    do: state the values in one of these units, or answer another indicator with them"
    )


def test_a_unit_on_a_role_without_one_is_refused(reader):
    file = reader.write("group\na\nb\n")
    assert reader.refusal(file, {"group": Column("group", unit="days")}) == (
        "assessment.yaml, line 7: a unit is stated for column 'group', but the role 'group' carries none\n"
        "    expected: a unit only where the indicator's value stands\n"
        "    do: remove the unit"
    )


def test_where_keeps_the_rows_with_one_of_the_values(reader):
    file = reader.write("value,year,kind\n1,2014,a\n2,2015,b\nx,2016,b\n4,2015.0,c\n")
    rows = reader.read(file, where={"year": (2014, 2015)})
    assert (rows.columns["value"], rows.rows_read) == ([1.0, 2.0, 4.0], 3)
    assert reader.read(file, where={"year": (2015,), "kind": ("b",)}).columns["value"] == [2.0]


def test_where_that_keeps_no_row_lists_the_values_of_the_column(reader):
    file = reader.write("value,kind\n1,routine\n2,complaint\n3,routine\n")
    assert reader.refusal(file, where={"kind": ("Routine", "x")}) == (
        "assessment.yaml, line 7: cases.csv has no row where kind is 'Routine' or 'x'\n"
        "    expected: values of the column, such as 'routine', 'complaint'\n"
        "    do: did you mean 'routine'?"
    )


def test_where_on_a_column_that_is_not_there_is_refused(reader):
    assert reader.refusal(reader.write("value\n1\n"), where={"kind": ("a",)}).startswith(
        "assessment.yaml, line 7: cases.csv has no column 'kind'\n    expected: one of: value"
    )


FIGURE_ROLES = (
    Role("figure", "category", "name of the figure", required=False),
    Role("value", "number", "the figure", measured=True),
    Role("low", "number", "lower end", required=False, measured=True),
    Role("standard_error", "number", "standard error", required=False, measured=True),
    Role("n", "number", "cases behind it", required=False),
)


def test_each_row_of_figures_is_turned_into_the_unit_of_the_indicator(reader):
    file = reader.write("figure,value,low,standard_error,n,unit\na,2,1,0.5,9,weeks\nb,48,,2.4,9,hours\n")
    rows = reader.read(file, roles=FIGURE_ROLES, kind="statistics")
    assert rows.columns == {
        "figure": ["a", "b"],
        "value": [14.0, 2.0],
        "low": [7.0, None],
        "standard_error": [3.5, pytest.approx(0.1)],
        "n": [9.0, 9.0],
    }
    assert "unit" not in rows.roles


def test_a_column_of_units_may_have_another_name(reader):
    file = reader.write("value,measured in\n2,weeks\n")
    rows = reader.read(file, {"unit": Column("measured in")}, roles=FIGURE_ROLES, kind="forecast")
    assert rows.columns == {"value": [14.0]}


def test_records_have_no_unit_in_each_row(reader):
    assert reader.read(reader.write("value,unit\n2,weeks\n")).columns == {"value": [2.0]}


def test_a_row_of_figures_in_a_wrong_unit_is_refused(reader):
    file = reader.write("figure,value,unit\na,2,weeks\nb,48,percent\nc,1,\n")
    assert reader.refusal(file, roles=FIGURE_ROLES, kind="statistics") == (
        "cases.csv, row 3, unit: values in 'percent' cannot be turned into 'days'\n"
        "    expected: one of the units: milliseconds, seconds, minutes, hours, days, weeks\n"
        "    do: state the figure in one of these units, or name another figure in option figure\n"
        "cases.csv, row 4, unit: the figure has no unit\n"
        "    expected: 'days', or a unit of the same kind\n"
        "    do: state it"
    )


def test_only_the_figure_that_is_named_needs_the_unit_of_the_indicator(reader):
    file = reader.write("figure,value,unit\na,2,weeks\nb,48,percent\n")
    rows = reader.read(file, roles=FIGURE_ROLES, kind="statistics", options={"figure": "a"})
    assert rows.columns == {"figure": ["a"], "value": [14.0]}


def test_a_figure_that_is_not_there_is_refused(reader):
    file = reader.write("figure,value,unit\na,2,weeks\nb,48,percent\n")
    assert reader.refusal(file, roles=FIGURE_ROLES, kind="statistics", options={"figure": "c"}) == (
        "assessment.yaml, line 7: cases.csv has no row where figure is 'c'\n"
        "    expected: values of the column, such as 'a', 'b'\n"
        "    do: correct the option figure"
    )


@pytest.mark.parametrize("title", ['a "quoted" name', "drop table; --", "Größe", "row", "file_row_number", "blank"])
def test_any_column_name_can_be_used(reader, title):
    quoted = title.replace('"', '""')
    file = reader.write(f'"{quoted}",other\n1,2\n')
    assert reader.read(file, {"value": Column(title)}).columns == {"value": [1.0]}


def test_cells_that_differ_from_a_value_by_capitals_or_accents_are_told(reader):
    file = reader.write("value,kind,place\n1,granted,Mérida\n2,Granted,Merida\n3,refused,Mérida\n4,GRANTED,Mérida\n")
    columns = {"event": (Column("kind", equals=("granted", "GRANTED")),)}
    rows = reader.read(file, where={"place": ("Mérida",)}, columns=columns)
    assert rows.columns["event"] == [True, False, True]
    assert rows.notes == (
        "cases.csv, place: cells with 'Merida' were not taken, which differ from the values under where by capitals or"
        " accents alone. List them too where they mean the same.",
        "cases.csv, kind: cells with 'Granted' were not taken, which differ from equals by capitals or accents alone."
        " List them too where they mean the same.",
    )


@pytest.mark.parametrize(("cells", "asked", "events"), [("yyy", "n", False), ("0 0", "1", False), ("YYY", "Yes", None)])
def test_none_of_a_yes_or_no_is_a_result_and_another_way_to_write_it_is_not(reader, cells, asked, events):
    file = reader.write("value,kind\n" + "".join(f"{i},{cell.strip()}\n" for i, cell in enumerate(cells)))
    columns = {"event": (Column("kind", equals=(asked,)),)}
    if events is None:
        assert f"has no row where kind is '{asked}'" in reader.refusal(file, columns=columns)
        return
    assert {one for one in reader.read(file, columns=columns).columns["event"] if one is not None} == {events}


def test_none_of_a_typed_yes_or_no_is_a_result(reader):
    path = reader.folder / "cases.parquet"
    duckdb.sql(f"COPY (SELECT unnest([true, true]) AS reworked) TO '{path}'")
    columns = {"event": (Column("reworked", equals=(False,)),)}
    assert reader.read(path.name, columns=columns).columns["event"] == [False, False]


def test_a_value_that_means_blank_is_told_how_to_be_one(reader):
    file = reader.write("value,iso\n1,NA\n2,DE\n")
    assert reader.refusal(file, where={"iso": ("NA",)}).endswith(
        "do: 'NA' means that a cell is blank; where it is a value, write not_blank: {'iso': ['NA']} under the evidence"
    )
    rows = reader.read(file, {"value": Column("value")}, where={"iso": ("NA",)}, not_blank={"iso": ("NA",)})
    assert rows.columns["value"] == [1.0]


def test_groups_that_differ_by_capitals_are_told(reader):
    file = reader.write("value,area\n1,North\n2,north\n3,South\n")
    assert reader.read(file, {"group": Column("area")}).notes == (
        "cases.csv, area: groups differ by capitals alone, and count each by itself: 'North' and 'north'."
        " Write them in one way where they are the same.",
    )


@pytest.mark.parametrize("probed", [40, 1_000_000])
def test_words_that_come_again_and_again_are_cleaned_in_every_row(reader, monkeypatch, probed):
    words = [*(["a", "b"] * 60), " a", "n/a", "b\u00a0", None, "\u2019", "NULL", "a"]
    monkeypatch.setattr(typed, "PROBED", probed)
    pq.write_table(pa.table({"x": words}), reader.folder / "words.parquet")
    read = reader.read("words.parquet", {"group": Column("x")}).columns["group"]
    assert read == [*(["a", "b"] * 60), "a", None, "b", None, "'", None, "a"]


@pytest.mark.parametrize("probed", [40, 1_000_000])
def test_words_of_rows_that_are_left_out_change_nothing(reader, monkeypatch, probed):
    monkeypatch.setattr(typed, "PROBED", probed)
    table = pa.table({"x": [*(["a", "b"] * 60), " a"], "y": [1] * 120 + [2]})
    pq.write_table(table, reader.folder / "words.parquet")
    some = reader.read("words.parquet", {"group": Column("x")}, where={"y": (1,)})
    assert some.columns["group"] == ["a", "b"] * 60
    assert reader.read("words.parquet", {"group": Column("x")}).columns["group"] == [*(["a", "b"] * 60), "a"]
