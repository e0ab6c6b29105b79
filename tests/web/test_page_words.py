"""What pages say to do can be done on pages: no line of a file, no option of a command."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from event_files import OCEL, xes
from publicvalue.errors import InputError, Place, Problem
from publicvalue.web.accounts.models import User
from publicvalue.web.page_words import IN_OTHER_WORDS, on_pages
from publicvalue.web.problems import ProblemsMiddleware
from publicvalue.web.settings.assembled import WEB
from publicvalue.web.spaces.models import Agency
from publicvalue.words.text import Text
from web_evidence import begun

pytestmark = pytest.mark.one_run

PACKAGE = WEB.parent
OF_COMMANDS = re.compile(r"--\w")
READ_FOR_PAGES = ("files/columns", "files/engines", "files/events", "files/tables", "files/untrusted", "files/answers")
NOT_FROM_PAGES = {
    "another --format, or none": "pages name no format",
    "leave out --format": "pages name no format",
    "--wave": "pages bring one wave",
    "name it, such as --wave 2026": "pages bring one wave",
    "leave out --append": "pages append nothing",
    "read it with --wave first": "pages append nothing",
    "allow more with --max-minutes, keep only the columns that are needed, or give Spark more machines": "no Spark",
    "allow more with --max-memory; on a cluster, with spark.executor.memory in PUBLICVALUE_SPARK_OPTIONS": "no Spark",
    "raise --max-file-size if you trust its publisher": "pages verify no bundle",
}
"""What is said of commands in the rooms that read files, and why no page comes to say it."""
TRACE = (
    '<trace><string key="concept:name" value="a"/><event><string key="concept:name" value="in"/>'
    '<date key="time:timestamp" value="2024-01-01T09:00:00Z"/></event></trace>'
)


def ids_in(rooms: tuple[str, ...]) -> Iterator[str]:
    """Yield the ids of all texts of some rooms."""
    for room in rooms:
        for path in (PACKAGE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                    yield from (one.value for one in node.args[:1] if isinstance(one, ast.Constant))


def test_whatever_the_readers_of_files_say_of_commands_is_said_otherwise_on_pages() -> None:
    found = {one for one in ids_in((*READ_FOR_PAGES, "instruments/answers")) if OF_COMMANDS.search(one)}
    assert found - set(IN_OTHER_WORDS) == set(NOT_FROM_PAGES)


def test_what_is_said_otherwise_is_still_said_by_the_core() -> None:
    core = tuple(one.name for one in PACKAGE.iterdir() if one.is_dir() and one.name not in ("web", "cli"))
    assert set(IN_OTHER_WORDS) - set(ids_in(core)) == set()


def test_pages_say_nothing_of_files_and_commands() -> None:
    values = {"file": "a.csv", "roles": ("event",), "role": "event", "meaning": "what happened", "word": "NA"}
    said = [one if isinstance(one, Text) else one(values) for one in IN_OTHER_WORDS.values()]
    assert [one for one in said if re.search(r"`|--|: \{", one)] == []
    assert len(said) > 15


def test_a_text_that_fits_pages_stays_as_it_is() -> None:
    text = Text("fill the cells, or delete the rows")
    assert on_pages(text) is text
    assert on_pages("its name") == "its name"


def test_a_page_that_says_what_is_wrong_says_it_for_pages() -> None:
    error = InputError([Problem(Place(), Text("a name"), "", Text("correct them, or check --framework"))])
    request = RequestFactory().get("/")
    request.user = User(name="Ana")
    page = ProblemsMiddleware(lambda _: None).process_exception(request, error).content.decode()  # type: ignore[arg-type,return-value,union-attr]
    assert "--framework" not in page
    assert "see whether the form asked the questions of this assessment" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "advice"),
    [
        ("log.jsonocel", json.dumps(OCEL), "the events about the type that makes a case as a table"),
        ("log.xes", xes(TRACE + TRACE), "each trace a name of its own in the log"),
    ],
)
def test_a_log_that_pages_cannot_take_is_refused_with_what_pages_can_do(
    name: str, content: str, advice: str, author: User, agency: Agency, signed_in: Any
) -> None:
    begun(author, agency, "Triage")
    sent = {"indicator": "economic.benefit.efficiencies.within_service_standard"}
    sent |= {"file": SimpleUploadedFile(name, content.encode())}
    answer = signed_in(author).post("/en/assessments/permits/triage/evidence/add/", sent, follow=True)
    page = answer.content.decode()
    assert (answer.status_code, advice in page) == (422, True)
    assert "under cases" not in page
    assert "where: {" not in page


@pytest.mark.django_db
def test_answers_to_other_questions_are_refused_without_a_word_of_commands(
    author: User, agency: Agency, signed_in: Any
) -> None:
    begun(author, agency, "Triage")
    rows = "\n".join("something else" for _ in range(4))
    file = SimpleUploadedFile("citizens.csv", f"ease_of_use\n{rows}\n".encode())
    path = "/en/assessments/permits/triage/evidence/answers/"
    page = signed_in(author).post(path, {"audience": "citizens", "file": file}, follow=True)
    told = page.content.decode()
    assert (page.status_code, "--framework" in told) == (422, False)
    assert "see whether the form asked the questions of this assessment" in told
