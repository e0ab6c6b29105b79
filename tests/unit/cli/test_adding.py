"""A file of evidence added to an assessment: what is guessed, what is asked, and what is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from core_framework import write_framework
from publicvalue.actions.assessments import check_assessment
from publicvalue.cli.main import main
from publicvalue.files.stores.folder import FolderStore

IN_TIME = "citizen.benefit.service.in_time"
HOURS = "economic.risk.harm.hours"
CONTROLS = "economic.benefit.costs.controls"
RATIO = "economic.benefit.costs.ratio"
SETTINGS = """\
assessment:
  id: a
  title: Licences   # ours
  framework: ../fw
  period: {from: "2026-01-01", to: "2026-12-31"}
system: {name: Licences, description: Sorts., organisation: Ministry, phase: production}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_framework(tmp_path / "fw")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "assessment.yaml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path / "a"


def add(folder: Path, text: str, indicator: str, *words: str, name: str = "My cases.csv") -> tuple[int, str]:
    path = folder.parent / name
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["add", str(folder), str(path), "--answers", indicator, *words])
    return result.exit_code, result.output


def settings(folder: Path) -> str:
    return (folder / "assessment.yaml").read_text(encoding="utf-8")


CASES = "case,office,decided_in_time\n" + "".join(f"{n},North,{'yes' if n % 3 else 'no'}\n" for n in range(1, 31))


def test_kind_and_column_are_guessed_shown_and_written(folder: Path) -> None:
    code, said = add(folder, CASES, IN_TIME)
    assert code == 0
    assert said.splitlines()[:2] == [
        "It is read as records.",
        "The column 'decided_in_time' is taken for event (whether it happened in this case): no other fits.",
    ]
    assert "Nothing was written." in said
    assert settings(folder) == SETTINGS
    code, said = add(folder, CASES, IN_TIME, "--yes", "--source", "Register")
    assert code == 0
    assert settings(folder) == SETTINGS + (
        "evidence:\n  - id: my-cases\n    kind: records\n    title: My cases\n    file: evidence/My cases.csv\n"
        "    source: Register\nanswers:\n"
        f"  - indicator: {IN_TIME}\n    evidence: my-cases\n    columns:\n      event: decided_in_time\n"
    )
    assert check_assessment(FolderStore(folder)).problems == ()


@pytest.mark.parametrize(
    ("text", "indicator", "kind"),
    [
        ("figure,low,likely,high\nhours,1,3,6\n", HOURS, "forecast"),
        ("value,low,high,basis\n3,1,6,measured\n", HOURS, "statistics"),
        (f"question,answer,document\n{CONTROLS},partly,Vote 12\n", CONTROLS, "appraisal"),
        ("item,state,document\nbudget,yes,Vote 12\nowner,no,\n", CONTROLS, "checklist"),
        ("value\n3\n4\n8\n6\n2\n", HOURS, "records"),
    ],
)
def test_columns_with_the_names_of_roles_say_what_kind_it_is(
    folder: Path, text: str, indicator: str, kind: str
) -> None:
    code, said = add(folder, text, indicator, "--yes")
    assert code == 0, said
    assert f"    kind: {kind}\n" in settings(folder)
    assert check_assessment(FolderStore(folder)).problems == ()


def test_a_column_that_cannot_be_told_is_asked_for(folder: Path) -> None:
    two = CASES.replace("office", "appealed").replace("North", "no")
    code, said = add(folder, two, IN_TIME)
    assert code == 2
    assert "which column is event (whether it happened in this case)? Several fit, or none" in said
    assert "one of: appealed, decided_in_time" in said
    assert "name it: --column event=COLUMN" in said
    code, _ = add(folder, two, IN_TIME, "--column", "event=decided_in_time", "--yes")
    assert code == 0
    assert "event: decided_in_time" in settings(folder)


def test_an_option_that_is_needed_is_asked_for(folder: Path) -> None:
    money = "date,flow,amount\n2026-02-01,cost,100\n2026-03-01,benefit,120\n"
    code, said = add(folder, money, RATIO)
    assert code == 2
    assert "state it: --option discount_rate=VALUE" in said
    code, said = add(folder, money, RATIO, "--option", "discount_rate=0.035", "--yes")
    assert code == 0, said
    assert "      discount_rate: 0.035\n" in settings(folder)
    assert check_assessment(FolderStore(folder)).problems == ()


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--kind", "survey"), "'survey' does not answer this indicator"),
        (("--column", "event=late"), "there is no column 'late' for event"),
        (("--column", "event"), "'event' has no equals sign"),
    ],
)
def test_what_is_said_wrongly_is_told(folder: Path, words: tuple[str, ...], what: str) -> None:
    code, said = add(folder, CASES, IN_TIME, *words)
    assert (code, what in said) == (2, True), said


def test_an_indicator_that_there_is_not_is_told(folder: Path) -> None:
    code, said = add(folder, CASES, IN_TIME[:-1])
    assert code == 2
    assert f"did you mean '{IN_TIME}'?" in said


def test_nothing_that_is_there_is_replaced(folder: Path) -> None:
    add(folder, CASES, IN_TIME, "--yes")
    code, said = add(folder, "value\n1\n", HOURS, "--yes")
    assert (code, "another file has this name there" in said) == (2, True)
    code, said = add(folder, "value\n1\n", HOURS, "--yes", "--id", "my-cases", name="other.csv")
    assert (code, "'my-cases' is there already" in said) == (2, True)
    assert (folder / "evidence" / "My cases.csv").read_text(encoding="utf-8") == CASES


def test_an_id_is_looked_for_where_evidence_stands_alone(folder: Path) -> None:
    brackets = 'evidence: [{id: "cases", kind: records, title: Cases, file: cases.csv}]\n# id: rows\n'
    (folder / "assessment.yaml").write_text(SETTINGS + brackets, encoding="utf-8")
    (folder / "cases.csv").write_text("value\n1\n", encoding="utf-8")
    code, said = add(folder, CASES, IN_TIME, "--id", "cases")
    assert (code, "'cases' is there already" in said) == (2, True)
    code, said = add(folder, CASES, IN_TIME, "--id", "rows")
    assert (code, "id: rows" in said) == (0, True)
