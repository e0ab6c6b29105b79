"""The shipped example with made-up people, from the command line: questionnaire, answers, score, path to trust."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from pyxform.xls2xform import convert

from publicvalue.cli.main import main
from publicvalue.measures.survey.people import priorities

pytestmark = pytest.mark.long
"""`test_people_flow.py` holds the way from questions to scores in the short run."""

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples" / "made-up-survey"
TRUST = "democratic.risk.trust.trust_in_agency"
COMMAND = f"""#!{sys.executable}
from publicvalue.cli.main import main
from publicvalue.measures.survey.people import priorities
priorities.REPLICATES = 200
main(prog_name="publicvalue")
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_up_survey", ROOT / "scripts" / "make_up_survey.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Go the whole way as `make survey` does; return the folder and what was shown.

    What people put first is drawn less often than for real, and the last step, which assesses once more, has few draws.
    """
    folder = tmp_path_factory.mktemp("way") / "survey"
    script = ROOT / "scripts" / "survey.sh"
    *steps, last = script.read_text(encoding="utf-8").strip().splitlines()
    assert last == '"$publicvalue" compare "$example" "$folder"'
    command = tmp_path_factory.mktemp("bin") / "publicvalue"
    command.write_text(COMMAND, encoding="utf-8")
    command.chmod(0o755)
    done = subprocess.run(
        ["sh", "-c", "\n".join(steps), str(script), str(command), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout + compared(folder)


def compared(folder: Path) -> str:
    """Return what `compare` shows of a folder beside the example, with few draws."""
    few = folder.parent / "few"
    shutil.copytree(folder, few, ignore=shutil.ignore_patterns("report"))
    text = (few / "assessment.yaml").read_text(encoding="utf-8")
    assert "draws: 10000" in text
    assert "path:\n    evidence: citizens" in text
    text = text.replace("path:\n    evidence: citizens", "path:\n    replicates: 200\n    evidence: citizens")
    (few / "assessment.yaml").write_text(text.replace("draws: 10000", "draws: 1000"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(priorities, "REPLICATES", 200)
        result = CliRunner().invoke(main, ["compare", str(EXAMPLE), str(few)])
    assert result.exit_code == 0, result.output
    return result.output


def results(folder: Path) -> dict:
    return json.loads((folder / "report" / "results.json").read_text(encoding="utf-8"))


def test_the_script_makes_the_shipped_files(script: ModuleType) -> None:
    made = script.make_files()
    assert made
    for name, content in made.items():
        assert (EXAMPLE / name).read_bytes() == content, name


def test_the_questionnaires_that_go_out_are_forms_that_kobo_and_odk_run(way: tuple[Path, str]) -> None:
    forms = list((way[0] / "forms").glob("*.xlsform.xlsx"))
    assert forms
    for form in forms:
        assert convert(xlsform=form, validate=False).warnings == []


def test_faults_of_the_file_are_named_by_row(way: tuple[Path, str]) -> None:
    for text in (
        "no consent was given (row 17)",
        "its invitation code is blank or was not drawn (row 21)",
        "row 24 already answers this invitation (row 25)",
        "trust_honest: '-99' → '': a code for 'no answer' (row 6)",
        "trust_honest: '7': not in the choice list agreement (1, 2, 3, 4, 5, dont_know) (row 9)",
        "points: the points add up to 187, not to 100 (row 13)",
        "233 rows taken; 3 rows refused",
        "72 rows taken; 0 rows refused",
    ):
        assert text in way[1]


def test_answers_change_the_score_and_compare_shows_it(way: tuple[Path, str]) -> None:
    lines = way[1].splitlines()
    trust = next(line for line in lines if line.startswith("Citizens' trust in the agency"))
    assert "unknown" in trust
    assert "57 [54–60]" in trust
    public_value = next(line for line in lines if line.startswith("public value "))
    before, after = (part.split("[")[0].split()[-1] for part in public_value.split("]")[:2])
    assert before != after
    assert sum("MADE-UP DATA" in line for line in lines) == 3


def test_the_true_paths_lie_in_the_intervals_that_are_reported(way: tuple[Path, str], script: ModuleType) -> None:
    path = results(way[0])["voices"]["path"]
    assert path["respondents"] > 180
    true = {
        (link["source"], link["target"]): script.TRUE_PATHS[link["target"]][link["source"]] for link in path["links"]
    }
    held = [one["path"]["low"] <= true[one["source"], one["target"]] <= one["path"]["high"] for one in path["links"]]
    assert len(held) == 10
    assert sum(held) >= 9
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    for one in path["links"]:
        numbers = [one["path"][name] for name in ("value", "low", "high")]
        assert "| {:.2f} ({:.2f} to {:.2f}) |".format(*numbers) in readme


def test_the_report_holds_the_path_and_what_to_improve_first(way: tuple[Path, str]) -> None:
    report = (way[0] / "report" / "report.html").read_text(encoding="utf-8")
    for text in (
        'id="figure-path"',
        'id="figure-importance-1"',
        "To raise Trust in the agency, improve first: Procedural justice.",
        "HTMT and Fornell-Larcker",
        "adjusted R²",
        'id="figure-priorities-1"',
        "Citizens are over-sceptical",
        "Public servants are over-optimistic",
        "The agency breaks its commitments.",
        "4 to 5 (most)",
    ):
        assert text.casefold() in report.casefold(), text
    assert report.index('class="made-up"') < report.index("Is it creating public value?")
    assert "<title>Made-up data: " in report


def test_no_name_no_remark_and_no_single_answer_leaves_the_evidence(way: tuple[Path, str]) -> None:
    folder, output = way
    sources = [folder / "report", folder / "evidence", folder / "assessment.yaml"]
    files = [file for one in sources for file in ([one] if one.is_file() else one.rglob("*")) if file.is_file()]
    secrets = [b"Ana P", b"5551234567", b"harbour", b"enumerator_1", b"collect:device"]
    codes = [line.split(",")[0].encode() for line in (EXAMPLE / "answers/sample.csv").read_text().splitlines()[1:]]
    for file in files:
        content = file.read_bytes()
        # Five letters may stand by chance in what is packed or encoded.
        looked_for = secrets if file.suffix in (".html", ".zip") else [*secrets, *codes]
        assert not [secret for secret in looked_for if secret in content], file
    assert "Ana P" not in output
    from zipfile import ZipFile  # noqa: PLC0415 - used here alone

    with ZipFile(folder / "report" / "bundle.zip") as bundle:
        names = bundle.namelist()
        assert not [name for name in names if "citizens" in name or "staff" in name]
        assert any(name.endswith("cases.csv") for name in names)
        everything = b"".join(bundle.read(name) for name in names)
    assert not [secret for secret in (*secrets, *codes) if secret in everything]


def test_what_stands_in_the_assessment_stays_as_it_is(way: tuple[Path, str]) -> None:
    before = (EXAMPLE / "assessment.yaml").read_text(encoding="utf-8").splitlines()
    after = (way[0] / "assessment.yaml").read_text(encoding="utf-8").splitlines()
    rest = iter(after)
    assert len(before) > 40
    assert all(line in rest for line in before)


def test_reading_again_adds_nothing(way: tuple[Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "again"
    shutil.copytree(way[0], folder)
    arguments = ["answers", "read", EXAMPLE / "answers/staff-odk.csv", "--add-to", folder, "--audience"]
    arguments += ["public_servants", "--name", "staff", "--source", "x", "--collected", "y", "--replace"]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    assert "Left as it stands: evidence staff" in result.output
    assert "Added" not in result.output
    assert (folder / "assessment.yaml").read_bytes() == (way[0] / "assessment.yaml").read_bytes()


def test_source_and_date_are_asked_for() -> None:
    arguments = ["answers", "read", "x.csv", "--add-to", "y", "--audience", "citizens"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "--add-to needs --source (who asked whom) and --collected (when)" in result.output


def test_staff_who_expect_too_much_are_set_beside_how_they_follow_advice(way: tuple[Path, str]) -> None:
    (found,) = results(way[0])["voices"]["reliance"]
    assert (found["mindset"], found["conduct"], found["agree"]) == ("over-optimistic", "relies too much", True)
    assert found["over"]["low"] > 50 > found["under"]["high"]
    assert "What they think and what they do point the same way." in " ".join(way[1].split())


def test_a_portfolio_takes_the_weights_of_people(
    way: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How often people are drawn moves the ends of what they put first, and none of the scores here.
    monkeypatch.setattr(priorities, "REPLICATES", 200)
    food = ROOT / "examples" / "food-inspections"
    few = way[0].parent / "few"
    arguments = ["portfolio", few, food, "--weights-of", few, "--out", tmp_path / "out", "--draws", "1000"]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    text = " ".join(result.output.split())
    assert "All systems are scored under the weights of citizens (232 answers), with the error of their sample." in text
    assert "MADE-UP DATA in 1 of 2 systems (A permit assistant in a made-up town)" in text
    data = json.loads((tmp_path / "out/portfolio.json").read_text(encoding="utf-8"))
    assert data["settings"]["weighed_by"] == "citizens (232 answers)"
    own = {system["id"]: system["scores"]["public_value"]["value"] for system in data["systems"]}
    # What is ours is stored as a text, what the answers name as it is written.
    said = [(one["who"], one["scores"]["public_value"]["value"]) for one in results(way[0])["voices"]["under"]]
    under = {who if isinstance(who, str) else who["id"]: value for who, value in said}
    assert own["made-up-permits"] == pytest.approx(under["citizens"], abs=1e-9)
    assert own["made-up-permits"] != pytest.approx(under["the framework"], abs=0.1)


def test_a_portfolio_asks_for_people_who_weighed() -> None:
    food = str(ROOT / "examples" / "food-inspections")
    result = CliRunner().invoke(main, ["portfolio", food, food, "--weights-of", food])
    assert result.exit_code == 2
    assert "nobody's weights can be had from 'chicago-food-inspections'" in result.output
