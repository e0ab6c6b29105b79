"""Answers of people that cannot be right, from the command line: where, what, what was expected, what to do."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import made_up_answers as made_up
from publicvalue.actions.bringing.answers import load_form
from publicvalue.cli.main import main

TRUST = "democratic.risk.trust.trust_in_agency"
HEAD = """\
assessment: {id: a, title: A, framework: public-value/1.0, period: {from: 2026-01-01, to: 2026-12-31}}
system: {name: s, description: d, organisation: o, country: BRB, phase: production}
settings: {seed: 1, draws: 1000}
"""
SCALE = (
    "answers:\n  - indicator: " + TRUST + "\n    evidence: t\n    columns: {items: [trust_capable, trust_cares%s]%s}\n"
)


def table(changes: dict[int, str], head: str = "trust_capable,trust_cares", plain: str = "") -> str:
    """Return 60 people; row -> the line that stands there instead."""
    values = np.random.default_rng(1).integers(1, 6, 60)
    lines = [head, *(f"{value},{min(value + 1, 5)}{plain}" for value in values)]
    return "\n".join(changes.get(row, line) for row, line in enumerate(lines, 1)) + "\n"


def run(folder: Path, command: str, text: str, rest: str, kind: str = "survey") -> tuple[int, str]:
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "evidence/t.csv").write_text(text, encoding="utf-8")
    evidence = f"evidence:\n  - {{id: t, kind: {kind}, title: T, file: evidence/t.csv, source: made by a test}}\n"
    (folder / "assessment.yaml").write_text(HEAD + evidence + rest, encoding="utf-8")
    result = CliRunner().invoke(main, [command, str(folder)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.mark.parametrize("command", ["check", "assess"])
@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        (
            table({6: "7,3"}),
            "",
            "evidence/t.csv, row 6, trust_capable: 1 number is outside the scale: row 6 '7'\n    expected: 1 to 5\n"
            "    do: correct them, or blank codes such as -99 or 9 for 'no answer'\n",
        ),
        (
            table({6: "-99,3", 8: "3,-99", 9: "-99,2"}),
            "",
            "evidence/t.csv, row 6, trust_capable: 2 numbers are outside the scale: row 6 '-99', row 9 '-99'\n",
        ),
        (
            table({5: "3,3,0", 9: "3,3,-2", 11: ",,0"}, "trust_capable,trust_cares,w", ",1"),
            ", weight: w",
            "evidence/t.csv, row 5, w: 2 numbers are not more than 0: row 5 '0', row 9 '-2'\n"
            "    expected: more than 0\n    do: correct them, or delete the rows\n",
        ),
    ],
)
def test_numbers_that_cannot_be_are_refused_with_row_and_column(
    tmp_path: Path, command: str, text: str, columns: str, message: str
) -> None:
    code, output = run(tmp_path, command, text, SCALE % ("", columns))
    assert code == 2
    assert message in output
    assert not (tmp_path / "report").exists()


def test_weights_of_the_path_are_refused_with_their_row(tmp_path: Path) -> None:
    head = "trust_capable,trust_cares,accept_decisions,right_to_decide,weight"
    text = table({5: "3,3,3,3,0"}, head, ",3,4,1")
    code, output = run(tmp_path, "assess", text, "answers: []\npeople:\n  path: {evidence: t}\n")
    assert code == 2
    assert "evidence/t.csv, row 5, weight: 1 number is not more than 0: row 5 '0'" in output


@pytest.mark.parametrize(
    ("text", "answer", "reason"),
    [
        (
            table({9: "3,3,b"}, "trust_capable,trust_cares,s", ",a"),
            SCALE % ("", ", stratum: s"),
            "1 stratum (column s) has a single respondent, so the error cannot be known: merge similar strata.",
        ),
        (
            table({}),
            (SCALE % ("", "")).replace(", trust_cares", ""),
            "The construct has one item only (trust_capable): name at least two, or use survey_mean.",
        ),
    ],
)
def test_what_allows_no_number_is_told_by_check_and_assess(tmp_path: Path, text: str, answer: str, reason: str) -> None:
    code, output = run(tmp_path, "check", text, answer)
    assert code == 0
    assert f"Note: {TRUST} will have no number: {reason}" in output
    code, output = run(tmp_path, "assess", text, answer)
    assert code == 0
    assert "EVIDENCE WITHOUT A NUMBER" in output
    assert f"Citizens' trust in the agency (T): {reason}" in " ".join(output.split())


def test_a_reversed_item_that_is_not_marked_is_named(tmp_path: Path) -> None:
    lines = table({}).splitlines()
    turned = [lines[0] + ",trust_honest", *(f"{line},{6 - int(line[0])}" for line in lines[1:])]
    code, _ = run(tmp_path, "assess", "\n".join(turned) + "\n", SCALE % (", trust_honest", ""))
    assert code == 0
    page = (tmp_path / "report/report.html").read_text(encoding="utf-8")
    assert "trust_honest: answers run against the other items; name reversed ones in option `reversed`." in page


def test_a_path_of_constructs_with_one_item_names_them(tmp_path: Path) -> None:
    text = table({}, "trust_capable,trust_cares,accept_decisions", ",4")
    code, output = run(tmp_path, "assess", text, "answers: []\npeople:\n  path: {evidence: t}\n")
    assert code == 0
    assert "legitimacy has one (accept_decisions)" in " ".join(output.split())


def test_raters_who_all_say_the_same_leave_agreement_open(tmp_path: Path) -> None:
    rows = [f"{item},{rater},3" for item in ("specific", "contestable") for rater in "abc"]
    answer = "answers:\n  - indicator: democratic.risk.transparency.explanation_quality\n    evidence: t\n"
    answer += "    columns: {item: item, rater: rater, rating: rating}\n"
    code, _ = run(tmp_path, "assess", "item,rater,rating\n" + "\n".join(rows) + "\n", answer, "ratings")
    assert code == 0
    page = (tmp_path / "report/report.html").read_text(encoding="utf-8")
    assert "alpha is not defined, because all ratings are equal" in page


def test_a_form_of_another_version_is_refused_by_row(tmp_path: Path) -> None:
    form = load_form("public-value/1.0", "citizens")
    people = made_up.make_up_people(form, 3, np.random.default_rng(1))
    rows = list(csv.reader(io.StringIO(made_up.odk_csv(form, people).decode("utf-8-sig"))))
    rows[2][-1] = "0.9.12345678"
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    (tmp_path / "a.csv").write_text(stream.getvalue(), encoding="utf-8")
    arguments = ["answers", "read", tmp_path / "a.csv", "--into", tmp_path / "out", "--audience", "citizens"]
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0
    refused = f"refused  it was filled in on version 0.9.12345678 of the form, this is {form.version} (row 3)"
    assert refused in result.output
    assert "2 rows taken; 1 rows refused" in result.output
