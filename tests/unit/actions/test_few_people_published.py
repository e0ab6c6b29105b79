"""An attack on what is published: nothing that is written tells what fewer than five people said.

Small surveys are made up in a folder, assessed, and every file of the report is searched, the bundle's members too.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.actions.report_files import write_report
from publicvalue.files.frameworks import load_framework
from publicvalue.files.stores.folder import FolderStore
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.reports.system.terminal import render_summary
from publicvalue.results.codec import read_result
from publicvalue.results.model import AssessmentResult

TRUST = "democratic.risk.trust.trust_in_agency"
EASE = "citizen.benefit.accessibility.ease_of_use"
FITS = "citizen.benefit.personalization.fits_my_situation"
CONTACT = "democratic.benefit.citizen_interaction.contact_satisfaction"
QUALITY = "democratic.risk.transparency.explanation_quality"

Columns = Mapping[str, Sequence[object]]


def folder_of(path: Path, answers: list[dict], tables: Mapping[str, Columns], **kinds: str) -> Path:
    """Write an assessment with made-up tables; a table is a survey unless its kind is given."""
    (path / "evidence").mkdir(parents=True)
    for name, columns in tables.items():
        with (path / "evidence" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
    evidence = [
        {
            "id": name,
            "kind": kinds.get(name, "survey"),
            "title": f"Made-up table {name}",
            "file": f"evidence/{name}.csv",
            "source": "made up by a test",
            "made_up": True,
        }
        for name in tables
    ]
    data = {
        "assessment": {
            "id": "few",
            "title": "Few people",
            "framework": "public-value/1.0",
            "period": {"from": "2026-01-01", "to": "2026-06-30"},
        },
        "system": {
            "name": "Made up",
            "description": "Made up",
            "organisation": "Nobody",
            "country": "XXX",
            "phase": "production",
        },
        "settings": {"seed": 1, "draws": 1000},
        "evidence": evidence,
        "answers": answers,
    }
    (path / "assessment.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


def publish(folder: Path) -> tuple[AssessmentResult, dict[str, str]]:
    """Assess a folder and return every text that is published, the bundle's members among them, by its name."""
    loaded = load_assessment(FolderStore(folder))
    outcome = run_assessment(loaded)
    write_report(loaded, outcome, FolderStore(folder).results())
    report = folder / "report"
    texts = {"the terminal": render_summary(outcome)}
    for file in sorted(path for path in report.rglob("*") if path.is_file()):
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                # What the user wrote is no result.
                names = [name for name in archive.namelist() if name != "assessment.yaml" and "framework" not in name]
                texts |= {f"bundle: {name}": archive.read(name).decode() for name in names}
        else:
            texts[file.name] = file.read_text(encoding="utf-8-sig")
    for place, inside in enumerate(re.findall(r";base64,([A-Za-z0-9+/=]+)", texts["report.html"])):
        # Tables that the page offers for download, and pictures, which are no text.
        with suppress(UnicodeDecodeError):
            texts[f"report.html: {place}"] = base64.b64decode(inside).decode()
    assert {"report.html", "results.json", "bundle: results.json", "indicators.csv"} <= set(texts)
    return outcome, texts


def holding(texts: Mapping[str, str], *numbers: float, digits: int = 6) -> dict[str, list[float]]:
    """Return which texts hold one of the numbers, to some digits, with what each holds."""
    found = {}
    for name, text in texts.items():
        held = {float(match) for match in re.findall(r"(?<![\w.#-])-?\d+\.\d+(?![\w.])", text)}
        hits = [number for number in numbers if any(round(one - number, digits) == 0 for one in held)]
        if hits:
            found[name] = hits
    return found


def table_rows(texts: Mapping[str, str], indicator: str, title: str) -> list[list]:
    found = read_result(json.loads(texts["results.json"])).answered[indicator].result
    assert isinstance(found, Number)
    (detail,) = [one for one in found.details if one.title.startswith(title)]
    return [list(row) for row in detail.rows]


# Answers whose mean no other number of a report is likely to equal.
ODD = [1.37, 2.91, 4.73, 3.19, 2.53, 4.11, 3.83, 1.79]


@pytest.mark.parametrize("n", [2, 3, 4])
def test_a_survey_of_a_few_has_no_number_anywhere(tmp_path: Path, n: int) -> None:
    event = ["yes", "no", "yes", "yes"][:n]
    tables = {"people": {"trust": ODD[:n], "ease": event}}
    answers = [
        {"indicator": TRUST, "evidence": "people", "columns": {"value": "trust"}},
        {"indicator": EASE, "evidence": "people", "columns": {"event": "ease"}, "options": {"census": True}},
    ]
    outcome, texts = publish(folder_of(tmp_path / "few", answers, tables))
    for id in (TRUST, EASE):
        result = outcome.answered[id].result
        assert isinstance(result, NotApplicable)
        assert result.reason.startswith(f"{n} people answered, and no number is shown from fewer than 5")
        assert outcome.scores[id].value is None
        assert "no number is shown from fewer than 5" in texts["report.html"]
    mean, share = sum(ODD[:n]) / n, 100 * event.count("yes") / n
    assert holding(texts, mean, *ODD[:n], digits=3) == {}
    # A score is 25 points for each step of the scale.
    assert holding(texts, 25 * (mean - 1), digits=3) == {}
    # Halves and quarters stand in a report for much else.
    assert n != 3 or holding(texts, share, digits=2) == {}
    assert "bundle: evidence/people.csv" not in texts


@pytest.mark.parametrize("n", [5, 6])
def test_a_survey_of_five_has_a_number(tmp_path: Path, n: int) -> None:
    answers = [{"indicator": TRUST, "evidence": "people", "columns": {"value": "trust"}}]
    outcome, texts = publish(folder_of(tmp_path / "five", answers, {"people": {"trust": ODD[:n]}}))
    assert isinstance(outcome.answered[TRUST].result, Number)
    found = holding(texts, sum(ODD[:n]) / n)
    assert "results.json" in found
    assert any(name.startswith("report.html: ") for name in found)
    # What each single person said is in no file.
    assert holding(texts, *ODD[:n]) == {}


def test_a_count_is_no_way_round(tmp_path: Path) -> None:
    tables = {"people": {"trust": ODD[:2], "people": [2, 2], "weight": [500, 700]}}
    columns = {"value": "trust", "count": "people", "weight": "weight"}
    answers = [{"indicator": TRUST, "evidence": "people", "columns": columns}]
    outcome, _ = publish(folder_of(tmp_path / "count", answers, tables))
    assert isinstance(outcome.answered[TRUST].result, NotApplicable)


def test_groups_of_four_and_two_are_not_told(tmp_path: Path) -> None:
    tables = {"people": {"trust": ODD[:6], "sex": ["w"] * 4 + ["m"] * 2}}
    answers = [
        {"indicator": TRUST, "evidence": "people", "columns": {"value": "trust"}, "by": {"group": {"column": "sex"}}}
    ]
    outcome, texts = publish(folder_of(tmp_path / "groups", answers, tables))
    assert isinstance(outcome.answered[TRUST].result, Number)
    assert holding(texts, sum(ODD[:4]) / 4, sum(ODD[4:6]) / 2) == {}
    assert [row[-1] for row in table_rows(texts, TRUST, "Mean of a construct, by group")] == ["not shown"]


def test_a_group_of_whom_one_answered_is_not_told(tmp_path: Path) -> None:
    trust: list[object] = [4.73, "", "", "", "", "", *[1 + place % 5 for place in range(14)]]
    tables = {"people": {"trust": trust, "sex": ["w"] * 6 + ["m"] * 7 + ["o"] * 7}}
    answers = [
        {"indicator": TRUST, "evidence": "people", "columns": {"value": "trust"}, "by": {"group": {"column": "sex"}}}
    ]
    outcome, texts = publish(folder_of(tmp_path / "gaps", answers, tables))
    result = outcome.answered[TRUST].result
    assert isinstance(result, Number)
    rows = {row[0]: row for row in table_rows(texts, TRUST, "Mean of a construct, by group")}
    shown = {name: row for name, row in rows.items() if row[1] is not None}
    assert len(shown) == 1
    # What all say less what the shown groups say is six answers or more.
    assert result.n - sum(row[-1] for row in shown.values()) == 8
    assert holding(texts, 4.73) == {}


def test_a_table_with_one_person_less_is_not_given(tmp_path: Path) -> None:
    values = [1, 0] * 20 + [1]
    tables = {"people": {"ease": ["yes" if one else "no" for one in values], "office": ["a"] * 40 + ["b"]}}
    every = {"evidence": "people", "columns": {"event": "ease"}}
    answers = [{"indicator": EASE, **every}, {"indicator": FITS, **every, "where": {"office": ["a"]}}]
    outcome, texts = publish(folder_of(tmp_path / "less", answers, tables))
    assert isinstance(outcome.answered[EASE].result, Number)
    less = outcome.answered[FITS].result
    assert isinstance(less, NotApplicable)
    assert less.reason == (
        "The same is asked of 1 person more in 'Ease of use as users report it', who could be told from the two "
        "numbers: ask it of the same people, or leave out at least 5."
    )
    assert outcome.scores[FITS].value is None
    assert "n" not in json.loads(texts["results.json"])["answered"][FITS]["result"]


@pytest.mark.parametrize("more", [0, 5, 30])
def test_a_table_with_many_less_is_given(tmp_path: Path, more: int) -> None:
    tables = {"people": {"ease": ["yes", "no"] * 20 + ["yes"] * more, "office": ["a"] * 40 + ["b"] * more}}
    every = {"evidence": "people", "columns": {"event": "ease"}}
    answers = [{"indicator": EASE, **every}, {"indicator": FITS, **every, "where": {"office": ["a"]}}]
    outcome, _ = publish(folder_of(tmp_path / "many", answers, tables))
    assert isinstance(outcome.answered[FITS].result, Number)


def test_women_and_men_are_no_table_of_each_other(tmp_path: Path) -> None:
    tables = {"people": {"ease": ["yes", "no"] * 20 + ["yes"], "sex": ["w"] * 20 + ["m"] * 21}}
    every = {"evidence": "people", "columns": {"event": "ease"}}
    answers = [
        {"indicator": EASE, **every, "where": {"sex": ["w"]}},
        {"indicator": FITS, **every, "where": {"sex": ["m"]}},
    ]
    outcome, _ = publish(folder_of(tmp_path / "sexes", answers, tables))
    assert all(isinstance(outcome.answered[id].result, Number) for id in (EASE, FITS))


def test_two_questions_with_different_gaps_tell_nobody(tmp_path: Path) -> None:
    first = [1 + (3 * place) % 5 for place in range(30)]
    second: list[object] = [1 + (2 * place) % 5 for place in range(29)]
    tables = {"people": {"a": first, "b": [*second, ""]}}
    answers = [{"indicator": TRUST, "evidence": "people", "columns": {"items": ["a", "b"]}}]
    _, texts = publish(folder_of(tmp_path / "items", answers, tables))
    rows = {row[0]: row[1:] for row in table_rows(texts, TRUST, "Items")}
    assert rows["a"][0] == 30
    assert rows["b"] == ["not shown", None, None, None, None, None]
    mean = sum(int(str(one)) for one in second) / 29
    assert holding(texts, mean) == {}


def test_few_raters_are_not_told_apart(tmp_path: Path) -> None:
    items = ["true_to_model", "specific", "understandable", "contestable"]
    given = {"Ann Brown": [1, 2, 2, 4], "Cy Drew": [3, 4, 3, 5], "Eve Fox": [5, 5, 4, 5]}
    rows = [(rater, item, points) for rater, own in given.items() for item, points in zip(items, own, strict=True)]
    rater, item, rating = (list(column) for column in zip(*rows, strict=True))
    tables = {"experts": {"item": item, "rater": rater, "rating": rating}}
    answers = [{"indicator": QUALITY, "evidence": "experts"}]
    outcome, texts = publish(folder_of(tmp_path / "raters", answers, tables, experts="ratings"))
    assert isinstance(outcome.answered[QUALITY].result, Number)
    assert holding(texts, *(sum(points) / 4 for points in given.values())) == {}
    assert not [name for name, text in texts.items() for one in given if one in text or one.split()[0] in text.split()]
    assert [row[4:] for row in table_rows(texts, QUALITY, "Ratings by item")] == [["not shown", "not shown"]] * 4


def test_a_disparity_beside_a_tiny_group_tells_nothing_of_it(tmp_path: Path) -> None:
    group = ["north"] * 200 + ["south"] * 100 + ["reef"] * 3
    refused = ["yes"] * 20 + ["no"] * 180 + ["yes"] * 33 + ["no"] * 67 + ["yes", "yes", "no"]
    tables = {"cases": {"refused": refused, "place": group}}
    framework = load_framework("public-value/1.0").framework
    indicator = next(one.id for one in framework.indicators if one.measure == "outcome_disparity")
    answers = [{"indicator": indicator, "evidence": "cases", "columns": {"event": "refused", "group": "place"}}]
    outcome, texts = publish(folder_of(tmp_path / "gap", answers, tables, cases="records"))
    assert isinstance(outcome.answered[indicator].result, Number)
    assert holding(texts, 100 * 2 / 3, digits=2) == {}
    # With the rate of one of the two, the three of the reef could be had from all 303 cases.
    assert "33.00 % against" not in texts["report.html"]
    (rows,) = [table_rows(texts, indicator, "Rate of the event")]
    assert all(set(row[1:]) == {None} for row in rows)


def test_single_answers_are_published_only_where_it_is_said(tmp_path: Path) -> None:
    answers = [{"indicator": TRUST, "evidence": "people", "columns": {"value": "trust"}}]
    folder = folder_of(tmp_path / "open", answers, {"people": {"trust": ODD}})
    file = folder / "assessment.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    for stated, published in ((None, False), (False, False), (True, True)):
        if stated is not None:
            data["evidence"][0]["may_publish"] = stated
        file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        assert ("bundle: evidence/people.csv" in publish(folder)[1]) == published


def test_the_search_finds_what_is_there() -> None:
    texts = {"a": "mean 3.456789 of 5", "b": "id 3.4567891x", "c": io.StringIO("-1.25,2").read()}
    assert holding(texts, 3.456789, -1.25) == {"a": [3.456789], "c": [-1.25]}
