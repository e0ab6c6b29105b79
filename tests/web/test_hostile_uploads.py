"""Files that were made to exhaust a machine, or that break when their rows are looked at, sent by the browser."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled
from openpyxl import Workbook

from publicvalue.web.accounts.models import User
from publicvalue.web.evidence.models import Upload
from publicvalue.web.spaces.models import Agency
from web_evidence import begun

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

IN_TIME = "economic.benefit.efficiencies.within_service_standard"
FILLED = {"column-event": "in_time", "title": "Cases", "source": "Register", "publish": "no", "then": "try"}
STYLES = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'


def workbook_of_quotation_marks() -> bytes:
    """Return a workbook whose one format is a quotation mark 400,000 times."""
    right, made = io.BytesIO(), io.BytesIO()
    Workbook().save(right)
    code = b"<numFmt numFmtId='200' formatCode='" + b"&quot;" * 400_000 + b"'/></numFmts></styleSheet>"
    with zipfile.ZipFile(right) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name in given.namelist():
            book.writestr(name, STYLES + code if name == "xl/styles.xml" else given.read(name))
    return made.getvalue()


def parquet_of(table: pa.Table, **options: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


def parquet_of_long_words() -> bytes:
    """Return a table of 0.5 MB whose every row holds a word of 8 MB: 1.6 TB when they are written out."""
    word = pa.DictionaryArray.from_arrays(pa.array([0] * 200_000, pa.int32()), pa.array(["y" * 8_000_000]))
    return parquet_of(pa.table({"case": range(200_000), "in_time": word}), compression="zstd")


def parquet_with_broken_rows() -> bytes:
    """Return a table whose end, which says what it holds, is whole, and whose rows are overwritten."""
    content = parquet_of(pa.table({"in_time": [f"{row}" for row in range(5_000)]}), compression="zstd")
    end = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    return content[:4] + b"\xff" * (end - 4) + content[end:]


def send(client: Any, user: User, agency: Agency, name: str, content: bytes) -> Any:
    version = begun(user, agency, "Triage")
    place = f"/en/assessments/permits/{version.assessment.slug}/evidence/add/"
    return client.post(place, {"indicator": IN_TIME, "file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("e.xlsx", workbook_of_quotation_marks(), "as a file does that is made to fill the memory"),
        ("e.parquet", parquet_with_broken_rows(), "The file is damaged: it cannot be read to its end"),
    ],
    ids=["workbook", "broken"],
)
def test_it_is_refused_in_words_and_not_kept(
    name: str, content: bytes, told: str, author: User, agency: Agency, signed_in: Any
) -> None:
    page = send(signed_in(author), author, agency, name, content)
    assert (page.status_code, told in page.content.decode()) == (422, True)
    with scopes_disabled():
        assert not Upload.objects.exists()


def test_words_that_fill_the_memory_are_shown_by_their_beginning_and_refused_where_they_are_an_answer(
    author: User, agency: Agency, signed_in: Any
) -> None:
    client = signed_in(author)
    page = send(client, author, agency, "e.parquet", parquet_of_long_words())
    assert page.status_code == 200
    assert len(page.content) < 500_000
    page = client.post(page.request["PATH_INFO"], FILLED)
    assert (page.status_code, "A cell has 8,000,000 bytes" in page.content.decode()) == (422, True)
