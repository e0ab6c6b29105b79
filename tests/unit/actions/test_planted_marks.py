"""Marks planted in every place of an input are looked for in all that is published: none of a person's gets out."""

from __future__ import annotations

import base64
import re
import zipfile
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from publicvalue.cli.main import main
from publicvalue.files.frameworks import load_framework
from small_surveys import EASE, TRUST, folder_of

QUALITY = "democratic.risk.transparency.explanation_quality"
ITEMS = ("true_to_model", "specific", "understandable", "contestable")
PEOPLE = 24


def mark(place: str, number: int = 0) -> str:
    return f"Zq{number}{place}"


def planted() -> tuple[dict[str, dict[str, list]], dict[str, list[str]]]:
    """Return tables of a survey, of records and of ratings, and the marks in them by their place."""
    marks = {place: [mark(place, number) for number in range(PEOPLE)] for place in ("name", "free", "code")}
    marks |= {"mail": [f"{mark('mail', number)}@example.org" for number in range(PEOPLE)]}
    marks |= {place: [mark(place)] for place in ("group", "stratum", "area", "column")}
    marks |= {"rater": [mark("rater", number) for number in range(3)]}
    survey = {
        "trust": [1 + place % 5 for place in range(PEOPLE)],
        "name": marks["name"],
        "mail": marks["mail"],
        "free": marks["free"],
        marks["column"][0]: ["x"] * PEOPLE,
        "group": ["many"] * 20 + marks["group"] * 4,
        "stratum": ["most"] * 20 + marks["stratum"] * 4,
    }
    records = {
        "refused": (["yes", "no"] * 22 + ["yes"] * 20)[:64] + ["no"] * 3,
        "code": [mark("code", number) for number in range(67)],
        "place": ["north"] * 32 + ["south"] * 32 + marks["area"] * 3,
    }
    marks["code"] = records["code"]
    rated = [(rater, item, 2 + (place + len(item)) % 3) for place, rater in enumerate(marks["rater"]) for item in ITEMS]
    rater, item, rating = (list(column) for column in zip(*rated, strict=True))
    return {"people": survey, "cases": records, "experts": {"rater": rater, "item": item, "rating": rating}}, marks


def all_of(report: Path) -> dict[str, str]:
    """Return everything below a folder, members of zips and what pages carry with them too, and all names."""
    found: dict[str, str] = {}
    for file in (path for path in report.rglob("*") if path.is_file()):
        found[f"name of {file.name}"] = file.name
        if file.suffix != ".zip":
            found[file.name] = file.read_text(encoding="utf-8-sig")
            continue
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                found[f"{file.name}: {name}"] = name + archive.read(name).decode()
    inside = re.findall(r";base64,([A-Za-z0-9+/=]+)", found["report.html"])
    return found | {f"in the page {n}": base64.b64decode(one).decode(errors="replace") for n, one in enumerate(inside)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    disparity = next(
        one.id for one in load_framework("public-value/1.0").framework.indicators if one.measure == "outcome_disparity"
    )
    tables, _ = planted()
    # Everybody was asked: with an interval, a number with so small a stratum would not be given at all.
    people = {"evidence": "people", "columns": {"value": "trust", "stratum": "stratum"}}
    answers = [
        {"indicator": TRUST, **people, "options": {"census": True}, "by": {"group": {"column": "group"}}},
        {"indicator": EASE, "evidence": "people", "columns": {"event": {"column": "trust", "at_least": 4}}},
        {"indicator": disparity, "evidence": "cases", "columns": {"event": "refused", "group": "place"}},
        {"indicator": QUALITY, "evidence": "experts"},
    ]
    return folder_of(tmp_path_factory.mktemp("planted") / "a", answers, tables, cases="records", experts="ratings")


def leaks(texts: dict[str, str], marks: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {
        (name, place) for name, text in texts.items() for place, own in marks.items() if any(m in text for m in own)
    }


def test_no_mark_of_a_person_is_in_anything_that_is_published_or_said(folder: Path) -> None:
    _, marks = planted()
    said = {}
    commands = (
        ["check", str(folder)],
        ["assess", str(folder)],
        ["explain", str(folder), TRUST],
        ["explain", str(folder), QUALITY],
        ["verify", str(folder / "report" / "bundle.zip")],
        ["published", str(folder)],
    )
    for command in commands:
        found = CliRunner().invoke(main, command)
        assert found.exit_code == 0, found.output
        said[command[0]] = found.output
    texts = all_of(folder / "report")
    assert len(texts) > 20
    assert leaks({**texts, **said}, marks) == set()


def test_rows_leave_only_where_somebody_says_so(folder: Path, tmp_path: Path) -> None:
    _, marks = planted()
    file = folder / "assessment.yaml"
    before = file.read_text()
    settings = yaml.safe_load(before)
    settings["evidence"][0] |= {"may_publish": True, "made_up": False}
    file.write_text(yaml.safe_dump(settings, sort_keys=False))
    found = CliRunner().invoke(main, ["assess", str(folder), "--out", str(tmp_path / "report")])
    file.write_text(before)
    assert found.exit_code == 0
    # It is said which of its columns may name people; and the search finds what is there.
    assert "mail" in found.output
    places = {place for name, place in leaks(all_of(tmp_path / "report"), marks) if name.startswith("bundle.zip")}
    assert {"name", "mail", "free", "column"} <= places
    assert not {"code", "rater", "area"} & places


def test_a_defect_is_reported_without_the_cells_that_it_met(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, marks = planted()

    def fail(*_: object, **__: object) -> None:
        held = marks["name"][0]
        raise RuntimeError(f"cannot read {held!r} in {marks['mail'][1]}")

    monkeypatch.setattr("publicvalue.measuring.withhold_revealing", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = CliRunner().invoke(main, ["assess", str(folder)])
    assert found.exit_code == 3
    (report,) = tmp_path.glob("publicvalue-defect-*.txt")
    assert "RuntimeError" in report.read_text()
    assert leaks({"report": report.read_text(), "said": found.output}, marks) == set()
