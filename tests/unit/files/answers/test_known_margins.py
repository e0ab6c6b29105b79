"""Answers that are weighed to a table of the population when they are read in."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from examples import copied
from house import ROOT
from publicvalue.actions.assessments import check_assessment, load_assessment, run_assessment
from publicvalue.actions.bringing.answers import AnswerFile, TableTarget, load_form_of, read_answers
from publicvalue.cli.main import main
from publicvalue.errors import PublicValueError
from publicvalue.files.stores.folder import FolderStore
from publicvalue.instruments.parts.answers import Origin
from publicvalue.measures.result import Number
from publicvalue.measures.survey.people import priorities

EXAMPLE = ROOT / "examples" / "made-up-survey"
MARGINS = """\
margin,category,people
sex,woman,5200
sex,man,4800
age_group,under_30,3000
age_group,from_30_to_44,3000
age_group,from_45_to_59,2500
age_group,from_60,1500
"""
TRUST = "democratic.risk.trust.trust_in_agency"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "survey"
    copied("made-up-survey", folder)
    (tmp_path / "census.csv").write_text(MARGINS, encoding="utf-8")
    return folder


def read(folder: Path, margins: str | None = None) -> None:
    if margins is not None:
        (folder.parent / "census.csv").write_text(margins, encoding="utf-8")
    source = AnswerFile(
        folder / "answers/citizens-kobo.csv",
        load_form_of(FolderStore(folder), "citizens"),
        sample=folder / "answers/sample.csv",
    )
    origin = Origin("Made up", "never", made_up=True)
    target = TableTarget(
        FolderStore(folder), add=True, origin=origin, margins=folder.parent / "census.csv", margins_source="Nobody"
    )
    read_answers(source, target)


def test_every_answer_is_weighed_to_the_table(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(folder)
    data = yaml.safe_load((folder / "assessment.yaml").read_text(encoding="utf-8"))
    item = next(one for one in data["evidence"] if one["id"] == "citizens-margins")
    assert item == {
        "id": "citizens-margins",
        "kind": "statistics",
        "title": "Population by sex and age_group",
        "file": "evidence/citizens-margins.csv",
        "source": "Nobody",
        "made_up": True,
    }
    answers = [one for one in data["answers"] if one["evidence"] == "citizens"]
    assert len(answers) > 5
    for answer in answers:
        assert answer["columns"]["margins"] == ["sex", "age_group"]
        assert answer["options"]["margins"] == {"evidence": "citizens-margins"}
        assert answer["where"]["sex"] == ["woman", "man"]
    assert (folder / "evidence/citizens-margins.csv").read_text(encoding="utf-8") == MARGINS
    # How often people are drawn again says nothing of what is wrong.
    monkeypatch.setattr(priorities, "REPLICATES", 200)
    assert check_assessment(FolderStore(folder)).problems == ()


def test_reversed_items_stay_named_beside_the_margins(folder: Path) -> None:
    (folder.parent / "roles.csv").write_text("margin,category,people\nrole,case_handler,80\nrole,manager,20\n")
    source = AnswerFile(folder / "answers/staff-odk.csv", load_form_of(FolderStore(folder), "public_servants"))
    read_answers(source, TableTarget(FolderStore(folder.parent / "out"), "staff", margins=folder.parent / "roles.csv"))
    data = yaml.safe_load((folder.parent / "out/staff-part.yaml").read_text(encoding="utf-8"))
    both = [one["options"] for one in data["answers"] if "reversed" in one.get("options", {})]
    assert both
    assert all(one["margins"] == {"evidence": "staff-margins"} for one in both)
    assert next(one for one in data["evidence"] if one["id"] == "staff-margins")["source"].startswith("TODO")


def test_the_numbers_are_those_of_the_population(folder: Path) -> None:
    read(folder)
    text = (folder / "assessment.yaml").read_text(encoding="utf-8").replace("draws: 10000", "draws: 1000")
    (folder / "assessment.yaml").write_text(text.split("\npeople:")[0] + "\n", encoding="utf-8")
    found = run_assessment(load_assessment(FolderStore(folder)), depth="core").answered[TRUST].result
    assert isinstance(found, Number)
    assert "raked to known margins" in found.method
    rows = {row[1]: row for row in next(one for one in found.details if one.title.startswith("Who answered")).rows}
    assert rows["woman"][4] == pytest.approx(52)
    assert rows["from_60"][4] == pytest.approx(15)


@pytest.mark.parametrize(
    ("margins", "problems"),
    [
        (
            "margin,category,people\ngender,woman,1\nsex,man,0\nsex,man,5\nsex,,5\n",
            [
                "the answers have no column 'gender'",
                "'0' people",
                "'man' of 'sex' stands twice",
                "the category is blank",
            ],
        ),
        ("margin,category\nsex,woman\n", ["the margins have no column people"]),
    ],
)
def test_what_is_wrong_with_the_table_is_told_before_anything_is_written(
    folder: Path, margins: str, problems: list[str]
) -> None:
    before = (folder / "assessment.yaml").read_bytes()
    with pytest.raises(PublicValueError) as caught:
        read(folder, margins)
    assert [problem.what for problem in caught.value.problems] == problems
    assert all(problem.place.file == "census.csv" for problem in caught.value.problems)
    assert (folder / "assessment.yaml").read_bytes() == before
    assert not (folder / "evidence/citizens.csv").exists()


def test_figures_without_a_source_are_not_added(folder: Path) -> None:
    arguments = ["answers", "read", str(folder / "answers/citizens-kobo.csv"), "--add-to", str(folder)]
    arguments += ["--audience", "citizens", "--source", "x", "--collected", "y"]
    result = CliRunner().invoke(main, [*arguments, "--margins", str(folder.parent / "census.csv")])
    assert result.exit_code == 2
    assert "--margins needs --margins-source" in result.output
