"""What people say beyond indicators stands in the ledger: nobody is told by a part of `people` beside a number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from openpyxl import Workbook

import made_up_survey
from publicvalue.actions.assessments import load_assessment, run_assessment
from publicvalue.files.stores.folder import FolderStore
from publicvalue.findings.people.voices import Voices
from publicvalue.measures.result import NotApplicable, Number
from publicvalue.measures.survey.people.priorities import Priorities
from small_surveys import EASE, folder_of

FITS = "citizen.benefit.personalization.fits_my_situation"
WIDE, NARROW = {"office": ["a", "b"]}, {"office": ["a"]}
POINTS = {"evidence": "people", "question": "points"}
EXPECTED = {"evidence": "people", "question": "expected_right", "indicator": EASE}


def heard(
    path: Path, others: int, people: dict, own: int = 60, sex: list[str] | None = None, **answer: object
) -> tuple[Voices, object]:
    """Ask people of office a, and some of office b, and hear them."""
    rng = np.random.default_rng(1)
    table = {
        "expected_right": [30 + 7 * place % 60 for place in range(own + others)],
        "office": ["a"] * own + ["b"] * others,
        "person": [f"p{place}" for place in range(own + others)],
        **made_up_survey.allocation(own + others, rng),
        **({"sex": sex} if sex else {}),
    }
    columns = {"event": {"column": "expected_right", "at_least": 50}}
    folder_of(path, [{"indicator": EASE, "evidence": "people", "columns": columns, **answer}], {"people": table})
    file = path / "assessment.yaml"
    settings = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump({**settings, "people": people}))
    outcome = run_assessment(load_assessment(FolderStore(path)), depth="core")
    return outcome.voices, outcome.answered[EASE].result


@pytest.mark.parametrize(("own", "others", "given"), [(60, 3, False), (60, 6, True), (15, 3, False)])
def test_what_people_expect_is_not_told_beside_a_number_of_a_few_more(
    tmp_path: Path, own: int, others: int, given: bool
) -> None:
    people = {"expectations": [{**EXPECTED, "who": "users", "where": NARROW}]}
    voices, number = heard(tmp_path / "a", others, people, own, where=WIDE)
    assert isinstance(number, Number)
    (found,) = voices.mindsets
    assert isinstance(found, NotApplicable) is not given
    if isinstance(found, NotApplicable):
        assert found.reason.startswith("3 people could be told from it together with other numbers of the same answers")


@pytest.mark.parametrize(("others", "given"), [(3, False), (6, True)])
def test_what_a_few_people_more_weigh_is_not_told(tmp_path: Path, others: int, given: bool) -> None:
    asked = [{**POINTS, "who": "all", "where": WIDE}, {**POINTS, "who": "office a", "where": NARROW, "count": True}]
    voices, _ = heard(tmp_path / "a", others, {"weights": asked})
    assert [isinstance(one, Priorities) for one in voices.priorities] == [True, given]
    # Weights that are not given form no scores.
    assert [one.who for one in voices.under] == ["the framework", "all", "office a"][: 2 + given]


@pytest.mark.parametrize("more", [3, 6])
def test_what_groups_weigh_is_not_told_where_they_are_a_few_people_more_and_the_weights_are(
    tmp_path: Path, more: int
) -> None:
    # All women but these few are office a, whose weights are given too.
    sex = ["woman"] * (60 + more) + ["man"] * (60 - more)
    asked = [{**POINTS, "who": "office a", "where": NARROW}, {**POINTS, "who": "all", "groups": ["sex"]}]
    voices, _ = heard(tmp_path / "a", 60, {"weights": asked}, sex=sex)
    office, everybody = voices.priorities
    assert isinstance(office, Priorities)
    assert isinstance(everybody, Priorities)
    assert len(everybody.groups) == (0 if more < 5 else 2)
    told = [one.text for one in everybody.diagnostics if one.name == "What groups weigh"]
    assert told == ["3 people could be told from these groups together with 'what office a weigh'"] * (more < 5)


def test_two_sheets_of_a_workbook_are_two_files_of_the_same_people(tmp_path: Path) -> None:
    table = {"person": [f"p{place}" for place in range(40)], "ease": [1 + place % 5 for place in range(40)]}
    event = {"event": {"column": "ease", "at_least": 3}}
    answers = [
        {"indicator": EASE, "evidence": "all", "columns": event},
        {"indicator": FITS, "evidence": "less", "columns": event},
    ]
    folder_of(tmp_path / "a", answers, {"all": table, "less": table})
    book = Workbook()
    for name, rows in (("all", 40), ("less", 38)):
        sheet = book.create_sheet(name)
        for row in [table, *zip(*(column[:rows] for column in table.values()), strict=True)]:
            sheet.append(list(row))
    book.save(tmp_path / "a" / "evidence" / "book.xlsx")
    file = tmp_path / "a" / "assessment.yaml"
    settings = yaml.safe_load(file.read_text())
    for item in settings["evidence"]:
        item |= {"file": "evidence/book.xlsx", "sheet": item["id"]}
    file.write_text(yaml.safe_dump(settings))
    outcome = run_assessment(load_assessment(FolderStore(tmp_path / "a")), depth="core")
    assert isinstance(outcome.answered[EASE].result, Number)
    narrow = outcome.answered[FITS].result
    assert isinstance(narrow, NotApplicable)
    assert narrow.reason.startswith("2 people could be told from it together with other numbers of the same answers")
