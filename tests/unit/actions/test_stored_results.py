"""A report is made again from results.json alone, byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from commands import run
from examples import copied, outcome
from made_up_people import people_outcome
from outcomes import broken_floor_outcome, empty_outcome, hostile_outcome, partial_outcome
from publicvalue.actions.publishing.report_files import rendered_files, write_report_again
from publicvalue.errors import InputError
from publicvalue.files.results_file import load_results
from publicvalue.files.stores.results_folder import ResultsFolder
from publicvalue.reports.system.terminal import render_summary
from publicvalue.results.codec import settled, write_result
from publicvalue.results.model import AssessmentResult
from publicvalue.words.language import ENGLISH, Language
from publicvalue.words.languages import language_of

EXAMPLES = ("court-risk-scores", "food-inspections", "tax-administrations")
MAKERS: list[Callable[[], AssessmentResult]] = [
    *(lambda name=name: outcome(name) for name in EXAMPLES),  # type: ignore[misc]
    *(
        lambda make=make: settled(make())  # type: ignore[misc]
        for make in (partial_outcome, empty_outcome, hostile_outcome, broken_floor_outcome)
    ),
    people_outcome,
]


@pytest.mark.parametrize(
    ("make", "language"),
    [*((make, ENGLISH) for make in MAKERS), (lambda: settled(partial_outcome()), language_of("es"))],
)
def test_report_tables_and_summary_come_out_the_same(
    tmp_path: Path, make: Callable[[], AssessmentResult], language: Language
) -> None:
    result = make()
    source = tmp_path / "results.json"
    source.write_bytes(write_result(result))
    again = load_results(source)
    assert rendered_files(again, language=language) == rendered_files(result, language=language)
    assert render_summary(again, language=language) == render_summary(result, language=language)


def test_the_command_writes_what_assess_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "permits"
    copied("food-inspections", folder)
    assessed = run("assess", folder)
    written = {path: path.read_bytes() for path in (folder / "report").rglob("*") if path.is_file()}
    shutil.rmtree(folder / "evidence")
    told = run("report", folder / "report" / "results.json", "--out", tmp_path / "again")
    assert told.exit_code == 0, told.output
    summary = assessed.output.split("Report: ")[0]
    assert told.output.startswith(summary)
    made = {path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*") if path.suffix}
    assert made >= {Path("report.html"), Path("results.json"), Path("tables/scores.csv")}
    for path, content in written.items():
        if path.name not in {"bundle.zip", ".publicvalue.json"} and not path.name.startswith("."):
            name = path.relative_to(folder / "report")
            assert (tmp_path / "again" / name).read_bytes() == content, name
    # The folder that the results are in keeps its bundle.
    refused = run("report", folder / "report" / "results.json", "--out", folder / "report")
    assert refused.exit_code == 2
    assert "name one with --out" in refused.output
    assert (folder / "report" / "bundle.zip").is_file()


def test_what_is_no_results_file_is_told(tmp_path: Path) -> None:
    source = tmp_path / "results.json"
    for content, said in (
        (b"{", "it is no JSON"),
        (b'{"format": 1}', "verify"),
        (b'{"format": 2}', "does not hold what its format says"),
        (b'{"format": 3}', "does not hold what its format says"),
        (b'{"format": 4}', "is missing"),
    ):
        source.write_bytes(content)
        with pytest.raises(InputError, match=said):
            load_results(source)
    with pytest.raises(InputError, match="cannot be read"):
        load_results(tmp_path / "none.json")


def test_nothing_but_a_former_report_is_replaced(tmp_path: Path) -> None:
    source, target = tmp_path / "results.json", tmp_path / "mine"
    source.write_bytes(write_result(empty_outcome()))
    target.mkdir()
    (target / "letter.txt").write_text("mine")
    with pytest.raises(InputError):
        write_report_again(load_results(source), ResultsFolder(target))
    assert [path.name for path in target.iterdir()] == ["letter.txt"]


def test_the_schema_is_printed() -> None:
    printed = run("framework", "schema", "results")
    assert printed.exit_code == 0
    assert json.loads(printed.output)["$id"] == "urn:publicvalue:results:4"
