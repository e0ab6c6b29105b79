"""The commands as a user runs them, on a real folder with real files."""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from commands import run
from publicvalue.files.frameworks import load_framework

ASSESSMENT = """\
assessment:
  id: permits
  title: Permit triage
  framework: public-value/1.0
  period: {from: 2026-01-01, to: 2026-06-30}
system:
  name: Permit triage
  description: Sorts applications.
  organisation: Permits office
  country: BRB
  phase: production
settings: {seed: 7, draws: 2000}
evidence:
  - id: decisions
    kind: records
    title: Decisions
    file: evidence/decisions.csv
    source: Case system
    may_publish: true
answers:
  - indicator: administrative.benefit.security_accuracy.balanced_accuracy
    evidence: decisions
    columns: {truth: right, prediction: {column: score, at_least: 5}}
  - indicator: economic.risk.economic_harm.false_positive_gap
    evidence: decisions
    columns: {truth: right, prediction: {column: score, at_least: 5}, group: island}
    options: {reference: north}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    right = [i % 2 == 0 for i in range(400)]
    high = [truth if i % 5 else not truth for i, truth in enumerate(right)]
    rows = [
        f"{'yes' if truth else 'no'},{8 if score else 2},{'north' if (i // 2) % 2 else 'south'}"
        for i, (truth, score) in enumerate(zip(right, high, strict=True))
    ]
    path = tmp_path / "permits"
    (path / "evidence").mkdir(parents=True)
    (path / "assessment.yaml").write_text(ASSESSMENT, encoding="utf-8")
    (path / "evidence" / "decisions.csv").write_text("right,score,island\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_assess_writes_report_results_tables_and_bundle(folder: Path) -> None:
    result = run("assess", folder)
    assert result.exit_code == 0, result.output
    assert "permit triage" in result.output.lower()
    results = json.loads((folder / "report" / "results.json").read_text(encoding="utf-8"))
    assert results["assessment"]["settings"] == {"seed": 7, "draws": 2000, "engine": "duckdb"}
    assert [found["measure"] for found in results["answered"].values()] == ["error_disparity", "classification_rate"]
    drivers = [driver for driver in results["drivers"] if driver["node"] == "public_value"]
    assert {"administrative.benefit.security_accuracy.balanced_accuracy"} < {
        driver["factor"]["id"] for driver in drivers
    }
    ranked = (folder / "report" / "tables" / "next-evidence.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [one["indicator"]["id"] for one in results["next_evidence"]] == [line.split(",")[1] for line in ranked]
    assert (folder / "report" / "report.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert (folder / "report" / "tables" / "components.csv").exists()
    with zipfile.ZipFile(folder / "report" / "bundle.zip") as bundle:
        assert {"assessment.yaml", "evidence/decisions.csv", "manifest.json", "results.json"} <= set(bundle.namelist())


def test_same_folder_gives_the_same_bytes(folder: Path) -> None:
    run("assess", folder)
    first = {p.name: p.read_bytes() for p in (folder / "report").rglob("*") if p.is_file()}
    run("assess", folder)
    assert {p.name: p.read_bytes() for p in (folder / "report").rglob("*") if p.is_file()} == first


def test_verify_reproduces_every_number(folder: Path) -> None:
    assert f"publicvalue verify {folder / 'report' / 'bundle.zip'})" in run("assess", folder).output
    result = run("verify", folder / "report" / "bundle.zip")
    assert result.exit_code == 0, result.output
    assert "values are identical" in result.output


def change_bundle(folder: Path, name: str, old: bytes, new: bytes) -> Path:
    source, target = folder / "report" / "bundle.zip", folder / "changed.zip"
    with zipfile.ZipFile(source) as bundle, zipfile.ZipFile(target, "w") as changed:
        for member in bundle.namelist():
            content = bundle.read(member)
            changed.writestr(member, content.replace(old, new) if member == name else content)
    return target


def test_verify_finds_changed_evidence(folder: Path) -> None:
    run("assess", folder)
    result = run("verify", change_bundle(folder, "evidence/decisions.csv", b"yes,", b"no,"))
    assert result.exit_code == 2
    assert "evidence/decisions.csv: the file was changed after the bundle was made" in result.output


def test_verify_finds_changed_results(folder: Path) -> None:
    run("assess", folder)
    target = folder / "changed.zip"
    with zipfile.ZipFile(folder / "report" / "bundle.zip") as bundle:
        members = {name: bundle.read(name) for name in bundle.namelist()}
    results = json.loads(members["results.json"])
    next(iter(results["answered"].values()))["result"]["estimate"] += 1
    members["results.json"] = json.dumps(results).encode()
    manifest = json.loads(members["manifest.json"])
    manifest["files"]["results.json"] = hashlib.sha256(members["results.json"]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(target, "w") as changed:
        for name, content in members.items():
            changed.writestr(name, content)
    result = run("verify", target)
    assert result.exit_code == 1
    assert "NOT reproduced" in result.output
    assert ".estimate: " in result.output


def test_withheld_evidence_stays_out_of_the_bundle_and_can_be_brought(folder: Path) -> None:
    path = folder / "assessment.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("may_publish: true", "may_publish: false"), encoding="utf-8"
    )
    bundle = folder / "report" / "bundle.zip"
    assert f"publicvalue verify {bundle} --evidence {folder})" in run("assess", folder).output
    with zipfile.ZipFile(bundle) as archive:
        assert "evidence/decisions.csv" not in archive.namelist()
    elsewhere = Path(shutil.copy(bundle, folder.parent / "bundle.zip"))
    refused = run("verify", elsewhere)
    assert refused.exit_code == 2
    assert "the bundle withholds this evidence" in refused.output
    assert run("verify", elsewhere, "--evidence", folder).exit_code == 0
    # In its own report the evidence is found beside it, and is held against its hash all the same.
    assert run("verify", bundle).exit_code == 0
    with (folder / "evidence" / "decisions.csv").open("a", encoding="utf-8") as stream:
        stream.write("yes,8,north\n")
    changed = run("verify", bundle)
    assert (changed.exit_code, "this is not the evidence of the bundle" in changed.output) == (2, True)


def test_explain_goes_down_to_rows_and_hashes(folder: Path) -> None:
    result = run("explain", folder, "economic.risk.economic_harm")
    assert result.exit_code == 0
    for part in (
        "measure: error_disparity, version 1",
        "sha256: ",
        "rows used: 400",
        "option reference: north",
        "goalposts",
    ):
        assert part in result.output


def test_explain_of_what_is_not_there(folder: Path) -> None:
    result = run("explain", folder, "economic.risk.economic_ham")
    assert result.exit_code == 2
    assert "nothing is called 'economic.risk.economic_ham'" in result.output
    assert "did you mean 'economic.risk.economic_harm'?" in result.output


def test_new_asks_every_question_and_can_be_checked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "licences"
    result = run("new", path, "--title", 'The "licence" helper')
    assert result.exit_code == 0, result.output
    text = (path / "assessment.yaml").read_text(encoding="utf-8")
    assert text.count("# - indicator: ") == len(load_framework("public-value/1.0").framework.indicators)
    checked = run("check", path)
    assert checked.exit_code == 0, checked.output
    assert run("assess", path).exit_code == 0


def test_new_never_overwrites(folder: Path) -> None:
    result = run("new", folder)
    assert result.exit_code == 2
    assert (folder / "assessment.yaml").read_text(encoding="utf-8") == ASSESSMENT


def test_out_never_replaces_a_folder_that_is_not_a_report(folder: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "letter.txt").write_text("keep me", encoding="utf-8")
    result = run("assess", folder, "--out", precious)
    assert result.exit_code == 2
    assert (precious / "letter.txt").read_text(encoding="utf-8") == "keep me"


def test_ministry_file_changes_the_result_and_compare_explains_it(folder: Path) -> None:
    extension = """\
extension:
  id: ministry
  version: "2026"
  title: Ministry
  extends: public-value/1.0
  why: decided
  weights: {economic: 5}
"""
    other = folder.parent / "other"
    (other / "evidence").mkdir(parents=True)
    (other / "evidence" / "decisions.csv").write_bytes((folder / "evidence" / "decisions.csv").read_bytes())
    (other / "ministry.yaml").write_text(extension, encoding="utf-8")
    text = ASSESSMENT.replace("framework: public-value/1.0", "framework: ministry.yaml")
    (other / "assessment.yaml").write_text(text, encoding="utf-8")
    result = run("compare", folder, other)
    assert result.exit_code == 0, result.output
    assert "economic: weight 1 → 5 (indicator scores still compare; scores above them do not)" in result.output
    (line,) = [line for line in result.output.splitlines() if line.startswith("public value ")]
    assert line.endswith("does not compare")
    first, second = line.split("[")[0].split()[-1], line.split("]")[1].split("[")[0].strip()
    assert first != second
    assert run("assess", other).exit_code == 0
    assert "values are identical" in run("verify", other / "report" / "bundle.zip").output


def test_help_comes_without_loading_the_engine() -> None:
    heavy = ("ibis", "numpy", "duckdb", "yaml")
    code = f"import sys, publicvalue.cli.main; print([m for m in {heavy} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


COSTS = """\
  - indicator: economic.benefit.costs.benefit_cost_ratio
    evidence: money
    options: {discount_rate: 3.5}
"""


def test_bad_option_names_its_answer(folder: Path) -> None:
    path = folder / "assessment.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "answers:\n", "  - {id: money, kind: costs, title: Money, file: evidence/money.csv, source: books}\nanswers:\n"
    )
    path.write_text(text + COSTS, encoding="utf-8")
    money = "date,flow,amount\n2026-01-01,cost,100\n2026-06-01,benefit,150\n"
    (folder / "evidence" / "money.csv").write_text(money, encoding="utf-8")
    result = run("assess", folder)
    assert result.exit_code == 2
    line = (text + COSTS)[: (text + COSTS).index("discount_rate:")].count("\n") + 1
    assert f"assessment.yaml, line {line}" in result.output
    assert "economic.benefit.costs.benefit_cost_ratio: " in result.output
    assert not (folder / "report").exists()


BAD = [
    ("version: 1", "assessment:", "x: 1\nassessment:", "no field is called 'x'"),
    (
        "unknown indicator",
        "security_accuracy.balanced_accuracy",
        "security_accuracy.accuracy",
        "no indicator is called",
    ),
    (
        "unknown evidence",
        "evidence: decisions\n    columns: {truth: right, prediction: {column: score, at_least: 5}}\n  -",
        "evidence: decision\n    columns: {truth: right, prediction: {column: score, at_least: 5}}\n  -",
        "no evidence is called 'decision'",
    ),
    (
        "missing column",
        "truth: right, prediction: {column: score, at_least: 5}, group",
        "truth: rigth, prediction: {column: score, at_least: 5}, group",
        "rigth",
    ),
    ("unknown role", "group: island}", "grupo: island}", "has no column role 'grupo'"),
    ("unknown option", "options: {reference: north}", "options: {referense: north}", "has no option 'referense'"),
    ("framework's option", "options: {reference: north}", "options: {rate: precision}", "belongs to the indicator"),
    ("missing file", "evidence/decisions.csv", "evidence/decision.csv", "decision.csv"),
    ("file outside", "evidence/decisions.csv", "../../etc/passwd", "outside the assessment's folder"),
    ("unknown framework", "public-value/1.0", "public-value/2.0", "there is no framework 'public-value/2.0'"),
    ("period", "to: 2026-06-30", "to: 2025-06-30", "the period ends"),
    ("country", "country: BRB", "country: Barbados", "is no country code"),
    ("draws", "draws: 2000", "draws: 20", "20 cannot be used"),
    ("wrong kind", "kind: records", "kind: survey", "the evidence is of kind survey"),
]


@pytest.mark.parametrize(("old", "new", "part"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_bad_input_is_one_clear_message_and_writes_nothing(folder: Path, old: str, new: str, part: str) -> None:
    path = folder / "assessment.yaml"
    path.write_text(ASSESSMENT.replace(old, new, 1), encoding="utf-8")
    result = run("assess", folder)
    assert result.exit_code == 2
    assert part in result.output
    assert "Traceback" not in result.output
    assert not (folder / "report").exists()


def test_problems_of_settings_framework_and_evidence_come_at_once(folder: Path) -> None:
    again = ASSESSMENT.replace("to: 2026-06-30", "to: 2026-06-31").replace("country: BRB", "country: Barbados")
    again = again.replace("balanced_accuracy", "balanced_acuracy").replace("group: island", "group: isle")
    again = again.replace("  title: Permit triage\n", "  title: Permit triage\n  title: Permits\n", 1)
    gone = "  - {id: gone, kind: records, title: Gone, file: evidence/gone.csv, source: none}\nanswers:"
    (folder / "assessment.yaml").write_text(again.replace("answers:", gone), encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 2
    for what in (
        "line 4, title: 'title' stands twice here; the first is on line 3",
        "'2026-06-31' is no date",
        "'Barbados' is no country code",
        "no indicator is called 'administrative.benefit.security_accuracy.balanced_acuracy'",
        "evidence/gone.csv: there is no such file",
        "evidence/decisions.csv has no column 'isle'",
        "6 problems.",
    ):
        assert what in result.output


def test_part_that_cannot_be_read_hides_no_problem_of_the_others(folder: Path) -> None:
    again = ASSESSMENT.replace("seed: 7", "seed: x").replace("to: 2026-06-30", "to: 2025-06-30")
    (folder / "assessment.yaml").write_text(again.replace("kind: records", "kind: recrods"), encoding="utf-8")
    result = run("check", folder)
    assert "'x' stands here" in result.output
    assert "'recrods' is not a choice" in result.output
    assert "the period ends (2025-06-30) before it begins (2026-01-01)" in result.output
    # The evidence is there, only its kind is wrong: no answer is told that its evidence is missing.
    assert "3 problems." in result.output


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("nowhere", "there is no such folder"),
        ("permits/evidence/decisions.csv", "this is a file"),
        ("permits/evidence", "this folder holds no assessment.yaml"),
        ("odd", "a folder has this name"),
    ],
)
def test_path_that_is_no_assessment_is_named_for_what_it_is(folder: Path, path: str, what: str) -> None:
    (folder.parent / "odd" / "assessment.yaml").mkdir(parents=True)
    result = run("check", folder.parent / path)
    assert result.exit_code == 2
    assert what in result.output
    assert "do: " in result.output


def test_id_of_evidence_that_stands_twice_is_shown_at_the_id(folder: Path) -> None:
    item = ASSESSMENT[ASSESSMENT.index("  - id: decisions") : ASSESSMENT.index("answers:")]
    (folder / "assessment.yaml").write_text(ASSESSMENT.replace("answers:", item + "answers:"), encoding="utf-8")
    result = run("check", folder)
    assert "assessment.yaml, line 20, id: two items of evidence are called 'decisions'" in result.output
    assert "do: rename one of them" in result.output


def test_answer_that_stands_twice_is_refused(folder: Path) -> None:
    path = folder / "assessment.yaml"
    answers = ASSESSMENT[ASSESSMENT.index("answers:") + len("answers:\n") :]
    path.write_text(ASSESSMENT.rstrip("\n") + "\n" + answers, encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 2
    named = "administrative.benefit.security_accuracy.balanced_accuracy"
    assert f"the same evidence answers '{named}' twice in the same way" in result.output


def test_file_of_two_gigabytes_is_refused_at_once(folder: Path) -> None:
    with (folder / "evidence" / "decisions.csv").open("r+b") as stream:
        stream.truncate(2 * 1024**3)
    result = run("assess", folder)
    assert result.exit_code == 2
    assert "the file has 2.0 GB, the limit is 1.0 GB" in result.output


OWN_QUESTION = """\
extension:
  id: ministry
  version: "2026"
  title: Ministry
  extends: public-value/1.0
  why: decided
  switch_off: [citizen.risk.jobs]
indicators:
  - id: citizen.benefit.accessibility.own_question
    title: Own question
    statement: How many?
    kind: records
    measure: share
    unit: percent
    goalposts: {anchors: [[0, 0], [100, 100]], basis: judgement, source: the ministry}
    answered_by: [line agency]
    good_evidence: a count
"""


@pytest.mark.parametrize("turned", [False, True])
def test_compare_with_a_framework_that_asks_more_and_less(folder: Path, turned: bool) -> None:
    other = folder.parent / "other"
    (other / "evidence").mkdir(parents=True)
    (other / "evidence" / "decisions.csv").write_bytes((folder / "evidence" / "decisions.csv").read_bytes())
    (other / "ministry.yaml").write_text(OWN_QUESTION, encoding="utf-8")
    text = ASSESSMENT.replace("framework: public-value/1.0", "framework: ministry.yaml")
    (other / "assessment.yaml").write_text(text, encoding="utf-8")
    result = run("compare", *((other, folder) if turned else (folder, other)))
    assert result.exit_code == 0, result.output
    assert "citizen.benefit.accessibility.own_question: " in result.output
    assert "citizen.risk.jobs: " in result.output


def test_new_brings_files_to_fill_in_for_checklists_and_ratings(tmp_path: Path) -> None:
    run("new", tmp_path / "licences")
    heads = {
        path.stem: path.read_text(encoding="utf-8-sig").splitlines()[0]
        for path in (tmp_path / "licences" / "evidence" / "templates").iterdir()
    }
    assert heads["administrative.consideration.legality.legal_controls"] == "item,text,state,document"
    assert heads["democratic.risk.transparency.explanation_quality"] == "item,text,rater,rating"


def test_nothing_was_written_is_said_only_where_something_would_have_been(tmp_path: Path) -> None:
    assert "Nothing was written." in run("assess", tmp_path).output
    assert "Nothing was written." not in run("explain", tmp_path, "public_value").output


def test_counting_that_takes_too_long_is_stopped_with_one_problem(folder: Path, monkeypatch: pytest.MonkeyPatch):
    from publicvalue.files.engines import watch  # noqa: PLC0415 - with this test alone

    # A second passes each time that somebody looks at this clock.
    monkeypatch.setattr(watch, "time", SimpleNamespace(monotonic=itertools.count(0.0).__next__))
    result = run("assess", folder, "--max-minutes", "0.001")
    assert result.exit_code == 2
    assert "evidence/decisions.csv: reading and counting took more than 0.06 seconds, and was stopped" in result.output
    assert "1 problem. Nothing was written." in result.output
    assert not (folder / "report").exists()


def test_memory_is_given_to_the_engine(folder: Path, monkeypatch: pytest.MonkeyPatch):
    from publicvalue.files.stores import folder as folders  # noqa: PLC0415 - with this test alone

    given = []
    monkeypatch.setattr(folders, "open_engine", lambda _, limits, __: given.append(limits) or stop_here())
    assert run("assess", folder, "--max-memory", "0.5", "--max-file-size", "2").exit_code == 130
    assert (given[0].memory_bytes, given[0].file_bytes) == (512 * 1024**2, 2 * 1024**3)
    assert (given[0].sheet_memory_bytes, given[0].log_memory_bytes) == (384 * 1024**2, 512 * 1024**2)


def stop_here() -> None:
    raise KeyboardInterrupt


def test_ctrl_c_ends_with_one_message_and_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    from publicvalue.actions.publishing import report_files  # noqa: PLC0415 - with this test alone

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(report_files, "render_html", interrupted)
    result = run("assess", folder)
    assert (result.exit_code, result.output) == (130, "\nStopped. Nothing was written.\n")
    assert not (folder / "report").exists()
