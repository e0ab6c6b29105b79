"""Evidence that somebody exchanges while an assessment runs is noticed, even where the old file is put back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.actions.publishing.bundles import bundle_bytes
from publicvalue.actions.work import Work
from publicvalue.errors import EvidenceError, InputError
from publicvalue.files.stores.folder import FILE, FolderStore

ROWS = "right,score\n" + "yes,1\nno,0\n" * 20
SETTINGS = """\
assessment: {id: permits, title: T, framework: public-value/1.0, period: {from: 2024-01-01, to: 2024-12-31}}
system: {name: Triage, description: Sorts, organisation: Office, country: BRB, phase: production}
settings: {seed: 7, draws: 1000}
evidence:
  - {id: cases, kind: records, title: Cases, file: cases.csv, source: Case system, may_publish: true}
answers:
  - indicator: administrative.benefit.security_accuracy.balanced_accuracy
    evidence: cases
    columns: {truth: right, prediction: score}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FILE).write_text(SETTINGS)
    (tmp_path / "cases.csv").write_text(ROWS)
    return tmp_path


def write_into_it(path: Path) -> None:
    with path.open("a") as stream:
        stream.write("yes,0\n")


def exchange_and_put_back(path: Path) -> None:
    old = path.with_name("old.csv")
    path.rename(old)
    shutil.copy2(old, path)
    path.unlink()
    old.rename(path)


@pytest.mark.parametrize("change", [write_into_it, exchange_and_put_back, Path.unlink])
def test_evidence_that_changes_during_a_run_gives_no_result(folder: Path, change: Callable[[Path], object]):
    loaded = load_assessment(FolderStore(folder))
    told: list[str] = []

    def change_once(step: str) -> None:
        if not told:
            change(folder / "cases.csv")
        told.append(step)

    with pytest.raises(EvidenceError, match=r"^cases\.csv: the file was changed while it was read"):
        run_assessment(loaded, Work(progress=change_once), "core")


@pytest.mark.parametrize("name", ["cases.csv", FILE])
def test_what_changes_before_the_bundle_is_made_gives_no_bundle(folder: Path, name: str):
    loaded = load_assessment(FolderStore(folder))
    outcome = run_assessment(loaded)
    assert bundle_bytes(loaded, outcome)
    write_into_it(folder / name)
    with pytest.raises(EvidenceError, match="the file was changed while it was read"):
        bundle_bytes(loaded, outcome)


def test_settings_that_are_a_link_out_of_the_folder_are_not_read(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "passwords"
    elsewhere.write_text("root: [secret")
    (folder / FILE).unlink()
    (folder / FILE).symlink_to(elsewhere)
    with pytest.raises(InputError, match="a link to a file outside the folder") as refused:
        load_assessment(FolderStore(folder))
    assert "secret" not in str(refused.value)
