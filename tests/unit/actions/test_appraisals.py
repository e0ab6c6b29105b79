"""An appraisal from its workbook into an assessment and back, and what is told on the way."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from appraisals import ANSWERED, CONTROLS, HOURS, IN_TIME, appraisals
from core_framework import write_framework
from publicvalue.actions.assessments import check_assessment
from publicvalue.actions.bringing.appraisals import (
    WORKBOOK,
    Import,
    QuickStart,
    Record,
    changed_files,
    export_book,
    new_record,
    read_appraisal,
    read_import,
    save_appraisal,
    start_appraisal,
)
from publicvalue.errors import InputError, PublicValueError
from publicvalue.files.answers.appraisal_book import read_appraisal_book
from publicvalue.files.stores.folder import FolderStore
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS
from publicvalue.instruments.appraisal.model import Appraisal, CoreAnswer
from publicvalue.words.language import ENGLISH
from publicvalue.words.languages import language_of

Sheets = dict[str, Any]


def store_in(folder: Path, start: QuickStart | None = None) -> FolderStore:
    framework = write_framework(folder / "fw")
    store = FolderStore(folder / "a")
    start_appraisal(store, start or QuickStart(str(framework), "Licences", "", 2026))
    return store


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return store_in(tmp_path)


def imported(record: Record, content: bytes, folder: Path) -> Import:
    path = folder / "answers.xlsx"
    path.write_bytes(content)
    book, _ = read_appraisal_book(path, DEFAULT_LIMITS)
    return read_import(record, book, path.name)


@pytest.mark.parametrize("code", ["en", "es"])
def test_a_workbook_holds_all_that_was_answered(store: FolderStore, tmp_path: Path, code: str) -> None:
    record = save_appraisal(read_appraisal(store), ANSWERED)
    again = imported(record, export_book(record, language_of(code)), tmp_path)
    assert again.appraisal == ANSWERED
    assert again.changes == ()
    assert again.written == {}


def test_the_record_holds_all_that_was_answered(store: FolderStore) -> None:
    save_appraisal(read_appraisal(store), ANSWERED)
    assert read_appraisal(store).appraisal == ANSWERED
    assert check_assessment(store).problems == ()


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("documents.csv", "case,decided\n1,yes\n", "no column 'title'"),
        ("documents.csv", "title,office\nLetter,North\n", "no such column"),
        ("appraised-costs.csv", "date,flow,amount,office\n2026-01-01,cost,7,North\n", "no such column"),
        ("core-answers.csv", "case,decided\n1,yes\n", "no column 'question'"),
        ("documents.csv", "\ufffe", ""),
    ],
)
def test_a_table_of_somebodys_own_under_the_name_of_one_of_the_questions_is_told_to_be_renamed(
    store: FolderStore, file: str, content: str, said: str
) -> None:
    (store.folder / "evidence").mkdir(exist_ok=True)
    (store.folder / "evidence" / file).write_bytes(content.encode("utf-8" if said else "utf-16"))
    with pytest.raises(InputError, match=said) as raised:
        read_appraisal(store)
    (problem, *_) = raised.value.problems
    assert problem.place.file == f"evidence/{file}"
    assert "give it another name, in the settings too" in problem.do
    assert "póngale otro nombre" in language_of("es").write(problem.do)


# Shrinking would write thousands of workbooks.
SLOW = settings(
    deadline=None,
    max_examples=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SLOW
@given(appraisals(), st.sampled_from(["en", "es"]))
def test_import_of_an_export_is_the_same(appraisal: Appraisal, code: str) -> None:
    with TemporaryDirectory() as folder:
        store = store_in(Path(folder))
        empty = read_appraisal(store)
        full = replace(empty, appraisal=appraisal)
        found = imported(empty, export_book(full, language_of(code)), Path(folder))
        assert found.appraisal == appraisal


@SLOW
@given(appraisals(), appraisals())
def test_the_record_is_what_was_saved_whatever_stood_there(first: Appraisal, second: Appraisal) -> None:
    with TemporaryDirectory() as folder:
        store = store_in(Path(folder))
        save_appraisal(read_appraisal(store), first)
        assert read_appraisal(store).appraisal == first
        save_appraisal(read_appraisal(store), second)
        assert read_appraisal(store).appraisal == second


def changed(content: bytes, change: Callable[[Sheets, Any], None]) -> bytes:
    """The workbook after somebody worked in it: `change` is given the sheets by their marks."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change({str(sheet["A1"].value).removeprefix("publicvalue:"): sheet for sheet in book.worksheets}, book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell_of(sheet: Any, id: str, key: str) -> Any:
    """The cell of a question's row in the column of a key."""
    keys = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows() if row[0].value == id)
    return row[keys.index(key)]


def full(store: FolderStore) -> Record:
    return save_appraisal(read_appraisal(store), ANSWERED)


def work_in(store: FolderStore, folder: Path, change: Callable[[Sheets, Any], None]) -> Import:
    record = full(store)
    return imported(record, changed(export_book(record, ENGLISH), change), folder)


def problems_of(store: FolderStore, folder: Path, change: Callable[[Sheets, Any], None]) -> list[tuple[str, str]]:
    with pytest.raises(PublicValueError) as raised:
        work_in(store, folder, change)
    return [(problem.place.field, problem.what) for problem in raised.value.problems]


def test_what_changed_is_told_with_what_stood_there(store: FolderStore, tmp_path: Path) -> None:
    def change(sheets: Sheets, _: Any) -> None:
        cell_of(sheets["core"], CONTROLS, "answer").value = "Neither is there"
        cell_of(sheets["red_lines"], "review", "answer").value = "no"
        cell_of(sheets["system"], "system.phase", "answer").value = "retired"
        cell_of(sheets["figures"], IN_TIME, "document").value = None

    found = work_in(store, tmp_path, change)
    assert [str(one.told()) for one in found.changes] == [
        "Where it is in its life: in use → no longer in use",
        "Can a person have a decision looked at by a person?: partly → no",
        "Is there a budget line for the system, with somebody who answers for it?: One of them is there → Neither is"
        " there",
        "Of the cases of last year, how many were decided in time? Document that proves it: title, number or address:"
        " List of files → (open)",
    ]
    assert found.appraisal.answers[CONTROLS] == CoreAnswer("none", document="Vote 12")
    assert set(found.written) == {"assessment.yaml", "evidence/core-answers.csv"}


def test_rows_may_be_moved_and_sheets_renamed(store: FolderStore, tmp_path: Path) -> None:
    def change(sheets: Sheets, book: Any) -> None:
        sheets["red_lines"].title = "RL"
        book.move_sheet("RL", offset=3)
        rows = [[cell.value for cell in row] for row in sheets["red_lines"].iter_rows(min_row=3)]
        for row, values in zip(sheets["red_lines"].iter_rows(min_row=3), reversed(rows), strict=True):
            for cell, value in zip(row, values, strict=True):
                cell.value = value

    assert work_in(store, tmp_path, change).changes == ()


def test_a_row_that_is_gone_keeps_its_answer(store: FolderStore, tmp_path: Path) -> None:
    def change(sheets: Sheets, _: Any) -> None:
        sheets["red_lines"].delete_rows(cell_of(sheets["red_lines"], "review", "answer").row)

    assert work_in(store, tmp_path, change).changes == ()


def test_days_numbers_and_words_are_read_however_they_were_typed(store: FolderStore, tmp_path: Path) -> None:
    def change(sheets: Sheets, _: Any) -> None:
        cell_of(sheets["figures"], IN_TIME, "answer").value = " 15 "
        cell_of(sheets["figures"], IN_TIME, "of").value = "20.0"
        cell_of(sheets["figures"], IN_TIME, "drawn").value = "RANDOM"
        cell_of(sheets["figures"], IN_TIME, "answered_on").value = "2026-11-03"
        cell_of(sheets["core"], CONTROLS, "answer").value = "desconocido"
        cell_of(sheets["system"], "system.country", "answer").value = "brb"

    found = work_in(store, tmp_path, change).appraisal
    assert found.answers[IN_TIME] == CoreAnswer(
        "15", of="20", drawn="random", document="List of files", answered_on="2026-11-03"
    )
    assert found.answers[CONTROLS].answer == "unknown"
    assert found.system["country"] == "BRB"


def test_the_value_of_a_formula_counts_and_one_without_is_told(store: FolderStore, tmp_path: Path) -> None:
    def change(sheets: Sheets, _: Any) -> None:
        cell_of(sheets["core"], CONTROLS, "note").value = "=1+1"

    record = full(store)
    path = tmp_path / "formula.xlsx"
    path.write_bytes(changed(export_book(record, ENGLISH), change))
    book, notes = read_appraisal_book(path, DEFAULT_LIMITS)
    assert [str(note) for note in notes] == [
        "formula.xlsx: formulas without a stored value count as blank; the workbook has 1."
        " Opened and saved in a spreadsheet program, it holds their values."
    ]
    assert read_import(record, book, path.name).changes == ()


def test_everything_wrong_is_told_with_its_sheet_and_cell(store: FolderStore, tmp_path: Path) -> None:
    def change(sheets: Sheets, _: Any) -> None:
        sheets["figures"].title = "Counts"
        cell_of(sheets["figures"], IN_TIME, "answer").value = 30
        cell_of(sheets["figures"], HOURS, "answer").value = "many"
        cell_of(sheets["red_lines"], "review", "answer").value = "perhaps"
        cell_of(sheets["red_lines"], "legal_basis", "answer").value = None
        cell_of(sheets["system"], "system.country", "answer").value = "Barbados"
        cell_of(sheets["start"], "head.period_to", "answer").value = "31 May"
        cell_of(sheets["core"], CONTROLS, "answer").value = "does not apply here (say why under notes)"
        cell_of(sheets["ratings"], "citizen.benefit.service.rated/clear", "rater_1").value = 9
        sheets["costs"]["B4"].value = "yesterday"
        sheets["costs"]["F5"].value = None
        sheets["documents"]["C5"].value = "somewhere"

    assert problems_of(store, tmp_path, change) == [
        ("Start!C10", "'31 May' is no day"),
        ("System!C13", "'Barbados' is no country code"),
        ("Red lines!C3", "the row says something, and holds no answer"),
        ("Red lines!C4", "'perhaps' is none of the answers"),
        ("Core questions!E3", "it is not said why this does not apply"),
        ("Counts!C3", "30 of 20 cannot be"),
        ("Counts!C4", "'many' is no number"),
        ("Costs!B4", "'yesterday' is no day"),
        ("Costs!F5", "lowest, most likely and highest are not all there, or out of order"),
        ("Ratings!C4", "9 points lie outside the scale"),
        ("Documents!B5", "'Title' is left blank"),
    ]


def test_merged_cells_are_told(store: FolderStore, tmp_path: Path) -> None:
    def change(sheets: Sheets, _: Any) -> None:
        sheets["red_lines"].merge_cells("C3:C4")

    found = dict(problems_of(store, tmp_path, change))
    assert found["Red lines!C3:C4"] == "the cells C3:C4 are merged: what belongs to each row cannot be told"


def test_sheets_and_columns_that_are_gone_are_told_together(store: FolderStore, tmp_path: Path) -> None:
    def change(sheets: Sheets, book: Any) -> None:
        book.remove(sheets["costs"])
        sheets["core"]["C1"].value = None

    assert problems_of(store, tmp_path, change) == [
        ("Core questions", "columns are missing, or their hidden keys in the first row: answer"),
        ("", "the sheet 'Costs' is missing"),
    ]


def test_a_question_that_stands_twice_and_a_row_of_ones_own_are_told(store: FolderStore, tmp_path: Path) -> None:
    def change(sheets: Sheets, _: Any) -> None:
        sheets["red_lines"].append(["review", "again", "no"])
        sheets["red_lines"].append(["mine", "my own", "no"])
        sheets["red_lines"].append([None, "my own", "no"])

    assert [what for _, what in problems_of(store, tmp_path, change)] == [
        "the question review stands in two rows, 4 and 5",
        "the framework asks no question 'mine'",
        "this row belongs to no question",
    ]


def test_a_workbook_of_others_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(InputError, match="this workbook has no sheet of ours"):
        read_appraisal_book(tmp_path / "other.xlsx", DEFAULT_LIMITS)


def test_what_a_person_wrote_into_the_settings_stays(store: FolderStore) -> None:
    record = full(store)
    path = store.folder / "assessment.yaml"
    text = path.read_text(encoding="utf-8")
    own = (
        text.replace("system:\n", "system:\n  team: Desk # ours\n").replace(
            "answers:\n", "answers:\n  # by hand\n  - indicator: x.y\n    evidence: mine\n"
        )
        + "settings: {seed: 7}\n"
    )
    path.write_text(own, encoding="utf-8")
    before = read_appraisal(store)
    other = replace(before.appraisal, answers={}, flows=(), discount_rate="", red_lines={}, title="Another")
    save_appraisal(before, other)
    after = path.read_text(encoding="utf-8")
    assert record.appraisal == before.appraisal
    assert read_appraisal(store).appraisal == other
    assert "team: Desk # ours" in after
    assert "  # by hand\n  - indicator: x.y\n    evidence: mine\n" in after
    assert "settings: {seed: 7}" in after
    assert "core-answers" not in after


def test_a_kind_of_system_proposes_facts_and_puts_last_what_does_not_apply(tmp_path: Path) -> None:
    framework = write_framework(tmp_path / "fw")
    store = store_in(tmp_path / "b", QuickStart(str(framework), "Licences", "assistant", 2026))
    book, _ = read_appraisal_book(store.folder / WORKBOOK, DEFAULT_LIMITS)
    found = read_import(read_appraisal(store), book, WORKBOOK).appraisal
    assert dict(found.facts) == {"decides": False, "public": True}
    lines = [cells["id"] for cells in book["red_lines"].rows.values() if "id" in cells]
    assert lines == ["legal_basis", "review"]
    assert (
        book["red_lines"]
        .rows[4]["help"]
        .startswith("Does not apply to this kind of system: Nothing is decided about anybody.")
    )
    assert [cells["id"] for cells in book["figures"].rows.values() if "id" in cells] == [IN_TIME, HOURS]


def test_a_profile_that_there_is_not_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    framework = write_framework(tmp_path / "fw")
    with pytest.raises(InputError) as raised:
        store_in(tmp_path / "b", QuickStart(str(framework), "Licences", "asistant", 2026))
    [problem] = raised.value.problems
    assert (problem.what, problem.expected) == ("there is no profile 'asistant'", "one of: assistant, decisions")


def test_a_new_assessment_is_made_of_a_workbook_alone(tmp_path: Path) -> None:
    framework = write_framework(tmp_path / "fw")
    fresh = new_record(FolderStore(tmp_path / "c"), QuickStart(str(framework), "Licences", "", 2026), ENGLISH)
    files = changed_files(fresh, replace(ANSWERED, framework=fresh.appraisal.framework))
    fresh.store.change({"assessment.yaml": fresh.text.encode(), **files})
    assert read_appraisal(fresh.store).appraisal == ANSWERED


def test_nothing_of_a_cell_is_run_by_a_spreadsheet_program(store: FolderStore) -> None:
    nasty = replace(
        ANSWERED,
        answers=MappingProxyType({CONTROLS: CoreAnswer("partly", document="=HYPERLINK()", note="'quoted")}),
    )
    record = save_appraisal(read_appraisal(store), nasty)
    table = (store.folder / "evidence" / "core-answers.csv").read_text(encoding="utf-8")
    assert "'=HYPERLINK()" in table
    assert read_appraisal(store).appraisal == nasty
    book = openpyxl.load_workbook(io.BytesIO(export_book(record, ENGLISH)))
    cell = cell_of(book["Core questions"], CONTROLS, "document")
    assert (cell.value, cell.data_type) == ("=HYPERLINK()", "s")


def test_only_what_is_filled_in_can_be_changed(store: FolderStore) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export_book(full(store), ENGLISH)))
    sheet = book["Core questions"]
    assert book.security.lockStructure
    assert all(one.protection.sheet for one in book.worksheets if one.sheet_state == "visible")
    assert not cell_of(sheet, CONTROLS, "answer").protection.locked
    assert cell_of(sheet, CONTROLS, "question").protection.locked
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[1].hidden
