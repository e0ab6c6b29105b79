"""The file of a register is tried, shown row by row, and taken; what is too large or no table is refused."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from publicvalue.files.register_files import MOST_BYTES
from publicvalue.files.untrusted.guards import size_text
from publicvalue.web.accounts.models import User
from publicvalue.web.audit.models import Entry
from publicvalue.web.audit.verification import verify_trail
from publicvalue.web.register import imports, work
from publicvalue.web.register.cleaning import STAYS, clean_files, folder
from publicvalue.web.register.models import State, System, Upload
from publicvalue.web.register.tables import plain_row
from publicvalue.web.register.work import AT_ONCE
from publicvalue.web.spaces.models import Agency, Country
from publicvalue.words.stored import to_data
from publicvalue.words.text import Text
from publicvalue.workflow.roles import Role

Member = Callable[..., User]
SignedIn = Callable[[User], Client]

pytestmark = [pytest.mark.django_db, pytest.mark.one_run]

DUTCH = (
    "doel,id,impactassessment,juridische_basis,organisatie,status,title,toegevoegd,url\n"
    "Sorts claims.,1,Ja,Law 1,Town of A,in_gebruik,Claims,2026-05-13,https://register.example/1\n"
    "Reads plates.,2,Onbekend,,Town of B,ontwikkeling,Plates,2026-05-13,https://register.example/2\n"
    ",3,Nee,,Town of B,in_gebruik,Nameless,2026-05-13,https://register.example/3\n"
)


@pytest.fixture
def country(db: None) -> Country:  # noqa: ARG001 - it needs one
    return Country.objects.create(code="NLD", name="Netherlands")


@pytest.fixture
def browser(administrator: User, signed_in: SignedIn) -> Client:
    return signed_in(administrator)


def bring(browser: Client, data: str | bytes, country: Country, name: str = "nl.csv") -> str:
    """Bring a file for the whole country, and return the address of its report."""
    raw = data.encode() if isinstance(data, str) else data
    sent = browser.post(
        "/en/register/import/", {"file": SimpleUploadedFile(name, raw), "into": f"country-{country.pk}"}
    )
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"])


def systems() -> list[tuple[str, str, str]]:
    with scopes_disabled():
        return list(System.objects.order_by("name").values_list("name", "agency__name", "state"))


def test_a_file_that_was_only_tried_has_changed_nothing(browser: Client, country: Country) -> None:
    entries = Entry.objects.count()
    page = browser.get(bring(browser, DUTCH, country)).content.decode()
    assert "This was tried, and nothing has changed yet." in page
    assert "Take 2 rows into the register" in page
    assert "What it does is missing" in page
    assert "toegevoegd" in page
    with scopes_disabled():
        assert (System.objects.count(), Agency.objects.count()) == (0, 0)
    assert Entry.objects.count() == entries + 2, "only that the file was brought, and tried"


@pytest.mark.parametrize(("breaks", "data"), [("keep_report", DUTCH), ("ask", DUTCH + " " * AT_ONCE)])
def test_a_file_is_kept_with_its_report_or_not_at_all(
    browser: Client, country: Country, monkeypatch: pytest.MonkeyPatch, breaks: str, data: str
) -> None:
    def end(*_: object, **__: object) -> None:
        raise InterruptedError

    monkeypatch.setattr(work, breaks, end)
    with pytest.raises(InterruptedError):
        bring(browser, data, country)
    assert not Upload.objects.exists()


def test_what_was_tried_is_what_is_taken(browser: Client, country: Country) -> None:
    address = bring(browser, DUTCH, country)
    browser.post(f"{address}take/")
    assert systems() == [("Claims", "Town of A", State.DRAFT), ("Plates", "Town of B", State.DRAFT)]
    with scopes_disabled():
        report = Upload.objects.get().report
    assert report["counts"] == {"new": 2, "changed": 0, "same": 0, "refused": 1}
    assert report["agencies"] == ["Town of A", "Town of B"]
    assert verify_trail().problems == ()
    browser.post(f"{address}take/")
    assert len(systems()) == 2, "a second click takes nothing twice"


def test_complete_records_are_shown_at_once_where_that_is_asked_for(browser: Client, country: Country) -> None:
    browser.post(f"{bring(browser, DUTCH, country)}take/", {"publish": "on"})
    assert {state for *_, state in systems()} == {State.PUBLIC}


def test_the_same_file_again_changes_nothing_and_a_newer_one_what_it_says(browser: Client, country: Country) -> None:
    browser.post(f"{bring(browser, DUTCH, country)}take/")
    with scopes_disabled():
        System.objects.filter(name="Claims").update(owner="Director")
        again = bring(browser, DUTCH, country)
        assert Upload.objects.latest("pk").report["counts"]["same"] == 2
        newer = bring(browser, DUTCH.replace("Sorts claims.", "Sorts claims by need."), country)
        page = browser.get(newer).content.decode()
        browser.post(f"{newer}take/")
        found = System.objects.get(name="Claims")
    assert again != newer
    assert "Sorts claims by need." in page
    assert '<del class="pv-before">Sorts claims.</del>' in page
    assert (found.summary, found.owner) == ("Sorts claims by need.", "Director"), "what was filled in here stays"


def test_the_file_comes_back_with_a_column_of_errors(browser: Client, country: Country) -> None:
    text = browser.get(f"{bring(browser, DUTCH, country)}errors.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["title"] for row in rows] == ["Claims", "Plates", "Nameless"]
    assert [row["Errors"] for row in rows][:2] == ["", ""]
    assert "What it does is missing" in rows[2]["Errors"]


def test_problems_of_a_kind_are_told_once_with_their_columns_and_rows(browser: Client, country: Country) -> None:
    lines = [
        f"Sorts claims.,{n},Ja,Law {n},Town,in_gebruik,{'Claims of a long name ' * (14 + n)},2026-05-13,"
        for n in range(1, 13)
    ]
    page = browser.get(bring(browser, "\n".join([DUTCH.splitlines()[0], *lines, *DUTCH.splitlines()[3:]]), country))
    long, missing = page.context["groups"]
    assert (long["fields"], long["number"], long["rows"], long["more_rows"]) == (
        ["name"],
        12,
        "2, 3, 4, 5, 6, 7, 8, 9, 10, 11",
        2,
    )
    assert [len(long["said"]), long["more"]] == [3, 9], "what differs is told by its first sentences"
    assert long["said"][0] == "it is 29 signs too long; shorten it"
    assert (missing["number"], missing["rows"], missing["more_rows"]) == (1, "14", 0)
    shown = " ".join(page.content.decode().split())
    assert "9 more of this kind." in shown
    assert "10, 11 and 2 more" in shown


def test_problems_are_of_a_kind_where_both_what_is_wrong_and_what_to_do_are_alike() -> None:
    wrong = [("it is missing", "fill it in"), ("it is missing", "leave the row out"), ("it is no day", "fill it in")]
    errors = [{"field": "name", "what": to_data(Text(what)), "do": to_data(Text(do))} for what, do in wrong]
    rows = [{"row": 2, "errors": errors}, {"row": 3, "errors": errors[2:]}]
    assert [(one["number"], list(map(str, one["said"]))) for one in imports._grouped(rows)] == [
        (2, ["it is no day; fill it in"]),
        (1, ["it is missing; fill it in"]),
        (1, ["it is missing; leave the row out"]),
    ]


def test_rows_of_another_country_are_refused(administrator: User, country: Country, signed_in: SignedIn) -> None:
    country.code = "BRB"
    country.save()
    page = signed_in(administrator).get(bring(signed_in(administrator), DUTCH, country)).content.decode()
    assert "it belongs to NLD" in page
    assert "There is nothing to take" in page


def test_its_own_list_is_changed_in_a_spreadsheet_and_read_again(browser: Client, country: Country) -> None:
    browser.post(f"{bring(browser, DUTCH, country)}take/")
    with scopes_disabled():
        rows = [plain_row(one) for one in System.objects.select_related("agency__country").order_by("name")]
    rows[0] |= {"owner": "Director of claims", "legal_basis": ""}
    rows[1]["id"] = "unknown"
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    address = bring(browser, stream.getvalue(), country, "systems.csv")
    page = browser.get(address).content.decode()
    assert "there is no system &#x27;unknown&#x27;" in page
    browser.post(f"{address}take/")
    with scopes_disabled():
        found = System.objects.get(name="Claims")
    assert (found.owner, found.legal_basis) == ("Director of claims", "")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.html", b"<html><script>alert(1)</script></html>"),
        ("systems.csv", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("x.csv", b"a,b\n1,2\n"),
        ("x.xlsx", b"PK\x03\x04"),
    ],
)
def test_what_is_no_register_is_refused_and_kept_nowhere(
    browser: Client, country: Country, name: str, data: bytes, settings: object
) -> None:
    sent = {"file": SimpleUploadedFile(name, data), "into": f"country-{country.pk}"}
    page = browser.post("/en/register/import/", sent)
    assert page.status_code == 422
    assert b"govuk-error-summary" in page.content
    with scopes_disabled():
        assert not Upload.objects.exists()
    assert not (settings.PUBLICVALUE_DATA / "register-files").exists()  # type: ignore[attr-defined]


def test_a_request_is_refused_by_its_size_before_it_is_read(browser: Client) -> None:
    class Unread(io.BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

    for address, size in (("/en/register/import/", MOST_BYTES + 200_000), ("/en/register/none/", 3_000_000)):
        page = browser.generic(
            "POST",
            address,
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=size,
            **{"wsgi.input": Unread()},
        )
        assert page.status_code == 413
        assert b"The file is too large" in page.content


def test_what_a_proxy_refused_to_read_is_told_with_the_limit_of_its_page(browser: Client) -> None:
    page = browser.post("/en/register/import/", headers={"x-upload-length": "1000000000000"})
    assert (page.status_code, f"at most {size_text(MOST_BYTES)}".encode() in page.content) == (413, True)
    assert browser.post("/en/register/import/", headers={"x-upload-length": "much"}).status_code == 422


def test_people_of_an_agency_bring_files_for_it_alone(
    member: Member, agency: Agency, other_agency: Agency, country: Country, signed_in: SignedIn
) -> None:
    browser = signed_in(member(Role.CONTRIBUTOR, agency))
    page = browser.get("/en/register/import/").content.decode()
    assert other_agency.name not in page
    sent = {"file": SimpleUploadedFile("nl.csv", DUTCH.encode()), "into": f"country-{country.pk}"}
    assert browser.post("/en/register/import/", sent).status_code == 422
    done = browser.post(
        "/en/register/import/",
        sent | {"file": SimpleUploadedFile("nl.csv", DUTCH.encode()), "into": f"agency-{agency.pk}"},
    )
    browser.post(f"{done['Location']}take/")
    assert {name for _, name, _ in systems()} == {agency.name}


def test_nobody_sees_the_file_of_another(
    browser: Client, country: Country, member: Member, agency: Agency, signed_in: SignedIn
) -> None:
    address = bring(browser, DUTCH, country)
    stranger = signed_in(member(Role.CONTRIBUTOR, agency))
    assert [stranger.get(f"{address}{part}").status_code for part in ("", "errors.csv")] == [404, 404]
    assert stranger.post(f"{address}take/").status_code == 404


def test_a_file_that_was_brought_is_destroyed_after_a_week(browser: Client, country: Country) -> None:
    old, address = bring(browser, DUTCH, country), bring(browser, DUTCH.replace("Claims", "Permits"), country)
    with scopes_disabled():
        first, second = Upload.objects.order_by("pk")
    assert clean_files() == 0
    week_ago = (timezone.now() - STAYS).timestamp() - 60
    os.utime(folder() / first.sha256, (week_ago, week_ago))
    assert clean_files() == 1
    assert [path.name for path in folder().iterdir()] == [second.sha256]
    gone = browser.post(f"{old}take/")
    assert (gone.status_code >= 400, "kept for 7 days" in gone.content.decode()) == (True, True)
    assert browser.get(old).status_code == 200, "what became of each row stays"
    assert browser.post(f"{address}take/").status_code == 302
