"""What is handed out of several assessments at once is remembered by each folder's ledger."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publicvalue.cli.main import main
from publicvalue.files.stores.folder import FolderStore
from publicvalue.files.stores.ledgers import FILE
from small_surveys import EASE, folder_of

ANSWER = {"indicator": EASE, "evidence": "people", "columns": {"event": {"column": "ease", "at_least": 4}}}
WITHHELD = "will have no number: A few people could be told from it together with numbers of the same answers"


def fill(folder: Path, id: str, people: int) -> Path:
    """Write an assessment on so many people; the ledger of what was handed out stays."""
    ledger = (folder / FILE).read_bytes() if (folder / FILE).exists() else None
    shutil.rmtree(folder, ignore_errors=True)
    table = {"person": [f"{id}{row}" for row in range(people)], "ease": [1 + row * row % 5 for row in range(people)]}
    folder_of(folder, [ANSWER], {"people": table})
    settings = folder / "assessment.yaml"
    settings.write_text(settings.read_text().replace("id: few", f"id: {id}"))
    if ledger:
        (folder / FILE).write_bytes(ledger)
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in words], catch_exceptions=False)


def handed_out(folder: Path) -> list[bool]:
    """Return of each run with numbers of people that a folder's ledger holds whether it was handed out."""
    ledger = FolderStore(folder).ledger()
    return [one.is_handed_out for one in ledger.runs if one.entries] if ledger else []


@pytest.mark.parametrize("command", ["compare", "portfolio"])
def test_each_folder_remembers_that_both_were_handed_out_together(command: str, tmp_path: Path) -> None:
    folders = [fill(tmp_path / id, id, people) for id, people in (("one", 40), ("other", 43))]
    assert run(command, *folders).exit_code == 0
    assert [any(handed_out(folder)) for folder in folders] == [False, False]
    assert run(command, *folders, "--handed-out").exit_code == 0
    assert [handed_out(folder) for folder in folders] == [[True], [True]]
    assert WITHHELD in run("check", fill(folders[0], "one", 41)).output


def test_results_alone_cannot_say_whom_they_rest_on(tmp_path: Path) -> None:
    said = run("compare", tmp_path / "a.json", tmp_path / "b.json", "--handed-out")
    assert (said.exit_code, "results.json does not say whom its numbers rest on" in said.output) == (2, True)
