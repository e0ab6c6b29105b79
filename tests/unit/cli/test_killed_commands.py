"""A command killed before any of its writes leaves the old files or the new ones, and works when it is run again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from business_case_book import START, WHOLE, fill_in
from killed import killed_at, writes
from publicvalue.cli.main import main
from publicvalue.files.disk.marked import MARK

pytestmark = pytest.mark.skipif(os.name != "posix", reason="A command is killed by fork and exit.")
Files = Mapping[str, bytes]
EXAMPLES = Path(__file__).parents[3] / "examples"


def run(*words: object) -> None:
    found = CliRunner().invoke(main, [str(one) for one in words], catch_exceptions=False)
    assert found.exit_code == 0, found.output


def held(folder: Path) -> Files:
    """Return what stands in a folder, without what is unfinished."""
    files = (path for path in folder.rglob("*") if path.is_file())
    kept = {path.relative_to(folder).as_posix(): path for path in files}
    return {
        name: path.read_bytes() for name, path in kept.items() if "/." not in f"/{name}" and path.name not in (MARK, "")
    }


def kill_everywhere(begin: Path, place: Path, work: Callable[[], None], steps: int = 400) -> int:
    """Kill work before each of its writes, from the same beginning; return how many there are."""
    shutil.copytree(begin, place)
    work()
    new, old = held(place), held(begin)
    assert new != old
    for step in range(1, steps):
        shutil.rmtree(place)
        shutil.copytree(begin, place)
        if not killed_at(step, place, lambda _: work(), writes):
            return step - 1
        left = held(place)
        assert left.keys() in (old.keys(), new.keys()) or left in (old, new), step
        assert {name: left[name] for name in left if left[name] not in (old.get(name), new.get(name))} == {}, step
        work()
        assert held(place) == new, step
        assert list(place.rglob(".publicvalue-*")) == [], step
    raise AssertionError("the work has no end")


def test_sign_leaves_a_whole_signature_or_none(tmp_path: Path) -> None:
    begin, place = tmp_path / "begin", tmp_path / "work"
    begin.mkdir()
    run("keys", "new", begin / "office")
    (begin / "register.csv").write_text("name\nTriage\n")
    words = ("sign", place / "register.csv", "--key", place / "office.key", "--by", "Office")
    assert kill_everywhere(begin, place, lambda: run(*words)) >= 3


def test_register_leaves_the_former_file_of_errors_or_the_new_one(tmp_path: Path) -> None:
    begin, place = tmp_path / "begin", tmp_path / "work"
    begin.mkdir()
    (begin / "register.csv").write_text("name,summary,phase,agency\nTriage,Sorts,production,Office\n,,x,Office\n")
    (begin / "errors.csv").write_text("former")
    words = ("register", "read", place / "register.csv", "--errors", place / "errors.csv")
    assert kill_everywhere(begin, place, lambda: run(*words)) >= 3


@pytest.mark.long
def test_import_leaves_the_former_answers_or_all_new_ones(tmp_path: Path) -> None:
    begin, place = tmp_path / "begin", tmp_path / "work"
    run("new", "--quick", begin, "--title", "T")
    book = openpyxl.load_workbook(begin / "workbook.xlsx")
    answers = {"system.description": "Sorts cases", "system.organisation": "Office"}
    for row in book["System"].iter_rows(min_row=3):
        row[2].value = answers.get(str(row[0].value), row[2].value)
    book.save(begin / "workbook.xlsx")
    assert kill_everywhere(begin, place, lambda: run("import", place / "workbook.xlsx", "--yes")) >= 5


@pytest.mark.long
def test_case_leaves_the_former_report_or_the_new_one(tmp_path: Path) -> None:
    begin, place = tmp_path / "begin", tmp_path / "work"
    run("new", "--before-go-live", begin)
    fill_in(begin / "business-case.xlsx", START, WHOLE)
    assert kill_everywhere(begin, place, lambda: run("case", place)) >= 10


@pytest.mark.long
def test_country_leaves_the_former_report_or_the_new_one(tmp_path: Path) -> None:
    begin, place = tmp_path / "begin", tmp_path / "work"
    shutil.copytree(EXAMPLES / "caribbean-readiness", begin)
    assert kill_everywhere(begin, place, lambda: run("country", "assess", place)) >= 10
