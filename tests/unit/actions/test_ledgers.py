"""Two assessments of the same people, such as of two years, tell of nobody when they are named together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from publicvalue.actions.portfolio.reading import load_members
from publicvalue.actions.questions import compare_assessments
from publicvalue.errors import InputError
from publicvalue.files.stores.folder import FolderStore
from small_surveys import EASE, folder_of


def year(path: Path, rows: range) -> FolderStore:
    table = {"person": [f"p{row}" for row in rows], "ease": [1 + row % 5 for row in rows]}
    event = {"event": {"column": "ease", "at_least": 4}}
    return FolderStore(
        folder_of(path, [{"indicator": EASE, "evidence": "people", "columns": event}], {"people": table})
    )


@dataclass(frozen=True)
class Folder:
    name: str
    store: FolderStore

    @contextmanager
    def open(self) -> Iterator[FolderStore]:
        yield self.store


def test_a_second_year_with_three_people_more_is_not_compared(tmp_path: Path) -> None:
    first, second = year(tmp_path / "one", range(40)), year(tmp_path / "two", range(43))
    with pytest.raises(InputError) as raised:
        compare_assessments(first, second)
    (problem,) = raised.value.problems
    assert problem.what == (
        "3 people could be told from 'Ease of use as users report it' together with numbers of the same people in "
        "another assessment, such as 'Ease of use as users report it'"
    )


@pytest.mark.parametrize("rows", [range(40), range(45), range(100, 143)])
def test_years_of_the_same_of_more_and_of_other_people_are_compared(tmp_path: Path, rows: range) -> None:
    assert compare_assessments(year(tmp_path / "one", range(40)), year(tmp_path / "two", rows))


def test_a_portfolio_of_two_such_assessments_is_not_formed(tmp_path: Path) -> None:
    stores = {"one": year(tmp_path / "one", range(40)), "two": year(tmp_path / "two", range(41))}
    with pytest.raises(InputError) as raised:
        load_members([Folder(name, store) for name, store in stores.items()])
    assert [problem.place.file for problem in raised.value.problems] == ["one"]
