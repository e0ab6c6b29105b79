"""Files as offices really have them: what is said of them, what is remembered for the next one, and what is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from publicvalue.web.accounts.models import User
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.models import Version
from web_evidence import begun

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

IN_TIME = "economic.benefit.efficiencies.within_service_standard"
FACTS = {"title": "Cases", "source": "Register of permits", "publish": "no"}
HEADER = ("case", "finished", "office")


@pytest.fixture
def version(author: User, agency: Agency) -> Version:
    return begun(author, agency, "Triage")


def rows(late: int, more: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    return [(f"C{n}", "late" if n % late == 0 else "on time", "North", *more) for n in range(60)]


def text_of(header: tuple[str, ...], cells: list[tuple[object, ...]]) -> bytes:
    return "\n".join(",".join(map(str, row)) for row in (header, *cells)).encode()


def book_of(**sheets: list[tuple[object, ...]]) -> bytes:
    """Return a workbook with these sheets."""
    book, stream = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def send(client: Client, version: Version, name: str, content: bytes) -> Any:
    place = f"/en/assessments/permits/{version.assessment.slug}/evidence/add/"
    return client.post(place, {"indicator": IN_TIME, "file": SimpleUploadedFile(name, content)}, follow=True)


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def take(client: Client, version: Version, name: str, content: bytes, **said: str) -> Any:
    """Send a file, see its number, and take it."""
    address = send(client, version, name, content).request["PATH_INFO"]
    for _ in ("what is a new sheet shows its columns first", "then its number"):
        tried = client.post(address, {**FACTS, **said, "then": "try"})
    page = client.post(address, {**FACTS, **said, "then": "take"}, follow=True)
    assert b"The file is a piece of evidence now" in page.content, words(tried)
    return page


def test_formulas_that_were_never_calculated_are_named_before_the_number_and_beside_it(
    author: User, version: Version, signed_in: Any
) -> None:
    cells = [(n, "=IF(A1>0,1,0)" if n > 30 else "no" if n % 3 else "yes") for n in range(60)]
    client = signed_in(author)
    page = send(client, version, "cases.xlsx", book_of(Cases=[("case", "in_time"), *cells]))
    told = "formulas without a stored value count as blank; the workbook has 29"
    assert f"cases.xlsx: {told}" in words(page)
    tried = words(client.post(page.request["PATH_INFO"], {**FACTS, "column-event": "in_time", "then": "try"}))
    number = tried[tried.index('id="number"') : tried.index('id="first-rows"')]
    assert told in number
    assert "29 of 60 rows were left out because event is blank" in number


def test_the_sheet_is_chosen_from_those_that_are_there(author: User, version: Version, signed_in: Any) -> None:
    client = signed_in(author)
    content = book_of(**{"Read me": [("Ask Maria",), ("about it",)], "Cases": [HEADER, *rows(3)]})
    page = send(client, version, "cases.xlsx", content)
    assert "Which sheet is it?" in words(page)
    assert "the sheet &#x27;Read me&#x27; was read; not read: &#x27;Cases&#x27;." in words(page)
    address = page.request["PATH_INFO"]
    client.post(address, {**FACTS, "sheet": "Cases", "then": "try"})
    assert '<option value="Cases" selected>Cases</option>' in words(client.get(address))
    said = {"sheet": "Cases", "column-event": "finished", "equals-event": "on time"}
    assert "66.7 %" in words(client.post(address, {**FACTS, **said, "then": "try"}))


def test_a_workbook_of_one_sheet_asks_for_none_and_can_be_taken_at_once(
    author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    content = book_of(Cases=[HEADER, *rows(3)])
    assert "Which sheet" not in words(send(client, version, "cases.xlsx", content))
    take(client, version, "cases.xlsx", content, **{"column-event": "finished", "equals-event": "on time"})


def test_a_year_later_the_sheet_is_found_again_of_which_something_was_said(
    author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    said = {"sheet": "Cases", "column-event": "finished", "equals-event": "on time"}
    take(client, version, "2024.xlsx", book_of(Notes=[("a",), ("b",)], Cases=[HEADER, *rows(3)]), **said)
    later = send(client, version, "2025.xlsx", book_of(Remarks=[("c",), ("d",)], Cases=[HEADER, *rows(5)]))
    assert '<option value="Cases" selected>Cases</option>' in words(later)
    assert '<option value="finished" selected>' in words(later)
    assert "filled in as your agency said of an earlier file" in words(later)
    # 48 of 60 are in time.
    page = client.post(later.request["PATH_INFO"], {**FACTS, **said, "then": "try"})
    assert "80 %" in words(page)


@pytest.mark.parametrize(
    ("header", "more", "is_known"),
    [((*HEADER, "clerk"), ("A",), True), (("case", "ended", "office"), (), False)],
    ids=["a column more", "another name"],
)
def test_what_was_said_of_columns_holds_for_a_file_that_has_them_and_more(
    header: tuple[str, ...], more: tuple[str, ...], is_known: bool, author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    said = {"column-event": "finished", "equals-event": "on time"}
    take(client, version, "2024.csv", text_of(HEADER, rows(3)), **said)
    later = words(send(client, version, "2025.csv", text_of(header, rows(5, more))))
    assert ('<option value="finished" selected>' in later) is is_known
    assert ("filled in as your agency said" in later) is is_known


def test_a_workbook_whose_first_sheet_is_no_table_is_read_from_the_one_that_is(
    author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    cover: list[tuple[object, ...]] = [(), (None, "Cases of 2025"), (None, "Ask Maria")]
    shown = words(send(client, version, "cases.xlsx", book_of(Cover=cover, Nothing=[], Cases=[HEADER, *rows(3)])))
    assert '<option value="Cases" selected>Cases</option>' in shown
    assert '<option value="Cover">Cover</option>' in shown
    refused = words(send(client, version, "cases.xlsx", book_of(Cover=cover, Nothing=[])))
    assert "The first row is blank. Expected: the names of the columns." in refused
    assert "Delete the rows above the names of the columns." in refused
    assert "The sheet is empty. Expected: a header row and at least one row." in words(
        send(client, version, "cases.xlsx", book_of(Nothing=[]))
    )


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "old.xls",
            b"\xd0\xcf\x11\xe0",
            "Open it in a spreadsheet program, and save it as a workbook (.xlsx) or as CSV.",
        ),
        ("cases.csv.zip", b"PK\x03\x04", "Unpack it, and bring the one table that is in it."),
        ("cases.sav", b"$FL2", "Open it in the program of statistics that wrote it, and save it as CSV or Parquet."),
        ("cases.db", b"SQLite", "Export the table that is needed from its database, as CSV or Parquet."),
        ("report.pdf", b"%PDF", "This is a document: ask whoever wrote it for the table behind it"),
        ("photo.jpg", b"\xff\xd8", "This is a picture: ask whoever made it for the table behind it"),
        ("cases", b"a,b", "The name of the file does not say what it is: it has no ending."),
        ("cases.abc", b"a,b", "Expected: a table (.csv, .tsv, .txt, .xlsx, .parquet) or an event log (.xes, .xes.gz)."),
        ("page.csv", b"\n<HTML><table>", "The file is named as text but holds a web page."),
        ("page.csv", b"<!DOCTYPE html>", "Open it in a spreadsheet program, and save it as a workbook (.xlsx)"),
    ],
)
def test_a_file_that_is_not_read_is_refused_with_what_to_do_about_its_kind(
    name: str, content: bytes, told: str, author: User, version: Version, signed_in: Any
) -> None:
    page = send(signed_in(author), version, name, content)
    assert (page.status_code, told in words(page)) == (422, True), words(page)


def test_an_option_of_several_values_is_a_list_and_one_that_no_line_can_hold_is_not_asked(
    author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    answers = [(3 + n % 3, 3 + (n + n // 5) % 3, 3 - n % 3) for n in range(60)]
    file = SimpleUploadedFile("a.csv", text_of(("q1", "q2", "turned"), [*answers]))
    place = f"/en/assessments/permits/{version.assessment.slug}/evidence/add/"
    page = client.post(place, {"indicator": "democratic.risk.trust.trust_in_agency", "file": file}, follow=True)
    shown = words(page)
    assert "option-reversed" in shown
    assert not [one for one in ("option-margins", "column-margins", "ratio and regression") if one in shown]
    said = {**FACTS, "column-items": ["q1", "q2", "turned"], "option-reversed": "turned, q2"}
    tried = words(client.post(page.request["PATH_INFO"], {**said, "then": "try"}))
    assert "The number that it gives" in tried, tried
    as_it_is = words(client.post(page.request["PATH_INFO"], {**said, "option-reversed": "turned", "then": "try"}))
    numbers = [one.split('pv-number govuk-heading-l">')[1].split("<")[0] for one in (tried, as_it_is)]
    assert numbers[0] != numbers[1]


def test_what_is_wrong_with_a_column_is_said_behind_its_question_without_a_full_stop_between(
    author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    address = send(client, version, "cases.csv", text_of(HEADER, rows(3))).request["PATH_INFO"]
    shown = words(client.post(address, {**FACTS, "column-event": "finished", "then": "try"}))
    summary = shown[shown.index("govuk-error-summary__body") :].split("</ul>")[0]
    assert "Whether it happened in this case: 60 cells are not a yes or a no" in summary
    assert "commas between: whether it happened in this case <" in shown


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("documents.csv", "file-documents"),
        ("appraised-costs.csv", "file-appraised-costs"),
        ("core answers.csv", "file-core-answers"),
        ("citizens.csv", "file-citizens"),
        ("Citizens 2024.csv", "file-citizens-2024"),
        ("citizens of Avon.csv", "file-citizens-of-avon"),
        ("documented.csv", "documented"),
    ],
)
def test_a_file_takes_no_name_under_which_pages_write_or_look_for_answers(
    name: str, id: str, author: User, version: Version, signed_in: Any
) -> None:
    client = signed_in(author)
    said = {"column-event": "finished", "equals-event": "on time"}
    page = take(client, version, name, text_of(HEADER, rows(3)), **said)
    assert f'href="/en/assessments/permits/triage/evidence/of/{id}/set-aside/"' in words(page)
    assert "Bring newer answers" not in words(page)
    assert "Replace it by a newer file" in words(page)
    assert client.get("/en/assessments/permits/triage/").status_code == 200
