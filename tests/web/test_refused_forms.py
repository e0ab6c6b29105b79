"""What cannot be read as a form gets a page of ours that says why, and what to do, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from publicvalue.web.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

PAGE = "/{}/account/login/"


@pytest.mark.parametrize(
    ("language", "what", "do"),
    [
        ("en", "more fields than the 5,000 that are taken at once", "Go back in the browser"),
        ("es", "más campos que los 5.000 que se aceptan a la vez", "Vuelva atrás en el navegador"),
    ],
)
def test_too_many_fields_are_refused_with_what_to_do(
    author: User, signed_in: Any, language: str, what: str, do: str
) -> None:
    answer = signed_in(author).post(PAGE.format(language), {f"field-{n}": "1" for n in range(5_001)})
    page = answer.content.decode()
    assert (answer.status_code, what in page, do in page) == (400, True, True)
    assert f' lang="{language}">' in page


def test_too_many_files_are_refused_with_what_to_do(client: Client) -> None:
    files = {f"file-{n}": SimpleUploadedFile(f"{n}.csv", b"a\n1\n") for n in range(101)}
    answer = client.post(PAGE.format("en"), files)
    assert answer.status_code == 400
    assert "More files were sent than the 100 that are taken at once." in answer.content.decode()


def test_a_damaged_form_is_refused_with_what_to_do(client: Client) -> None:
    answer = client.post(PAGE.format("en"), b"nothing", content_type="multipart/form-data; boundary=" + "x" * 500)
    assert answer.status_code == 400
    assert "What arrived is no form that can be read." in answer.content.decode()


def test_another_host_learns_nothing(client: Client) -> None:
    answer = client.get(PAGE.format("en"), headers={"host": "elsewhere.invalid"})
    assert (answer.status_code, b"govuk" in answer.content) == (400, False)
