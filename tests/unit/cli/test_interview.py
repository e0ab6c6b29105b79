"""Questions on a terminal, answered through a pseudo-terminal as a person does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from core_framework import write_framework
from publicvalue.actions.assessments import check_assessment
from publicvalue.actions.bringing.appraisals import read_appraisal
from publicvalue.cli.main import main
from publicvalue.evidence.stated import RedLineAnswer
from publicvalue.files.stores.folder import FolderStore
from publicvalue.instruments.appraisal.model import Appraisal, CoreAnswer
from terminal import Person

IN_TIME = "citizen.benefit.service.in_time"
CONTROLS = "economic.benefit.costs.controls"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_framework(tmp_path / "fw")
    return tmp_path


def sit_down(place: Path, *words: str) -> Person:
    return Person("answer", place / "a", "--framework", place / "fw", *words)


SYSTEM = ("Licence desk", "Answers questions.", "Ministry of Trade", "in use")
LATER = ("For citizens", "2024", "Barbados", "brb", "", "in house")


def kept(place: Path, name: str = "a") -> Appraisal:
    return read_appraisal(FolderStore(place / name)).appraisal


def test_every_question_is_asked_once_and_the_answers_can_be_assessed(place: Path) -> None:
    person = sit_down(place)
    person.answer(*SYSTEM, "decisions", "yes")
    person.answer("yes", "Section 4 of the Licences Act", "Act 12 of 2023")
    person.answer("2", "The desk is open on Mondays", "", "2027-03-31")
    person.answer("1", "Vote 12")
    person.answer("3", "1", "6", "measured", "Log")
    person.answer("14", "20", "2", "List of files")
    assert person.end() == 0
    found = kept(place)
    assert found.system["name"] == "Licence desk"
    assert (found.profile, dict(found.facts)) == ("decisions", {"decides": True, "public": True})
    assert found.red_lines == {
        "legal_basis": RedLineAnswer("yes", "Section 4 of the Licences Act", "Act 12 of 2023"),
        "review": RedLineAnswer("partly", "The desk is open on Mondays", "", "2027-03-31"),
    }
    assert found.answers[CONTROLS] == CoreAnswer("proven", document="Vote 12")
    assert found.answers[IN_TIME] == CoreAnswer("14", of="20", drawn="random", document="List of files")
    assert check_assessment(FolderStore(place / "a")).problems == ()
    left = [int(number) for number in re.findall(r"Question \d+ of 1[12], about (\d+) minutes? left", person.heard)]
    assert len(left) == 11
    assert left == sorted(left, reverse=True)
    assert (left[0], left[-1]) == (9, 1)
    assert f"What can wait is asked by: publicvalue answer {place / 'a'} --later" in person.heard


def test_what_can_wait_is_asked_later(place: Path) -> None:
    person = sit_down(place, "--later")
    person.answer(*SYSTEM, *LATER, "stop")
    assert person.end() == 0
    assert "'Barbados' is no country code" in person.heard
    assert [kept(place).system[name] for name in ("goal", "begin_date", "country", "supplier")] == [
        "For citizens",
        "2024",
        "BRB",
        "in house",
    ]


def test_what_does_not_apply_is_not_asked(place: Path) -> None:
    person = sit_down(place)
    person.answer(*SYSTEM, "assistant", "1")
    person.answer("unknown", "unknown", "unknown")
    assert person.end() == 0
    assert "Can a person have a decision looked at" not in person.heard
    assert "For how many hours of a month" not in person.heard
    assert kept(place).red_lines == {"legal_basis": RedLineAnswer("unknown")}


def test_ctrl_c_keeps_every_answer_and_the_same_command_goes_on(place: Path) -> None:
    person = sit_down(place)
    person.answer("Licence desk", "Answers questions.")
    person.press_ctrl_c()
    assert person.end() == 130
    assert "Stopped. What was answered is kept" in person.heard
    assert dict(kept(place).system) == {"name": "Licence desk", "description": "Answers questions."}
    again = sit_down(place)
    again.answer("stop")
    assert again.end() == 0
    assert "Question 3 of 12" in again.heard


def test_a_part_of_an_answer_is_kept_and_asked_again(place: Path) -> None:
    person = sit_down(place)
    person.answer(*SYSTEM, "", "", "", "skip", "skip", "skip", "skip", "14")
    person.hear("Of how many?")
    person.press_ctrl_c()
    assert person.end() == 130
    assert kept(place).answers == {IN_TIME: CoreAnswer("14")}


def test_back_shows_what_stands_and_enter_keeps_it(place: Path) -> None:
    person = sit_down(place)
    person.answer("Licence desk", "Answers questions.", "back", "", "Ministry", "stop")
    assert person.end() == 0
    assert "Enter alone: Answers questions." in person.heard
    assert kept(place).system["description"] == "Answers questions."
    assert kept(place).system["organisation"] == "Ministry"


def test_what_cannot_be_used_is_told_and_asked_again(place: Path) -> None:
    person = sit_down(place)
    person.answer(*SYSTEM[:3], "somewhere", "pilot", "stop")
    assert person.end() == 0
    assert "'somewhere' is none of the answers" in person.heard
    assert kept(place).system["phase"] == "pilot"


def test_what_does_not_fit_together_is_asked_again_until_it_does(place: Path) -> None:
    person = sit_down(place)
    person.answer(*SYSTEM, "", "", "", "skip", "skip", "skip", "skip", "30", "20", "2", "", "15")
    assert person.end() == 0
    assert "30 of 20 cannot be" in person.heard
    assert kept(place).answers[IN_TIME] == CoreAnswer("15", of="20", drawn="random")


def test_nothing_but_lines_of_text_is_written(place: Path) -> None:
    person = sit_down(place)
    person.answer("Licence desk", "stop")
    person.end()
    assert "\x1b" not in person.heard
    assert "\r\n" in person.heard


def test_the_questions_are_asked_in_spanish(place: Path) -> None:
    person = sit_down(place, "--lang", "es")
    person.answer("Ventanilla", "saltar", "atrás", "parar")
    assert person.end() == 0
    assert "Pregunta 1 de 12" in person.heard
    assert kept(place).system["name"] == "Ventanilla"


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    return result.exit_code, result.output


def test_the_workbook_is_written_and_read_by_commands(place: Path) -> None:
    code, said = run("new", place / "b", "--quick", "--framework", place / "fw", "--profile", "assistant")
    assert code == 0
    assert f"publicvalue import {place / 'b' / 'workbook.xlsx'}" in said
    code, said = run("import", place / "b" / "workbook.xlsx")
    assert (code, said.splitlines()[:3]) == (
        0,
        ["Does it decide about people?: (open) → no", "Do people outside use it?: (open) → yes", "2 changes."],
    )
    assert "Nothing was written." in said
    assert read_appraisal(FolderStore(place / "b")).appraisal.facts == {}
    code, said = run("import", place / "b" / "workbook.xlsx", "--yes")
    assert "Written: assessment.yaml." in said
    assert read_appraisal(FolderStore(place / "b")).appraisal.facts == {"decides": False, "public": True}
    assert run("import", place / "b" / "workbook.xlsx") == (0, f"{place / 'b'}: nothing changes.\n")


def test_an_export_replaces_a_workbook_only_when_it_is_told_to(place: Path) -> None:
    run("new", place / "b", "--quick", "--framework", place / "fw")
    code, said = run("export", place / "b")
    assert code == 2
    assert "a workbook is there, and may hold answers" in said
    assert run("export", place / "b", "--replace")[0] == 0


def test_a_workbook_alone_makes_a_new_folder(place: Path) -> None:
    run("new", place / "b", "--quick")
    (place / "mail").mkdir()
    (place / "b" / "workbook.xlsx").rename(place / "mail" / "theirs.xlsx")
    code, said = run("import", place / "mail" / "theirs.xlsx", place / "c", "--yes")
    assert code == 0, said
    assert read_appraisal(FolderStore(place / "c")).appraisal.title == "b"


def test_a_workbook_of_a_framework_of_ones_own_is_taken_where_the_assessment_was_started_with_it(place: Path) -> None:
    run("new", place / "b", "--quick", "--framework", place / "fw")
    workbook = place / "b" / "workbook.xlsx"
    code, said = run("import", workbook, place / "c", "--yes")
    assert (code, "names a framework outside the folder" in said) == (2, True)
    run("new", place / "c", "--quick", "--framework", place / "fw")
    code, said = run("import", workbook, place / "c", "--yes")
    assert code == 0, said
    assert read_appraisal(FolderStore(place / "c")).appraisal.title == "b"


def test_facts_as_they_usually_are_are_taken_by_one_answer(place: Path) -> None:
    person = sit_down(place)
    person.answer(*SYSTEM, "decisions", "yes", "stop")
    assert person.end() == 0
    assert dict(kept(place).facts) == {"decides": True, "public": True}
    assert "Does it decide about people? Yes." in person.heard
    assert "Question 7 of 11" in person.heard


def test_facts_that_are_not_all_as_usual_are_asked_one_by_one(place: Path) -> None:
    person = sit_down(place)
    person.answer(*SYSTEM, "decisions", "no", "no", "", "back", "back", "stop")
    assert person.end() == 0
    assert dict(kept(place).facts) == {"decides": False, "public": True}
    again = sit_down(place)
    again.answer("stop")
    assert again.end() == 0
    assert "Is all of this so?" not in again.heard


def test_enter_alone_states_no_fact_and_without_a_kind_of_system_each_is_asked(place: Path) -> None:
    person = sit_down(place)
    person.answer(*SYSTEM, "decisions", "", "stop")
    assert person.end() == 0
    assert dict(kept(place).facts) == {}
    other = Person("answer", place / "c", "--framework", place / "fw")
    other.answer(*SYSTEM, "", "yes", "stop")
    assert other.end() == 0
    assert "Is all of this so?" not in other.heard
    assert dict(kept(place, "c").facts) == {"decides": True}
