"""A second wave joins the table of the first, and the report shows both."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import made_up_answers as made_up
from publicvalue.actions.bringing.answers import load_form
from publicvalue.cli.main import main
from publicvalue.errors import InputError
from publicvalue.files.answers.waves import append_wave
from publicvalue.instruments.submissions import TextTable

FORM = load_form("public-value/1.0", "citizens")
TRUST = "democratic.risk.trust.trust_in_agency"


def read(folder: Path, wave: str, quality: float, *further: str) -> tuple[int, str]:
    people = made_up.make_up_people(FORM, 40, np.random.default_rng(7), quality=quality)
    for person in people[:5] if quality else []:
        person.pop("trust_honest")
    (folder / f"{wave}.csv").write_bytes(made_up.kobo_csv(FORM, people))
    arguments = ["answers", "read", str(folder / f"{wave}.csv"), "--audience", "citizens", "--into", str(folder / "e")]
    result = CliRunner().invoke(main, [*arguments, "--wave", wave, *further])
    return result.exit_code, result.output


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "e/citizens.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_second_wave_joins_the_first(tmp_path: Path) -> None:
    assert read(tmp_path, "2025", 0.0)[0] == 0
    first = table(tmp_path)
    code, output = read(tmp_path, "2026", 1.0, "--append")
    assert code == 0, output
    both = table(tmp_path)
    assert both[:40] == first
    assert [row["respondent"] for row in both] == [str(n) for n in range(1, 81)]
    assert [row["wave"] for row in both] == ["2025"] * 40 + ["2026"] * 40
    assert sum(row["trust_honest"] == "" for row in both) == 5
    assert {path.name for path in (tmp_path / "e").iterdir()} == {
        "citizens.csv",
        "citizens-rows.csv",
        "citizens-part.yaml",
        "citizens-2026-rows.csv",
        "citizens-2026-part.yaml",
    }


@pytest.mark.parametrize(
    ("wave", "further", "what"),
    [
        ("2025", "--append", "the wave '2025' stands in it already"),
        ("2026", "--name=other", ""),
        ("2026", "--append --name=other", "there is no table of former waves"),
    ],
)
def test_a_wave_that_cannot_join_is_refused_and_nothing_is_written(
    tmp_path: Path, wave: str, further: str, what: str
) -> None:
    read(tmp_path, "2025", 0.0)
    before = {path.name: path.read_bytes() for path in (tmp_path / "e").iterdir()}
    code, output = read(tmp_path, wave, 1.0, *further.split())
    assert code == (2 if what else 0)
    assert what in output
    after = {path.name: path.read_bytes() for path in (tmp_path / "e").iterdir()}
    assert {name: after[name] for name in before} == before
    assert (after == before) == bool(what)


def test_the_report_shows_the_trend_from_wave_to_wave(tmp_path: Path) -> None:
    read(tmp_path, "2025", 0.0)
    read(tmp_path, "2026", 1.0, "--append")
    (tmp_path / "assessment.yaml").write_text(
        f"""\
assessment: {{id: a, title: A, framework: public-value/1.0, period: {{from: 2025-01-01, to: 2026-12-31}}}}
system: {{name: s, description: d, organisation: o, country: BRB, phase: production}}
settings: {{seed: 1, draws: 1000}}
evidence: [{{id: c, kind: survey, title: C, file: e/citizens.csv, source: made up by a test}}]
answers:
  - indicator: {TRUST}
    evidence: c
    columns: {{value: trust_in_agency}}
    by: {{period: wave}}
""",
        encoding="utf-8",
    )
    result = CliRunner().invoke(main, ["assess", str(tmp_path)])
    assert result.exit_code == 0, result.output
    import json  # noqa: PLC0415 - used here alone

    (found,) = json.loads((tmp_path / "report/results.json").read_text(encoding="utf-8"))["answered"].values()
    rows = next(
        one["rows"] for one in found["result"]["details"] if any("2025" in map(str, row) for row in one["rows"])
    )
    means = {str(row[0]): next(cell for cell in row[1:] if isinstance(cell, float)) for row in rows}
    assert set(means) == {"2025", "2026"}
    assert means["2026"] > means["2025"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"respondent,wave,a\n1,2025\n", "row 2 has more or fewer cells than the header"),
        (b"respondent,wave,a,a\n1,2025,1,1\n", "a column stands twice in it"),
        (b"respondent,wave,a\nAna,2025,1\n", "'Ana' is no number of a respondent"),
        (b"respondent,wave,a\n1,2025,\xff\n", "it cannot be read as the table of former waves"),
        (b"respondent,wave,a\n1,2025," + b"x" * 200_000 + b"\n", "it cannot be read as the table of former waves"),
        (b"", "its rows name no wave"),
    ],
)
def test_a_former_table_that_somebody_changed_is_refused_in_words(content: bytes, what: str) -> None:
    with pytest.raises(InputError) as caught:
        append_wave("citizens.csv", content, TextTable(("respondent", "wave", "a"), (("1", "2026", "1"),)), "2026")
    assert caught.value.problems[0].what.startswith(what)
