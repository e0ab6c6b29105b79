"""Answers come back from every tool as the same table; faults are named by row and column; nothing personal stays."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

import made_up_answers as made_up
from publicvalue.actions.bringing.answers import AnswerFile, ReadAnswers, TableTarget, load_form, read_answers
from publicvalue.errors import EvidenceError, InputError
from publicvalue.files.answers.sources import read_submissions
from publicvalue.files.stores.folder import FolderStore
from publicvalue.instruments.answers.reading import TidyAnswers, tidy_answers
from publicvalue.instruments.answers.row_report import Note, summarise_notes
from publicvalue.instruments.answers.rows import RowRules
from publicvalue.instruments.forms.model import Form
from publicvalue.instruments.submissions import Submission

Person = made_up.Person
FORMS: dict[str, tuple[str, Callable[[Form, list[Person]], bytes]]] = {
    "kobo json": ("a.json", made_up.kobo_json),
    "kobo csv": ("a.csv", made_up.kobo_csv),
    "odk zip": ("a.zip", made_up.odk_zip),
    "odk zip split": ("a.zip", lambda form, people: made_up.odk_zip(form, people, split=True)),
    "odata": ("a.json", made_up.odata),
    "surveyjs": ("a.json", made_up.surveyjs),
    "plain csv": ("a.csv", made_up.plain_csv),
    "plain csv in Spanish": ("a.csv", lambda form, people: made_up.plain_csv(form, people, language="es")),
    "plain csv in Dutch": ("a.csv", lambda form, people: made_up.plain_csv(form, people, language="nl")),
    "workbook in French": ("a.xlsx", lambda form, people: made_up.filled_workbook(form, people, "fr")),
    "workbook in English": ("a.xlsx", lambda form, people: made_up.filled_workbook(form, people, "en")),
}


@pytest.fixture(scope="module")
def people(form: Form) -> list[Person]:
    return made_up.make_up_people(form, 30, np.random.default_rng(5))


def expected_rows(form: Form, people: list[Person]) -> list[dict[str, str]]:
    """Return the answers by a slow plain way: codes as they were made up, choices of one question split."""
    rows = []
    for person in people:
        row: dict[str, str] = {}
        for question in form.asked:
            if question.use in ("consent", "sample_code") or question.type == "text":
                continue
            if question.type == "choose_several":
                chosen = person.get(question.id, "").split()
                row |= {
                    f"{question.id}_{code}": str(int(code in chosen)) if chosen else ""
                    for code in form.instruments.choice_lists[question.choices].answers
                }
            else:
                row |= {name: person.get(name, "") for name in form.columns(question)}
        rows.append(row)
    return rows


def table_of(tidy: TidyAnswers) -> list[dict[str, str]]:
    return [cells for _, cells in tidy.table.numbered()]


@pytest.mark.parametrize("kind", FORMS)
def test_every_form_of_file_gives_the_same_answers(kind: str, form: Form, people: list[Person], tmp_path: Path) -> None:
    name, write = FORMS[kind]
    (tmp_path / name).write_bytes(write(form, people))
    tidy = tidy_answers(form, read_submissions(tmp_path / name), RowRules())
    expected = expected_rows(form, people)
    found = [{n: cells[n] for n in wanted} for cells, wanted in zip(table_of(tidy), expected, strict=True)]
    assert found == expected
    assert tidy.counts["cells refused"] == 0
    assert tidy.counts["rows refused"] == 0


@pytest.mark.parametrize("kind", FORMS)
def test_nothing_personal_is_written(kind: str, form: Form, people: list[Person], tmp_path: Path) -> None:
    name, write = FORMS[kind]
    (tmp_path / name).write_bytes(write(form, people))
    found = read_answers(AnswerFile(tmp_path / name, form), TableTarget(FolderStore(tmp_path / "evidence")))
    texts = "".join((tmp_path / "evidence" / file).read_text(encoding="utf-8-sig") for file in found.written)
    texts += "\n".join(summarise_notes(found.tidy.notes))
    for personal in ("Ana", "Bridgetown", "5551234567", "enumerator_1", "collect:device", "13.1", "2026-05-04"):
        assert personal not in texts


def submission(row: int = 2, **changes: object) -> Submission:
    cells = {"consent": "agreed", "contacted": "yes", "trust_honest": "4"}
    known = {"key", "root", "version", "review", "deleted"}
    cells |= {name: str(text) for name, text in changes.items() if name not in known}
    return replace(Submission(row, cells), **{n: v for n, v in changes.items() if n in known})  # type: ignore[arg-type]


def notes(form: Form, *submissions: Submission, rules: RowRules | None = None) -> list[Note]:
    tidy = tidy_answers(form, [submission(99), *submissions], rules or RowRules())
    return [note for note in tidy.notes if note.row not in (None, 99) and note.what != "taken"]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        (
            {"trust_honest": "7"},
            Note("refused", 2, "trust_honest", "7", "", "not in the choice list agreement (1, 2, 3, 4, 5, dont_know)"),
        ),
        ({"trust_honest": "-99"}, Note("changed", 2, "trust_honest", "-99", "", "a code for 'no answer'")),
        ({"trust_honest": "4.0"}, Note("changed", 2, "trust_honest", "4.0", "4", "the code of this choice")),
        (
            {"trust_honest": "Helemaal mee eens"},
            Note("changed", 2, "trust_honest", "Helemaal mee eens", "5", "the code of this choice"),
        ),
        ({"expected_right": "101"}, Note("refused", 2, "expected_right", "101", "", "outside 0 to 100")),
        ({"expected_right": "12,5"}, Note("changed", 2, "expected_right", "12,5", "12.5", "a decimal point")),
        ({"expected_right": "-99"}, Note("changed", 2, "expected_right", "-99", "", "a code for 'no answer'")),
        (
            {"expected_right": "Ana Pérez"},
            Note("refused", 2, "expected_right", "(text of 9 characters)", "", "not a number"),
        ),
        (
            {"points_economic": "50", "points_citizen": "40"},
            Note("refused", 2, "points", "", "", "the points add up to 90, not to 100"),
        ),
        (
            {"matters_1_best": "economic_risk", "matters_1_worst": "economic_risk"},
            Note("refused", 2, "matters_1_worst", "economic_risk", "", "the best and the worst are the same"),
        ),
        (
            {"channels": "phone fax"},
            Note(
                "refused",
                2,
                "channels",
                "(text of 9 characters)",
                "",
                "a choice that is not in the list channel (office, phone, website, chat_app, letter_mail, visit)",
            ),
        ),
        (
            {"received_decision": "no", "fair_voice": "2"},
            Note("changed", 2, "fair_voice", "2", "", "asked of others alone: those of whom received_decision is yes"),
        ),
        ({"consent": "refused"}, Note("refused", 2, "", "", "", "no consent was given")),
        ({"consent": ""}, Note("refused", 2, "", "", "", "no consent was given")),
        ({"deleted": True}, Note("refused", 2, "", "", "", "it was deleted in the collecting tool")),
        ({"review": "rejected"}, Note("refused", 2, "", "", "", "it was rejected in review")),
        ({"weight": "0"}, Note("refused", 2, "", "", "", "its weight is 0, not a number above 0")),
        ({"weight": "-2.5"}, Note("refused", 2, "", "", "", "its weight is -2.5, not a number above 0")),
        ({"weight": "Ana"}, Note("refused", 2, "", "", "", "its weight is no number, not a number above 0")),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column(form: Form, changes: dict[str, object], note: Note) -> None:
    beside = {"weight": "1"} if "weight" in changes else {}
    tidy = tidy_answers(form, [submission(99, **beside), submission(**changes)], RowRules())
    found = [one for one in tidy.notes if one.row == 2 and one.what != "taken"]
    assert found == [note]


def test_a_refused_cell_is_blank_and_the_rest_of_the_row_stays(form: Form) -> None:
    tidy = tidy_answers(form, [submission(2, trust_honest="7", trust_cares="5"), submission(3)], RowRules())
    assert [(row["trust_honest"], row["trust_cares"]) for row in table_of(tidy)] == [("", "5"), ("4", "")]


def test_blank_points_beside_a_full_total_are_zero(form: Form) -> None:
    tidy = tidy_answers(form, [submission(2, points_economic="60", points_citizen="40")], RowRules())
    row = table_of(tidy)[0]
    assert [row[f"points_{code}"] for code in ("economic", "administrative", "democratic", "citizen")] == [
        "60",
        "0",
        "0",
        "40",
    ]


def test_only_approved_rows_by_the_stated_rule(form: Form) -> None:
    rows = [submission(2), submission(3, review="approved"), submission(4, review="on_hold")]
    tidy = tidy_answers(form, rows, RowRules(keep="approved"))
    assert [note.row for note in tidy.notes if note.what == "taken"] == [3]
    assert [note.why for note in tidy.notes if note.what == "refused"] == [
        "it is not approved (its review state is received)",
        "it is not approved (its review state is on hold)",
    ]
    flagged = [note.why for note in tidy_answers(form, rows, RowRules()).notes if note.what == "flagged"]
    assert "1 rows are on hold in review and were taken" in flagged


def test_an_edit_replaces_what_it_edits(form: Form) -> None:
    rows = [submission(2, key="a", root="a"), submission(3, key="b", root="a", trust_honest="5")]
    tidy = tidy_answers(form, rows, RowRules())
    assert [row["trust_honest"] for row in table_of(tidy)] == ["5"]
    assert [note.why for note in tidy.notes if note.what == "refused"] == ["row 3 is a later edit of the same form"]


def test_a_form_of_another_version_is_refused_unless_asked_for(form: Form) -> None:
    other = "1.0.00000001"
    found = notes(form, submission(2, version=other))
    assert found == [
        Note("refused", 2, "", "", "", f"it was filled in on version {other} of the form, this is {form.version}")
    ]
    assert notes(form, submission(2, version=other), rules=RowRules(any_version=True)) == []
    assert notes(form, submission(2, version=form.version)) == []


def test_versions_of_another_tool_are_flagged(form: Form) -> None:
    tidy = tidy_answers(form, [submission(2, version="vAbc"), submission(3, version="vDef")], RowRules())
    flagged = [note.why for note in tidy.notes if note.what == "flagged"]
    assert flagged == [
        "2 versions of the form were in use: vAbc (1 rows), vDef (1 rows); check that questions kept meaning",
        "only one of 6 questions of trust_in_agency was answered: no reliability",
    ]


def test_an_item_that_runs_against_its_construct_is_flagged(form: Form) -> None:
    people = made_up.make_up_people(form, 60, np.random.default_rng(3))
    turned = [{**person, "ai_harm": str(6 - int(person["ai_harm"]))} for person in people]
    rows = [Submission(n, person) for n, person in enumerate(turned, start=2)]
    flagged = {note.column: note.why for note in tidy_answers(form, rows, RowRules()).notes if note.what == "flagged"}
    assert set(flagged) == {"ai_harm"}
    assert flagged["ai_harm"].endswith("it is marked reversed; perhaps it should not be")


def test_reversed_items_are_turned_in_the_score_of_a_construct(form: Form) -> None:
    answers = {"ai_good": "5", "ai_like_to_use": "4", "ai_harm": "1", "ai_uneasy": "2"}
    tidy = tidy_answers(form, [submission(2, **answers)], RowRules())
    row = table_of(tidy)[0]
    assert (row["ai_attitude"], row["ai_harm"]) == ("4.5", "1")
    few = table_of(tidy_answers(form, [submission(2, ai_good="5", ai_harm="1"), submission(3, **answers)], RowRules()))
    assert [row["ai_attitude"] for row in few] == ["", "4.5"]


def test_a_stratum_of_one_cluster_is_flagged(form: Form) -> None:
    rows = [submission(2, stratum="a", cluster="1"), submission(3, stratum="a", cluster="2")]
    rows += [submission(4, stratum="b", cluster="1")]
    flagged = [note for note in tidy_answers(form, rows, RowRules()).notes if note.what == "flagged" and note.column]
    assert [note.why for note in flagged if note.column == "cluster"] == [
        "the stratum 'b' has one cluster only: it gives no sampling error; merge it with another"
    ]


def test_raters_all_alike_are_flagged_and_ratings_are_rows_of_their_own() -> None:
    form = load_form("public-value/1.0", "experts")
    cells = {"consent": "agreed", "explains_specific": "4", "explains_contestable": "5"}
    tidy = tidy_answers(form, [Submission(2, cells), Submission(3, cells)], RowRules())
    assert "all raters gave the same ratings: were they independent?" in [note.why for note in tidy.notes]
    quality = "democratic.risk.transparency.explanation_quality"
    assert tidy.ratings.rows == (
        (quality, "specific", "rater 1", "4"),
        (quality, "contestable", "rater 1", "5"),
        (quality, "specific", "rater 2", "4"),
        (quality, "contestable", "rater 2", "5"),
    )


def test_the_sample_brings_its_design_and_each_invitation_counts_once(form: Form, tmp_path: Path) -> None:
    sample = "sample_code,stratum,weight\nA1,north,2\nA2,north,2\nB1,south,3.5\n"
    (tmp_path / "sample.csv").write_text(sample, encoding="utf-8")
    answers = "consent,sample_code,trust_honest\nagreed,A1,4\nagreed,B1,5\nagreed,A1,1\nagreed,ZZ,1\n"
    (tmp_path / "a.csv").write_text(answers, encoding="utf-8")
    source = AnswerFile(tmp_path / "a.csv", form, RowRules(wave="2026"), sample=tmp_path / "sample.csv")
    found = read_answers(source, TableTarget(FolderStore(tmp_path / "out")))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out/citizens.csv").read_text(encoding="utf-8-sig"))))
    assert rows == [
        {"respondent": "1", "weight": "2", "stratum": "north", "wave": "2026", "trust_honest": "4"},
        {"respondent": "2", "weight": "3.5", "stratum": "south", "wave": "2026", "trust_honest": "5"},
    ]
    assert [note.why for note in found.tidy.notes if note.what == "refused"] == [
        "row 2 already answers this invitation",
        "its invitation code is blank or was not drawn",
    ]
    response = (tmp_path / "out/citizens-response.csv").read_text(encoding="utf-8-sig").splitlines()
    # One answer in each: few people are not shown.
    assert response == [
        "stratum,sampled,answered,response_percent",
        "north,2,not shown,not shown",
        "south,1,not shown,not shown",
    ]


def test_a_sample_with_a_code_twice_is_refused(form: Form, tmp_path: Path) -> None:
    (tmp_path / "sample.csv").write_text("sample_code,weight\nA1,2\nA1,2\n,2\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("consent,trust_honest\nagreed,4\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_answers(
            AnswerFile(tmp_path / "a.csv", form, sample=tmp_path / "sample.csv"),
            TableTarget(FolderStore(tmp_path / "out")),
        )
    found = [(problem.place.row, problem.what) for problem in caught.value.problems]
    assert found == [(3, "the code stands twice"), (4, "the code is blank")]
    assert not (tmp_path / "out").exists()


def test_repeats_of_a_kobo_workbook_stand_in_its_other_sheets(form: Form, tmp_path: Path) -> None:
    """A visit belongs to a submission by its index; a call belongs to a visit, and so to the visit's submission."""
    book = Workbook()
    main = book.active
    main.title = "citizens"
    main.append(["consent", "section_trust/trust_honest", "_id", "_uuid", "_submission_time", "_index"])
    main.append(["agreed", 4, 11, "a", "2026-05-04", 1])
    main.append(["agreed", 2, 12, "b", "2026-05-04", 2])
    visits = book.create_sheet("visits")
    visits.append(["trust_honest", "name", "_index", "_parent_table_name", "_parent_index"])
    visits.append([5, "Ana", 1, "citizens", 2])
    visits.append([1, "Ben", 2, "citizens", 1])
    visits.append([3, "Cy", 3, "citizens", 2])
    calls = book.create_sheet("calls")
    calls.append(["trust_capable", "_index", "_parent_table_name", "_parent_index"])
    calls.append([2, 1, "visits", 3])
    book.create_sheet("nobody").append(["trust_cares", "_index", "_parent_table_name", "_parent_index"])
    book.save(tmp_path / "a.xlsx")
    tidy = tidy_answers(form, read_submissions(tmp_path / "a.xlsx"), RowRules())
    assert len(tidy.table.rows) == 2
    assert tidy.repeats["visits"].header == ("respondent", "trust_honest")
    assert sorted(tidy.repeats["visits"].rows) == [("1", "1"), ("2", "3"), ("2", "5")]
    assert tidy.repeats["calls"].rows == (("2", "2"),)
    assert set(tidy.repeats) == {"visits", "calls"}


def test_repeats_become_a_table_that_points_to_its_respondent(form: Form, tmp_path: Path) -> None:
    data = json.loads(made_up.odata(form, made_up.make_up_people(form, 2, np.random.default_rng(1))))
    data["value"][1]["visits"] = [{"__id": "x", "trust_honest": "5"}, {"__id": "y", "trust_honest": "2"}]
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    tidy = tidy_answers(form, read_submissions(tmp_path / "a.json"), RowRules())
    assert tidy.repeats["visits"].header == ("respondent", "trust_honest")
    assert tidy.repeats["visits"].rows == (("2", "5"), ("2", "2"))


def test_files_that_stand_already_are_not_replaced(form: Form, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("consent,trust_honest\nagreed,4\n", encoding="utf-8")

    def read(*, replace_files: bool = False) -> ReadAnswers:
        return read_answers(
            AnswerFile(tmp_path / "a.csv", form), TableTarget(FolderStore(tmp_path / "out"), "", replace_files)
        )

    read()
    with pytest.raises(InputError, match="this file exists already"):
        read()
    assert read(replace_files=True).tidy.counts["rows taken"] == 1


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", "who,what\nx,y\n", "none of the columns holds a question that was asked (who, what, ...)"),
        ("a.csv", "consent,trust_honest\nrefused,4\nrefused,3\n", "2 rows refused: no consent was given"),
        ("a.json", "{broken", "this is not JSON: Expecting property name enclosed in double quotes"),
        ("a.json", "[1, 2]", "this is no JSON of SurveyJS"),
        ("a.pdf", "x", "files that end in '.pdf' are not read"),
        ("a.zip", "no zip", "the zip is damaged: it cannot be unpacked"),
    ],
)
def test_a_file_without_answers_is_refused_in_plain_words(
    form: Form, tmp_path: Path, name: str, content: str, what: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        read_answers(AnswerFile(tmp_path / name, form), TableTarget(FolderStore(tmp_path / "out")))
    assert caught.value.problems[0].what.startswith(what)
    assert caught.value.problems[0].place.file.endswith(name)
    assert not (tmp_path / "out").exists()


def test_equal_notes_are_counted_together() -> None:
    why = "a code for 'no answer'"
    found = summarise_notes([Note("changed", row, "trust_honest", "-99", "", why) for row in range(2, 9)])
    assert found == ["changed  trust_honest: '-99' → '': a code for 'no answer' (rows 2, 3, 4 and 4 more)"]
