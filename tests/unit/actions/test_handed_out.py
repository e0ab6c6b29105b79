"""What was handed out before: a later report tells of nobody beside it, whatever became of the evidence meanwhile."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publicvalue.actions.assessments import load_assessment
from publicvalue.actions.collecting import collect_evidence, open_engines
from publicvalue.actions.publishing.handed_out import (
    BesideEarlier,
    describe_beside,
    follow,
    forget_before,
    mark_handed_out,
    stand_beside,
)
from publicvalue.actions.publishing.run import Written, publish_assessment
from publicvalue.actions.publishing.verification import verify_published
from publicvalue.actions.work import PLAIN
from publicvalue.cli.main import main
from publicvalue.errors import InputError
from publicvalue.files import results_file
from publicvalue.files.stores.bundle import open_store
from publicvalue.files.stores.folder import FolderStore
from publicvalue.files.stores.ledgers import FILE
from publicvalue.findings.people.withheld_surveys import HeldAgainst
from publicvalue.measures.ledger_entries import UNKNOWN
from publicvalue.measures.privacy.ledger import entries_under_key
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.measuring import measure_with_ledger
from publicvalue.results import handed_out as kept
from publicvalue.results.handed_out import Ledger, Run
from publicvalue.results.model import Answered
from small_surveys import EASE, folder_of

EVENT = {"event": {"column": "ease", "at_least": 4}}


def columns(rows: range) -> dict[str, list[object]]:
    return {
        "person": [f"p{row}" for row in rows],
        "ease": [1 + row * row % 89 % 5 for row in rows],
        "office": ["ab"[row % 2] for row in rows],
        "age": [20 + row * row % 97 for row in rows],
    }


def fill(folder: Path, table: dict[str, list[object]], **answer: object) -> Path:
    """Write the assessment anew, as it is after the evidence has changed; what was handed out stays."""
    ledger = (folder / FILE).read_bytes() if (folder / FILE).exists() else None
    shutil.rmtree(folder, ignore_errors=True)
    folder_of(folder, [{"indicator": EASE, "evidence": "people", "columns": EVENT, **answer}], {"people": table})
    if ledger:
        (folder / FILE).write_bytes(ledger)
    return folder


def publish(folder: Path) -> Written:
    store = FolderStore(folder)
    return publish_assessment(store, store.results(), day="2026-11-30")


@dataclass(frozen=True)
class Measured:
    """What is measured in a folder, without the scores and the report; kept as a run that is called so."""

    folder: Path
    run: str = ""
    is_handed_out: bool = False

    def keep(self) -> tuple[Answered, HeldAgainst]:
        loaded = load_assessment(FolderStore(self.folder))
        with open_engines(loaded, PLAIN) as engine:
            collected = collect_evidence(engine, loaded, PLAIN.limits)
            framework = loaded.framework_files.framework
            answered, beside = measure_with_ledger(framework, loaded.assessment, collected, lambda _: None)
        if self.run:
            (entries,) = entries_under_key([beside.ledger], collected.earlier.key)
            run = Run(self.run, "2026-11-30", tuple(entries), self.is_handed_out)
            loaded.store.keep_run(run, collected.earlier.key)
        return answered[EASE], beside


def is_given(folder: Path) -> bool:
    return isinstance(Measured(folder).keep()[0].result, Number)


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of 40 people whose report was handed out."""
    folder = fill(tmp_path_factory.mktemp("handed") / "out", columns(range(40)))
    found, _ = Measured(folder, "first", is_handed_out=True).keep()
    assert isinstance(found.result, Number)
    return folder


@pytest.fixture
def folder(handed_out: Path, tmp_path: Path) -> Path:
    shutil.copytree(handed_out, tmp_path / "a")
    return tmp_path / "a"


def renamed(table: dict[str, list[object]]) -> dict[str, list[object]]:
    """Return the same people with columns that were dropped, added and renumbered."""
    rows = len(table["ease"])
    return {
        "person": list(range(rows)),
        "added": ["x"] * rows,
        **{name: table[name] for name in ("ease", "office", "age")},
    }


def test_a_report_is_withheld_beside_one_of_a_person_less_and_its_bundle_is_made_again(folder: Path) -> None:
    written = publish(fill(folder, columns(range(41))))
    found = written.result.answered[EASE].result
    assert isinstance(found, NotApplicable)
    assert found.reason.startswith("A few people could be told from it together with numbers of the same answers that")
    assert (written.beside.held_against, written.beside.withheld) == (1, 1)
    ledger = (folder / FILE).read_text()
    with zipfile.ZipFile(folder / "report" / "bundle.zip") as bundle:
        assert not any(FILE in name for name in bundle.namelist())
        told = (bundle.read("results.json") + bundle.read("manifest.json")).decode()
    assert json.loads(ledger)["key"] not in told
    # Verified where nothing is known of what was handed out.
    (folder / FILE).unlink()
    with open_store(folder / "report" / "bundle.zip", folder) as store:
        assert verify_published(store).is_reproduced


@pytest.mark.parametrize(
    ("table", "answer", "given"),
    [
        (columns(range(40)), {}, True),
        (columns(range(45)), {}, True),
        (columns(range(44)), {}, False),
        (columns(range(36)), {}, False),
        (columns(range(35)), {}, True),
        (columns(range(1000, 1041)), {}, True),
        # Other columns, other row numbers, one person less.
        (renamed(columns(range(39))), {}, False),
        (renamed(columns(range(40))), {}, True),
        # A filter that leaves two out of an unchanged file.
        (columns(range(40)), {"where": {"person": [f"p{row}" for row in range(38)]}}, False),
        # The same people, where one has corrected an answer.
        ({**columns(range(40)), "ease": [5, *columns(range(40))["ease"][1:]]}, {}, False),
    ],
)
def test_people_are_told_apart_from_those_of_a_report_before(
    folder: Path, table: dict[str, list[object]], answer: dict, given: bool
) -> None:
    assert is_given(fill(folder, table, **answer)) is given


def test_groups_are_withheld_beside_groups_of_a_person_less(folder: Path) -> None:
    by = {"by": {"group": "office"}}
    Measured(fill(folder, columns(range(40)), **by), "by office", is_handed_out=True).keep()
    table = columns(range(50))
    found, beside = Measured(fill(folder, {**table, "office": [*"ab" * 20, "a", *"b" * 9]}, **by)).keep()
    assert isinstance(found.result, Number)
    assert beside.beside_earlier == {f"{EASE} 1 groups"}
    assert found.result.details[-1].rows[0][0].startswith("A few people could be told from it")


def test_drafts_do_not_stand_in_the_way_and_are_named(tmp_path: Path) -> None:
    folder, store = fill(tmp_path / "a", columns(range(40))), FolderStore(tmp_path / "a")
    Measured(folder, "draft").keep()
    found, _ = Measured(fill(folder, columns(range(41))), "next").keep()
    assert isinstance(found.result, Number)
    draft, run = store.ledger().runs
    beside = stand_beside(Ledger(bytes(32), (draft,)), run, frozenset())
    assert beside == BesideEarlier(tells=True, drafts=("2026-11-30",))
    said = " ".join(describe_beside(beside, "a"))
    assert "mark them by `publicvalue published a --results FILE`, and assess again" in said
    assert not stand_beside(Ledger(bytes(32), (draft,)), draft, frozenset()).drafts
    # What somebody got stands in the way, and what nobody got after all does not.
    mark_handed_out(store, "next")
    assert not is_given(fill(folder, columns(range(42))))
    mark_handed_out(store, "next", is_handed_out=False)
    assert is_given(folder)


def test_drafts_are_kept_as_far_as_the_last_ten() -> None:
    ledger = Ledger(bytes(32), (Run("out", "", (), is_handed_out=True),))
    for number in range(12):
        ledger = ledger.with_run(Run(str(number), "", ()))
    assert [one.results for one in ledger.runs] == ["out", *map(str, range(2, 12))]
    # The same results once more are the same run, and stay handed out.
    assert ledger.with_run(Run("out", "later", ())).runs[-1] == Run("out", "later", (), is_handed_out=True)


def test_a_ledger_that_is_gone_is_told_of_in_the_results_until_somebody_says_that_nobody_has_those(
    folder: Path,
) -> None:
    def is_unknown() -> bool:
        return UNKNOWN in Measured(folder, "later").keep()[0].result.diagnostics

    fill(folder, columns(range(40)))
    assert not is_unknown()
    (folder / FILE).unlink()
    (folder / "report").mkdir()
    # Of a format that nobody reads any more.
    (folder / "report" / "results.json").write_text('{"format": 1}')
    store = FolderStore(folder)
    written = publish_assessment(store, store.results(folder / "out"))
    assert (written.beside.is_ledger_gone, written.beside.withheld) == (True, 0)
    assert "no ledger says of whom" in next(describe_beside(written.beside, "a"))
    assert "of which no ledger says" in (folder / "out" / "report.html").read_text("utf-8")
    with open_store(folder / "out" / "bundle.zip", folder) as bundle:
        assert verify_published(bundle).is_reproduced
    assert is_unknown(), "a ledger that begins late knows no more the next time"
    assert not forget_before(FolderStore(folder)).is_late
    assert not is_unknown()


def test_an_assessment_goes_on_after_the_one_of_the_year_before(tmp_path: Path) -> None:
    before, after = tmp_path / "2025", tmp_path / "2026"
    Measured(fill(before, columns(range(40))), "2025", is_handed_out=True).keep()
    assert is_given(fill(after, columns(range(41))))
    Measured(after, "a draft of its own").keep()
    follow(FolderStore(after), FolderStore(before))
    assert not is_given(after)
    assert is_given(fill(after, columns(range(60)))), "the ledger stays where evidence is brought anew"
    # Two keys cannot be held against each other.
    Measured(fill(tmp_path / "other", columns(range(40))), "other", is_handed_out=True).keep()
    with pytest.raises(InputError, match="has a ledger of its own, of which reports were handed out"):
        follow(FolderStore(tmp_path / "other"), FolderStore(before))
    with pytest.raises(InputError, match="this folder has no ledger"):
        follow(FolderStore(before), FolderStore(tmp_path))


def test_the_ledger_is_the_owners_alone_and_holds_no_cell(folder: Path) -> None:
    path = folder / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(cell in path.read_text() for cell in ("p17", '"a"'))


@pytest.mark.parametrize("content", ["", "{}", '{"format": 1, "key": "ab", "files": [], "runs": []}', "[1]"])
def test_a_ledger_that_is_none_is_a_problem(folder: Path, content: str) -> None:
    (folder / FILE).write_text(content)
    with pytest.raises(InputError) as raised:
        is_given(folder)
    (problem,) = raised.value.problems
    assert problem.what == "this is no ledger of numbers that were handed out, or it was changed"


def test_a_ledger_that_unpacks_to_more_than_any_is_none(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="this is no ledger of numbers that were handed out"):
        FolderStore(folder).ledger()


def test_the_command_marks_a_run_and_says_where_people_are_told_already(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    store = FolderStore(folder)
    store.save_ledger(store.ledger().marked("first", is_handed_out=False), store.ledger().key)
    Measured(fill(folder, columns(range(42))), "more").keep()
    monkeypatch.setattr(results_file, "hash_results", lambda path: path.name)

    def published(*words: str) -> Result:
        return CliRunner().invoke(main, ["published", str(folder), "--results", *words])

    assert "can be told" not in published("first").output
    said = published("more")
    assert (said.exit_code, said.output.count("numbers of people  handed out")) == (0, 2)
    assert "told from it together with what was handed out before, by Ease of use as users report it" in said.output
    assert published("more", "--forget").output.count("numbers of people  handed out") == 1
    unknown = published("other")
    assert (unknown.exit_code, "the ledger knows of no run with these results" in unknown.output) == (2, True)


def test_results_that_the_ledger_does_not_know_are_not_marked(folder: Path) -> None:
    with pytest.raises(InputError, match="the ledger knows of no run with these results"):
        mark_handed_out(FolderStore(folder), "other")


@pytest.mark.parametrize(("heavier", "given"), [(0, True), (1, False), (4, False), (5, True)])
def test_other_weights_than_those_handed_out_tell_nobody(folder: Path, heavier: int, given: bool) -> None:
    weighed = {**columns(range(40)), "heavy": [2] * heavier + [1] * (40 - heavier)}
    assert is_given(fill(folder, weighed, columns={**EVENT, "weight": "heavy"})) is given


def test_weights_that_were_handed_out_are_kept_and_may_be_handed_out_again(tmp_path: Path) -> None:
    # With their squares and cubes, which the interval tells, these tell nobody; with the plain answers too, three.
    weighed = {**columns(range(40)), "heavy": [6] * 3 + [2] * 13 + [3] * 12 + [4] * 12}
    folder = fill(tmp_path / "w", weighed, columns={**EVENT, "weight": "heavy"})
    Measured(folder, "first", is_handed_out=True).keep()
    assert is_given(folder)
    assert not is_given(fill(folder, weighed))
