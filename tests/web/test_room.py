"""Everything that an agency keeps counts against its room, and what does not fit is refused wherever it is brought."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scopes_disabled

from publicvalue.errors import InputError
from publicvalue.files.stores.folder import FolderStore
from publicvalue.web.accounts.models import User
from publicvalue.web.business_case import actions as business_case
from publicvalue.web.register.models import Upload
from publicvalue.web.spaces.models import Agency
from publicvalue.web.stores.actions import start, write_results
from publicvalue.web.stores.room import room_of
from publicvalue.web.stores.transfer import bring
from publicvalue.words.language import ENGLISH
from web_evidence import begun
from web_imports import register_file

pytestmark = [pytest.mark.django_db, pytest.mark.one_run, pytest.mark.usefixtures("within")]


def test_results_cases_and_files_of_registers_count_once_each(
    author: User, agency: Agency, other_agency: Agency, signed_in: Any
) -> None:
    version = start(author, agency, "permits", "Permits", {"assessment.yaml": b"a: 1\n", "evidence/a.csv": b"a\n1\n"})
    used = [room_of(agency).used]
    write_results(author, version, "report", {"bundle.zip": b"b" * 1000, "copy.csv": b"a\n1\n"}, version.snapshot)
    used.append(room_of(agency).used)
    with scopes_disabled():
        case = business_case.begin(author, begun(author, agency, "Claims").assessment.system, ENGLISH)
        began = room_of(agency).used
        business_case.bring(author, case, NAME, [b"c" * 70])
        used.append(room_of(agency).used - began)
    before, data = room_of(agency).used, register_file(5, 0)
    sent = {"file": SimpleUploadedFile("register.csv", data), "into": f"agency-{agency.pk}"}
    assert signed_in(author).post("/en/register/import/", sent).status_code == 302
    used.append(room_of(agency).used - before)
    assert used == [4, 1004, 70, len(data)]
    assert room_of(other_agency).used == 0


EXAMPLE = Path(__file__).parents[2] / "examples" / "college-assistant"
NAME = next(one for one in business_case.FILES if one != business_case.WORKBOOK)


def test_what_does_not_fit_is_refused_and_nothing_of_it_is_kept(
    author: User, agency: Agency, signed_in: Any, settings: Any, own_data: Path
) -> None:
    with scopes_disabled():
        case = business_case.begin(author, begun(author, agency, "Claims").assessment.system, ENGLISH)
    settings.PUBLICVALUE_QUOTA = room_of(agency).used + 50
    client: Client = signed_in(author)
    sent = {"file": SimpleUploadedFile("register.csv", register_file(5, 0)), "into": f"agency-{agency.pk}"}
    page = client.post("/en/register/import/", sent)
    assert (page.status_code, b"of your agency are left" in page.content) == (422, True)
    with scopes_disabled():
        assert not Upload.objects.exists()
    assert not (own_data / "register-files").exists()
    with scopes_disabled(), pytest.raises(InputError, match="of your agency are left"):
        business_case.bring(author, case, NAME, [b"c" * 70])
    with pytest.raises(InputError, match="of your agency are left"):
        bring(author, agency, "folder", FolderStore(EXAMPLE))
    settings.PUBLICVALUE_QUOTA += 1_000_000
    with scopes_disabled():
        business_case.bring(author, case, NAME, [b"c" * 70])
    sent["file"] = SimpleUploadedFile("register.csv", register_file(5, 0))
    assert client.post("/en/register/import/", sent).status_code == 302
