"""An attack on what is published: nothing that is written tells what fewer than five people said.

Small surveys are made up in a folder, assessed, and every file of the report is searched, the bundle's members too.
"""

from __future__ import annotations

import base64
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
from publicvalue.actions.publishing.report_files import write_report
from publicvalue.files.frameworks import load_framework
from publicvalue.files.stores.folder import FolderStore
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.reports.system.terminal import render_summary
from publicvalue.results.codec import read_result
from publicvalue.results.model import AssessmentResult
from small_surveys import EASE, TRUST, folder_of

FITS = "citizen.benefit.personalization.fits_my_situation"
CONTACT = "democratic.benefit.citizen_interaction.contact_satisfaction"
QUALITY = "democratic.risk.transparency.explanation_quality"


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


def two_numbers(path: Path, second: dict, values: Sequence[object] | None = None, **more: Sequence[object]) -> tuple:
    """Ask the same people twice, the second time as stated; return both results and the texts."""
    marks = values or [1 + place % 5 for place in range(40)]
    people = {"person": [f"p{place}" for place in range(len(marks))], "ease": marks, **more}
    event = {"column": "ease", "at_least": 4}
    answers = [
        {"indicator": EASE, "evidence": "people", "columns": {"event": event}},
        {"indicator": FITS, "evidence": "people", "columns": {"event": event}, **second},
    ]
    outcome, texts = publish(folder_of(path / "two", answers, {"people": people}))
    return outcome.answered[EASE].result, outcome.answered[FITS].result, texts


OFFICES = ["a"] * 20 + ["b"] * 19 + ["c"]


@pytest.mark.parametrize(
    "event",
    [
        {"column": "ease", "equals": [4, 5]},
        {"column": "ease", "at_least": 3.5},
        {"column": "ease", "at_least": 4, "at_most": 5},
    ],
)
def test_other_words_for_the_same_question_do_not_tell_one_person(tmp_path: Path, event: dict) -> None:
    second = {"columns": {"event": event}, "where": {"office": ["a", "b"]}}
    wide, less, texts = two_numbers(tmp_path, second, office=OFFICES)
    assert isinstance(wide, Number)
    assert isinstance(less, NotApplicable)
    assert less.reason == (
        "1 person could be told from it together with other numbers of the same answers, such as 'Ease of use as users "
        "report it': ask it of the same people, or leave out at least 5."
    )
    assert holding(texts, 100 * 16 / 39) == {}
    assert "n" not in json.loads(texts["results.json"])["answered"][FITS]["result"]


def test_a_mean_beside_a_share_of_the_same_answers_does_not_tell_one_person(tmp_path: Path) -> None:
    people = {"ease": [1 + place % 5 for place in range(40)], "office": OFFICES, "person": list(range(40))}
    answers = [
        {"indicator": EASE, "evidence": "people", "columns": {"event": {"column": "ease", "at_least": 4}}},
        {"indicator": TRUST, "evidence": "people", "columns": {"value": "ease"}, "where": {"office": ["a", "b"]}},
    ]
    outcome, _ = publish(folder_of(tmp_path / "mean", answers, {"people": people}))
    assert isinstance(outcome.answered[EASE].result, Number)
    assert isinstance(outcome.answered[TRUST].result, NotApplicable)


@pytest.mark.parametrize("rows", [40, 37])
def test_a_file_under_two_ids_holds_the_same_people(tmp_path: Path, rows: int) -> None:
    table = {"ease": [1 + place % 5 for place in range(40)], "office": ["a"] * 37 + ["b"] * 3}
    tables = {"people": table, "again": {name: cells[:rows] for name, cells in table.items()}}
    answers = [
        {"indicator": EASE, "evidence": "people", "columns": {"event": {"column": "ease", "at_least": 4}}},
        {
            "indicator": FITS,
            "evidence": "again",
            "columns": {"event": {"column": "ease", "at_least": 4}},
            "where": {"office": ["a"]},
        },
    ]
    outcome, _ = publish(folder_of(tmp_path / "ids", answers, tables))
    less = outcome.answered[FITS].result
    assert isinstance(less, NotApplicable)
    assert less.reason.startswith("3 people could be told from it together")


def test_overlapping_filters_do_not_tell_one_person(tmp_path: Path) -> None:
    # Together the two hold all but one; neither filter names values that the other leaves out.
    people = {
        "person": [f"p{place}" for place in range(41)],
        "ease": [1 + place % 5 for place in range(41)],
        "sex": ["w"] * 20 + ["m"] * 20 + ["w"],
        "office": ["a"] * 20 + ["b"] * 20 + ["c"],
    }
    event = {"event": {"column": "ease", "at_least": 4}}
    answers = [
        {"indicator": EASE, "evidence": "people", "columns": event},
        {"indicator": FITS, "evidence": "people", "columns": event, "where": {"office": ["a"]}},
        {"indicator": TRUST, "evidence": "people", "columns": {"value": "ease"}, "where": {"sex": ["m"]}},
    ]
    outcome, _ = publish(folder_of(tmp_path / "cross", answers, {"people": people}))
    given = [isinstance(outcome.answered[id].result, Number) for id in (EASE, FITS, TRUST)]
    assert given[0]
    assert given.count(True) == 2


def test_a_table_by_group_does_not_tell_one_person_beside_a_number(tmp_path: Path) -> None:
    sex = ["w"] * 20 + ["m"] * 20
    second = {"where": {"office": ["a"]}, "by": {"group": {"column": "sex"}}}
    # The first answer is of all; the second of 35, of whom 18 are women; a third of all women would tell two.
    office = ["a"] * 18 + ["b"] * 2 + ["a"] * 17 + ["b"] * 3
    people = {
        "person": [f"p{place}" for place in range(40)],
        "ease": [1 + place % 5 for place in range(40)],
        "sex": sex,
        "office": office,
    }
    event = {"event": {"column": "ease", "at_least": 4}}
    answers = [
        {"indicator": EASE, "evidence": "people", "columns": event, "where": {"sex": ["w"]}},
        {"indicator": FITS, "evidence": "people", "columns": event, **second},
    ]
    outcome, texts = publish(folder_of(tmp_path / "cells", answers, {"people": people}))
    assert isinstance(outcome.answered[EASE].result, Number)
    number = outcome.answered[FITS].result
    assert isinstance(number, Number)
    told = "2 people could be told from these groups together with 'Ease of use as users report it'"
    assert [list(row) for row in number.details[-1].rows] == [[told, None, None, None, "not shown"]]
    women = sum(1 + place % 5 >= 4 for place in range(18))
    assert holding(texts, 100 * women / 18) == {}


def test_independent_surveys_of_the_same_form_do_not_withhold_each_other(tmp_path: Path) -> None:
    tables = {
        "first": {"ease": [1 + place % 5 for place in range(40)]},
        "second": {"ease": [1 + place % 3 for place in range(38)]},
    }
    event = {"event": {"column": "ease", "at_least": 3}}
    answers = [
        {"indicator": EASE, "evidence": "first", "columns": event},
        {"indicator": FITS, "evidence": "second", "columns": event},
    ]
    outcome, _ = publish(folder_of(tmp_path / "apart", answers, tables))
    assert all(isinstance(outcome.answered[id].result, Number) for id in (EASE, FITS))


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


@pytest.mark.parametrize(
    ("where", "given"), [(["Ann", "Cy"], False), (["Ann"], False), (["Ann", "Cy", "Eve"], True), (["Ann", "Bo"], True)]
)
def test_two_numbers_of_ratings_do_not_tell_what_one_rater_said(tmp_path: Path, where: list[str], given: bool) -> None:
    items = ["true_to_model", "specific", "understandable", "contestable"]
    points = {"Ann": [1, 2, 2, 4], "Cy": [3, 4, 3, 5], "Eve": [5, 5, 4, 5], "Bo": [2, 2, 3, 4]}
    wide = ["Ann", "Cy", "Eve", "Bo"] if "Bo" in where else ["Ann", "Cy", "Eve"]
    rows = [(rater, item, one) for rater in wide for item, one in zip(items, points[rater], strict=True)]
    rater, item, rating = (list(column) for column in zip(*rows, strict=True))
    every = {"indicator": QUALITY, "evidence": "experts"}
    answers = [every, {**every, "where": {"rater": where}}]
    folder = folder_of(
        tmp_path / "raters", answers, {"experts": {"item": item, "rater": rater, "rating": rating}}, experts="ratings"
    )
    answered = run_assessment(load_assessment(FolderStore(folder)), depth="core").answered[QUALITY]
    found = [answered.result, *(way.result for way in answered.ways)]
    assert [isinstance(one, Number) for one in found].count(True) == 1 + given
    if where == ["Ann", "Cy"]:
        (none,) = [one for one in found if isinstance(one, NotApplicable)]
        assert none.reason.startswith("What a single rater said could be told from it together with another number")


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
