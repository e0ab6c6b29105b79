"""Answers within memory and time, and written in one step: files and their entry in the assessment, or neither."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import made_up_answers as made_up
from publicvalue.actions.bringing import answers as answer_files
from publicvalue.actions.bringing.answers import AnswerFile, TableTarget, read_answers
from publicvalue.errors import EvidenceError, InputError, TimeUpError
from publicvalue.files.answers.jobs import ReadingJob, pack_answers, run_job, unpack_answers
from publicvalue.files.answers.limited import read_tidy
from publicvalue.files.disk.changes import mend_folder
from publicvalue.files.stores.folder import FolderStore
from publicvalue.files.untrusted.guards import DEFAULT_LIMITS, MEBIBYTE, Limits
from publicvalue.instruments.answers.rows import DrawnPeople, RowRules
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.parts.answers import Origin
from publicvalue.words.text import Text

KILLED = 9
SETTINGS = """\
assessment: {id: a, title: A, framework: public-value/1.0, period: {from: 2026-01-01, to: 2026-12-31}}
system: {name: s, description: d, organisation: o, country: BRB, phase: production}
settings: {seed: 1, draws: 1000}
"""
EXPORT = [{"_uuid": f"u{n}", "_xform_id_string": "x", "a/ease_of_use": str(n % 5 + 1)} for n in range(8)]


def job(path: Path, form: Form, **limits: float) -> ReadingJob:
    found: Limits = replace(DEFAULT_LIMITS, **limits)  # type: ignore[arg-type] # numbers only
    return ReadingJob(path, "", form, RowRules(wave="2026"), None, found)


def test_a_process_of_its_own_gives_the_same_answers(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(made_up.odk_zip(form, made_up.make_up_people(form, 5, np.random.default_rng(1))))
    # Too little time for a file to be surely small.
    apart = read_tidy(job(path, form, count_seconds=59.0))
    assert apart == run_job(job(path, form))
    assert unpack_answers(json.loads(json.dumps(pack_answers(apart)))) == apart
    assert apart.notes
    assert [type(note.why) for note in apart.notes] == [type(note.why) for note in run_job(job(path, form)).notes]


def test_what_is_wrong_is_told_from_a_process_of_its_own(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"count": 9, "results": [{"_uuid": "u", "ease_of_use": "4"}]}', encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_tidy(
            ReadingJob(
                path,
                "",
                form,
                RowRules(),
                DrawnPeople({"A": {"weight": "2"}}),
                replace(DEFAULT_LIMITS, count_seconds=59),
            )
        )
    assert [problem.what for problem in caught.value.problems] == [
        "this is a page and not the whole: it holds 1 of 9 submissions"
    ]
    assert all(isinstance(problem.what, Text) and isinstance(problem.do, Text) for problem in caught.value.problems)


def test_json_of_more_values_than_the_memory_holds_is_refused_with_the_limit(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[" + ",".join(["{}"] * 900_000) + "]", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_tidy(job(path, form, memory_bytes=64 * MEBIBYTE))
    (problem,) = caught.value.problems
    assert problem.what == "the file holds 1,800,000 values, for which 64.0 MB of memory are too little"
    assert problem.expected == "at most 1,048,576 values"
    assert "--max-memory" in problem.do


def test_answers_that_take_more_memory_are_refused_with_the_limit(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[" + ",".join(["{}"] * 400_000) + "]", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_tidy(job(path, form, memory_bytes=50 * MEBIBYTE))
    (problem,) = caught.value.problems
    assert problem.what == "file rejected: reading the answers takes more than 50.0 MB of memory"
    assert "--max-memory" in problem.do


def test_answers_that_take_longer_are_refused_with_the_limit(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(EXPORT), encoding="utf-8")
    with pytest.raises(TimeUpError) as caught:
        read_tidy(job(path, form, count_seconds=0.003))
    (problem,) = caught.value.problems
    assert problem.what == "file rejected: reading the answers takes longer than 5e−05 minutes"
    assert "--max-minutes" in problem.do


def killed_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    """Run work in a process that dies before its n-th operation on a folder's files; False where it came to its end."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
    seen = 0

    def die(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        watched = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")
        if event in watched and str(folder) in str(arguments):
            seen += 1
            if seen == step:
                os._exit(KILLED)

    try:
        sys.addaudithook(die)
        work()
        os._exit(0)
    finally:
        os._exit(1)


def held(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.skipif(os.name != "posix", reason="A writer is killed by fork and exit.")
@pytest.mark.parametrize("add", [True, False])
def test_killed_anywhere_it_leaves_the_old_or_the_new_and_never_files_without_their_entry(
    form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, add: bool
) -> None:
    before, work, after = tmp_path / "before", tmp_path / "work", tmp_path / "after"
    (before / "evidence").mkdir(parents=True)
    (before / "assessment.yaml").write_text(SETTINGS, encoding="utf-8")
    (before / ("evidence/citizens.csv" if add else "citizens.csv")).write_text("respondent\n1\n", encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(EXPORT), encoding="utf-8")
    source = AnswerFile(tmp_path / "a.json", form)
    tidy = run_job(ReadingJob(source.path, "", form, RowRules(), None, DEFAULT_LIMITS))
    # Read once: what is killed here is the writing.
    monkeypatch.setattr(answer_files, "read_tidy", lambda _: tidy)

    def run(folder: Path) -> None:
        read_answers(
            source, TableTarget(FolderStore(folder), add=add, replace_files=True, origin=Origin("Somebody", "In May"))
        )

    shutil.copytree(before, after)
    run(after)
    seen = set()
    for step in range(1, 200):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(before, work)
        killed = killed_at(step, work, lambda: run(work))
        mend_folder(work)
        assert held(work) in (held(before), held(after))
        seen.add(held(work) == held(after))
        if not killed:
            break
    assert seen == {False, True}
    assert step > 10


def test_an_assessment_that_changed_while_answers_were_read_is_left_alone(
    form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "assessment.yaml"
    settings.write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(EXPORT), encoding="utf-8")
    add = answer_files.add_part

    def meanwhile(*arguments: object) -> object:
        found = add(*arguments)  # type: ignore[arg-type]
        settings.write_text(SETTINGS + "# somebody's note\n", encoding="utf-8")
        return found

    monkeypatch.setattr(answer_files, "add_part", meanwhile)
    target = TableTarget(FolderStore(tmp_path), add=True, origin=Origin("Somebody", "In May"))
    with pytest.raises(InputError, match="the file was changed while the answers were read"):
        read_answers(AnswerFile(tmp_path / "a.json", form), target)
    assert held(tmp_path).keys() == {"assessment.yaml", "a.json"}
    assert "somebody's note" in settings.read_text(encoding="utf-8")


def test_the_name_of_a_repeat_leads_nowhere_and_takes_no_other_tables_place(form: Form, tmp_path: Path) -> None:
    names = ["rows", "ratings", "../../away", "..\\away", "rows_2", "é" * 300]
    entry = {"ease_of_use": "4", **{name: [{"trust_honest": "5"}] for name in names}}
    (tmp_path / "a.json").write_text(json.dumps([entry]), encoding="utf-8")
    found = read_answers(AnswerFile(tmp_path / "a.json", form), TableTarget(FolderStore(tmp_path / "in/out")))
    assert {path.parent for path in tmp_path.rglob("*.csv")} == {tmp_path / "in/out"}
    assert len(found.written) == 3 + len(names)
    report = (tmp_path / "in/out/citizens-rows.csv").read_text(encoding="utf-8-sig")
    assert report.startswith("what,row,column")
